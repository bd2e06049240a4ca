"""The only door to objects: which units a person sees, who holds a right on a unit today, and 404 for all else.

Being a superuser opens nothing here. 依据: architecture, Rights.
"""

from collections.abc import Collection
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet

from permissions import accounts
from permissions.actor import Actor
from permissions.models import Appointment, Grant, GrantQuerySet, OrgClosure, OrgUnit, UnitRelation, User
from permissions.roles import MATRIX, Duty, Role, UnitKind


def posts(user: User, on: date | None = None) -> list[Appointment]:
    """The posts a person may act in on a day (today unless told): the own, the oldest first, then those delegated."""
    rows = Appointment.every.in_force(on).filter(user=user)
    found = rows.select_related("unit", "user__person", "principal__person").order_by("starts_on", "pk")
    return sorted(found, key=lambda post: post.giver_id is not None)


def grants(user: User, on: date | None = None) -> GrantQuerySet:
    """A person's rights in force on a day, those limited to some process among them."""
    found: GrantQuerySet = Grant.objects.in_force(on).filter(user=user)
    return found


def grants_in(user: User, process: str = "") -> GrantQuerySet:
    """A person's rights in force today that count in a process (its key); without one, those that have no limit."""
    return grants(user).filter(process__in=("", process))


def unit_seen(user: User, unit: str = "unit", process: str = "") -> Exists:
    """A condition for a queryset: the person holds any right on the row's unit or on a unit above it, in this process.

    `unit` names the key of the row that points at the unit.
    """
    above = OrgClosure.objects.filter(descendant=OuterRef(OuterRef(unit)))
    return Exists(grants_in(user, process).filter(content_object__in=above.values("ancestor")))


def units(user: User, process: str = "") -> QuerySet[OrgUnit]:
    """Every unit the person may see in a process: those appointed to and all below them."""
    own = grants_in(user, process).values("content_object")
    return OrgUnit.objects.filter(
        Exists(OrgClosure.objects.filter(descendant=OuterRef("pk"), ancestor__in=own)),
    )


def inside(user: User, unit: int, process: str = "") -> bool:
    """Whether the person holds any right in a unit: on it, on one below it, or on one above it."""
    below = OrgClosure.objects.filter(ancestor=unit).values("descendant")
    above = OrgClosure.objects.filter(descendant=unit).values("ancestor")
    places = Q(content_object__in=below) | Q(content_object__in=above)
    return bool(grants_in(user, process).filter(places).exists())


def holds(actor: Actor, right: str | OuterRef, unit: int | OuterRef, process: str = "") -> Exists:
    """A condition: the capacity the actor acts in brings this right on this unit today, for this process."""
    if actor.appointment is None:
        return Exists(Grant.objects.none())
    return Exists(_in_capacity(actor.appointment, process).filter(right=right, content_object=unit))


def may(actor: Actor, right: str, unit: OrgUnit, process: str = "") -> bool:
    """Whether the capacity the actor acts in brings this right on this unit today."""
    if actor.appointment is None:
        return False
    return bool(_in_capacity(actor.appointment, process).filter(right=right, content_object=unit).exists())


def _in_capacity(post: Appointment, process: str) -> GrantQuerySet:
    found: GrantQuerySet = Grant.objects.in_force().filter(
        appointment=post, process__in=("", process), user__is_active=True
    )
    return found


def in_force(actor: Actor) -> bool:
    """Whether the person is active and holds the post he acts in today."""
    if actor.appointment is None:
        return False
    return Appointment.every.in_force().filter(pk=actor.appointment.pk, user__is_active=True).exists()


def brings(post: Appointment, right: str, process: str = "") -> bool:
    """Whether a post brings a right on its own unit, for this process, by the role matrix. No statement."""
    counts = MATRIX[Role(post.role)].processes(right, post.processes)
    return "" in counts or process in counts


def bears(post: Appointment, duty: Duty) -> bool:
    """Whether a post bears a duty, by the role matrix; none by delegation or limited to processes. No statement."""
    return post.giver_id is None and not post.processes and duty in MATRIX[Role(post.role)].duties


def kept(actor: Actor, duty: Duty) -> QuerySet[OrgUnit]:
    """The units that the capacity the actor acts in keeps: its own, all below, and the 党组 and 纪委 beside those.

    What stands beside the tree and is related to nothing is kept at the 工委. None without such a duty.
    """
    post = actor.appointment
    if post is None or not bears(post, duty) or not in_force(actor):
        return OrgUnit.objects.none()
    inside = OrgClosure.objects.filter(ancestor=post.unit_id).values("descendant")
    mine = Q(pk__in=inside) | Q(pk__in=UnitRelation.objects.filter(unit__in=inside).values("target"))
    if post.unit.kind == UnitKind.WORK_COMMITTEE:
        mine |= Q(parent__isnull=True, related_from__isnull=True)
    return OrgUnit.objects.filter(mine)


def keeps(actor: Actor, duty: Duty, unit: OrgUnit) -> bool:
    """Whether the capacity the actor acts in has a duty for this unit today."""
    return kept(actor, duty).filter(pk=unit.pk).exists()


def holders(
    pairs: Collection[tuple[int, str]], process: str = "", *, present: bool = False
) -> dict[tuple[int, str], list[int]]:
    """For each (unit key, right): keys of the active users who hold it today. One statement.

    `present`: only those who can sign in, not who was never given a password, and in posts of their own.
    """
    rows = Grant.objects.in_force().filter(
        content_object__in={unit for unit, _ in pairs},
        right__in={right for _, right in pairs},
        process__in=("", process),
        user__is_active=True,
    )
    if present:
        rows = rows.filter(accounts.in_use("user__"), principal__isnull=True)
    found: dict[tuple[int, str], list[int]] = {}
    for unit, right, user in rows.values_list("content_object_id", "right", "user_id"):
        found.setdefault((unit, right), []).append(user)
    return found
