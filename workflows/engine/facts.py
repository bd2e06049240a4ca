"""Facts: what one process tells the others, each with its source, superseded and never overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from permissions.models import OrgUnit, Person
from workflows.engine import registry
from workflows.engine.models import Fact


@dataclass(frozen=True)
class NewFact:
    """A fact of a unit or of a person in a year, with the words that people read and where it comes from.

    `item` tells several of one key and year apart. Valid from a day, until a day (None: for good), both included.
    """

    key: str
    year: int
    value: Any
    words: str
    source: str
    valid_from: date
    unit_id: int | None = None
    person_id: int | None = None
    item: str = ""
    valid_until: date | None = None
    process_id: int | None = None


Place = tuple[str, int | None, int | None, int | None, str]
"""Where only one fact may be current: key, year, unit, person, item."""


def place_of(fact: NewFact | Fact) -> Place:
    """The place a fact takes."""
    return (fact.key, fact.year, fact.unit_id, fact.person_id, fact.item)


@transaction.atomic
def record(new: Sequence[NewFact]) -> list[Fact]:
    """Record facts; an earlier one in the same place is superseded. Raises KeyError: undeclared key."""
    undeclared = {fact.key for fact in new} - registry.fact_kinds().keys()
    if undeclared:
        raise KeyError(f"facts not declared by any process: {sorted(undeclared)}")
    old = _current(new)
    now = timezone.now()
    # The old row must make room before the new one may be current: it points at itself until it points at its heir.
    for fact in old.values():
        fact.superseded_by = fact
    Fact.objects.bulk_update(old.values(), ["superseded_by"], batch_size=1000)
    made = Fact.objects.bulk_create([Fact(**vars(fact), recorded_at=now) for fact in new], batch_size=1000)
    for fact in made:
        if (before := old.get(place_of(fact))) is not None:
            before.superseded_by = fact
    Fact.objects.bulk_update(old.values(), ["superseded_by"], batch_size=1000)
    return made


@transaction.atomic
def correct(wrong: Fact, right: NewFact) -> Fact:
    """Record a fact in the stead of one that was wrong, even about its year or its item. Raises KeyError as `record`.

    The caller sees to it that no third fact stands where the right one goes.
    """
    wrong.superseded_by = wrong
    wrong.save(update_fields=["superseded_by"])
    (made,) = record([right])
    wrong.superseded_by = made
    wrong.save(update_fields=["superseded_by"])
    return made


def _current(new: Sequence[NewFact]) -> dict[Place, Fact]:
    """The facts that stand where the new ones go, locked; read by key and year, of which a batch has few."""
    rows = Fact.objects.select_for_update().filter(
        superseded_by__isnull=True, key__in={fact.key for fact in new}, year__in={fact.year for fact in new}
    )
    wanted = {place_of(fact) for fact in new}
    return {place_of(row): row for row in rows if place_of(row) in wanted}


def of_units(key: str, year: int, units: Iterable[int]) -> dict[int, Fact]:
    """The current fact of a key and year for each of these units that has one. One statement."""
    rows = Fact.objects.filter(key=key, year=year, unit__in=set(units), superseded_by__isnull=True)
    return {row.unit_id: row for row in rows if row.unit_id is not None}


def of_subject(row: OrgUnit | Person) -> QuerySet[Fact]:
    """Every current fact of a unit or of a person, the latest year first."""
    subject = {"unit": row} if isinstance(row, OrgUnit) else {"person": row}
    found: QuerySet[Fact] = Fact.objects.filter(superseded_by__isnull=True, **subject)
    return found.order_by("-year", "key", "item")
