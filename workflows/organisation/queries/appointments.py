"""Reading posts: who holds what, what may be ended, and what waits on it."""

import hashlib
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone

from permissions import access, accounts
from permissions.actor import Actor
from permissions.models import Appointment, AppointmentQuerySet, OrgUnit, Person, User
from permissions.roles import GUARDS, MATRIX, Duty, Role
from workflows.engine import departure, registry
from workflows.engine.departure import Fate
from workflows.engine.models import Process
from workflows.organisation.queries import keeping
from workflows.organisation.queries.keeping import Reach

SECRETARIES = frozenset({Role.BRANCH_SECRETARY, Role.GB_SECRETARY, Role.OC_SECRETARY})
"""Posts that one person at a time is meant to hold."""
GUARDIAN, SUPERIOR = "安全保密管理员", "该组织的上级党组织"
OFFERED = [role for role in Role if role not in GUARDS]
"""Posts that keepers of the organisation give; the 三员 are appointed elsewhere."""


def not_over(rows: AppointmentQuerySet) -> AppointmentQuerySet:
    """Those in force and those yet to begin."""
    return rows.standing().filter(Q(ends_on__isnull=True) | Q(ends_on__gte=timezone.localdate()))


def of_person(person: Person) -> AppointmentQuerySet:
    """Every post of a person, past ones included, the latest first."""
    rows = Appointment.objects.filter(user__person=person).select_related("unit", "user__person")
    return rows.order_by("-starts_on", "-pk")


def endable(actor: Actor, posts: Collection[Appointment]) -> set[int]:
    """Keys of the posts that the actor may end: in units kept, none of the 三员, none against `keeping`."""
    if not posts:
        return set()
    units = set(access.kept(actor, Duty.ORGANISATION).values_list("pk", flat=True))
    mine = [post for post in posts if post.unit_id in units and post.role not in GUARDS]
    reach = keeping.reach(actor)
    return {post.pk for post in mine if not reach.others(post.user_id, post.role, post.unit)}


@dataclass(frozen=True)
class Parted:
    """Posts that an actor may end, and those elsewhere, each with who ends it: what waits there is not his to read."""

    own: list[Appointment]
    elsewhere: list[tuple[Appointment, str]]


def parted(actor: Actor, posts: Sequence[Appointment]) -> Parted:
    """Part posts by whether the actor may end them."""
    mine = endable(actor, posts)
    reach = keeping.reach(actor)
    others = [(post, _other_keeper(reach, post)) for post in posts if post.pk not in mine]
    return Parted([post for post in posts if post.pk in mine], others)


def _other_keeper(reach: Reach, post: Appointment) -> str:
    if post.role in GUARDS:
        return GUARDIAN
    return reach.others(post.user_id, post.role, post.unit) or SUPERIOR


def roles_in(unit: OrgUnit | None) -> list[Role]:
    """The posts that keepers may give in a unit; without one, in any."""
    return [role for role in OFFERED if unit is None or unit.kind in MATRIX[role].kinds]


def fellow_secretaries(
    role: str, unit: OrgUnit, user: User, starts_on: date, ends_on: date | None
) -> QuerySet[Appointment]:
    """The others who hold this secretary's post in the unit on one of these days; none for any other post."""
    posts = Appointment.objects.standing().filter(role=role, unit=unit)
    rows = posts.exclude(user=user).select_related("user__person")
    if role not in SECRETARIES:
        return rows.none()
    later = Q(ends_on__isnull=True) | Q(ends_on__gte=starts_on)
    return rows.filter(later, *([Q(starts_on__lte=ends_on)] if ends_on else []))


def remaining(role: str, leaving: Collection[Appointment], first: date) -> QuerySet[Appointment]:
    """Who else holds a post of the 工委 on the first day without these posts, with an account in use.

    Only those whose post goes on at least as long as these would have: two do not leave one after the other.
    """
    rows = Appointment.objects.standing().in_force(first).filter(accounts.in_use("user__"), role=role, processes=[])
    ends = [post.ends_on for post in leaving]
    lasting = Q(ends_on__isnull=True)
    if None not in ends:
        lasting |= Q(ends_on__gte=max(end for end in ends if end))
    return rows.filter(lasting).exclude(pk__in=[post.pk for post in leaving])


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

    def barring(self, user: User, posts: Collection[int]) -> list[Fate]:
        """The desks of these posts (keys) that this person could not act on, because he submitted the record."""
        return [fate for fate in self.fates if user.pk in fate.barred and fate.posts.intersection(posts)]


def outlook(posts: Sequence[Appointment]) -> Outlook:
    """What ending these posts would bring, as things stand today."""
    today = timezone.localdate()
    found = departure.fates([post for post in posts if post.starts_on <= today])
    facts = [
        sorted((post.pk, post.starts_on, post.ends_on) for post in posts),
        sorted((fate.task.pk, fate.stays, fate.moves_to) for fate in found),
    ]
    return Outlook(found, hashlib.sha256(repr(facts).encode()).hexdigest()[:16])


def open_of(user: User, units: QuerySet[OrgUnit]) -> QuerySet[Process]:
    """What a person handed in for one of these units and is not settled yet; never what its unit may not see."""
    handed_in = Q(pk__in=[])
    for flow in registry.flows():
        model: Any = flow.model
        if model.UNIT_SEES:
            handed_in |= Q(Exists(model.objects.filter(process=OuterRef("pk"), submitter=user)))
    rows: QuerySet[Process] = Process.objects.filter(handed_in, finished__isnull=True, unit__in=units)
    return rows.order_by("-pk")
