"""Reading for an import: the own ones, and what the organisation holds of all that a workbook mentions."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from django.db.models import Count, QuerySet
from django.db.models.functions import Lower
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person, UnitRelation, User
from permissions.roles import GUARDS, Duty
from workflows.engine.facts import Place, place_of
from workflows.engine.models import Fact
from workflows.organisation.models import Import
from workflows.organisation.queries import keeping, people
from workflows.organisation.queries.appointments import SECRETARIES, not_over
from workflows.organisation.queries.keeping import Reach

T = TypeVar("T")
CHUNK = 1000
"""Values in one condition: more would be too many for SQLite."""


def own(actor: Actor) -> QuerySet[Import]:
    """The imports that the person made in the capacity he acts in, without their long columns."""
    return Import.objects.filter(by=actor.user, post=actor.appointment)


def at_work(row: Import) -> bool:
    """Whether the queue still holds a job of an import. One statement."""
    under_way = (TaskResultStatus.READY, TaskResultStatus.RUNNING)
    paths = [f"workflows.organisation.workbooks.jobs.{name}" for name in ("check_job", "write_job")]
    jobs = DBTaskResult.objects.filter(task_path__in=paths, status__in=under_way, args_kwargs__args__0=row.pk)
    return jobs.exists()


def units_kept(actor: Actor) -> QuerySet[OrgUnit]:
    """The standing units that the actor keeps, superiors first. Two statements."""
    rows = access.kept(actor, Duty.ORGANISATION).filter(dissolved_on__isnull=True)
    rows = rows.annotate(depth=Count("above")).select_related("parent").prefetch_related("relations__target")
    return rows.order_by("depth", "code")


def people_kept(actor: Actor) -> QuerySet[Person]:
    """The people on the roll that the actor keeps."""
    return people.kept(actor).filter(status__in=people.KEPT_ON).select_related("branch").order_by("staff_no")


def posts_kept(actor: Actor) -> QuerySet[Appointment]:
    """The posts in force or to come in the units that the actor keeps, those of people alone, 三员 left out."""
    rows = not_over(Appointment.objects.filter(unit__in=access.kept(actor, Duty.ORGANISATION)))
    rows = rows.filter(user__person__status=Person.Status.LISTED, unit__dissolved_on__isnull=True)
    rows = rows.exclude(role__in=GUARDS).select_related("unit", "user__person")
    return rows.order_by("unit__code", "role", "starts_on", "pk")


def accounts_kept(actor: Actor) -> QuerySet[User]:
    """The accounts of the people kept; those of the 三员 are kept elsewhere."""
    guards = not_over(Appointment.objects.filter(role__in=GUARDS)).values("user")
    rows = User.objects.filter(person__in=people_kept(actor).order_by())
    return rows.exclude(pk__in=guards).select_related("person").order_by("person__staff_no")


@dataclass(frozen=True)
class Mentioned:
    """What a workbook mentions."""

    staff_nos: Collection[str]
    id_numbers: Collection[str]
    usernames: Collection[str]
    fact_keys: Collection[str]
    years: Collection[int]


@dataclass
class Known:
    """What the organisation holds of it, and how much of that the importer keeps."""

    keeps_all: bool
    reach: Reach
    kept: set[int]
    units: dict[str, OrgUnit]
    relations: dict[tuple[int, str], OrgUnit]
    people: dict[str, Person] = field(default_factory=dict)
    kept_people: set[int] = field(default_factory=set)
    id_numbers: dict[str, Person] = field(default_factory=dict)
    accounts: dict[int, User] = field(default_factory=dict)
    usernames: dict[str, User] = field(default_factory=dict)
    posts: dict[int, list[Appointment]] = field(default_factory=dict)
    secretaries: list[Appointment] = field(default_factory=list)
    facts: dict[Place, Fact] = field(default_factory=dict)


def known(by: Actor, mentioned: Mentioned) -> Known:
    """Read it. Constant statements a thousand people mentioned."""
    found = Known(
        keeps_all=people.keeps_all(by),
        reach=keeping.reach(by),
        kept=set(access.kept(by, Duty.ORGANISATION).values_list("pk", flat=True)),
        units=_units(),
        relations={},
    )
    for row in UnitRelation.objects.select_related("target"):
        found.relations[row.unit_id, row.kind] = row.target
    _add_people(found, by, mentioned)
    _add_accounts(found, mentioned)
    found.facts = _facts(mentioned)
    return found


def _units() -> dict[str, OrgUnit]:
    """All units by their code; one object each, parents included."""
    rows = {unit.pk: unit for unit in OrgUnit.objects.all()}
    for unit in rows.values():
        unit.parent = rows.get(unit.parent_id or 0)
    return {unit.code: unit for unit in rows.values()}


def _add_people(found: Known, by: Actor, mentioned: Mentioned) -> None:
    for some in _chunks(mentioned.staff_nos):
        found.people |= {row.staff_no: row for row in Person.objects.filter(staff_no__in=some)}
        found.kept_people |= set(people.kept(by).filter(staff_no__in=some).values_list("pk", flat=True))
    for some in _chunks(mentioned.id_numbers):
        found.id_numbers |= {row.id_number: row for row in Person.objects.filter(id_number__in=some)}
    units = {unit.pk: unit for unit in found.units.values()}
    for row in found.people.values():
        row.branch = units.get(row.branch_id or 0)


def _add_accounts(found: Known, mentioned: Mentioned) -> None:
    persons = {row.pk: row for row in found.people.values()}
    for some in _chunks(persons):
        for user in User.objects.filter(person__in=some):
            user.person = persons[user.person_id or 0]
            found.accounts[user.person_id or 0] = user
        posts = Appointment.objects.standing().filter(user__person__in=some)
        for post in posts.select_related("unit", "user__person"):
            found.posts.setdefault(post.user_id, []).append(post)
    for names in _chunks(mentioned.usernames):
        rows = User.objects.annotate(lower=Lower("username")).filter(lower__in=names)
        found.usernames |= {row.username.lower(): row for row in rows}
    secretaries = Appointment.objects.filter(role__in=SECRETARIES).select_related("user__person")
    found.secretaries = list(not_over(secretaries))


def _facts(mentioned: Mentioned) -> dict[Place, Fact]:
    if not mentioned.years:
        return {}
    rows = Fact.objects.filter(key__in=mentioned.fact_keys, year__in=mentioned.years, superseded_by__isnull=True)
    return {place_of(row): row for row in rows}


def _chunks(values: Collection[T]) -> Iterator[Sequence[T]]:
    rows = list(values)
    return (rows[at : at + CHUNK] for at in range(0, len(rows), CHUNK))
