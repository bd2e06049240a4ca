"""Facts: what one process tells the others, each with its source, superseded and never overwritten."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from workflows.engine import registry
from workflows.engine.models import Fact


@dataclass(frozen=True)
class NewFact:
    """A fact of a unit in a year, with the words that people read and where it comes from."""

    key: str
    year: int
    unit_id: int
    value: Any
    words: str
    source: str
    process_id: int | None = None


@transaction.atomic
def record(new: Sequence[NewFact], valid_from: date) -> list[Fact]:
    """Record facts; an earlier one of the same key, year and unit is superseded. Raises KeyError: undeclared key."""
    undeclared = {fact.key for fact in new} - registry.fact_keys()
    if undeclared:
        raise KeyError(f"facts not declared by any process: {sorted(undeclared)}")
    old = _current(new)
    now = timezone.now()
    # The old row must make room before the new one may be current: it points at itself until it points at its heir.
    for fact in old.values():
        fact.superseded_by = fact
    Fact.objects.bulk_update(old.values(), ["superseded_by"])
    made = Fact.objects.bulk_create(Fact(**vars(fact), valid_from=valid_from, recorded_at=now) for fact in new)
    for fact in made:
        if (before := old.get((fact.key, fact.year, fact.unit_id))) is not None:
            before.superseded_by = fact
    Fact.objects.bulk_update(old.values(), ["superseded_by"])
    return made


def _current(new: Sequence[NewFact]) -> dict[tuple[str, int | None, int | None], Fact]:
    rows = Fact.objects.select_for_update().filter(
        superseded_by__isnull=True, key__in={f.key for f in new}, year__in={f.year for f in new},
        unit__in={f.unit_id for f in new},
    )  # fmt: skip
    wanted = {(fact.key, fact.year, fact.unit_id) for fact in new}
    return {at: row for row in rows if (at := (row.key, row.year, row.unit_id)) in wanted}


def of_units(key: str, year: int, units: Iterable[int]) -> dict[int, Fact]:
    """The current fact of a key and year for each of these units that has one. One statement."""
    rows = Fact.objects.filter(key=key, year=year, unit__in=set(units), superseded_by__isnull=True)
    return {row.unit_id: row for row in rows if row.unit_id is not None}
