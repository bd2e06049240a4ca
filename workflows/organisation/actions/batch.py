"""The batch of an import: all the rows it writes, as they point at one another before any has a key."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from permissions.models import Appointment, OrgUnit, Person, UnitRelation
from permissions.roles import Role


@dataclass(frozen=True)
class Done:
    """What the ledger says of one row that was written."""

    verb: str
    label: str
    row: OrgUnit | Person
    name: str
    fields: dict[str, list[str]]


@dataclass(frozen=True)
class FactOf:
    """A fact of a unit or person that may be new itself; `before`: the words of the one that it supersedes."""

    subject: OrgUnit | Person
    key: str
    year: int
    item: str
    value: dict[str, Any]
    words: str
    source: str
    valid_from: date
    valid_until: date | None = None
    before: str = ""

    def place(self) -> tuple[object, ...]:
        """Where only one fact may stand."""
        return (self.key, self.year, id(self.subject), self.item)


@dataclass(frozen=True)
class PostOf:
    """A post of a person whose account, and whose unit, may be new."""

    person: Person
    role: Role
    unit: OrgUnit
    starts_on: date
    ends_on: date | None


@dataclass
class Batch:
    """All that an import writes; rows may point at others that are new."""

    new_units: list[OrgUnit] = field(default_factory=list)
    changed_units: list[tuple[OrgUnit, set[str]]] = field(default_factory=list)
    relations: list[UnitRelation] = field(default_factory=list)
    new_people: list[Person] = field(default_factory=list)
    changed_people: list[tuple[Person, set[str]]] = field(default_factory=list)
    """Each with the columns that differ: only those are written."""
    accounts: dict[str, Person] = field(default_factory=dict)
    """People to open accounts for, by user name."""
    posts: list[PostOf] = field(default_factory=list)
    ended: list[Appointment] = field(default_factory=list)
    facts: list[FactOf] = field(default_factory=list)
    done: list[Done] = field(default_factory=list)
