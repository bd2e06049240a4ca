"""More time for a stage: who is told of it, and where it can be read afterwards."""

from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from permissions.models import OrgUnit
from tests.workflows.engine.steps import rating_at
from tests.world import World, make_world
from workflows.engine import running
from workflows.engine.models import Notice, Round
from workflows.star_rating.states import ListState, RatingState

NOW = "2026-03-13 16:01 +0800"
CLOSES = {"due_on": "2026-03-13", "due_at": "16:00", "closes": True}


@pytest.fixture
def world(db: None) -> World:
    """自评 closed a minute ago; of 甲一支部 it is over."""
    with time_machine.travel("2026-03-01 09:00 +0800", tick=False):
        world = make_world()
        world.round(stages={RatingState.SELF_ASSESSING: CLOSES})
        rating_at(world, RatingState.SCORING)
    Notice.objects.all().delete()
    return world


def extend(
    world: World, unit: OrgUnit | None = None, stage: Any = RatingState.SELF_ASSESSING, reason: str = "材料核实"
) -> None:
    until = timezone.make_aware(datetime(2026, 3, 20, 12, 0))
    with time_machine.travel(NOW):
        running.extend_stage(Round.objects.get(), stage, unit=unit, until=until, reason=reason, by=world.clerk)


def told(world: World) -> dict[str, list[str]]:
    """By username, the messages that came."""
    found: dict[str, list[str]] = {}
    for user, text in Notice.objects.order_by("pk").values_list("user__username", "text"):
        found.setdefault(user, []).append(text)
    return found


def test_everybody_who_still_has_to_hand_in_is_told_of_more_time(world: World) -> None:
    extend(world)

    text = "“2026年度党支部星级评定”支部自评延期：可以办理到2026年3月20日12:00。"
    heard = told(world)
    assert [heard.get(key) for key in ("sibling", "third", "outsider", "direct")] == [[text]] * 4
    assert not heard.keys() & {"secretary", "organiser", "clerk", "leader"}


def test_more_time_for_one_unit_is_told_to_it_alone(world: World) -> None:
    extend(world, world.units["甲二支部"])

    text = "“2026年度党支部星级评定”支部自评补报：可以办理到2026年3月20日12:00。"
    assert told(world) == {"sibling": [text]}
    assert Notice.objects.get().process == world.rating("甲二支部").process


def test_who_has_longer_already_is_told_no_earlier_day(world: World) -> None:
    later = timezone.make_aware(datetime(2026, 4, 1, 12, 0))
    with time_machine.travel(NOW):
        running.extend_stage(
            Round.objects.get(), RatingState.SELF_ASSESSING, unit=world.units["甲二支部"], until=later, reason="出差",
            by=world.clerk,
        )  # fmt: skip
    Notice.objects.all().delete()
    extend(world)

    heard = told(world)
    assert ("sibling" in heard, "third" in heard, "outsider" in heard) == (False, True, True)
    desk = world.desk(world.rating("甲二支部"))
    assert desk is not None
    assert str(desk.due_on) == "2026-04-01"


def test_a_later_hour_of_the_same_day_is_told_too(world: World) -> None:
    extend(world)
    Notice.objects.all().delete()
    evening = timezone.make_aware(datetime(2026, 3, 20, 18, 0))
    with time_machine.travel(NOW):
        running.extend_stage(
            Round.objects.get(), RatingState.SELF_ASSESSING, unit=None, until=evening, reason="停电", by=world.clerk
        )

    assert ["18:00" in text for text in told(world)["sibling"]] == [True]


def test_who_has_several_branches_to_see_to_is_told_once(world: World) -> None:
    with time_machine.travel("2026-03-02 09:00 +0800"):
        Round.objects.update(stages={})
        rating_at(world, RatingState.SCORING, "甲四支部")
    Notice.objects.all().delete()
    extend(world, stage=RatingState.SCORING)

    assert {key: len(texts) for key, texts in told(world).items()} == {"deputy": 1, "staff": 1}


def test_the_list_of_a_unit_is_given_more_time_and_its_committee_told(world: World) -> None:
    extend(world, world.units["乙局机关党委"], stage=ListState.COMPILING)
    assert list(told(world)) == ["other_deputy"]


# --- the round's page ----------------------------------------------------------------------------------------------


def page(world: World, who: str) -> str:
    client = Client()
    client.force_login(world.users[who])
    return client.get(f"/star_rating/rounds/{Round.objects.get().pk}/").content.decode()


def test_the_rounds_page_lists_every_time_more_was_given(world: World) -> None:
    extend(world, world.units["甲二支部"], reason="书记出差")
    extend(world, reason="系统停电")

    shown = page(world, "clerk")
    wanted = ["延期和补报", "书记出差", "系统停电", "甲二支部", "全部单位", "2026年3月20日12:00", "郑思远"]
    assert [text for text in wanted if text not in shown] == []


def test_a_unit_reads_what_was_given_to_all_and_to_itself_alone(world: World) -> None:
    extend(world, world.units["甲二支部"], reason="书记出差")
    extend(world, reason="系统停电")

    assert ("书记出差" in page(world, "deputy"), "系统停电" in page(world, "deputy")) == (True, True)
    assert ("书记出差" in page(world, "other_deputy"), "系统停电" in page(world, "other_deputy")) == (False, True)


def test_a_branch_reads_what_was_given_to_the_unit_above_it(world: World) -> None:
    extend(world, world.units["甲局机关党委"], reason="书记出差")

    assert ["书记出差" in page(world, who) for who in ("sibling", "third", "deputy", "outsider")] == [
        True,
        True,
        True,
        False,
    ]


def test_without_more_time_the_page_says_nothing_of_it(world: World) -> None:
    assert "<h3>延期和补报</h3>" not in page(world, "clerk")


def test_of_many_times_the_latest_ten_are_shown(world: World) -> None:
    for number in range(11):
        unit = world.units["甲二支部"]
        until = timezone.make_aware(datetime(2026, 4, 1 + number))
        with time_machine.travel(NOW):
            running.extend_stage(
                Round.objects.get(), "self_assessing", unit=unit, until=until, reason=f"原因{number}。", by=world.clerk
            )

    shown = page(world, "clerk")
    assert [number for number in range(11) if f"原因{number}。" in shown] == list(range(1, 11))
    assert "只列最近10次" in shown
