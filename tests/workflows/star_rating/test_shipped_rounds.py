"""Every scheme that ships, played from its opening to published stars, and recomputed to the last digit: R9."""

import random

import pytest

from tests.workflows.star_rating.playing import Game
from tests.world import World, make_world
from workflows.engine import consistency
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries import sheets
from workflows.star_rating.queries.schemes import shipped
from workflows.star_rating.states import ListState, RatingState


@pytest.fixture
def world(db: None) -> World:
    """Return the cast, without a round; every test's round has the same key, and its scheme is remembered by that."""
    sheets._scheme.cache_clear()
    return make_world()


@pytest.mark.parametrize("seed", [1, *(pytest.param(n, marks=pytest.mark.soak) for n in range(2, 20))])
@pytest.mark.parametrize("name", sorted(shipped()))
def test_a_round_of_a_shipped_scheme_ends_in_published_stars_that_recompute_to_the_same_digit(
    world: World, name: str, seed: int
) -> None:
    Game(world, shipped()[name], random.Random(f"{name} {seed}")).play()

    assert set(Rating.objects.values_list("state", flat=True)) == {RatingState.PUBLISHED}
    assert set(RatingList.objects.values_list("state", flat=True)) == {ListState.CLOSED}
    assert list(queries.changed_results()) == []
    assert list(queries.out_of_step()) == []
    assert list(consistency.disagreements()) == []
