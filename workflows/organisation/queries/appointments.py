"""Reading posts: who holds what, what may be ended, and what waits on it."""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import GUARDS, MATRIX, Duty, Role
from workflows.engine import departure
from workflows.engine.departure import Fate
from workflows.engine.models import Process, Task

SECRETARIES = frozenset({Role.BRANCH_SECRETARY, Role.GB_SECRETARY, Role.OC_SECRETARY})
"""Posts that one person at a time is meant to hold."""
OFFERED = [role for role in Role if role not in GUARDS]
"""Posts that keepers of the organisation give; the 三员 are appointed elsewhere."""


def not_over(rows: QuerySet[Appointment]) -> QuerySet[Appointment]:
    """Those in force and those yet to begin."""
    return rows.filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))


def of_person(person: Person) -> QuerySet[Appointment]:
    """Every post of a person, past ones included, the latest first."""
    rows = Appointment.objects.filter(user__person=person).select_related("unit", "user__person")
    return rows.order_by("-starts_on", "-pk")


def endable(actor: Actor, posts: Collection[Appointment]) -> set[int]:
    """Keys of the posts that the actor may end: in units kept, none of the 三员. Two statements."""
    units = set(access.kept(actor, Duty.ORGANISATION).values_list("pk", flat=True)) if posts else set()
    return {post.pk for post in posts if post.unit_id in units and post.role not in GUARDS}


def roles_in(unit: OrgUnit | None) -> list[Role]:
    """The posts that keepers may give in a unit; without one, in any."""
    return [role for role in OFFERED if unit is None or unit.kind in MATRIX[role].kinds]


def fellow_secretaries(
    role: str, unit: OrgUnit, user: User, starts_on: date, ends_on: date | None
) -> QuerySet[Appointment]:
    """The others who hold this secretary's post in the unit on one of these days; none for any other post."""
    rows = Appointment.objects.filter(role=role, unit=unit).exclude(user=user).select_related("user__person")
    if role not in SECRETARIES:
        return rows.none()
    later = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return rows.filter(later, *([Q(starts_on__lte=ends_on)] if ends_on else []))


def other_clerks(posts: Collection[Appointment], on: date) -> QuerySet[Appointment]:
    """Who else is 组织部经办人 of the 工委 on a day, with a usable account and at least as long as these posts last."""
    rows = Appointment.objects.in_force(on).filter(role=Role.WC_CLERK, user__is_active=True, processes=[])
    ends = [post.ends_on for post in posts]
    lasting = Q(ends_on__isnull=True)
    if None not in ends:
        lasting |= Q(ends_on__gte=max(end for end in ends if end))
    return rows.filter(lasting).exclude(pk__in=[post.pk for post in posts])


@dataclass(frozen=True)
class Outlook:
    """What waits on some posts, and what it would come to without them; `seen` changes when any of it does."""

    fates: Sequence[Fate]
    seen: str

    @property
    def by_process(self) -> list[tuple[str, int]]:
        """How many desks of each process wait."""
        return sorted(Counter(fate.label for fate in self.fates).items())

    @property
    def unattended(self) -> list[Fate]:
        """The desks that nobody could act on any more."""
        return [fate for fate in self.fates if fate.unattended]

    @property
    def moving(self) -> list[Fate]:
        """The desks that would move up."""
        return [fate for fate in self.fates if fate.moves_to]


def outlook(posts: Sequence[Appointment]) -> Outlook:
    """What ending these posts would bring, as things stand today."""
    today = timezone.localdate()
    found = departure.fates([post for post in posts if post.starts_on <= today])
    facts = [
        sorted((post.pk, post.starts_on, post.ends_on) for post in posts),
        sorted((fate.task.pk, fate.stays, fate.moves_to) for fate in found),
    ]
    return Outlook(found, hashlib.sha256(repr(facts).encode()).hexdigest()[:16])


def open_of(user: User) -> QuerySet[Process]:
    """What a person started or handed in and is not settled yet."""
    # The first desk of a process comes from none: who settled it handed the record in.
    handed_in = Task.objects.filter(owner=user, came_from__isnull=True, process=OuterRef("pk"))
    rows: QuerySet[Process] = Process.objects.filter(Q(starter=user) | Exists(handed_in), finished__isnull=True)
    return rows.order_by("-pk")
