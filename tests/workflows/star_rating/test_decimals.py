"""Scores of a scheme with other than two decimals come out again as they were published."""

from decimal import Decimal

import pytest

from tests.workflows.engine.steps import after_notice, list_at
from tests.world import World, make_world
from workflows.engine.models import Fact, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.states import ListState


@pytest.mark.django_db
@pytest.mark.parametrize(("decimals", "score"), [(0, "99"), (1, "98.5"), (4, "98.5000")])
def test_a_published_score_keeps_the_decimals_of_its_scheme(decimals: int, score: str) -> None:
    world: World = make_world()
    round_ = world.round()
    scheme = round_.scheme | {"decimals": decimals}
    Round.objects.filter(pk=round_.pk).update(scheme=scheme, scheme_version=f"decimals-{decimals}")
    list_at(world, ListState.PUBLICISING)
    actions.publish_due(after_notice())

    assert list(queries.changed_results()) == []
    assert Fact.objects.get().value == {"tier": 5, "score": score}
    assert world.rating("甲一支部").score == Decimal(score)
