"""Who gives up a star for want of a place stands behind those who keep it, as the meeting ordered them."""

import pytest

from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, do
from tests.workflows.star_rating.listing import listed, most, round_of
from tests.world import World, make_world
from workflows.engine.errors import Incomplete
from workflows.star_rating import actions, queries

pytestmark = pytest.mark.django_db
SENTENCE = "甲一支部排第1位，因名额改列；排在后面的甲二支部、甲四支部仍列五星级，请按排序改列，或者由会议重新确定排序。"


@pytest.fixture
def world() -> World:
    """Three branches of 甲局 for two places of 五星级."""
    world = make_world()
    round_of(world, quotas=(most(5, 2),))
    listed(world, "甲一支部", "甲二支部", "甲四支部")
    return world


def arrange(world: World, capped: str) -> None:
    rows = world.list_of(UNIT).members.select_related("unit").order_by("pk")
    placings = [actions.Placing(row.pk, n, row.unit.short_name == capped) for n, row in enumerate(rows, 1)]
    do(actions.list_arrange, world, world.list_of(UNIT), "staff", placings=placings)


@pytest.mark.parametrize(("capped", "said"), [("甲一支部", [SENTENCE]), ("甲四支部", [])])
def test_the_last_of_the_ranking_gives_up_its_star(world: World, capped: str, said: list[str]) -> None:
    arrange(world, capped)

    found = queries.list_lacking(world.list_of(UNIT))
    assert [sentence for sentence in found if "改列" in sentence] == said


def test_a_list_is_not_reported_while_the_first_gives_way_to_the_last(world: World) -> None:
    arrange(world, "甲一支部")
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")

    with pytest.raises(Incomplete, match="甲一支部排第1位，因名额改列"):
        do(actions.list_report, world, world.list_of(UNIT), "staff", unreported=EVERY_BRANCH)
