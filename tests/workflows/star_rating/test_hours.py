"""Stages that close at an hour: nothing comes in after it, unless it was sent back or has more time."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions.models import OrgUnit
from permissions.roles import UnitKind
from tests.workflows.engine.steps import UNIT, do
from tests.world import World, make_world
from workflows.engine import ledger, running
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round, Task
from workflows.star_rating import actions, queries
from workflows.star_rating.states import ListState, RatingState

LAST = "2026-03-13"
BEFORE, AFTER = "2026-03-13 15:59 +0800", "2026-03-13 16:01 +0800"
TOO_LATE = "本批次“支部自评”已于2026年3月13日16:00截止，不再接收。确需补报的，请说明情况，由工委组织部办理补报或延期。"
BOUND = "截止时间已过，撤回后不能再报送，因此不能撤回；需要修改的，请上级退回。"
CLOSES = {"due_on": LAST, "due_at": "16:00", "closes": True}


@pytest.fixture
def world(db: None) -> World:
    """自评 closes at four in the afternoon of 13 March 2026, as in domain 2.5, the list likewise."""
    with time_machine.travel("2026-03-01 09:00 +0800", tick=False):
        world = make_world()
        world.round(stages={RatingState.SELF_ASSESSING: CLOSES, ListState.COMPILING: CLOSES})
    return world


def at(text: str) -> datetime:
    return timezone.make_aware(datetime.fromisoformat(text))


def refusal(call: Callable[..., Any], *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **more)
    return refused.value.message


def test_a_sheet_is_taken_in_a_minute_before_the_hour_and_not_a_minute_after(world: World) -> None:
    with time_machine.travel(BEFORE):
        world.submit("甲一支部", world.secretary)
    with time_machine.travel(AFTER):
        world.fill("甲二支部", world.sibling)
        rating = world.rating("甲二支部")
        with pytest.raises(Incomplete) as refused:
            actions.submit(rating, by=world.sibling, seen=world.seen(rating))

    assert refused.value.problems == [TOO_LATE]
    assert [world.rating(name).state for name in ("甲一支部", "甲二支部")] == ["scoring", "self_assessing"]


def test_without_closing_the_last_day_is_only_a_reminder(world: World) -> None:
    Round.objects.update(stages={RatingState.SELF_ASSESSING: {"due_on": LAST, "due_at": "16:00"}})

    with time_machine.travel(AFTER):
        assert world.submit("甲一支部", world.secretary).state == RatingState.SCORING


def test_what_was_sent_back_comes_in_again_after_the_hour(world: World) -> None:
    with time_machine.travel(BEFORE):
        world.submit("甲一支部", world.secretary)
    with time_machine.travel(AFTER):
        do(actions.send_back, world, world.rating("甲一支部"), "staff", comment="请补充。", to="self_assessing")

        assert world.submit("甲一支部", world.secretary).state == RatingState.SCORING


def test_what_was_handed_in_on_time_is_not_taken_back_after_the_hour(world: World) -> None:
    with time_machine.travel(BEFORE):
        world.submit("甲一支部", world.secretary)
    with time_machine.travel(AFTER):
        assert refusal(do, actions.withdraw, world, world.rating("甲一支部"), "secretary") == BOUND


def test_a_list_is_reported_before_the_hour_alone(world: World) -> None:
    with time_machine.travel(BEFORE):
        world.submit("甲一支部", world.secretary)
        world.review("甲一支部", world.deputy)
    with time_machine.travel(AFTER):
        assert "“编报名单”已于2026年3月13日16:00截止" in refusal(world.report, UNIT, world.deputy)


def test_one_late_unit_gets_more_time_and_the_others_do_not(world: World) -> None:
    with time_machine.travel(AFTER):
        extend(world, world.units["甲一支部"])

        assert world.submit("甲一支部", world.secretary).state == RatingState.SCORING
        assert refusal(world.submit, "甲二支部", world.sibling) == TOO_LATE


def extend(world: World, unit: OrgUnit | None = None, until: str = "2026-03-20 12:00", by: str = "clerk") -> None:
    running.extend_stage(
        Round.objects.get(), RatingState.SELF_ASSESSING, unit=unit, until=at(until), reason="材料核实需要时间",
        by=getattr(world, by),
    )  # fmt: skip


def test_more_time_for_a_committee_is_more_time_for_all_its_branches(world: World) -> None:
    with time_machine.travel(AFTER):
        extend(world, world.units["甲局机关党委"])

        assert world.submit("甲二支部", world.sibling).state == RatingState.SCORING
        assert refusal(world.submit, "乙一支部", world.outsider) == TOO_LATE


def test_more_time_for_all_moves_the_day_of_the_round_and_of_the_open_desks(world: World) -> None:
    with time_machine.travel(AFTER):
        extend(world)

        assert world.submit("乙一支部", world.outsider).state == RatingState.SCORING
        round_ = Round.objects.get()
    assert round_.stage("self_assessing") == CLOSES | {"due_on": "2026-03-20", "due_at": "12:00"}
    desks = Task.objects.filter(finished__isnull=True, flow_task__contains="self_assessing")
    assert {str(day) for day in desks.values_list("due_on", flat=True)} == {"2026-03-20"}


def test_more_time_is_in_the_ledger_with_its_reason(world: World) -> None:
    with time_machine.travel(AFTER):
        extend(world, world.units["甲一支部"])

    (entry,) = ledger.of(Round.objects.get())
    assert (entry.label, entry.comment, entry.data["fields"]) == (
        "补报",
        "材料核实需要时间",
        {"甲一支部支部自评截止": ["2026年3月13日16:00", "2026年3月20日12:00"]},
    )


def test_more_time_lies_ahead(world: World) -> None:
    with time_machine.travel(AFTER):
        found = refusal(extend, world, None, "2026-03-13 15:00")

    assert found == "延长后的截止时间已过，请改为现在以后的时间。"


def test_more_time_is_not_less(world: World) -> None:
    with time_machine.travel("2026-03-10 09:00 +0800"):
        found = refusal(extend, world, None, "2026-03-12 12:00")

    assert found == "延长后的截止时间须晚于现在的截止时间（2026年3月13日16:00）。"


def days_of(*units: str) -> list[str]:
    """The last days of the open desks of some branches."""
    return [str(desk.due_on) for desk in map(open_desk_of, units)]


def open_desk_of(unit: str) -> Task:
    rows = Task.objects.filter(finished__isnull=True, flow_task__contains="self_assessing")
    found: Task = rows.get(process__unit__short_name=unit)
    return found


def test_one_unit_is_not_given_less_time_than_all_have(world: World) -> None:
    with time_machine.travel("2026-03-10 09:00 +0800"):
        found = refusal(extend, world, world.units["甲一支部"], "2026-03-12 12:00")

    assert found == "延长后的截止时间须晚于现在的截止时间（2026年3月13日16:00）。"
    assert days_of("甲一支部") == [LAST]


@pytest.mark.parametrize("first", ["甲一支部", "甲局机关党委"])
def test_one_unit_is_not_given_less_time_than_it_has(world: World, first: str) -> None:
    with time_machine.travel(AFTER):
        extend(world, world.units[first], "2026-03-30 12:00")
        found = refusal(extend, world, world.units["甲一支部"], "2026-03-20 12:00")

    assert found == "延长后的截止时间须晚于现在的截止时间（2026年3月30日12:00）。"


def test_more_time_for_all_or_for_a_committee_takes_nothing_from_who_has_longer(world: World) -> None:
    with time_machine.travel(AFTER):
        extend(world, world.units["甲一支部"], "2026-03-30 12:00")
        extend(world, world.units["甲局机关党委"], "2026-03-25 12:00")
        extend(world)

    assert days_of("甲一支部", "甲二支部", "乙一支部") == ["2026-03-30", "2026-03-25", "2026-03-20"]


def test_more_time_goes_to_who_takes_part(world: World) -> None:
    with time_machine.travel(AFTER):
        outside = world.unit("甲局机关纪委", UnitKind.ORG_DISCIPLINE)

        assert refusal(extend, world, outside) == "甲局机关纪委在本批次的这一环节没有要办的事项，请核对单位。"


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary", "inspector"])
def test_only_who_looks_after_the_whole_gives_more_time(world: World, who: str) -> None:
    with time_machine.travel(AFTER), pytest.raises(NotAllowed):
        extend(world, by=who)


def test_an_open_stage_costs_a_submission_nothing(world: World) -> None:
    rating = world.rating("甲一支部")

    with time_machine.travel(BEFORE), CaptureQueriesContext(connection) as asked:
        assert queries.in_time([rating]) == {}
    assert len(asked) == 0


def test_more_time_for_all_lasts_until_its_own_hour(world: World) -> None:
    with time_machine.travel(AFTER):
        extend(world)
    with time_machine.travel(at("2026-03-20 12:00") + timedelta(minutes=1)):
        assert "2026年3月20日12:00截止" in refusal(world.submit, "甲二支部", world.sibling)
