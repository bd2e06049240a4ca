"""A record on each desk of all processes where somebody reviews or decides, reached through the product's actions."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.utils import timezone

from permissions import tree
from permissions.models import UnitRelation
from permissions.roles import Right, Role, UnitKind
from tests.scene_rectification import of_outsider
from tests.workflows.appraisal.cast import Cast as MeetingCast
from tests.workflows.appraisal.disposing import disposal_at
from tests.workflows.engine.steps import UNIT, after_notice, list_at, rating_at
from tests.workflows.nomination import race_scenes
from tests.workflows.nomination.cast import FORMAL, JOINED
from tests.workflows.nomination.cast import Cast as AwardCast
from tests.workflows.nomination.listing import ask
from tests.workflows.rectification.cast import Cast as ProblemCast
from tests.workflows.rectification.cast import fresh, today
from tests.workflows.star_rating.listing import listed, round_of
from tests.workflows.star_rating.test_filing import reported, tiers
from tests.world import World, scheme_c
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.states import MeetingState as M
from workflows.engine import objections, registry
from workflows.engine.flow import Desk, ProcessFlow
from workflows.rectification import actions as problems
from workflows.rectification.models import Postponement
from workflows.rectification.states import ProblemState as P
from workflows.star_rating import actions as ratings
from workflows.star_rating.models import Evaluation
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

Reach = Callable[[World, Any], Any]
PEOPLE = (("张三", "甲一支部"), ("李四", "甲一支部"), ("孙七", "甲三支部"))
DISCIPLINE = "甲局机关纪委"


def deciding_desks() -> list[tuple[type[ProcessFlow], Desk]]:
    """Every desk of the registry whose holder may ask others to sign."""
    return [
        (flow, desk)
        for flow in registry.flows()
        for desk in flow.desks()
        if desk.right in (Right.REVIEW, Right.DECIDE) and flow.way_forward(desk.state) and not flow.model.NAMED
    ]


# --- 星级评定 --------------------------------------------------------------------------------------------------------


def _rating(state: S, branch: str = "甲一支部") -> Reach:
    def reach(world: World, clock: Any) -> None:
        world.round()
        rating_at(world, state, branch)

    return reach


def _list(state: L) -> Reach:
    def reach(world: World, clock: Any) -> None:
        world.round()
        list_at(world, state)

    return reach


def _filed(world: World, clock: Any) -> None:
    round_of(world, {}, tiers=tiers())
    reported(world)


def _cleared(world: World, clock: Any) -> None:
    unit = world.unit(DISCIPLINE, UnitKind.ORG_DISCIPLINE)
    tree.relate(world.units[UNIT], UnitRelation.Kind.DISCIPLINE, unit)
    world.person("inspection", "董正", Role.OC_DISC, DISCIPLINE)
    round_of(world, tiers=tuple(replace(tier, clearance=tier.level == 5) for tier in scheme_c().tiers), quotas=())
    submission = listed(world, "甲一支部")
    ratings.clearances_ask(submission, by=world.staff, seen=world.seen(submission))


def _objection(world: World, clock: Any) -> Any:
    world.round()
    submission = list_at(world, L.PUBLICISING)
    assert submission.publicity is not None
    return objections.receive(
        submission.publicity, world.rating("甲一支部"), by=world.clerk, channel="电话", text="党费收缴不实。"
    )


def _deferred(world: World, clock: Any) -> None:
    made = _objection(world, clock)
    objections.defer(made, by=world.clerk, seen=world.seen(made), comment="仍在核查。")


def _changed(world: World, clock: Any) -> None:
    world.round()
    list_at(world, L.PUBLICISING)
    ratings.publish_due(after_notice())
    given = ratings.NewStar("lower", 3, "年内发生重大问题", "办法第十二条")
    ratings.change_propose(world.rating("甲一支部"), given, by=world.clerk)


def _evaluation(world: World, clock: Any) -> Evaluation:
    world.round()
    rating = rating_at(world, S.SCORING)
    given = {
        "name": "现场观摩", "kind": Evaluation.Kind.VISIT, "held_on": timezone.localdate(), "average": "mean",
        "dimensions": [{"name": "现场", "full": "10"}],
    }  # fmt: skip
    made = ratings.evaluation_new(rating.round, world.units["工委"], given, by=world.clerk)
    post = world.leader.appointment
    assert post is not None
    made = ratings.evaluation_add_reviewers(made, [post], 0, by=world.clerk, seen=world.seen(made))
    return ratings.evaluation_add_branches(made, [rating], 0, by=world.clerk, seen=world.seen(made))


def _evaluating(world: World, clock: Any) -> None:
    made = _evaluation(world, clock)
    ratings.evaluation_begin(made, by=world.clerk, seen=world.seen(made))


# --- 先进推荐 --------------------------------------------------------------------------------------------------------


def _award(scene: race_scenes.Scene) -> Reach:
    def reach(world: World, clock: Any) -> None:
        cast = AwardCast(world.units, world.users)
        for name, branch in PEOPLE:
            cast.member(name, branch, staff_no=f"TJ{len(cast.people)}", joined_on=JOINED, formal_on=FORMAL)
            cast.graded(name)
        scene(cast, clock)

    return reach


def _asked(cast: AwardCast, clock: Any) -> None:
    """The body that is asked has not answered yet."""
    race_scenes.to_ask(cast, clock)
    ask(cast, cast.list_in(UNIT))


# --- 问题整改 --------------------------------------------------------------------------------------------------------


def _problem(state: P, **programme: Any) -> Reach:
    def reach(world: World, clock: Any) -> None:
        cast = ProblemCast(world.units, world.users)
        cast.programme(**programme)
        cast.problem_at(state)

    return reach


def _confirming(world: World, clock: Any) -> None:
    cast = ProblemCast(world.units, world.users)
    cast.programme(confirm_plan=True)
    cast.do(problems.approve_plan, cast.problem_at(P.PLAN_REVIEWING), "deputy")


def _postponed(world: World, clock: Any) -> None:
    cast = ProblemCast(world.units, world.users)
    cast.programme()
    problem = cast.problem_at(P.RECTIFYING)
    cast.do(problems.postponement_ask, problem, "organiser", until=today(80), reason="材料未到。")


def _granting(world: World, clock: Any) -> None:
    cast = ProblemCast(world.units, world.users)
    _postponed(world, clock)
    cast.do(problems.postponement_forward, Postponement.objects.get(), "deputy")


def _letter(world: World, clock: Any) -> None:
    cast = ProblemCast(world.units, world.users)
    cast.programme()
    problems.light_give(cast.problem_at(P.RECTIFYING), "red", "久拖不办", by=cast.clerk)


def _accepting(world: World, clock: Any) -> Any:
    cast = ProblemCast(world.units, world.users)
    cast.programme(closings=[{"level": "joint", "bodies": ["市财政局"]}])
    problem = of_outsider(cast, "待验收问题")
    cast.do(problems.acceptances_ask, problem, "clerk", reply_by=today(10))
    return cast, problem


def _looked_at(world: World, clock: Any) -> None:
    cast, problem = _accepting(world, clock)
    cast.do(problems.acceptance_accept, problem.acceptances.get(), "head", comment="财政局函〔2026〕1号同意")
    cast.do(problems.close, problem, "clerk")
    problems.look_back_pick(fresh(problem), "群众又有反映", by=cast.clerk)


# --- 民主评议 --------------------------------------------------------------------------------------------------------


def _meeting(world: World, clock: Any) -> None:
    cast = MeetingCast(world.units, world.users)
    cast.people()
    cast.opened()
    cast.meeting_at(M.REVIEWING)


def _disposal(state: D) -> Reach:
    def reach(world: World, clock: Any) -> None:
        cast = MeetingCast(world.units, world.users)
        cast.people()
        cast.opened()
        disposal_at(cast, state)

    return reach


REACH: dict[str, Reach] = {
    "ObjectionFlow checking": _objection,
    "ObjectionFlow deferred": _deferred,
    "RatingFlow general_reviewing": _rating(S.GENERAL_REVIEWING, "甲三支部"),
    "RatingFlow scoring": _rating(S.SCORING),
    "RatingListFlow compiling": _list(L.COMPILING),
    "RatingListFlow verifying": _list(L.VERIFYING),
    "RatingListFlow deciding": _list(L.DECIDING),
    "RatingListFlow filing": _filed,
    "RatingListFlow announcing": _list(L.ANNOUNCING),
    "ClearanceFlow asked": _cleared,
    "StarChangeFlow deciding": _changed,
    "EvaluationFlow preparing": _evaluation,
    "EvaluationFlow evaluating": _evaluating,
    "NominationFlow general_reviewing": _award(race_scenes.general_reviewing),
    "NominationFlow committee_reviewing": _award(race_scenes.reviewing),
    "NominationListFlow compiling": _award(race_scenes.compiling),
    "NominationListFlow studying": _award(race_scenes.studying),
    "NominationListFlow verifying": _award(race_scenes.verifying),
    "NominationListFlow deciding": _award(race_scenes.deciding),
    "NominationListFlow announcing": _award(race_scenes.announcing),
    "ConsultationFlow asked": _award(_asked),
    "RevocationFlow deciding": _award(race_scenes.proposed),
    "RevocationFlow returning": _award(race_scenes.returning),
    "ProblemFlow registering": _problem(P.REGISTERING),
    "ProblemFlow plan_reviewing": _problem(P.PLAN_REVIEWING),
    "ProblemFlow plan_confirming": _confirming,
    "ProblemFlow within_checking": _problem(P.WITHIN_CHECKING),
    "ProblemFlow committee_checking": _problem(P.COMMITTEE_CHECKING),
    "ProblemFlow host_checking": _problem(P.HOST_CHECKING),
    "PostponementFlow committee_reviewing": _postponed,
    "PostponementFlow deciding": _granting,
    "AcceptanceFlow asked": _accepting,
    "LetterFlow drafted": _letter,
    "LookBackFlow checking": _looked_at,
    "MeetingFlow reviewing": _meeting,
    "DisposalFlow filing": _disposal(D.FILING),
    "DisposalFlow pre_reviewing": _disposal(D.PRE_REVIEWING),
    "DisposalFlow approving": _disposal(D.APPROVING),
}
"""How a record comes to each of these desks; a new deciding desk is added here."""
