"""Handing in the own score twice at once: the committee's sheet is begun once."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import transaction

from tests.world import World, make_world
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, SheetLine
from workflows.star_rating.states import RatingState, Sheet


def begun(rating: Rating) -> list[str]:
    rows = SheetLine.objects.filter(rating=rating, sheet=Sheet.REVIEW).order_by("code")
    return [f"{row.code} {row.points}" for row in rows]


@pytest.mark.django_db
def test_a_second_click_leaves_what_the_committee_has_written_since() -> None:
    world = make_world()
    world.round()
    world.fill("甲一支部", world.secretary, points="3")
    rating = world.rating("甲一支部")
    seen = world.seen(rating)
    actions.submit(rating, by=world.secretary, seen=seen)
    SheetLine.objects.filter(rating=rating, sheet=Sheet.REVIEW).update(points=7)
    actions.submit(rating, by=world.secretary, seen=seen)

    assert begun(rating) == ["18 7.00"]


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_begin_the_committees_sheet_once(elsewhere: Callable[..., Future[Any]]) -> None:
    world: World = make_world()
    world.round()
    world.fill("甲一支部", world.secretary, points="3")
    rating, by = world.rating("甲一支部"), world.secretary
    seen = world.seen(rating)
    with transaction.atomic():
        actions.submit(rating, by=by, seen=seen)
        other = elsewhere(actions.submit, rating, by=by, seen=seen)

    assert other.exception(timeout=30) is None
    assert begun(rating) == ["18 3.00"]
    assert world.rating("甲一支部").state == RatingState.SCORING
