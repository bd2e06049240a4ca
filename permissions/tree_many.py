"""Many units at once, for an import: the same rules and the same rows as one by one, in constant statements."""

from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from permissions.models import OrgClosure, OrgUnit, UnitRelation
from permissions.tree import TreeError, check_place, lock

BATCH = 1000
WRITTEN = ("name", "short_name", "kind", "parent", "field", "founded_on", "term_from", "term_until", "term_note")

Changed = tuple[OrgUnit, Collection[str]]
"""A unit and which of its columns are to be written; the others stay as whoever else has just left them."""
Links = dict[tuple[int, int], int]
"""Depth by unit above and unit below."""


@transaction.atomic
def put_many(new: Sequence[OrgUnit], changed: Sequence[Changed]) -> None:
    """Write new units, and what changed of others; the parent of either may be new. Constant statements a thousand.

    Raises TreeError for a wrong place or a circle. Open desks stay with the old superior, as when one unit moves.
    """
    lock()
    for unit in (*new, *_moved(changed)):
        check_place(unit.kind, unit.parent)
    _create(new)
    for column in WRITTEN:
        some = [unit for unit, columns in changed if column in columns]
        OrgUnit.objects.bulk_update(some, [column], batch_size=BATCH)
    _mend_closure()


def _moved(changed: Sequence[Changed]) -> list[OrgUnit]:
    """Those whose place or kind is to be another; the others stand where they were allowed to."""
    return [unit for unit, columns in changed if {"parent", "kind"} & set(columns)]


def _create(new: Sequence[OrgUnit]) -> None:
    """Create units without a parent first, because it may have no key yet."""
    parents = [unit.parent for unit in new]
    for unit in new:
        unit.parent = None
    OrgUnit.objects.bulk_create(new, batch_size=BATCH)
    for unit, parent in zip(new, parents, strict=True):
        unit.parent = parent
    OrgUnit.objects.bulk_update(new, ["parent"], batch_size=BATCH)


def _mend_closure() -> None:
    """Make the closure rows say what the parents say; only rows that differ are written."""
    wanted = _links(dict(OrgUnit.objects.values_list("pk", "parent_id")))
    rows = OrgClosure.objects.values_list("pk", "ancestor_id", "descendant_id", "depth")
    kept: Links = {}
    wrong = []
    for key, above, below, depth in rows:
        if wanted.get((above, below)) == depth:
            kept[above, below] = depth
        else:
            wrong.append(key)
    for at in range(0, len(wrong), BATCH):
        OrgClosure.objects.filter(pk__in=wrong[at : at + BATCH]).delete()
    lacking = [
        OrgClosure(ancestor_id=above, descendant_id=below, depth=depth)
        for (above, below), depth in wanted.items()
        if (above, below) not in kept
    ]
    OrgClosure.objects.bulk_create(lacking, batch_size=BATCH)


def _links(parents: Mapping[int, int | None]) -> Links:
    found: Links = {}
    for unit in parents:
        above: int | None = unit
        depth = 0
        while above is not None:
            if (above, unit) in found:
                raise TreeError("上级组织互相循环，请核对上级编码。")
            found[above, unit] = depth
            above, depth = parents[above], depth + 1
    return found


@transaction.atomic
def relate_many(relations: Sequence[UnitRelation]) -> None:
    """Say which units stand beside which; an earlier relation of the same kind ends. Constant statements a thousand."""
    wanted = {(relation.unit.pk, relation.kind) for relation in relations}
    rows = UnitRelation.objects.filter(unit__in={unit for unit, _ in wanted}).values_list("pk", "unit_id", "kind")
    UnitRelation.objects.filter(pk__in=[key for key, unit, kind in rows if (unit, kind) in wanted]).delete()
    UnitRelation.objects.bulk_create(relations, batch_size=BATCH)
