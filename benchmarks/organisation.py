"""The offices that the benchmarks work on: units, people with posts, a round, records brought to a desk."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from django.contrib.auth.models import Permission
from django.db import connection
from django.utils import timezone

from permissions.actor import Actor
from permissions.models import Appointment, Grant, OrgClosure, OrgUnit, Person, User
from permissions.roles import MATRIX, Role, UnitKind
from tests.world import scheme_c
from workflows.engine.models import Round, Task
from workflows.engine.registry import flow_of
from workflows.engine.transitions import Seen, fire, open_many
from workflows.star_rating.models import Rating

LONG_AGO = date(2020, 1, 1)


def units(kind: UnitKind, number: int, parent: OrgUnit | None) -> list[OrgUnit]:
    """Make units of a kind under one parent, with their closure rows, in bulk."""
    first = OrgUnit.objects.count()
    made = OrgUnit.objects.bulk_create(
        OrgUnit(code=f"B{n:06d}", name=f"中共第{n}单位", short_name=f"第{n}单位", kind=kind, parent=parent)
        for n in range(first, first + number)
    )
    above = list(OrgClosure.objects.filter(descendant=parent).values_list("ancestor_id", "depth")) if parent else []
    OrgClosure.objects.bulk_create(
        OrgClosure(ancestor_id=ancestor, descendant=unit, depth=depth)
        for unit in made
        for ancestor, depth in [(unit.pk, 0), *((key, depth + 1) for key, depth in above)]
    )
    return made


def person(key: str) -> User:
    """Make a person with an account."""
    return User.objects.create_user(key, "Dangjian-2026", Person.objects.create(staff_no=key, name=key))


def appoint(user: User, role: Role, places: Sequence[OrgUnit]) -> list[Actor]:
    """Give one person the same post in many units, in bulk; the actors in the order of the units."""
    posts = Appointment.objects.bulk_create(
        Appointment(user=user, role=role, unit=unit, starts_on=LONG_AGO) for unit in places
    )
    permissions = Permission.objects.filter(content_type__model="orgunit", codename__in=MATRIX[role].rights)
    Grant.objects.bulk_create(
        Grant(
            user=user, permission=permission, content_object_id=post.unit_id, appointment=post,
            right=permission.codename, starts_on=LONG_AGO,
        )
        for post in posts
        for permission in permissions
    )  # fmt: skip
    return [Actor(user, post) for post in posts]


class Office:
    """A 工委 with a 机关党委, a 党总支 and its branches; one clerk, one reviewer, one secretary of all branches."""

    def __init__(self, branches: int) -> None:
        prefix = f"o{OrgUnit.objects.count()}"
        (self.top,) = units(UnitKind.WORK_COMMITTEE, 1, None)
        (self.committee,) = units(UnitKind.ORG_COMMITTEE, 1, self.top)
        (self.general,) = units(UnitKind.GENERAL_BRANCH, 1, self.committee)
        self.branches = units(UnitKind.BRANCH, branches, self.general)
        (self.clerk,) = appoint(person(f"{prefix}-clerk"), Role.WC_CLERK, [self.top])
        (self.deputy,) = appoint(person(f"{prefix}-deputy"), Role.OC_DEPUTY, [self.committee])
        (self.reviewer,) = appoint(person(f"{prefix}-reviewer"), Role.GB_SECRETARY, [self.general])
        self.secretaries = appoint(person(f"{prefix}-secretary"), Role.BRANCH_SECRETARY, self.branches)
        self.round = _round(self.top)

    def ratings(self, branches: Iterable[OrgUnit]) -> list[Rating]:
        """Open ratings of branches through the door."""
        return open_many([Rating(round=self.round, unit=branch) for branch in branches], by=self.clerk)

    def submitted(self, number: int) -> list[Rating]:
        """Ratings of the first branches, handed in and waiting at the 党总支."""
        opened = self.ratings(self.branches[:number])
        return [submit(rating, by) for rating, by in zip(opened, self.secretaries, strict=False)]


def _round(unit: OrgUnit) -> Round:
    scheme = scheme_c()
    return Round.objects.create(
        process_key="star_rating", year=timezone.localdate().year, title="年度党支部星级评定", unit=unit,
        scheme=scheme.to_data(), scheme_version=scheme.version, status=Round.Status.OPEN,
    )  # fmt: skip


def submit(rating: Rating, by: Actor) -> Rating:
    """The secretary hands a rating in."""
    return fire(rating, "submit", by=by, seen=seen([rating])[rating.process_id], result={}, proposed_tier=5)


def seen(records: Iterable[Any]) -> dict[int, Seen]:
    """What pages showing these records have seen, by process."""
    by_process = {record.process_id: record for record in records}
    tasks = Task.objects.filter(process__in=by_process, finished__isnull=True)
    return {t.process_id: Seen(t.pk, by_process[t.process_id].version) for t in tasks}


def place(ratings: Sequence[Rating], state: str) -> list[Rating]:
    """Put ratings on the desk of a state behind the doors' back, to save a benchmark the way there."""
    node = flow_of(Rating).node_of(state)
    Rating.objects.filter(pk__in=[rating.pk for rating in ratings]).update(state=state)
    desks = Task.objects.filter(process__in=[rating.process_id for rating in ratings], finished__isnull=True)
    desks.update(flow_task=node, right="")
    return list(Rating.objects.filter(pk__in=[rating.pk for rating in ratings]).order_by("pk"))


def analyze() -> None:
    """Give PostgreSQL the statistics that it gathers by itself in a database of some age."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # SQLite knows the word as well
