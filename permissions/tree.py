"""The only writer of the organisation tree: units, what stands above them, what stands beside them.

Closure rows are kept right by every change. One change at a time: each locks the root first, because two moves at once
could make a circle. 依据: domain 1.1.
"""

from datetime import date
from typing import TypedDict, Unpack

from django.db import transaction
from django.db.models import F, Q

from permissions.models import OrgClosure, OrgUnit, UnitRelation
from permissions.roles import UnitKind

BRANCHES = frozenset({UnitKind.BRANCH, UnitKind.DIRECT_BRANCH})
BESIDE = {
    UnitKind.PARTY_GROUP: UnitRelation.Kind.PARTY_GROUP,
    UnitKind.ORG_DISCIPLINE: UnitRelation.Kind.DISCIPLINE,
}
"""Kinds that stand beside the tree, and the relation by which they are found."""
UNDER: dict[UnitKind, tuple[UnitKind, ...]] = {
    UnitKind.WORK_COMMITTEE: (),
    UnitKind.WC_DEPARTMENT: (UnitKind.WORK_COMMITTEE,),
    UnitKind.PARTY_GROUP: (),
    UnitKind.ORG_DISCIPLINE: (),
    UnitKind.ORG_COMMITTEE: (UnitKind.WORK_COMMITTEE,),
    UnitKind.GENERAL_BRANCH: (UnitKind.WORK_COMMITTEE, UnitKind.ORG_COMMITTEE),
    UnitKind.BRANCH: (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH),
    UnitKind.DIRECT_BRANCH: (UnitKind.WORK_COMMITTEE,),
    UnitKind.GROUP: (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH),
}
"""Kinds of superior that each kind stands under; none: it stands beside the tree, or is its root."""


class TreeError(ValueError):
    """A change that would make the tree wrong; the message is for the person who asked."""


class UnitFacts(TypedDict, total=False):
    """What may be changed of a unit where it stands."""

    code: str
    name: str
    short_name: str
    position: int
    field: str
    founded_on: date | None
    term_from: date | None
    term_until: date | None
    term_note: str


@transaction.atomic
def add_unit(*, kind: str, parent: OrgUnit | None, **facts: Unpack[UnitFacts]) -> OrgUnit:
    """Create a unit under a parent (None: beside the tree, or its root). Raises TreeError for a wrong place or code."""
    lock(parent)
    check_place(kind, parent)
    check_code(facts["code"])
    unit = OrgUnit.objects.create(kind=kind, parent=parent, **facts)
    OrgClosure.objects.bulk_create(_rows_above(parent, unit))
    return unit


@transaction.atomic
def edit_unit(unit: OrgUnit, **given: Unpack[UnitFacts]) -> None:
    """Change code, names, position, date of founding or the term of office.

    Raises TreeError for a code in use and for a unit that is dissolved.
    """
    lock(unit)
    _check_stands(unit)
    check_code(given.get("code", unit.code), unit)
    for field, value in given.items():
        setattr(unit, field, value)
    unit.save(update_fields=list(given))


@transaction.atomic
def move_unit(unit: OrgUnit, parent: OrgUnit) -> None:
    """Put a unit and all below it under another parent.

    A branch that comes to stand directly under the 工委 becomes a 直属党支部, and the other way round. Open desks stay
    with the old superior until acted on; later desks go to the new one.
    Raises TreeError when the unit is dissolved, or the new parent lies below it or cannot have it.
    """
    lock(unit, parent)
    check_move(unit, parent)
    _put_closure_under(unit, parent)
    unit.parent, unit.kind = parent, kind_under(unit, parent)
    unit.save(update_fields=["parent", "kind"])


def check_move(unit: OrgUnit, parent: OrgUnit) -> None:
    """Raise TreeError when a unit may not stand under this parent, as `move_unit` would."""
    _check_stands(unit)
    if OrgClosure.objects.filter(ancestor=unit, descendant=parent).exists():
        raise TreeError(f"“{parent.name}”在“{unit.name}”之下，不能作为它的上级。")
    check_place(kind_under(unit, parent), parent)


def kind_under(unit: OrgUnit, parent: OrgUnit) -> str:
    """The kind that a unit has once it stands under this parent."""
    if unit.kind not in BRANCHES:
        return unit.kind
    return UnitKind.DIRECT_BRANCH if parent.kind == UnitKind.WORK_COMMITTEE else UnitKind.BRANCH


@transaction.atomic
def dissolve_unit(unit: OrgUnit, on: date) -> None:
    """Mark a unit as dissolved and end its relations; it stays where it stood, for the records of its time.

    Raises TreeError while anything that is not dissolved stands below it, and for the 工委.
    """
    lock(unit)
    _check_stands(unit)
    if unit.kind == UnitKind.WORK_COMMITTEE:
        raise TreeError(f"“{unit.name}”是组织树的根，不能撤销。")
    if below := unit.children.filter(dissolved_on__isnull=True).first():
        raise TreeError(f"“{unit.name}”之下还有“{below.name}”等组织，请先移动或撤销它们。")
    if unit.founded_on and on < unit.founded_on:
        raise TreeError(f"撤销日期不能早于“{unit.name}”的成立日期（{unit.founded_on:%Y-%m-%d}）。")
    UnitRelation.objects.filter(Q(unit=unit) | Q(target=unit)).delete()
    unit.dissolved_on = on
    unit.save(update_fields=["dissolved_on"])


