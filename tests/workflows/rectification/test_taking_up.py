"""What other processes found becomes a problem once, with the host of the nearest programme that takes it."""

from typing import Any

import pytest

from tests.workflows.engine.steps import all_is_well
from tests.workflows.rectification.cast import Cast, desk, document, today
from workflows.engine import events
from workflows.engine.models import AuditEntry, Event, Round
from workflows.rectification import actions
from workflows.rectification.actions import taking_up
from workflows.rectification.models import Problem
from workflows.rectification.rules import ready
from workflows.rectification.states import ProblemState as S

SOURCE = next(source for source in ready().sources if source.events)
TEXT = "年度党支部星级评定结果为二星级。"


def found(cast: Cast, unit: str = "甲一支部", **more: Any) -> Event:
    """Another record found something at a unit."""
    origin = cast.register("乙一支部", text="来源事项")
    told = {"text": TEXT, "requirement": "限期整改提升。"} | more
    events.raise_many([events.NewEvent(SOURCE.events[0], origin.process_id, cast.units[unit].pk, told)])
    return Event.objects.latest("pk")


def taken() -> Problem:
    """The problem that came of it."""
    return Problem.objects.select_related("unit", "round__unit", "process").exclude(origin=None).get()


def test_an_event_becomes_a_problem_that_waits_to_be_assigned(cast: Cast) -> None:
    event = found(cast)
    assert actions.take_up_due(today()) == 1

    problem = taken()
    assert (problem.state, problem.text, problem.requirement, problem.source) == (
        S.REGISTERING, TEXT, "限期整改提升。", SOURCE.code,
    )  # fmt: skip
    assert (problem.unit, problem.origin_id, problem.found_on) == (cast.units["甲一支部"], event.source_id, today())
    assert (desk(problem).unit, desk(problem).owner) == (cast.units["工委"], None)
    entry = AuditEntry.objects.get(process=problem.process)
    assert (entry.actor, entry.comment) == (None, f"由{event.source.title}转来。")
    assert all_is_well()


def test_it_is_taken_up_once(cast: Cast) -> None:
    event = found(cast)
    assert [actions.take_up_due(today()) for _ in range(3)] == [1, 0, 0]
    event.refresh_from_db()
    assert (event.answer_id, event.taken_at is not None) == (taken().process_id, True)


def test_the_programme_of_the_nearest_superior_takes_it(cast: Cast) -> None:
    found(cast)
    own = cast.programme(unit="甲局机关党委", by="staff")
    actions.take_up_due(today())
    assert taken().round == own


def test_of_two_programmes_of_one_unit_the_latest_takes_it(cast: Cast) -> None:
    found(cast)
    latest = cast.programme()
    actions.take_up_due(today())
    assert taken().round == latest


def test_what_no_programme_takes_waits_until_one_does(cast: Cast) -> None:
    event = found(cast)
    actions.round_cancel(Problem.objects.get().round, reason="重复。", by=cast.clerk)
    others = [source for source in document()["sources"] if SOURCE.events[0] not in source.get("events", [])]
    cast.programme(sources=others)
    assert actions.take_up_due(today()) == 0

    event.refresh_from_db()
    assert event.taken_at is None
    cast.programme()
    assert actions.take_up_due(today()) == 1


def test_what_was_settled_meanwhile_is_not_taken_up(cast: Cast) -> None:
    event = found(cast)
    assert events.settle(event.kind, [event.source_id]) == 1
    assert actions.take_up_due(today()) == 0


def test_a_long_text_is_cut_to_what_a_problem_holds(cast: Cast) -> None:
    found(cast, text="长" * 3000)
    actions.take_up_due(today())
    assert taken().text == "长" * 2000


def test_what_none_takes_does_not_stand_in_the_way(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(taking_up, "AT_ONCE", 1)
    found(cast, "乙一支部")
    event = found(cast, "甲一支部")
    Round.objects.filter(process_key="rectification").update(status=Round.Status.CLOSED)
    cast.programme(unit="甲局机关党委", by="staff")
    assert [actions.take_up_due(today()) for _ in range(2)] == [1, 0]
    event.refresh_from_db()
    assert event.answer_id == taken().process_id


def test_a_programme_for_some_units_takes_what_was_found_at_them_alone(cast: Cast) -> None:
    found(cast, "乙一支部")
    Round.objects.filter(process_key="rectification").update(status=Round.Status.CLOSED)
    cast.programme(scope=("甲一支部",))
    assert actions.take_up_due(today()) == 0
    cast.programme(scope=("乙一支部",))
    assert (actions.take_up_due(today()), taken().unit) == (1, cast.units["乙一支部"])
