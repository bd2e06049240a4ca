"""The only writer of the organisation tree: adding a unit and moving one, with the closure rows kept right."""

from datetime import date

from django.db import transaction
from django.db.models import F

from permissions.models import OrgClosure, OrgUnit
from permissions.roles import UnitKind


class TreeError(ValueError):
    """A change that would make the tree wrong; the message is for the person who asked."""


_NO_CHILDREN = {UnitKind.BRANCH, UnitKind.DIRECT_BRANCH}


def _check_place(kind: str, parent: OrgUnit | None) -> None:
    if parent is not None and parent.kind in _NO_CHILDREN and kind != UnitKind.GROUP:
        raise TreeError(f"“{parent.name}”是党支部，下面只能设党小组。")


@transaction.atomic
def add_unit(
    *, code: str, name: str, short_name: str, kind: str, parent: OrgUnit | None, founded_on: date | None = None
) -> OrgUnit:
    """Create a unit under a parent (None: beside the tree, or its root). Raises TreeError for a wrong place."""
    _check_place(kind, parent)
    unit = OrgUnit.objects.create(
        code=code, name=name, short_name=short_name, kind=kind, parent=parent, founded_on=founded_on
    )
    OrgClosure.objects.bulk_create(_rows_above(parent, unit))
    return unit


def _rows_above(parent: OrgUnit | None, unit: OrgUnit) -> list[OrgClosure]:
    rows = [OrgClosure(ancestor=unit, descendant=unit, depth=0)]
    if parent is not None:
        above = OrgClosure.objects.filter(descendant=parent).values_list("ancestor_id", "depth")
        rows += [OrgClosure(ancestor_id=ancestor, descendant=unit, depth=depth + 1) for ancestor, depth in above]
    return rows


@transaction.atomic
def move_unit(unit: OrgUnit, parent: OrgUnit) -> None:
    """Put a unit and all below it under another parent.

    Open desks stay with the old superior until acted on; later desks go to the new one.
    Raises TreeError when the new parent lies below the unit, or cannot have it.
    """
    _check_place(unit.kind, parent)
    if OrgClosure.objects.filter(ancestor=unit, descendant=parent).exists():
        raise TreeError(f"“{parent.name}”在“{unit.name}”之下，不能作为它的上级。")
    below = list(OrgClosure.objects.filter(ancestor=unit).values_list("descendant_id", "depth"))
    inside = [descendant for descendant, _ in below]
    OrgClosure.objects.filter(descendant__in=inside).exclude(ancestor__in=inside).delete()
    above = list(OrgClosure.objects.filter(descendant=parent).values_list("ancestor_id", F("depth") + 1))
    OrgClosure.objects.bulk_create(
        OrgClosure(ancestor_id=high, descendant_id=low, depth=up + down) for high, up in above for low, down in below
    )
    unit.parent = parent
    unit.save(update_fields=["parent"])
