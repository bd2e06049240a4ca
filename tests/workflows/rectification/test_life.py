"""A problem from 登记 to 销号: whose desk it is on at each stage, what it leaves behind, and who may not."""

import pytest

from tests.workflows.engine.steps import all_is_well, trail
from tests.workflows.rectification.cast import FORWARD, RESULT, WHY, Cast, desk, fresh, today
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry
from workflows.rectification import actions
from workflows.rectification.models import Measure
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S

DESKS = {
    S.REGISTERING: ("工委", "review"),
    S.SIGNING: ("甲一支部", "propose"),
    S.PLANNING: ("甲一支部", "propose"),
    S.PLAN_REVIEWING: ("甲局机关党委", "review"),
    S.RECTIFYING: ("甲一支部", "propose"),
    S.WITHIN_CHECKING: ("甲一支部", "decide"),
    S.COMMITTEE_CHECKING: ("甲局机关党委", "review"),
    S.HOST_CHECKING: ("工委", "review"),
}


def test_a_grave_problem_goes_from_desk_to_desk_until_the_host_closes_it(cast: Cast) -> None:
    problem = cast.register()
    seen = {}
    for after in (*FORWARD[1:], None):
        state = S(fresh(problem).state)
        if state in DESKS:
            at = desk(problem)
            assert at.unit
            seen[state] = (at.unit.short_name, at.right)
        if after:
            cast.step(problem, after)

    assert seen == DESKS
    closed = fresh(problem)
    assert (closed.state, closed.closes_at, closed.closed_on, closed.result) == (
        S.CLOSED, S.HOST_CHECKING, today(), RESULT,
    )  # fmt: skip
    assert [row.state for row in closed.measures.all()] == [M.CLOSED]
    assert all_is_well()


def test_the_trail_says_what_every_checker_saw(cast: Cast) -> None:
    problem = cast.problem_at(S.CLOSED)
    entry = AuditEntry.objects.get(process=problem.process_id, verb="close")
    assert entry.data["snapshot"]["decided"]["measures"][0]["outcome"] == "已补开。"
    assert trail(problem) == [
        "open", "assign", "sign", "submit_plan", "approve_plan", "pass_on", "apply", "verify", "verify", "close",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "state", "by"),
    [
        ("assign", S.REGISTERING, "deputy"),
        ("sign", S.SIGNING, "sibling"),
        ("submit_plan", S.PLANNING, "deputy"),
        ("approve_plan", S.PLAN_REVIEWING, "other_deputy"),
        ("verify", S.WITHIN_CHECKING, "organiser"),
        ("verify", S.COMMITTEE_CHECKING, "secretary"),
        ("close", S.HOST_CHECKING, "deputy"),
    ],
)
def test_a_verb_is_refused_to_who_does_not_hold_its_desk(cast: Cast, verb: str, state: S, by: str) -> None:
    problem = cast.problem_at(state)

    with pytest.raises(NotAllowed):
        cast.do(getattr(actions, verb), problem, by)
    assert fresh(problem).state == state


def test_what_was_acted_on_meanwhile_is_not_acted_on_again(cast: Cast) -> None:
    problem = cast.problem_at(S.SIGNING)
    seen = cast.seen(problem)
    actions.sign(problem, by=cast.organiser, seen=seen)

    with pytest.raises(Stale):
        actions.sign(problem, by=cast.secretary, seen=seen)
    assert actions.sign(problem, by=cast.organiser, seen=seen).state == S.PLANNING


def test_no_plan_is_asked_where_the_kind_of_limit_asks_none(cast: Cast) -> None:
    problem = cast.register(limit="immediate", due_on=None)
    cast.step(problem, S.SIGNING)
    cast.do(actions.sign, problem, "organiser")

    assert fresh(problem).state == S.RECTIFYING
    assert desk(problem).due_on == fresh(problem).due_on
    assert all_is_well()


def test_a_plain_problem_is_closed_by_the_committee(cast: Cast) -> None:
    problem = cast.problem_at(S.COMMITTEE_CHECKING, source="audit", severity="general")
    with pytest.raises(Refused, match="不适用于这一事项"):
        cast.do(actions.verify, problem, "deputy")
    cast.do(actions.close, problem, "deputy")

    assert fresh(problem).state == S.CLOSED


