"""Finding the superior that a desk asks for, wherever the branch hangs; a level that is not there is skipped."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permissions import routing, tree
from permissions.roles import UnitKind
from permissions.routing import Path, Place
from tests.world import World


@pytest.fixture
def world(cast: World) -> World:
    """Return the cast and 丁局, where a 党总支 stands right under the 工委."""
    cast.unit("丁局党总支", UnitKind.GENERAL_BRANCH, "工委")
    cast.unit("丁一支部", UnitKind.BRANCH, "丁局党总支")
    return cast


def path(world: World, unit: str) -> Path:
    return routing.paths([world.units[unit].pk])[world.units[unit].pk]


def name(place: Place | None) -> str | None:
    return place.name if place else None


@pytest.mark.parametrize(
    ("unit", "above"),
    [
        ("甲一支部", ["甲局机关党委", "工委"]),
        ("甲三支部", ["甲局党总支", "甲局机关党委", "工委"]),
        ("丙办党支部", ["工委"]),
        ("丁一支部", ["丁局党总支", "工委"]),
        ("甲局机关党委", ["工委"]),
        ("工委", []),
    ],
)
def test_a_path_leads_from_the_unit_up_to_the_work_committee(world: World, unit: str, above: list[str]) -> None:
    assert [place.name for place in path(world, unit)] == [unit, *above]


def test_a_path_says_what_each_unit_is(world: World) -> None:
    units = world.units
    assert path(world, "甲三支部") == (
        Place(units["甲三支部"].pk, "branch", "甲三支部"),
        Place(units["甲局党总支"].pk, "general_branch", "甲局党总支"),
        Place(units["甲局机关党委"].pk, "org_committee", "甲局机关党委"),
        Place(units["工委"].pk, "work_committee", "工委"),
    )


def test_the_paths_of_all_units_are_read_with_one_statement(world: World) -> None:
    with CaptureQueriesContext(connection) as captured:
        found = routing.paths(unit.pk for unit in world.units.values())

    assert len(captured) == 1
    assert found == {unit.pk: path(world, key) for key, unit in world.units.items()}


FINDERS = (routing.own, routing.general_branch, routing.reporting_unit, routing.root)


@pytest.mark.parametrize(
    ("unit", "between", "reporting"),
    [
        ("甲一支部", None, "甲局机关党委"),
        ("甲三支部", "甲局党总支", "甲局机关党委"),
        ("丙办党支部", None, "工委"),
        # A 党总支 right under the 工委 is the reporting unit itself, no level in between.
        ("丁一支部", None, "丁局党总支"),
        ("甲局机关党委", None, "甲局机关党委"),
        ("甲局党总支", None, "甲局机关党委"),
        ("丁局党总支", None, "丁局党总支"),
        ("工委", None, "工委"),
    ],
)
def test_each_desk_finds_its_superior(world: World, unit: str, between: str | None, reporting: str) -> None:
    found = [name(finder(path(world, unit))) for finder in FINDERS]

    assert found == [unit, between, reporting, "工委"]


@pytest.mark.parametrize(
    ("unit", "kinds", "found"),
    [
        ("甲三支部", [UnitKind.GENERAL_BRANCH], "甲局党总支"),
        ("甲三支部", [UnitKind.ORG_COMMITTEE], "甲局机关党委"),
        ("甲三支部", [UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH], "甲局党总支"),
        ("甲一支部", [UnitKind.GENERAL_BRANCH], None),
        ("丙办党支部", [UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH], None),
        ("甲局机关党委", [UnitKind.ORG_COMMITTEE], None),
        ("工委", [UnitKind.WORK_COMMITTEE], None),
        ("甲一支部", [], None),
    ],
)
def test_the_nearest_superior_of_a_kind_is_never_the_unit_itself(
    world: World, unit: str, kinds: list[UnitKind], found: str | None
) -> None:
    assert name(routing.nearest(path(world, unit), *kinds)) == found


@pytest.mark.parametrize(("finder", "found"), [(routing.own, "甲局党组"), (routing.root, None)])
def test_a_unit_beside_the_tree_has_nobody_above(
    world: World, finder: Callable[[Path], Place | None], found: str | None
) -> None:
    world.unit("甲局党组", UnitKind.PARTY_GROUP)

    assert name(finder(path(world, "甲局党组"))) == found
    assert routing.reporting_unit(path(world, "甲局党组")) is None


def test_a_unit_that_moves_finds_its_new_superiors(world: World) -> None:
    tree.move_unit(world.units["甲一支部"], world.units["甲局党总支"])
    tree.move_unit(world.units["丁局党总支"], world.units["乙局机关党委"])
    tree.move_unit(world.units["乙一支部"], world.units["工委"])

    def found(unit: str) -> list[str | None]:
        return [name(finder(path(world, unit))) for finder in FINDERS[1:]]

    assert found("甲一支部") == ["甲局党总支", "甲局机关党委", "工委"]
    assert found("丁一支部") == ["丁局党总支", "乙局机关党委", "工委"]
    assert found("乙一支部") == [None, "工委", "工委"]
