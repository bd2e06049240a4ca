"""Places of a unit that got its first branch after the round was opened."""

import pytest

from permissions import tree
from permissions.roles import Role, UnitKind
from tests.world import World, make_world
from workflows.engine.errors import Refused
from workflows.engine.models import Quota

UNIT = "丁局机关党委"


@pytest.fixture
def world(db: None) -> World:
    """乙一支部 moves to a new committee after the round was opened, and gets five stars there."""
    world = make_world()
    world.round()
    world.unit(UNIT, UnitKind.ORG_COMMITTEE, "工委")
    world.person("newcomer", "许岩", Role.OC_DEPUTY, UNIT)
    tree.move_unit(world.units["乙一支部"], world.units[UNIT])
    world.submit("乙一支部", world.outsider)
    world.review("乙一支部", world.newcomer)
    return world


def test_a_unit_without_places_gets_those_of_the_branches_it_has_now(world: World) -> None:
    quota = Quota.objects.get(unit=world.units[UNIT])

    assert (quota.base, quota.limit) == (1, 0)
    with pytest.raises(Refused, match="超1个"):
        world.report(UNIT, world.newcomer)


def test_a_list_does_not_go_while_its_places_are_not_counted(world: World) -> None:
    Quota.objects.filter(unit=world.units[UNIT]).delete()

    with pytest.raises(Refused, match="名额还没有核定"):
        world.report(UNIT, world.newcomer)
