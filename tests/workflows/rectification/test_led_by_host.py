"""A problem of the 工委 itself: its clerk puts it right, its leader verifies, somebody who did not ask closes it."""

import pytest

from permissions import access, grants
from permissions.actor import Actor
from permissions.roles import Right, Role
from tests.workflows.engine.steps import all_is_well
from tests.workflows.rectification.cast import Cast, desk, fresh
from tests.world import LONG_AGO
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.registry import businesses
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.states import ProblemState as S

TOP = "工委"
DESKS = {
    S.SIGNING: (TOP, "propose"),
    S.PLANNING: (TOP, "propose"),
    S.PLAN_REVIEWING: (TOP, "review"),
    S.RECTIFYING: (TOP, "propose"),
    S.WITHIN_CHECKING: (TOP, "decide"),
    S.HOST_CHECKING: (TOP, "review"),
}


def at_work(cast: Cast) -> Problem:
    """A problem of the 工委 that its clerk puts right by a plan the head agreed to."""
    problem = cast.register(TOP)
    cast.do(actions.assign, problem, "clerk")
    cast.do(actions.sign, problem, "clerk")
    cast.plan(problem, "clerk")
    cast.do(actions.submit_plan, problem, "clerk")
    cast.do(actions.approve_plan, problem, "head")
    return problem


def work_and_ask(cast: Cast, problem: Problem) -> None:
    cast.finish(problem, "clerk")
    cast.ask(problem, "clerk")


def asked(cast: Cast) -> Problem:
    problem = at_work(cast)
    work_and_ask(cast, problem)
    return problem


def leave(actor: Actor) -> None:
    """Take the post away in which somebody acts."""
    assert actor.appointment
    grants.end_now(actor.appointment)


def to_close(cast: Cast) -> Problem:
    problem = asked(cast)
    cast.do(actions.verify, problem, "leader")
    return problem


def where(problem: Problem) -> tuple[S, tuple[str, str]]:
    at = desk(problem)
    assert at.unit
    return S(fresh(problem).state), (at.unit.short_name, at.right)


def test_a_problem_of_the_work_committee_goes_from_desk_to_desk_within_it(cast: Cast) -> None:
    problem = cast.register(TOP)
    ways = (
        lambda: cast.do(actions.assign, problem, "clerk"),
        lambda: cast.do(actions.sign, problem, "clerk"),
        lambda: (cast.plan(problem, "clerk"), cast.do(actions.submit_plan, problem, "clerk")),
        lambda: cast.do(actions.approve_plan, problem, "head"),
        lambda: work_and_ask(cast, problem),
        lambda: cast.do(actions.verify, problem, "leader"),
    )
    seen = {}
    for way in ways:
        way()
        state, at = where(problem)
        seen[state] = at

    assert seen == DESKS
    cast.do(actions.close, problem, "head")
    assert (fresh(problem).state, fresh(problem).closes_at) == (S.CLOSED, S.HOST_CHECKING)
    assert all_is_well()


def test_who_sent_the_plan_does_not_agree_to_it(cast: Cast) -> None:
    problem = cast.register(TOP)
    cast.do(actions.assign, problem, "clerk")
    cast.do(actions.sign, problem, "clerk")
    cast.plan(problem, "clerk")
    cast.do(actions.submit_plan, problem, "clerk")

    with pytest.raises(NotAllowed):
        cast.do(actions.approve_plan, problem, "clerk")


@pytest.mark.parametrize("by", ["clerk", "leader", "deputy"])
def test_who_asked_or_stands_elsewhere_does_not_close_it(cast: Cast, by: str) -> None:
    problem = to_close(cast)

    with pytest.raises(NotAllowed):
        cast.do(actions.close, problem, by)
    assert fresh(problem).state == S.HOST_CHECKING


def test_the_department_does_not_verify_in_the_leaders_stead(cast: Cast) -> None:
    problem = asked(cast)

    with pytest.raises(NotAllowed):
        cast.do(actions.verify, problem, "head")
    assert fresh(problem).state == S.WITHIN_CHECKING


def test_nobody_closes_it_where_only_who_asked_is_left(cast: Cast) -> None:
    problem = asked(cast)
    leave(cast.head)
    cast.do(actions.verify, problem, "leader")

    assert (where(problem), desk(problem).unattended) == ((S.HOST_CHECKING, (TOP, "review")), True)


def test_nobody_verifies_it_where_the_work_committee_has_no_leader(cast: Cast) -> None:
    leave(cast.leader)
    problem = asked(cast)

    assert (where(problem), desk(problem).unattended) == ((S.WITHIN_CHECKING, (TOP, "decide")), True)


def test_a_committee_that_holds_a_programme_still_does_not_lead_what_it_must_have_checked(cast: Cast) -> None:
    cast.programme(unit="甲局机关党委", by="deputy")
    problem = cast.register("甲局机关党委", by="deputy")

    with pytest.raises(Refused) as caught:
        cast.do(actions.assign, problem, "deputy")
    assert str(caught.value) == "这个问题应由主办单位核验后销号，不能由主办单位自己牵头，请改派牵头单位。"


def test_a_clerk_fills_in_for_the_work_committee_in_no_other_process(cast: Cast) -> None:
    able = {spec.key for spec in businesses() if access.may(cast.clerk, Right.PROPOSE, cast.units[TOP], spec.key)}

    assert able == {"rectification"}
    assert not access.may(cast.clerk, Right.PROPOSE, cast.units[TOP])


def test_a_clerk_limited_to_another_process_fills_in_for_nothing(cast: Cast) -> None:
    post = grants.appoint(cast.users["former"], Role.WC_CLERK, cast.units[TOP], LONG_AGO, None, ("nomination",))

    assert set(post.grants.values_list("right", "process")) == {
        (right, "nomination") for right in ("inspect", "review", "stand_in", "supervise")
    }
    assert not access.brings(post, Right.PROPOSE, "rectification")
