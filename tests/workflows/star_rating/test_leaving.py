"""Who leaves a list leaves behind what was decided there; the next 初评 decides anew."""

from typing import Any

import pytest
from django.test import Client

from tests.world import World, make_world
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState

UNIT = "甲局机关党委"
NOTHING: tuple[Any, ...] = (None, False, {}, None, None)


@pytest.fixture
def world(db: None) -> World:
    """甲一支部 is listed, ranked first and gives up a star."""
    world = make_world()
    world.round()
    world.submit("甲一支部", world.secretary)
    rating = world.review("甲一支部", world.deputy)
    submission = world.list_of(UNIT)
    placings = [actions.Placing(rating.pk, 1, True)]
    actions.list_arrange(submission, placings, by=world.deputy, seen=world.seen(submission))
    return world


def decided(rating: Rating) -> tuple[Any, ...]:
    return rating.rank, rating.capped, rating.result, rating.score, rating.tier


def test_a_member_sent_back_alone_keeps_nothing_that_was_decided(world: World) -> None:
    submission = world.list_of(UNIT)
    actions.list_pull(
        submission, world.rating("甲一支部"), by=world.deputy, seen=world.seen(submission), comment="请核实。"
    )

    assert decided(world.rating("甲一支部")) == NOTHING


def test_a_review_that_was_taken_back_keeps_nothing_that_was_decided(world: World) -> None:
    rating = world.rating("甲一支部")
    actions.withdraw(rating, by=world.deputy, seen=world.seen(rating))

    assert (world.rating("甲一支部").state, decided(world.rating("甲一支部"))) == (RatingState.SCORING, NOTHING)


def test_a_page_after_a_return_shows_no_review_that_stands_no_more(world: World) -> None:
    submission = world.list_of(UNIT)
    rating = world.rating("甲一支部")
    actions.list_pull(submission, rating, by=world.deputy, seen=world.seen(submission), comment="请核实。")
    actions.send_back(
        rating, by=world.deputy, seen=world.seen(rating), comment="请补充。", to=RatingState.SELF_ASSESSING
    )
    client = Client()
    client.force_login(world.users["secretary"])
    context = client.get(f"/records/{rating.process.number}/").context

    assert context["panel"]["label"] == "自评"
    assert [fact["label"] for fact in context["facts"] if fact["label"] in ("得分", "星级")] == []


def test_after_a_member_came_back_the_page_says_what_changed(world: World) -> None:
    submission = world.list_of(UNIT)
    rating = world.rating("甲一支部")
    actions.list_pull(submission, rating, by=world.deputy, seen=world.seen(submission), comment="请核实。")
    world.review("甲一支部", world.deputy, "10")
    client = Client()
    client.force_login(world.users["deputy"])
    changes = client.get(f"/records/{rating.process.number}/").context["changes"]

    assert {"label": "得分", "before": "98.50", "after": "91.50"} in changes
