"""Bodies that a record is put before: a department of the host that answers itself, or one whose letter is entered."""

from django.db.models import Q

from permissions import access
from permissions.models import OrgClosure, OrgUnit, UnitRelation
from permissions.roles import Right, UnitKind


def answering_unit(host: OrgUnit, name: str, key: str) -> OrgUnit:
    """Who answers for a body: the host's own department of that name where somebody there may; else the host.

    A department stands below the host in the tree, or beside it: 机关纪委. Two statements.
    """
    found = _department(host, name)
    if found is None or not access.holders({(found.pk, Right.REVIEW)}, key):
        return host
    return found


def _department(host: OrgUnit, name: str) -> OrgUnit | None:
    below = OrgClosure.objects.filter(ancestor=host, depth__gt=0).values("descendant")
    theirs = Q(pk__in=below) | Q(pk__in=UnitRelation.objects.filter(unit=host).values("target"))
    if host.kind == UnitKind.WORK_COMMITTEE:  # what stands beside the tree and is related to nothing is the 工委's
        theirs |= Q(parent__isnull=True, related_from__isnull=True) & ~Q(pk=host.pk)
    rows = OrgUnit.objects.filter(theirs, Q(name=name) | Q(short_name=name), dissolved_on__isnull=True)
    return rows.order_by("pk").first()
