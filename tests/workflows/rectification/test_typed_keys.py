"""A problem that was typed is found again when a sheet brings the same words: old and new stand side by side."""

import pytest

from tests.workflows.rectification.cast import Cast, fresh
from tests.workflows.rectification.ledgers import book
from tests.workflows.rectification.pages import programme
from tests.workflows.rectification.test_importing import HEADINGS, draft
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.rules import row_key

ROW = ("三会一课记录不完整", "甲一支部", "2027-12-31", "补开三会一课", "张三")
USUAL = {"source": "巡视巡察反馈", "limit": "限期整改"}
KEY = row_key("inspection", "", "三会一课记录不完整")


def test_a_sheet_with_the_same_words_changes_the_typed_one_and_doubles_nothing(cast: Cast) -> None:
    problem = cast.register()
    found = draft(programme(), book(HEADINGS, [ROW]), USUAL)

    assert (found.errors, found.batch.new) == ([], [])
    (changed,) = found.batch.changed
    assert changed.problem == problem.pk
    assert changed.words["责任人"] == ["", "张三"]


def test_what_was_typed_twice_on_purpose_is_found_once(cast: Cast) -> None:
    first, second = cast.register(), cast.register()

    assert [fresh(each).key for each in (first, second)] == [KEY, ""]
    (changed,) = draft(programme(), book(HEADINGS, [ROW]), USUAL).batch.changed
    assert changed.problem == first.pk


def test_one_that_was_struck_off_makes_room(cast: Cast) -> None:
    first = cast.register()
    cast.do(actions.void, first, "clerk", comment="登记有误")

    assert fresh(cast.register()).key == KEY


@pytest.mark.parametrize(("there", "key"), [(True, ""), (False, KEY)])
def test_a_lead_that_has_the_same_already_keeps_its_own(cast: Cast, there: bool, key: str) -> None:
    problem = cast.register()
    if there:
        cast.register("甲二支部")
    given = actions.ProblemInput(text=problem.text, source=problem.source, limit=problem.limit, due_on=problem.due_on)
    cast.do(actions.problem_save, problem, "clerk", unit=cast.units["甲二支部"], given=given)

    assert fresh(problem).key == key
    assert Problem.objects.filter(unit=cast.units["甲二支部"], key=KEY).count() == 1
