"""The cast at work where the server's thread can see it."""

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import rating_at
from tests.world import World, make_world
from workflows.engine import facts
from workflows.star_rating.queries import STAR_FACT
from workflows.star_rating.states import RatingState


@pytest.fixture
def world(transactional_db: None) -> World:
    """Return the cast with last year's stars, this year's round open, and a first branch on its unit's list."""
    made = make_world()
    last = timezone.localdate().year - 1
    source = f"{last}年度党支部星级评定"
    unit = made.units["甲一支部"].pk
    facts.record([facts.NewFact(STAR_FACT, last, {"tier": 4}, "四星级", source, timezone.localdate(), unit)])
    made.round()
    rating_at(made, RatingState.LISTED, "甲二支部")
    return made
