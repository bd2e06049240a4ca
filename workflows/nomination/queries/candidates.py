"""Candidates from the registers and the facts, each thing with its source. 依据: domain 3.9, 7.5."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.db.models import Q
from django.utils import timezone

from permissions.models import Appointment, OrgUnit, Person
from permissions.roles import Role, UnitKind
from workflows.engine.models import Fact
from workflows.nomination.rules import (
    Candidate,
    Cleared,
    Discipline,
    Known,
    Overdue,
    Past,
    Period,
    Place,
    Post,
    Ranks,
    Review,
    Roll,
    Subject,
    past_of,
)

GRADE, STAR = "person.appraisal_grade", "star_rating.tier"
HONOUR, UNIT_HONOUR = "person.honour", "unit.honour"
DISCIPLINE, CLEAN, PARTY_WORK = "person.discipline", "person.no_discipline", "person.party_work"
RANKS, JOINED = "person.rank_groups", "person.branch_joined"
OVERDUE, UNSETTLED = "rectification.overdue", "rectification.open"
REVIEWS = {
    GRADE: Review.APPRAISAL,
    "person.annual_grade": Review.ANNUAL,
    "unit.standard_grade": Review.STANDARD,
    "unit.party_building_grade": Review.PARTY_BUILDING,
}
"""The facts that others publish, by their keys."""
REGISTER = "人员名册"
NO_PARTY_WORK = (Role.PARTY_GROUP, Role.INSPECTOR, Role.SYS_ADMIN, Role.SEC_ADMIN, Role.AUDIT_ADMIN)
"""Posts on the platform that are no 党务工作."""
BRANCHES = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)

Facts = Mapping[tuple[int, str], Sequence[Fact]]
"""Current facts by subject and key."""


def people_as_candidates(people: Sequence[Person]) -> dict[int, Candidate]:
    """What is known of each person, by their key. Two statements; branches are to be read with the people.

    What nobody entered is missing. 处分, 荣誉 and 党务经历 are as complete as somebody entered them, so they refuse,
    and need a person before they pass; of 处分 a body's word will do. Star and problems are those of the branch.
    """
    keys = {person.pk for person in people}
    rows = _of_people(keys, {person.branch_id for person in people if person.branch_id})
    facts = _by_subject((fact for fact in rows if fact.person_id), "person_id")
    branches = _by_subject((fact for fact in rows if fact.unit_id), "unit_id")
    posts = _appointed(keys)
    return {person.pk: _person(person, facts, branches, posts[person.pk]) for person in people}


def units_as_candidates(units: Sequence[OrgUnit]) -> dict[int, Candidate]:
    """What is known of each branch or unit, by its key. One statement."""
    keys = {unit.pk for unit in units}
    facts = _by_subject(Fact.objects.filter(unit__in=keys, superseded_by__isnull=True), "unit_id")
    return {unit.pk: _unit(unit, facts) for unit in units}


def _by_subject(rows: Iterable[Fact], subject: str) -> dict[tuple[int, str], list[Fact]]:
    found: dict[tuple[int, str], list[Fact]] = defaultdict(list)
    for fact in rows:
        found[getattr(fact, subject), fact.key].append(fact)
    return found


def _of_people(people: set[int], branches: set[int]) -> list[Fact]:
    """What is on record of people, and what of their branches speaks for or against them."""
    of_branches = Q(key__in=(STAR, OVERDUE, UNSETTLED), unit__in=branches)
    return list(Fact.objects.filter(Q(person__in=people) | of_branches, superseded_by__isnull=True))


def _appointed(people: set[int]) -> dict[int, list[Post]]:
    """The posts held on the platform."""
    rows = Appointment.objects.standing().filter(user__person__in=people).exclude(role__in=NO_PARTY_WORK)
    found: dict[int, list[Post]] = defaultdict(list)
    for row in rows.select_related("unit", "user").order_by("starts_on", "pk"):
        post = Post(row.get_role_display(), row.unit.short_name, Period(row.starts_on, row.ends_on))
        found[row.user.person_id or 0].append(post)
    return found


def _person(person: Person, facts: Facts, branches: Facts, appointed: list[Post]) -> Candidate:
    return Candidate(
        person.name,
        Subject.PERSON,
        roll=_roll(person),
        formal_on=_registered(person.formal_on),
        joined_on=_registered(person.joined_on),
        died_on=_died(person),
        place=_place(person, facts.get((person.pk, JOINED), ())),
        posts=Known((*map(_post, facts.get((person.pk, PARTY_WORK), ())), *appointed), "党务经历登记", complete=False),
        grades=_grades(facts, person.pk),
        stars=_levels(branches.get((person.branch_id or 0, STAR), ())),
        disciplines=Known(
            tuple(map(_discipline, facts.get((person.pk, DISCIPLINE), ()))), "处分登记", complete=False
        ),
        cleared=tuple(map(_cleared, facts.get((person.pk, CLEAN), ()))),
        overdue=_overdue(branches, person.branch_id or 0),
        ranks=_ranks(facts.get((person.pk, RANKS), ())),
        honours=_honours(facts.get((person.pk, HONOUR), ())),
        is_leader=Known(person.is_leader, REGISTER),
        is_frontline=Known(person.is_frontline, REGISTER),
    )  # fmt: skip


def _unit(unit: OrgUnit, facts: Facts) -> Candidate:
    return Candidate(
        unit.short_name,
        Subject.BRANCH if unit.kind in BRANCHES else Subject.UNIT,
        grades=_grades(facts, unit.pk),
        stars=_levels(facts.get((unit.pk, STAR), ())),
        overdue=_overdue(facts, unit.pk),
        honours=_honours(facts.get((unit.pk, UNIT_HONOUR), ())),
    )


def _registered(value: Any) -> Known[Any] | None:
    return None if value is None else Known(value, REGISTER)


def _roll(person: Person) -> Known[Roll] | None:
    """Who was expelled is no member; of those suspended or gone elsewhere a person must say what they are now."""
    if person.status in (Person.Status.LISTED, Person.Status.DIED):
        return Known(Roll(person.roll), REGISTER)
    return Known(Roll.NONE, REGISTER) if person.status == Person.Status.EXPELLED else None


def _died(person: Person) -> Known[Any] | None:
    """Whoever is not entered as dead lives; the dead without a day are not known well enough."""
    if person.status != Person.Status.DIED:
        return Known(None, REGISTER)
    return _registered(person.status_on)


def _post(fact: Fact) -> Post:
    return Post(fact.value["post"], fact.value["unit"], Period(fact.valid_from, fact.valid_until))


def _grades(facts: Facts, subject: int) -> dict[tuple[Review, int], Known[str]]:
    return {
        (review, fact.year): Known(str(fact.value["grade"]), fact.source)
        for key, review in REVIEWS.items()
        for fact in facts.get((subject, key), ())
        if fact.year is not None
    }


def _levels(facts: Iterable[Fact]) -> dict[int, Known[int]]:
    """Stars by year; a branch that was not rated has none."""
    return {
        fact.year: Known(int(fact.value["tier"]), fact.source)
        for fact in facts
        if fact.year is not None and fact.value["tier"] is not None
    }


def _discipline(fact: Fact) -> Discipline:
    return Discipline(fact.value["kind"], fact.valid_from, fact.valid_until)


def _cleared(fact: Fact) -> Known[Cleared]:
    return Known(Cleared(fact.valid_from, int(fact.value["years"] or 0)), fact.source)


def _place(person: Person, came: Iterable[Fact]) -> Known[Place] | None:
    """The branch, with the day of coming there where the last move on record is the one that led to it."""
    branch, last = person.branch, max(came, key=lambda fact: (fact.valid_from, fact.pk), default=None)
    if branch is None:
        return None
    if last is None or last.value["branch"] != branch.code:
        return Known(Place(branch.code, branch.short_name), REGISTER)
    return Known(Place(branch.code, branch.short_name, last.valid_from), f"{REGISTER}；{last.source}")


def _ranks(entered: Iterable[Fact]) -> Known[Ranks] | None:
    """The groups as they were entered last."""
    last = max(entered, key=lambda fact: fact.year or 0, default=None)
    if last is None:
        return None
    held, among = frozenset(last.value["groups"]), frozenset(last.value["among"])
    return Known(Ranks(held, among), last.source, year=last.year)


def _overdue(facts: Facts, unit: int) -> Known[Overdue] | None:
    """Problems as they stand this year; what was said in an earlier one says nothing of today."""
    found, unsettled = (_of_this_year(facts.get((unit, key), ())) for key in (OVERDUE, UNSETTLED))
    if found is None:
        return None
    open_ = None if unsettled is None else int(unsettled.value["count"])
    return Known(Overdue(int(found.value["count"]), found.words, open_), found.source)


def _of_this_year(rows: Iterable[Fact]) -> Fact | None:
    year = timezone.localdate().year
    return next((fact for fact in rows if fact.year == year), None)


def _honours(facts: Iterable[Fact]) -> Known[tuple[Past, ...]]:
    past = tuple(
        past_of(fact.value.get("name", fact.item), fact.year, fact.value) for fact in facts if fact.year is not None
    )
    return Known(past, "荣誉登记", complete=False)