def test_what_the_head_asks_for_is_not_checked_within_and_never_closed_by_him(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING, source="audit", severity="general")
    cast.finish(problem)
    cast.ask(problem, "secretary")

    assert fresh(problem).state == S.COMMITTEE_CHECKING
    with pytest.raises(NotAllowed):
        cast.do(actions.close, problem, "secretary")
    cast.do(actions.withdraw, problem, "secretary")
    assert fresh(problem).state == S.RECTIFYING
    assert all_is_well()


def test_a_committee_that_leads_is_closed_by_the_host(cast: Cast) -> None:
    problem = cast.register("甲局机关党委", severity="general", source="audit")
    cast.do(actions.assign, problem, "clerk")
    cast.do(actions.sign, problem, "staff")
    cast.plan(problem, "staff")
    cast.do(actions.submit_plan, problem, "staff")
    assert (desk(problem).unit, fresh(problem).closes_at) == (cast.units["工委"], S.HOST_CHECKING)
    cast.do(actions.approve_plan, problem, "clerk")
    cast.finish(problem, "staff")
    cast.ask(problem, "staff")
    cast.do(actions.verify, problem, "deputy")

    assert fresh(problem).state == S.HOST_CHECKING
    cast.do(actions.close, problem, "clerk")
    assert all_is_well()


def test_a_committee_closes_in_its_own_programme_what_its_branches_did(cast: Cast) -> None:
    cast.programme(unit="甲局机关党委", by="staff")
    problem = cast.register(by="staff", source="audit", severity="general")
    cast.do(actions.assign, problem, "staff")
    cast.do(actions.sign, problem, "organiser")
    cast.plan(problem)
    cast.do(actions.submit_plan, problem, "organiser")
    cast.do(actions.approve_plan, problem, "deputy")
    cast.finish(problem)
    cast.ask(problem)
    cast.do(actions.verify, problem, "secretary")

    assert (fresh(problem).state, desk(problem).unit) == (S.HOST_CHECKING, cast.units["甲局机关党委"])
    cast.do(actions.close, problem, "staff")
    assert all_is_well()


def test_a_branch_closes_its_own_where_the_programme_leaves_it_within(cast: Cast) -> None:
    cast.programme(closings=[{"level": "within"}])
    problem = cast.problem_at(S.WITHIN_CHECKING)
    cast.do(actions.close, problem, "secretary")

    assert fresh(problem).state == S.CLOSED


@pytest.mark.parametrize(("state", "to"), [(S.SIGNING, S.REGISTERING), (S.PLAN_REVIEWING, S.PLANNING)])
def test_who_acted_last_takes_it_back(cast: Cast, state: S, to: S) -> None:
    problem = cast.problem_at(state)
    who = "clerk" if state == S.SIGNING else "organiser"
    cast.do(actions.withdraw, problem, who)

    assert fresh(problem).state == to
    assert all_is_well()


def test_a_problem_goes_back_to_work_with_the_measures_to_do_again(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    cast.measure(problem, text="建立台账")
    cast.finish(problem)
    cast.ask(problem)
    redo = Measure.objects.get(problem=problem, text="建立台账")
    cast.do(actions.send_back, problem, "secretary", comment=WHY, to=S.RECTIFYING, redo=[redo.pk])

    assert [row.state for row in problem.measures.order_by("pk")] == [M.FINISHED, M.WORKING]
    with pytest.raises(Incomplete, match="整改措施“建立台账”还没有完成"):
        cast.ask(problem)
    cast.finish(problem)
    assert cast.ask(problem).state == S.WITHIN_CHECKING
    assert all_is_well()


def test_a_measure_of_another_problem_is_not_sent_back(cast: Cast) -> None:
    other = Measure.objects.get(problem=cast.problem_at(S.WITHIN_CHECKING))
    problem = cast.problem_at(S.WITHIN_CHECKING)

    with pytest.raises(Refused, match="已变动"):
        cast.do(actions.send_back, problem, "secretary", comment=WHY, to=S.RECTIFYING, redo=[other.pk])
    assert fresh(problem).state == S.WITHIN_CHECKING
