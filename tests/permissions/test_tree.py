"""The organisation tree: whatever is added or moved, the closure rows are what the parents say."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from uuid import uuid4

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from permissions import tree
from permissions.models import OrgClosure, OrgUnit, UnitRelation
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
        ("甲三支部", "乙局机关党委", ["乙局机关党委", "工委"]),
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


@pytest.mark.parametrize(
    ("kind", "parent", "sentence"),
    [
        (UnitKind.WORK_COMMITTEE, None, "已有“中共工委”，机关工委只能有一个。"),
        (UnitKind.WORK_COMMITTEE, "工委", "机关工委不在组织树上，不能设在“中共工委”之下。"),
        (UnitKind.ORG_COMMITTEE, None, "机关党委须有上级组织。"),
        (
            UnitKind.ORG_COMMITTEE,
            "甲局机关党委",
            "机关党委应设在机关工委之下，不能设在“中共甲局机关党委”（机关党委）之下。",
        ),
        (
            UnitKind.GENERAL_BRANCH,
            "甲局党总支",
            "党总支应设在机关工委或机关党委之下，不能设在“中共甲局党总支”（党总支）之下。",
        ),
        (UnitKind.BRANCH, "工委", "直接隶属工委的党支部，类别应为直属党支部。"),
        (
            UnitKind.DIRECT_BRANCH,
            "甲局机关党委",
            "直属党支部应设在机关工委之下，不能设在“中共甲局机关党委”（机关党委）之下。",
        ),
        (
            UnitKind.GROUP,
            "甲局机关党委",
            "党小组应设在党支部或直属党支部之下，不能设在“中共甲局机关党委”（机关党委）之下。",
        ),
        (UnitKind.PARTY_GROUP, "甲局机关党委", "部门党组不在组织树上，不能设在“中共甲局机关党委”之下。"),
        (UnitKind.ORG_DISCIPLINE, "甲局机关党委", "机关纪委不在组织树上，不能设在“中共甲局机关党委”之下。"),
    ],
)
def test_each_kind_has_its_place(cast: World, kind: UnitKind, parent: str | None, sentence: str) -> None:
    count = OrgUnit.objects.count()

    with pytest.raises(tree.TreeError) as refused:
        add("新组织", kind, cast.units[parent] if parent else None)

    assert (str(refused.value), OrgUnit.objects.count()) == (sentence, count)


def test_a_code_is_given_once(cast: World) -> None:
    one, two = cast.units["甲一支部"], cast.units["甲二支部"]

    with pytest.raises(tree.TreeError, match=f"^编码“{two.code}”已由“中共甲二支部”使用，请换一个。$"):
        tree.edit_unit(one, code=two.code)
    tree.edit_unit(two, code=two.code, short_name="甲贰")

    assert OrgUnit.objects.get(pk=two.pk).short_name == "甲贰"


def test_a_branch_changes_its_kind_with_its_place(cast: World) -> None:
    tree.move_unit(cast.units["甲三支部"], cast.units["工委"])
    tree.move_unit(cast.units["丙办党支部"], cast.units["乙局机关党委"])

    kinds = dict(OrgUnit.objects.values_list("short_name", "kind"))
    assert (kinds["甲三支部"], kinds["丙办党支部"]) == (UnitKind.DIRECT_BRANCH, UnitKind.BRANCH)


def test_a_unit_with_others_below_it_is_not_dissolved(cast: World) -> None:
    with pytest.raises(tree.TreeError, match="之下还有“中共甲三支部”等组织"):
        tree.dissolve_unit(cast.units["甲局党总支"], date(2026, 1, 1))


def test_the_root_is_not_dissolved(cast: World) -> None:
    with pytest.raises(tree.TreeError, match="是组织树的根，不能撤销"):
        tree.dissolve_unit(cast.units["工委"], date(2026, 1, 1))


def test_a_unit_is_not_dissolved_before_it_was_founded(cast: World) -> None:
    tree.edit_unit(cast.units["甲三支部"], founded_on=date(2026, 1, 2))

    with pytest.raises(tree.TreeError, match="不能早于“中共甲三支部”的成立日期"):
        tree.dissolve_unit(cast.units["甲三支部"], date(2026, 1, 1))


def test_a_dissolved_unit_stays_where_it_was_and_is_changed_no_more(cast: World) -> None:
    branch, general = cast.units["甲三支部"], cast.units["甲局党总支"]
    tree.dissolve_unit(branch, date(2026, 1, 1))
    tree.dissolve_unit(general, date(2026, 1, 1))

    assert above(cast, "甲三支部") == ["甲三支部", "甲局党总支", "甲局机关党委", "工委"]
    for change in (
        lambda: tree.dissolve_unit(branch, date(2026, 1, 2)),
        lambda: tree.edit_unit(branch, name="改名"),
        lambda: tree.move_unit(branch, cast.units["乙局机关党委"]),
        lambda: tree.move_unit(cast.units["甲一支部"], general),
        lambda: add("新支部", UnitKind.BRANCH, general),
    ):
        with pytest.raises(tree.TreeError, match="已于2026-01-01撤销"):
            change()


def test_a_relation_leads_to_a_unit_of_its_kind_once(cast: World) -> None:
    unit, group = cast.units["甲局机关党委"], add("甲局党组", UnitKind.PARTY_GROUP, None)
    tree.relate(unit, "party_group", group)

    for one, kind, target, sentence in (
        (unit, "party_group", group, "已有部门党组“中共甲局党组”，请先解除"),
        (unit, "discipline", group, "“中共甲局党组”是部门党组，不是机关纪委"),
        (cast.units["甲一支部"], "party_group", group, "“中共甲一支部”是党支部，不设部门党组关系"),
    ):
        with pytest.raises(tree.TreeError, match=sentence):
            tree.relate(one, kind, target)


def test_dissolving_ends_relations(cast: World) -> None:
    unit, group = cast.units["甲局机关党委"], add("甲局党组", UnitKind.PARTY_GROUP, None)
    tree.relate(unit, "party_group", group)

    tree.dissolve_unit(group, date(2026, 1, 1))

    assert not UnitRelation.objects.exists()


KINDS = (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH, UnitKind.BRANCH, UnitKind.DIRECT_BRANCH, UnitKind.GROUP)


@given(
    additions=st.lists(st.tuples(st.sampled_from(KINDS), st.integers(0, 9)), max_size=10),
    moves=st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), max_size=8),
)
@settings(max_examples=40, deadline=None)
def test_after_any_additions_and_moves_the_rows_are_what_the_parents_say(
    additions: list[tuple[UnitKind, int]], moves: list[tuple[int, int]]
) -> None:
    # The examples share one database, and there is only one root.
    units = [OrgUnit.objects.filter(kind=UnitKind.WORK_COMMITTEE).first() or add("工委", UnitKind.WORK_COMMITTEE, None)]
    for kind, parent in additions:
        with suppress(tree.TreeError):
            units.append(add(f"组织{len(units)}", kind, units[parent % len(units)]))
        assert stored(units) == walked(units)

    for unit, parent in moves:
        try_to_move(units[unit % len(units)], units[parent % len(units)])
        assert stored(units) == walked(units)
        pairs = OrgUnit.objects.exclude(parent=None).values_list("kind", "parent__kind")
        assert [pair for pair in pairs if pair[1] not in tree.UNDER[UnitKind(pair[0])]] == []


def try_to_move(unit: OrgUnit, parent: OrgUnit) -> None:
    """Move a unit; refused is what would be a circle or a wrong place, and then nothing has changed."""
    before = OrgUnit.objects.get(pk=unit.pk).parent_id
    circle = unit.pk in {above for above, _, _ in walked([parent])}
    try:
        tree.move_unit(unit, parent)
    except tree.TreeError:
        assert OrgUnit.objects.get(pk=unit.pk).parent_id == before
    else:
        assert not circle


def test_a_unit_dissolved_meanwhile_takes_nothing_in(cast: World) -> None:
    """The row in hand was read before; the door looks at what stands now."""
    stale = OrgUnit.objects.get(pk=cast.units["乙局机关党委"].pk)
    tree.dissolve_unit(OrgUnit.objects.get(pk=cast.units["乙一支部"].pk), date(2026, 1, 5))
    tree.dissolve_unit(OrgUnit.objects.get(pk=stale.pk), date(2026, 1, 5))

    with pytest.raises(tree.TreeError, match="撤销"):
        tree.move_unit(cast.units["甲一支部"], stale)
    with pytest.raises(tree.TreeError, match="撤销"):
        tree.add_unit(code="NEW", name="中共新支部", short_name="新支部", kind=UnitKind.BRANCH, parent=stale)
