"""Lights day by day by the four ready conventions, what they lead to; reminders; what other processes are told."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from tests.workflows.rectification.cast import Cast, fresh, make_cast, today
from workflows.engine import facts
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry, Notice, Round
from workflows.rectification import actions
from workflows.rectification.actions.standing import OPEN, OVERDUE
from workflows.rectification.models import Letter, LightEntry, Problem
from workflows.rectification.rules import ready
from workflows.rectification.states import LetterState
from workflows.rectification.states import ProblemState as S

START = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
"""A Monday with no holiday for four weeks."""


def at(days: int) -> Any:
    return time_machine.travel(START + timedelta(days=days), tick=False)


def worked_on(code: str, due: int) -> tuple[Cast, Problem]:
    """A problem of a programme by a ready document, signed on the first day and due so many days later."""
    cast = make_cast()
    document = ready(code)
    cast.programme(**document.to_data())
    more: dict[str, Any] = {"source": document.sources[0].code, "limit": next(
        each.code for each in document.limits if each.kind == "dated"), "severity": "", "category": ""}  # fmt: skip
    problem = cast.register(due_on=today(due), found_on=today(), **more)
    cast.do(actions.assign, problem, "clerk")
    cast.do(actions.sign, problem, "organiser")
    return cast, problem


def lights(problem: Problem, days: tuple[int, ...]) -> dict[int, str]:
    found = {}
    for day in days:
        with at(day):
            actions.light_due(today())
            found[day] = fresh(problem).light
    return found


def letters(problem: Problem) -> list[tuple[str, str]]:
    return list(Letter.objects.filter(problem=problem).order_by("pk").values_list("kind", "state"))


@pytest.mark.django_db
def test_lights_near_and_past_the_day() -> None:
    with at(0):
        _, problem = worked_on("feedback", 14)

    assert lights(problem, (1, 6, 7, 14, 15, 20)) == {1: "", 6: "", 7: "blue", 14: "blue", 15: "red", 20: "red"}
    assert letters(problem) == [("supervise", LetterState.DRAFTED)]
    assert [entry.light for entry in problem.lights.all()] == ["blue", "red"]


@pytest.mark.django_db
def test_lights_that_follow_one_that_ran_out() -> None:
    with at(0):
        _, problem = worked_on("supervision", 7)

    assert lights(problem, (7, 8, 14, 15, 21, 22)) == {
        7: "", 8: "blue", 14: "blue", 15: "orange", 21: "orange", 22: "red",
    }  # fmt: skip
    assert letters(problem) == [(kind, LetterState.DRAFTED) for kind in ("blue", "orange", "red")]


@pytest.mark.django_db
def test_three_red_cards_in_a_row_draft_a_letter() -> None:
    with at(0):
        cast, problem = worked_on("environment", 20)
    found = []
    for day, light in enumerate(("red", "red", "yellow", "red", "red", "red"), 1):
        with at(day):
            actions.light_give(fresh(problem), light, "现场检查", by=cast.clerk)
        found.append(Letter.objects.filter(problem=problem, kind="talk").count())

    assert found == [0, 0, 0, 0, 0, 1]


@pytest.mark.django_db
def test_a_card_that_stays_counts_again_after_thirty_days() -> None:
    with at(0):
        cast, problem = worked_on("environment", 90)
        actions.light_give(fresh(problem), "red", "现场检查", by=cast.clerk)
    lights(problem, (1, 29, 30, 31, 60))

    assert [(entry.day - START.date()).days for entry in problem.lights.all()] == [0, 30, 60]
    assert letters(problem) == [("talk", LetterState.DRAFTED)]


@pytest.mark.django_db
def test_what_the_unit_expects_lights_it() -> None:
    with at(0):
        cast, problem = worked_on("protection", 60)
        if fresh(problem).state == S.PLANNING:
            cast.plan(problem)
            cast.do(actions.submit_plan, problem, "organiser")
            cast.do(actions.approve_plan, problem, "deputy")
        if fresh(problem).state == S.PLAN_CONFIRMING:
            cast.do(actions.approve_plan, problem, "head")
    found = []
    for day, outlook in enumerate(("on_track", "slow", "on_track", "slow", "unlikely"), 1):
        with at(day):
            cast.do(actions.problem_report, problem, "organiser", text="进展", outlook=outlook)
            actions.light_due(today())
            found.append(fresh(problem).light)

    assert found == ["", "yellow", "", "yellow", "red"]
    # The second yellow is one in all, whatever lay between; each red is one.
    assert letters(problem) == [("supervise", LetterState.DRAFTED), ("account", LetterState.DRAFTED)]


@pytest.mark.django_db
def test_judging_twice_a_day_changes_nothing() -> None:
    with at(0):
        _, problem = worked_on("feedback", 3)
    with at(4):
        first, second = actions.light_due(today()), actions.light_due(today())

    assert (first, second, LightEntry.objects.count(), len(letters(problem))) == (1, 0, 1, 1)


@pytest.mark.django_db
def test_a_light_given_twice_in_a_day_counts_once() -> None:
    with at(0):
        cast, problem = worked_on("feedback", 30)
        for reason in ("久拖不办", "仍未办理"):
            actions.light_give(fresh(problem), "red", reason, by=cast.clerk)

    assert [entry.reason for entry in problem.lights.all()] == ["仍未办理"]
    assert letters(problem) == [("supervise", LetterState.DRAFTED)]


@pytest.mark.django_db
def test_people_are_reminded_once_for_each_span() -> None:
    with at(0):
        cast, problem = worked_on("feedback", 31)
        cast.plan(problem)
        cast.do(actions.submit_plan, problem, "organiser")
        cast.do(actions.approve_plan, problem, "deputy")
        Notice.objects.all().delete()
    told = []
    for day in (1, 18, 28, 30, 31):
        with at(day):
            told.append(actions.remind_due(today()))
            assert actions.remind_due(today()) == 0

    # To both who fill in for the branch, and again for the measure while its own day is near.
    assert (sum(told) > 0, told[0]) == (True, 0)
    texts = set(Notice.objects.filter(process=problem.process_id).values_list("text", flat=True))
    assert sorted("不超过10个" in text or "不超过3个" in text or "不超过1个" in text for text in texts) == [True] * 3


def test_each_unit_covered_is_told_how_it_stands_and_only_what_changed_is_written(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    cast.register("甲二支部")
    own, sibling = cast.units["甲一支部"].pk, cast.units["甲二支部"].pk

    first = actions.publish_due(today())
    told = {key: facts.of_units(key, today().year, [own, sibling]) for key in (OPEN, OVERDUE)}
    assert {key: [told[key][unit].value["count"] for unit in (own, sibling)] for key in told} == {
        OPEN: [1, 0], OVERDUE: [0, 0],
    }  # fmt: skip
    assert (first, actions.publish_due(today())) == (2 * len(cast.units), 0)
    Problem.objects.filter(pk=problem.pk).update(due_on=today(-1))
    assert actions.publish_due(today()) == 1
    assert facts.of_units(OVERDUE, today().year, [own])[own].value["count"] == 1


def told(key: str, unit: int) -> int:
    """How many a unit is told to have."""
    number: int = facts.of_units(key, today().year, [unit])[unit].value["count"]
    return number


def test_what_was_told_is_taken_back_when_the_programme_is_cancelled(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    actions.publish_due(today())
    assert told(OPEN, problem.unit_id) == 1
    actions.round_cancel(problem.round, reason="重复。", by=cast.clerk)
    actions.cancel_due(today())
    actions.publish_due(today())
    assert (told(OPEN, problem.unit_id), actions.publish_due(today())) == (0, 0)


def test_what_was_told_is_taken_back_though_the_programme_is_of_last_year(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    Round.objects.filter(pk=problem.round_id).update(year=today().year - 1)
    actions.publish_due(today())
    assert told(OPEN, problem.unit_id) == 1
    cast.do(actions.void, problem, "clerk", comment="重复登记。")
    actions.publish_due(today())
    assert told(OPEN, problem.unit_id) == 0


@pytest.mark.django_db
def test_what_is_kept_up_for_long_is_not_overdue_when_its_old_day_passes() -> None:
    with at(0):
        cast = make_cast()
        problem = cast.problem_at(S.HOST_CHECKING, due_on=today(60))
        cast.do(actions.sustain, problem, "clerk", comment="基本完成", review_on=today(90))
    with at(61):
        actions.light_due(today())
        actions.publish_due(today())
        kept = fresh(problem)
        assert (kept.state, kept.light, kept.due_on, told(OVERDUE, kept.unit_id)) == (S.SUSTAINING, "", None, 0)
        entries = AuditEntry.objects.filter(process=problem.process_id).values_list("verb", "data")
        assert [data["snapshot"]["due_on"] for verb, data in entries if verb == "verify"][-1] == "2026-05-01"


def test_no_light_is_given_in_a_programme_that_was_cancelled(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    actions.round_cancel(problem.round, reason="重复。", by=cast.clerk)
    with pytest.raises(Refused, match="取消"):
        actions.light_give(problem, "red", "久拖不办", by=cast.clerk)
    assert not LightEntry.objects.exists()


def test_a_unit_that_no_programme_covers_is_told_nothing(cast: Cast) -> None:
    Round.objects.filter(process_key="rectification").delete()
    cast.programme(unit="甲局机关党委", by="staff")
    actions.publish_due(today())

    told = facts.of_units(OPEN, timezone.localdate().year, [unit.pk for unit in cast.units.values()])
    names = {name for name, unit in cast.units.items() if unit.pk in told}
    assert ("甲一支部" in names, "乙一支部" in names, "丙办党支部" in names, "工委" in names) == (
        True,
        False,
        False,
        False,
    )


@pytest.mark.django_db
def test_many_problems_cost_as_many_statements_as_a_few() -> None:
    with at(0):
        cast = make_cast()
        cast.programme(**ready("supervision").to_data())
        limit = next(each.code for each in ready("supervision").limits if each.kind == "dated")
        more: dict[str, Any] = {
            "source": ready("supervision").sources[0].code,
            "limit": limit,
            "severity": "",
            "category": "",
        }
        problems = [cast.register(text=f"第{n}个问题", due_on=today(7), found_on=today(), **more) for n in range(5)]
        for problem in problems:
            cast.do(actions.assign, problem, "clerk")
    asked = []
    for some in (problems[:1], problems[1:2], problems[2:]):  # the first letter of a year begins its numbers
        keys = [problem.pk for problem in some]
        with at(8):
            Problem.objects.exclude(pk__in=keys).update(lit_on=today())
            Problem.objects.filter(pk__in=keys).update(lit_on=None)
            with CaptureQueriesContext(connection) as captured:
                actions.light_due(today())
        asked.append((len(captured), [fresh(problem).light for problem in some], len(letters(some[0]))))

    assert asked[1:] == [(asked[1][0], ["blue"], 1), (asked[1][0], ["blue"] * 3, 1)]


def handed_on(cast: Cast, problem: Problem, unit: str) -> Problem:
    """A problem taken back and handed to another unit."""
    cast.do(actions.recall, problem, "clerk", comment="改派。")
    kept = ("text", "source", "limit", "severity", "category", "found_on", "due_on")
    given = actions.ProblemInput(**{name: getattr(fresh(problem), name) for name in kept})
    cast.do(actions.problem_save, problem, "clerk", unit=cast.units[unit], given=given)
    cast.do(actions.assign, problem, "clerk")
    found: Problem = fresh(problem)
    return found


def test_the_next_unit_begins_without_the_lights_and_the_plan_of_the_last(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    cast.do(actions.problem_report, problem, "organiser", text="难以推进", outlook="unlikely")
    actions.light_give(fresh(problem), "red", "久拖不办", by=cast.clerk)
    after = handed_on(cast, problem, "甲二支部")
    actions.light_due(today())

    assert (after.cause, after.goal, after.progress, after.signed_on, after.outlook) == ("", "", "", None, "on_track")
    assert (fresh(problem).light, fresh(problem).unit) == ("", cast.units["甲二支部"])
    assert [entry.light for entry in problem.lights.all()] == ["red"]


@pytest.mark.django_db
def test_cards_of_the_unit_before_are_not_counted_for_the_next() -> None:
    with at(0):
        cast, problem = worked_on("environment", 60)
    for day in (1, 2):
        with at(day):
            actions.light_give(fresh(problem), "red", "现场检查", by=cast.clerk)
    with at(2):
        handed_on(cast, problem, "甲二支部")
        actions.light_give(fresh(problem), "red", "现场检查", by=cast.clerk)
    assert Letter.objects.filter(problem=problem, kind="talk").count() == 0
    for day in (3, 4):
        with at(day):
            actions.light_give(fresh(problem), "red", "现场检查", by=cast.clerk)
    assert Letter.objects.filter(problem=problem, kind="talk").count() == 1


@pytest.mark.django_db
@pytest.mark.parametrize(("applied", "late"), [(40, 0), (41, 1)])
def test_what_was_said_to_be_done_in_time_is_not_overdue_while_it_is_checked(applied: int, late: int) -> None:
    with at(0):
        cast = make_cast()
        problem = cast.problem_at(S.RECTIFYING, due_on=today(40), found_on=today())
    with at(applied):
        cast.step(problem, S.WITHIN_CHECKING)
    with at(50):
        actions.publish_due(today())
        assert (told(OPEN, problem.unit_id), told(OVERDUE, problem.unit_id)) == (1, late)
    with at(51):
        cast.do(actions.send_back, problem, "secretary", comment="没有做到", to=str(S.RECTIFYING))
        actions.publish_due(today())
        assert told(OVERDUE, problem.unit_id) == 1
