"""Units as lists show them: one level of the tree, or what a search finds, with secretary, people and term."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from permissions import routing
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit, Person
from permissions.roles import Role, UnitKind
from workflows.organisation.queries import people, terms

HEADS = (Role.BRANCH_SECRETARY, Role.GB_SECRETARY, Role.OC_SECRETARY)
"""Who leads a unit, by its kind; a 机关党委 without a secretary is led day by day by its deputy."""


@dataclass(frozen=True)
class Row:
    """A unit in a list; `members` counts those of the branches below it, too."""

    unit: OrgUnit
    head: str
    members: int
    below: int
    term: terms.Standing | None


def top(actor: Actor) -> OrgUnit:
    """Where the tree of the actor begins: the unit of the post."""
    assert actor.appointment is not None  # noqa: S101 - the pages ask for a duty first
    return actor.appointment.unit


def level(actor: Actor, under: OrgUnit, *, dissolved: bool) -> QuerySet[OrgUnit]:
    """The units right below one, and those that stand beside it; below the 工委 also those beside nothing."""
    near = Q(parent=under) | Q(related_from__unit=under)
    if under.kind == UnitKind.WORK_COMMITTEE:
        near |= Q(parent__isnull=True, related_from__isnull=True) & ~Q(pk=under.pk)
    return _order(people.units(actor).filter(near), dissolved=dissolved)


def found(actor: Actor, words: str, *, dissolved: bool) -> QuerySet[OrgUnit]:
    """The units kept with these words in name or code."""
    named = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__icontains=words)
    return _order(people.units(actor).filter(named), dissolved=dissolved)


def _order(units: QuerySet[OrgUnit], *, dissolved: bool) -> QuerySet[OrgUnit]:
    return units.filter(dissolved_on__isnull=not dissolved).select_related("parent").distinct()


def trail(actor: Actor, unit: OrgUnit) -> list[routing.Place]:
    """The units from the actor's own down to this one, itself included. One statement."""
    path = routing.paths([unit.pk]).get(unit.pk, ())
    keys = [place.id for place in path]
    own = top(actor).pk
    return list(reversed(path[: keys.index(own) + 1 if own in keys else 1]))


def rows(units: Sequence[OrgUnit], today: date) -> list[Row]:
    """Units with what a list shows of them. Three statements."""
    heads, members, below = heads_of(units), members_of(units), _below(units)
    return [
        Row(unit, heads.get(unit.pk, ""), members.get(unit.pk, 0), below.get(unit.pk, 0), terms.standing(unit, today))
        for unit in units
    ]


def heads_of(units: Sequence[OrgUnit]) -> dict[int, str]:
    """The names of those who lead units today, by unit; of two, both. One statement."""
    posts = Appointment.objects.in_force().filter(unit__in=units, role__in=HEADS).select_related("user__person")
    found: dict[int, list[str]] = {}
    for post in posts.order_by("starts_on", "pk"):
        found.setdefault(post.unit_id, []).append(post.user.get_full_name())
    return {unit: "、".join(names) for unit, names in found.items()}


def members_of(units: Sequence[OrgUnit]) -> dict[int, int]:
    """How many party members belong to units and all below, by unit. One statement."""
    listed = Person.objects.filter(status=Person.Status.LISTED).exclude(roll=Person.Roll.NONE)
    rows = listed.filter(branch__above__ancestor__in=units).values_list("branch__above__ancestor")
    return dict(rows.annotate(count=Count("pk")).order_by())


def _below(units: Sequence[OrgUnit]) -> dict[int, int]:
    rows = OrgUnit.objects.filter(parent__in=units, dissolved_on__isnull=True).values_list("parent")
    return dict(rows.annotate(count=Count("pk")).order_by())
