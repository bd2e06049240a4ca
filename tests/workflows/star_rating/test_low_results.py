"""What a low star calls for: raised once, settled when the star is no longer low."""

from decimal import Decimal

import pytest
from django.db import transaction

from tests.workflows.engine.steps import after_notice, list_at
from tests.workflows.star_rating.listing import VERSIONS
from tests.workflows.star_rating.test_changing import decide, page, propose
from tests.world import World, make_world
from workflows.engine import events
from workflows.engine.models import Event, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """甲一支部 has five stars with 98.50, 甲二支部 three."""
    world = make_world()
    world.round()
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return world


def test_a_low_star_calls_for_work_elsewhere_once(world: World) -> None:
    following(3)
    decide(world, change := propose(world))
    decide(world, propose(world, "correct", 3, score=Decimal("78.00")))

    (event,) = events.waiting(queries.LOW_RESULT)
    assert (event.source_id, event.unit.short_name) == (change.process_id, "甲一支部")
    assert event.data == {
        "tier": 3, "words": "三星级", "follow_up": "查找问题，立行立改", "days": 60,
        "text": f"{change.round.title}评定结果为三星级。", "requirement": "查找问题，立行立改",
    }  # fmt: skip
    assert page(world, "secretary").count(CALLED_FOR) == 1


def test_a_star_that_is_no_longer_low_calls_for_nothing_more(world: World) -> None:
    following(3)
    decide(world, propose(world))
    decide(world, propose(world, "correct", 3, score=Decimal("78.00")))
    decide(world, propose(world, "raise", 4))

    assert list(events.waiting(queries.LOW_RESULT)) == []
    assert page(world, "secretary").count(CALLED_FOR) == 0
    decide(world, change := propose(world))
    assert [event.source_id for event in events.waiting(queries.LOW_RESULT)] == [change.process_id]


def test_a_star_that_was_taken_away_calls_for_what_the_lowest_does(world: World) -> None:
    following(2)
    following(3)
    decide(world, change := propose(world, "strip", None))

    (event,) = events.waiting(queries.LOW_RESULT)
    assert (event.source_id, event.data["words"]) == (change.process_id, "无星级")
    assert page(world, "secretary").count(CALLED_FOR) == 1


def test_work_that_was_taken_up_stays_taken_up(world: World) -> None:
    following(3)
    decide(world, change := propose(world))
    (event,) = events.waiting(queries.LOW_RESULT)
    with transaction.atomic():
        events.take(event, change.process)
    taken_at = Event.objects.get().taken_at
    decide(world, propose(world, "raise", 4))

    assert (Event.objects.get().taken_at, Event.objects.get().answer) == (taken_at, change.process)
    assert page(world, "secretary").count(CALLED_FOR) == 1


CALLED_FOR = "须整改：查找问题，立行立改（60天内）"


def following(level: int) -> None:
    """From now on the round has a scheme in which this tier calls for follow-up."""
    round_ = Round.objects.get()
    for tier in round_.scheme["tiers"]:
        if tier["level"] == level:
            tier |= {"follow_up": "查找问题，立行立改", "follow_days": 60}
    round_.scheme_version = f"试{next(VERSIONS)}"
    round_.save(update_fields=["scheme", "scheme_version"])


def test_publishing_raises_what_a_low_star_calls_for() -> None:
    world = make_world()
    world.round()
    following(3)
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    actions.publish_due(after_notice())

    (event,) = Event.objects.all()
    assert (event.source_id, event.data["words"]) == (world.rating("甲二支部").process_id, "三星级")
    assert CALLED_FOR in page(world, "sibling", "甲二支部")
    raised = actions.NewStar("raise", 4, "成绩特别突出", "办法第八条")
    decide(world, actions.change_propose(world.rating("甲二支部"), raised, by=world.clerk))
    assert list(events.waiting(queries.LOW_RESULT)) == []
    assert CALLED_FOR not in page(world, "sibling", "甲二支部")


def test_an_event_is_taken_up_once(world: World) -> None:
    source = world.rating("甲二支部").process
    new = events.NewEvent(queries.LOW_RESULT, source.pk, world.units["甲二支部"].pk)
    events.raise_many([new, new])
    (event,) = events.waiting(queries.LOW_RESULT)

    assert [events.take(event, source), events.take(event, None)] == [True, False]
    assert list(events.waiting(queries.LOW_RESULT)) == []


def test_an_event_that_nobody_declared_is_a_mistake_of_ours(world: World) -> None:
    with pytest.raises(KeyError):
        events.raise_many([events.NewEvent("star_rating.typo", 1, 1)])
