"""The draft of an import: what its rows would come to, what is wrong with them, and what a person is shown of it."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils import timezone

from forms.excel import CellError, Row, SheetSpec
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import UnitKind
from workflows.organisation.actions.batch import Batch
from workflows.organisation.queries.imports import Known
from workflows.organisation.workbooks import sheets

NO_UNIT = "没有编码为“{}”的单位，或不在您管理的范围内。请核对编码，新单位先写进“单位”表。"
NO_PERSON = "没有工号为“{}”的人员，或不在您管理的范围内。请核对工号，新人员先写进“人员”表。"
NOT_KEPT = "这一行不在您管理的范围内，请删掉这一行，由上级党组织导入。"
TWICE = "与第{}行重复。一个{}只写一行，请删掉多余的。"


@dataclass
class Line:
    """One row of a sheet, the row of the database it is about, and what differs: by field what it was and will be."""

    sheet: str
    number: int
    name: str
    is_new: bool
    fields: dict[str, list[str]] = field(default_factory=dict)
    columns: set[str] = field(default_factory=set)
    """Names of the columns of that row of the database that are to be written."""

    def differs(self, column: str, title: str, old: str, new: str) -> None:
        """Note a column that is to be written, and under its title what it was and will be."""
        self.columns.add(column)
        self.fields[title] = [old, new]


class Draft:
    """Gathers what the rows come to, on a copy of what is known."""

    def __init__(self, known: Known, specs: tuple[SheetSpec, ...], columns: dict[tuple[str, str], str]) -> None:
        self.known, self.columns, self.today = known, columns, timezone.localdate()
        self.batch = Batch()
        self.errors: list[CellError] = []
        self.warnings: list[dict[str, Any]] = []
        self.changes: list[dict[str, Any]] = []
        self.counts: dict[str, Counter[str]] = {}
        self.units = dict(known.units)
        self.people = dict(known.people)
        self.accounts = {person.staff_no: known.accounts[person.pk] for person in self._with_accounts()}
        self.titles = {(spec.title, column.key): column.title for spec in specs for column in spec.columns}
        self.seen: dict[tuple[str, object], int] = {}
        self.beside: set[str] = set()
        """Codes of new units that are to stand beside units kept."""
        self.moved: list[tuple[Row, OrgUnit]] = []
        self.ended: list[tuple[Row, Appointment]] = []

    def _with_accounts(self) -> list[Person]:
        return [person for person in self.known.people.values() if person.pk in self.known.accounts]

    # --- what is wrong ---

    def wrong(self, sheet: str, row: Row, key: str, text: str) -> None:
        """Note an error of a cell; an empty key means the whole row."""
        self.errors.append(CellError(sheet, row.number, self.columns.get((sheet, key), ""), text))

    def warn(self, sheet: str, row: Row, text: str) -> None:
        """Note what is allowed but should be looked at."""
        self.warnings.append({"sheet": sheet, "row": row.number, "text": text})

    def once(self, sheet: str, row: Row, key: str, value: object, what: str) -> bool:
        """Whether this value stands in the sheet for the first time; notes an error otherwise."""
        first = self.seen.setdefault((f"{sheet}.{key}", value), row.number)
        if first != row.number:
            self.wrong(sheet, row, key, TWICE.format(first, what))
        return first == row.number

    # --- what others refer to ---

    def keeps(self, unit: OrgUnit) -> bool:
        """Whether the importer keeps a unit; a new one, when its superior is kept or it stands beside one kept."""
        above: OrgUnit | None = unit
        if self.known.keeps_all or (unit._state.adding and unit.code in self.beside):
            return True
        for _ in range(len(self.units)):
            if above is None or not above._state.adding:
                break
            above = above.parent
        return above is not None and above.pk in self.known.kept

    def unit(self, sheet: str, row: Row, key: str = "unit") -> OrgUnit | None:
        """The standing unit that a cell names and the importer keeps; notes an error otherwise."""
        code = str(row.values[key])
        found = self.units.get(code)
        if found is None or not self.keeps(found):
            self.wrong(sheet, row, key, NO_UNIT.format(code))
            return None
        if found.dissolved_on is not None:
            self.wrong(sheet, row, key, f"“{found.short_name}”已撤销，不能再用。请换成现有的单位。")
            return None
        return found

    def person(self, sheet: str, row: Row) -> Person | None:
        """The person whom a row names and the importer keeps; notes an error otherwise."""
        return self._named(sheet, row, self._keeps_person)

    def holder(self, sheet: str, row: Row) -> Person | None:
        """The same for posts: also whoever holds one in a unit kept, wherever he belongs."""
        return self._named(sheet, row, self._reaches)

    def _named(self, sheet: str, row: Row, allowed: Callable[[Person], bool]) -> Person | None:
        staff_no = str(row.values["staff_no"])
        found = self.people.get(staff_no)
        if found is None or not allowed(found):
            self.wrong(sheet, row, "staff_no", NO_PERSON.format(staff_no))
            return None
        return found

    def _keeps_person(self, person: Person) -> bool:
        return person._state.adding or self.known.keeps_all or person.pk in self.known.kept_people

    def _reaches(self, person: Person) -> bool:
        if self._keeps_person(person):
            return True
        user = self.known.accounts.get(person.pk)
        posts = self.known.posts.get(user.pk, []) if user else []
        return any(post.unit_id in self.known.kept for post in posts if (post.ends_on or date.max) >= self.today)

    def is_self(self, person: Person) -> bool:
        """Whether a person is the importer."""
        user = self.known.accounts.get(person.pk or 0)
        return user is not None and user.pk == self.known.reach.user

    # --- what the rows come to ---

    def settle(self, line: Line) -> None:
        """Count a row as new, changed or same, and keep what is to be shown of it."""
        kind = "new" if line.is_new else "changed" if line.fields else "same"
        self.counts.setdefault(line.sheet, Counter())[kind] += 1
        if kind != "changed":
            return
        for name, (old, new) in line.fields.items():
            self.changes.append(
                {"sheet": line.sheet, "row": line.number, "name": line.name, "field": name, "old": old, "new": new}
            )

    def plan(self) -> dict[str, Any]:
        """What a person is shown before he confirms; the same rows on the same organisation give the same."""
        return {
            "sheets": [
                {"sheet": sheet, "new": found["new"], "changed": found["changed"], "same": found["same"]}
                for sheet, found in self.counts.items()
            ],
            "changes": self.changes,
            "warnings": self.warnings,
        }

    def listed_errors(self) -> list[dict[str, Any]]:
        """The errors as stored, by sheet and row."""
        order = {spec: at for at, spec in enumerate(dict.fromkeys(sheet for sheet, _ in self.titles))}
        found = sorted(self.errors, key=lambda error: (order.get(error.sheet, -1), error.row))
        return [as_stored(error) for error in found]


def as_stored(error: CellError) -> dict[str, Any]:
    """An error as an import keeps it."""
    return {"sheet": error.sheet, "row": error.row, "column": error.column, "text": error.message}


def day(value: date | None) -> str:
    """A day in words, empty where there is none."""
    return value.isoformat() if value else ""


def put(row: object, name: str, value: Any, title: str, line: Line) -> None:
    """Set a value that was typed, and note under its title what it was; a blank cell changes nothing."""
    before = getattr(row, name)
    if value is None or value == before:
        return
    setattr(row, name, value)
    line.differs(name, title, shown(before), shown(value))


def shown(value: object) -> str:
    """A value as people read it."""
    if isinstance(value, bool):
        return sheets.YES_NO[0] if value else sheets.YES_NO[1]
    if isinstance(value, date):
        return value.isoformat()
    return "" if value is None else str(value)


def account_of(draft: Draft, person: Person) -> User | None:
    """The account of a person, a new one included."""
    return draft.accounts.get(person.staff_no)


def is_branch(unit: OrgUnit) -> bool:
    """Whether people may belong to a unit."""
    return unit.kind in (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)
