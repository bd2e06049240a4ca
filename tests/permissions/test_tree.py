"""The organisation tree: whatever is added or moved, the closure rows are what the parents say."""

from collections.abc import Sequence
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permissions import tree
from permissions.models import OrgClosure, OrgUnit
from permissions.roles import UnitKind
from tests.world import World

pytestmark = pytest.mark.django_db

Rows = set[tuple[int, int, int]]


def add(name: str, kind: UnitKind, parent: OrgUnit | None) -> OrgUnit:
    """Add a unit with a code of its own."""
    return tree.add_unit(code=uuid4().hex[:12], name=f"中共{name}", short_name=name, kind=kind, parent=parent)


def stored(units: Sequence[OrgUnit]) -> Rows:
    """The closure rows of these units."""
    rows = OrgClosure.objects.filter(descendant__in=units)
    return set(rows.values_list("ancestor_id", "descendant_id", "depth"))


def walked(units: Sequence[OrgUnit]) -> Rows:
    """The same, by walking up from each unit through the stored parents."""
    parents = dict(OrgUnit.objects.values_list("pk", "parent_id"))
    found = set()
    for unit in units:
        above: int | None = unit.pk
        depth = 0
        while above is not None:
            found.add((above, unit.pk, depth))
            above, depth = parents[above], depth + 1
    return found


def above(world: World, unit: str) -> list[str]:
    """What the closure says is above a unit, nearest first, the unit itself included."""
    rows = OrgClosure.objects.filter(descendant=world.units[unit]).order_by("depth")
    return list(rows.values_list("ancestor__short_name", flat=True))


def test_the_cast_stands_below_each_of_its_superiors(cast: World) -> None:
    units = list(cast.units.values())

    assert stored(units) == walked(units)
    assert above(cast, "甲三支部") == ["甲三支部", "甲局党总支", "甲局机关党委", "工委"]


def test_a_unit_beside_the_tree_has_only_itself_above(cast: World) -> None:
    group = add("甲局党组", UnitKind.PARTY_GROUP, None)

    assert stored([group]) == {(group.pk, group.pk, 0)}


@pytest.mark.parametrize(
    ("unit", "parent", "third"),
    [
        ("甲局党总支", "乙局机关党委", ["甲局党总支", "乙局机关党委", "工委"]),
        ("甲局党总支", "工委", ["甲局党总支", "工委"]),
        ("甲三支部", "工委", ["工委"]),
        ("甲局机关党委", "乙局机关党委", ["甲局党总支", "甲局机关党委", "乙局机关党委", "工委"]),
        ("甲局党总支", "甲局机关党委", ["甲局党总支", "甲局机关党委", "工委"]),
    ],
)
def test_a_unit_moves_with_all_below_it(cast: World, unit: str, parent: str, third: list[str]) -> None:
    tree.move_unit(cast.units[unit], cast.units[parent])

    units = list(cast.units.values())
    assert OrgUnit.objects.get(short_name=unit).parent == cast.units[parent]
    assert above(cast, "甲三支部") == ["甲三支部", *third]
    assert stored(units) == walked(units)


@pytest.mark.parametrize("below", ["甲局机关党委", "甲局党总支", "甲三支部"])
def test_a_unit_is_not_put_below_itself(cast: World, below: str) -> None:
    unit, units = cast.units["甲局机关党委"], list(cast.units.values())
    before = stored(units)

    with pytest.raises(tree.TreeError):
        tree.move_unit(unit, cast.units[below])

    assert stored(units) == before
    assert OrgUnit.objects.get(pk=unit.pk).parent == cast.units["工委"]


def test_who_puts_a_unit_below_itself_is_told_why_not(cast: World) -> None:
    with pytest.raises(tree.TreeError) as refused:
        tree.move_unit(cast.units["甲局机关党委"], cast.units["甲局党总支"])

    assert str(refused.value) == "“中共甲局党总支”在“中共甲局机关党委”之下，不能作为它的上级。"


@pytest.mark.parametrize("parent", ["甲一支部", "丙办党支部"])
@pytest.mark.parametrize("kind", [kind for kind in UnitKind if kind != UnitKind.GROUP])
def test_only_a_group_is_set_up_below_a_branch(cast: World, parent: str, kind: UnitKind) -> None:
    count = OrgUnit.objects.count()

    with pytest.raises(tree.TreeError, match=f"^“中共{parent}”是党支部，下面只能设党小组。$"):
        add("新组织", kind, cast.units[parent])

    assert OrgUnit.objects.count() == count


def test_a_group_stands_below_its_branch(cast: World) -> None:
    group = add("第一党小组", UnitKind.GROUP, cast.units["甲一支部"])

    assert stored([group]) == walked([group])


def test_a_branch_does_not_move_below_a_branch(cast: World) -> None:
    with pytest.raises(tree.TreeError, match="下面只能设党小组"):
        tree.move_unit(cast.units["甲二支部"], cast.units["甲一支部"])

    assert above(cast, "甲二支部") == ["甲二支部", "甲局机关党委", "工委"]


@given(
    parents=st.lists(st.integers(0, 6), max_size=6),
    moves=st.lists(st.tuples(st.integers(0, 6), st.integers(0, 6)), max_size=5),
)
@settings(max_examples=30, deadline=None)
def test_after_any_additions_and_moves_the_rows_are_what_the_parents_say(
    parents: list[int], moves: list[tuple[int, int]]
) -> None:
    units = [add("组织0", UnitKind.ORG_COMMITTEE, None)]
    for number, parent in enumerate(parents, start=1):
        units.append(add(f"组织{number}", UnitKind.ORG_COMMITTEE, units[parent % number]))
    assert stored(units) == walked(units)

    for unit, parent in moves:
        try_to_move(units[unit % len(units)], units[parent % len(units)])
        assert stored(units) == walked(units)


def try_to_move(unit: OrgUnit, parent: OrgUnit) -> None:
    """Move a unit, or see it refused because the new parent is the unit or lies below it."""
    if unit.pk in {above for above, _, _ in walked([parent])}:
        with pytest.raises(tree.TreeError):
            tree.move_unit(unit, parent)
    else:
        tree.move_unit(unit, parent)
