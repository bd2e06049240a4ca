"""A problem that was typed is found again when a sheet brings the same words: old and new stand side by side."""

import pytest

from tests.workflows.rectification.cast import Cast, fresh, today
from tests.workflows.rectification.ledgers import book
from tests.workflows.rectification.pages import programme
from tests.workflows.rectification.test_importing import HEADINGS, draft
from workflows.engine.errors import Incomplete
from workflows.rectification import actions
from workflows.rectification.actions import importing
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


def retold(cast: Cast, problem: Problem, **more: str) -> None:
    """Change what a problem says."""
    kept = ("text", "source", "limit", "severity", "category", "found_on", "due_on")
    given = {name: getattr(problem, name) for name in kept} | more
    cast.do(actions.problem_save, problem, "clerk", unit=problem.unit, given=actions.ProblemInput(**given))


def test_what_was_said_otherwise_since_is_found_by_its_new_words(cast: Cast) -> None:
    problem = cast.register(text="原来的说法")
    retold(cast, problem, text=ROW[0])
    found = draft(programme(), book(HEADINGS, [ROW]), USUAL)
    assert ([each.problem for each in found.batch.changed], found.batch.new) == ([problem.pk], [])


def test_what_was_said_into_another_one_keeps_no_key(cast: Cast) -> None:
    cast.register()
    problem = cast.register(text="原来的说法")
    retold(cast, problem, text=ROW[0])
    assert fresh(problem).key == ""


NUMBERED = (*HEADINGS, "系统编号")


def test_a_twin_is_changed_by_its_number(cast: Cast) -> None:
    _, twin = cast.register(), cast.register()
    found = draft(programme(), book(NUMBERED, [(*ROW[:4], "王五", twin.process.number)]), USUAL)
    assert found.errors == []
    importing.problems_import(programme(), found.batch, by=cast.clerk)
    assert (fresh(twin).owner, fresh(twin).key) == ("王五", "")


def test_a_row_whose_words_are_changed_into_those_of_another_is_an_error(cast: Cast) -> None:
    first, other = cast.register(), cast.register(text="另一个问题")
    found = draft(programme(), book(NUMBERED, [(*ROW, other.process.number)]), USUAL)
    (error,) = found.errors
    assert f"改后与编号{first.process.number}的问题相同" in error.message


@pytest.mark.parametrize("text", [ROW[0], "改成新的说法"])
def test_a_row_by_number_and_one_by_words_are_not_about_the_same(cast: Cast, text: str) -> None:
    problem = cast.register()
    rows = [(text, *ROW[1:4], "张三", problem.process.number), (text, *ROW[1:4], "李四", "")]
    (error,) = draft(programme(), book(NUMBERED, rows), USUAL).errors
    assert (error.row, "与第2行说的是同一个问题" in error.message) == (3, True)


def test_what_was_found_on_a_day_to_come_is_an_error(cast: Cast) -> None:
    row = (*ROW[:3], str(today(1)))
    (error,) = draft(programme(), book((*HEADINGS[:3], "发现日期"), [row]), USUAL).errors
    assert "晚于今天" in error.message
    with pytest.raises(Incomplete, match="晚于今天"):
        cast.register(found_on=today(1))
