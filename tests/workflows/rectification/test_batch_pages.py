"""Many problems at once: what is offered, and what became of each."""

import pytest

from tests.workflows.rectification.cast import Cast, fresh
from tests.workflows.rectification.pages import get, item, of_round, post, shown
from workflows.rectification import actions
from workflows.rectification.states import ProblemState as S


def test_each_is_assigned_by_itself_and_what_is_refused_is_told(cast: Cast) -> None:
    done, other, stale = (cast.register(text=f"问题{n}") for n in range(3))
    lacking = cast.register(text="没有时限的问题", found_on=None, due_on=None, limit="immediate")
    items = [item(each) for each in (done, other, stale, lacking)]
    cast.do(actions.void, stale, "clerk", comment="重复")

    answer = post(cast, of_round("many/assign/"), item=items).content.decode()

    assert [fresh(each).state for each in (done, other, stale, lacking)] == [S.SIGNING, S.SIGNING, S.VOID, S.SIGNING]
    assert ("办成3个" in answer, fresh(lacking).due_on is not None) == (True, True)


def test_what_changed_since_the_page_was_opened_is_refused(cast: Cast) -> None:
    done, stale = cast.register(text="甲"), cast.register(text="乙")
    items = [item(done), item(stale)]
    cast.do(actions.problem_save, stale, "clerk", unit=stale.unit, given=actions.ProblemInput("改过", "audit", "dated"))

    answer = post(cast, of_round("many/assign/"), item=items).content.decode()

    assert ([fresh(each).state for each in (done, stale)], "办成1个，没有办成1个" in answer) == (
        [S.SIGNING, S.REGISTERING], True,
    )  # fmt: skip


def test_a_unit_signs_its_own_alone(cast: Cast) -> None:
    own, foreign = cast.register(), cast.register("乙一支部")
    for each in (own, foreign):
        cast.do(actions.assign, each, "clerk")

    offered = shown(get(cast, of_round("many/sign/"), "organiser")[1], own, foreign)
    post(cast, of_round("many/sign/"), "organiser", item=[item(own), item(foreign)])

    assert (offered, fresh(own).state, fresh(foreign).state) == ([True, False], S.PLANNING, S.SIGNING)


def test_what_the_closing_stage_may_close_is_closed(cast: Cast) -> None:
    ready, early = cast.problem_at(S.HOST_CHECKING), cast.problem_at(S.COMMITTEE_CHECKING)

    offered = shown(get(cast, of_round("many/close/"))[1], ready, early)
    post(cast, of_round("many/close/"), item=[item(ready), item(early)])

    assert (offered, fresh(ready).state, fresh(early).state) == ([True, False], S.CLOSED, S.COMMITTEE_CHECKING)


@pytest.mark.parametrize(("verb", "who"), [("void", "clerk"), ("assign", "sysadmin")])
def test_no_other_verb_and_nobody_outside(cast: Cast, verb: str, who: str) -> None:
    assert get(cast, of_round(f"many/{verb}/"), who)[0] == 404


def test_nonsense_is_passed_over(cast: Cast) -> None:
    problem = cast.register()
    answer = post(cast, of_round("many/assign/"), item=["x", "1:2:3", f"{problem.pk}:", f"{problem.pk}"])

    assert (answer.status_code, fresh(problem).state) == (200, S.REGISTERING)