def check_merge(source: OrgUnit, target: OrgUnit) -> None:
    """Raise TreeError unless all that one unit has may go to the other: the same kind, neither of them dissolved."""
    _check_stands(source)
    _check_stands(target)
    if source.pk == target.pk:
        raise TreeError("不能并入自己，请选择另一个组织。")
    if source.kind != target.kind and not {source.kind, target.kind} <= BRANCHES:
        raise TreeError(
            f"“{source.name}”是{source.get_kind_display()}，“{target.name}”是{target.get_kind_display()}，"
            "只有同类组织才能合并。"
        )


@transaction.atomic
def relate(unit: OrgUnit, kind: str, target: OrgUnit) -> UnitRelation:
    """Say that a unit beside the tree is this unit's 党组 or 机关纪委.

    Raises TreeError when the target is of another kind, either is dissolved, or the unit has one already.
    """
    lock(unit, target)
    _check_stands(unit)
    _check_stands(target)
    words = UnitRelation.Kind(kind).label
    if BESIDE.get(UnitKind(target.kind)) != kind:
        raise TreeError(f"“{target.name}”是{target.get_kind_display()}，不是{words}。")
    if unit.kind not in (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH, UnitKind.DIRECT_BRANCH):
        raise TreeError(f"“{unit.name}”是{unit.get_kind_display()}，不设{words}关系。")
    related = UnitRelation.objects.filter(unit=unit, kind=kind).select_related("target").first()
    if related is not None:
        raise TreeError(f"“{unit.name}”已有{words}“{related.target.name}”，请先解除。")
    return UnitRelation.objects.create(unit=unit, kind=kind, target=target)


def unrelate(relation: UnitRelation) -> None:
    """End a relation; both units stay."""
    relation.delete()


def lock(*units: OrgUnit | None) -> None:
    """Wait for other changes of the tree; these units then say where they stand now, and whether they still do."""
    root = OrgUnit.objects.filter(kind=UnitKind.WORK_COMMITTEE).select_for_update(no_key=True)
    list(root.values_list("pk"))
    given = [unit for unit in units if unit is not None]
    now = OrgUnit.objects.in_bulk([unit.pk for unit in given])
    for unit in given:
        fresh = now[unit.pk]
        unit.kind, unit.parent_id, unit.dissolved_on = fresh.kind, fresh.parent_id, fresh.dissolved_on


def _check_stands(unit: OrgUnit) -> None:
    if unit.dissolved_on is not None:
        raise TreeError(f"“{unit.name}”已于{unit.dissolved_on:%Y-%m-%d}撤销。")


def check_code(code: str, unit: OrgUnit | None = None) -> None:
    """Raise TreeError when another unit than this has the code."""
    taken = OrgUnit.objects.filter(code=code).first()
    if taken is not None and taken != unit:
        raise TreeError(f"编码“{code}”已由“{taken.name}”使用，请换一个。")


def check_place(kind: str, parent: OrgUnit | None) -> None:
    """Raise TreeError unless a unit of this kind may stand under this parent. A statement for the root alone."""
    above = UNDER[UnitKind(kind)]
    label = UnitKind(kind).label
    if parent is None:
        _check_without_parent(UnitKind(kind))
        return
    _check_stands(parent)
    if parent.kind in above:
        return
    if parent.kind in BRANCHES:
        raise TreeError(f"“{parent.name}”是党支部，下面只能设党小组。")
    if kind == UnitKind.BRANCH and parent.kind == UnitKind.WORK_COMMITTEE:
        raise TreeError("直接隶属工委的党支部，类别应为直属党支部。")
    if not above:
        raise TreeError(f"{label}不在组织树上，不能设在“{parent.name}”之下。")
    allowed = "或".join(UnitKind(each).label for each in above)
    raise TreeError(f"{label}应设在{allowed}之下，不能设在“{parent.name}”（{parent.get_kind_display()}）之下。")


def _check_without_parent(kind: UnitKind) -> None:
    if UNDER[kind]:
        raise TreeError(f"{kind.label}须有上级组织。")
    if kind != UnitKind.WORK_COMMITTEE:
        return
    root = OrgUnit.objects.filter(kind=UnitKind.WORK_COMMITTEE, dissolved_on__isnull=True).first()
    if root is not None:
        raise TreeError(f"已有“{root.name}”，机关工委只能有一个。")


def _rows_above(parent: OrgUnit | None, unit: OrgUnit) -> list[OrgClosure]:
    rows = [OrgClosure(ancestor=unit, descendant=unit, depth=0)]
    if parent is not None:
        above = OrgClosure.objects.filter(descendant=parent).values_list("ancestor_id", "depth")
        rows += [OrgClosure(ancestor_id=ancestor, descendant=unit, depth=depth + 1) for ancestor, depth in above]
    return rows


def _put_closure_under(unit: OrgUnit, parent: OrgUnit) -> None:
    below = list(OrgClosure.objects.filter(ancestor=unit).values_list("descendant_id", "depth"))
    inside = [descendant for descendant, _ in below]
    OrgClosure.objects.filter(descendant__in=inside).exclude(ancestor__in=inside).delete()
    above = list(OrgClosure.objects.filter(descendant=parent).values_list("ancestor_id", F("depth") + 1))
    OrgClosure.objects.bulk_create(
        OrgClosure(ancestor_id=high, descendant_id=low, depth=up + down) for high, up in above for low, down in below
    )
