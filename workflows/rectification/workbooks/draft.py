"""What a ledger would come to: rows new, changed, the same, and wrong; nothing is written here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from django.utils import timezone

from forms.excel import CellError, FreeTable
from workflows.engine import calendar
from workflows.engine.models import Round
from workflows.rectification.actions.importing import Batch, Changed, Entry
from workflows.rectification.queries import importing as reading
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.queries.sheets import READ, Sheet, Values, units_of
from workflows.rectification.rules import row_key
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.rules.doubles import alike
from workflows.rectification.rules.sheet_columns import Pair
from workflows.rectification.states import ProblemState
from workflows.rectification.workbooks.entries import Entries

NO_NUMBER = "本专项没有编号为“{}”的问题。新问题不填系统编号。"
TWICE = "与第{}行是同一个问题（来源、批次、表述和责任单位都相同）。请合成一行，几条措施写在一格，每条一行。"
TAKEN = "改后与编号{}的问题相同（来源、批次、表述和责任单位都相同）。请改一下表述，或者把这一行改回原样。"
TOLD = "与第{}行说的是同一个问题。请删掉其中一行；确是另一个问题的，改一下表述。"
NUMBER_TWICE = "系统编号与第{}行相同。请删掉多余的一行。"
MOVED_ON = "这个问题现在是“{}”，内容不能再用表格修改。请把这一行改回原样，或由主办单位收回后再改。"
ALIKE = "与{}很像，可能是同一个问题。"
SETS: Mapping[str, tuple[str, ...]] = {
    "": ("extra",), columns.TEXT: ("text", "extra"), columns.KIND: ("category", "text", "extra"),
    columns.UNIT: ("unit", "others"), columns.OTHERS: ("others",), columns.MEASURES: ("measures",),
    columns.DUE: ("due_on", "by_month", "limit"), columns.NUMBER: (), columns.STATE: (),
}  # fmt: skip
"""Which fields a column sets, where it is not the one of its own name."""


@dataclass
class _Row:
    """One row on its way: what it says, and the problem that it is about already, if there is one."""

    number: int
    texts: list[str]
    values: Values | None = None
    entry: Entry | None = None
    shown: tuple[str, ...] = ()


@dataclass
class Draft:
    """Rows sorted out. `batch` may be written only while there are no `errors`."""

    round: Round
    table: FreeTable
    pairs: Sequence[Pair]
    usual: Mapping[str, str]
    batch: Batch = field(default_factory=Batch)
    errors: list[CellError] = field(default_factory=list)
    same: int = 0
    warnings: list[dict[str, Any]] = field(default_factory=list)

    def check(self) -> "Draft":
        """Sort all rows out. A constant number of statements a thousand rows."""
        self.errors += self.table.errors
        if self.errors:
            return self
        self.entries = _entries(self.round, self.pairs, self.usual)
        self.sheet = Sheet(self.pairs, self.entries.programme, self.entries.units)
        rows = [_Row(number, texts) for number, texts in self.table.rows]
        self._find_numbered(rows)
        self._show(row for row in rows if row.values)
        left = [row for row in rows if not self._is_same(row)]
        for row in left:
            row.entry = self.entries.read(row.number, row.texts, partial(self._wrong, row.number))
        self._find_taken([row for row in left if row.entry and row.values])
        numbered = [row for row in rows if row.values]
        self._find_keyed([row for row in left if row.entry and row.values is None], numbered)
        if not self.errors:
            for row in left:
                self._sort(row)
        return self

    def _wrong(self, number: int, place: int, sentence: str) -> None:
        where = "" if place < 0 else self.table.place(place)
        self.errors.append(CellError(self.table.title, number, where, sentence))

    def _find_numbered(self, rows: Sequence[_Row]) -> None:
        """The problems of rows that carry our number."""
        place = next((n for n, (_, name) in enumerate(self.pairs) if name == columns.NUMBER), -1)
        numbered = [row for row in rows if place >= 0 and row.texts[place]]
        found = reading.by_number(self.round, {row.texts[place] for row in numbered})
        first: dict[str, int] = {}
        for row in numbered:
            number = row.texts[place]
            row.values = found.get(number)
            if row.values is None:
                self._wrong(row.number, place, NO_NUMBER.format(number[:20]))
            if first.setdefault(number, row.number) != row.number:
                self._wrong(row.number, place, NUMBER_TWICE.format(first[number]))

    def _find_taken(self, rows: Sequence[_Row]) -> None:
        """Rows with our number whose words were changed into those of another problem."""
        keyed = [(row, _key(row)) for row in rows]
        found = reading.by_key(self.round, {key for _, (key, _) in keyed})
        for row, key in keyed:
            other = found.get(key)
            if other and row.values and other[0] != row.values[0] and key != _key_of(row.values):
                self._wrong(row.number, -1, TAKEN.format(other[READ.index("process__number")]))

    def _find_keyed(self, rows: Sequence[_Row], numbered: Sequence[_Row]) -> None:
        """The problems that other rows are about, by key and lead unit; a row that is there twice in the sheet.

        `numbered`: rows about a problem by its number.
        """
        keyed = [(row, _key(row)) for row in rows]
        found = reading.by_key(self.round, {key for _, (key, _) in keyed})
        told = {row.values[0]: row.number for row in numbered if row.values}
        will_be = {_key(row): row.number for row in numbered if row.entry}
        first: dict[tuple[str, int], int] = {}
        for row, key in keyed:
            row.values = found.get(key)
            there = told.get(row.values[0]) if row.values else will_be.get(key)
            if there:
                self._wrong(row.number, -1, TOLD.format(there))
            elif first.setdefault(key, row.number) != row.number:
                self._wrong(row.number, -1, TWICE.format(first[key]))
        self._show(row for row, _ in keyed if row.values)

    def _show(self, found: Any) -> None:
        """How the system would write these rows today."""
        rows = list(found)
        for row, shown in zip(rows, self.sheet.rows([row.values for row in rows]) if rows else (), strict=True):
            row.shown = shown

    def _is_same(self, row: _Row) -> bool:
        """Whether a row with our number stands as the system would write it; it is not looked at any further."""
        if row.values is None:
            return False
        state = [name == columns.STATE for _, name in self.pairs]
        same = all(skip or told == shown for skip, told, shown in zip(state, row.texts, row.shown, strict=True))
        self.same += same
        return same

    def _sort(self, row: _Row) -> None:
        if row.entry is None:
            return
        if row.values is None:
            self.batch.new.append(row.entry)
            return
        changed = self._changed(row.entry, row.values, row.shown)
        if not changed.words:
            self.same += 1
        elif row.values[READ.index("state")] != ProblemState.REGISTERING:
            self._wrong(row.number, -1, MOVED_ON.format(ProblemState(row.values[READ.index("state")]).label))
        else:
            self.batch.changed.append(changed)

    def _changed(self, entry: Entry, values: Values, shown: Sequence[str]) -> Changed:
        """What differs between what is there and what would be written after the import."""
        held = dict(zip(READ, values, strict=True))
        written = [name for _, field in self.pairs for name in SETS.get(field, (field,))]
        after = held | {name: value for name, value in entry.fields.items() if name in written and name in held}
        after |= {"unit_id": entry.unit.pk} if "unit" in written else {}
        blank = {name: _blank(name) for name in written if name in held and name not in entry.fields}
        after |= blank
        beside = (dict(after["extra"]), entry.measures, [unit.pk for unit in entry.others])
        then = [cell(tuple(after.values()), *beside) for cell in self.sheet.cells]
        changed = Changed(entry, values[0], set(), {})
        for (heading, name), old, new in zip(self.pairs, shown, then, strict=True):
            if old != new:
                changed.fields |= set(SETS.get(name, (name,)))
                changed.words[heading] = [old, new]
        entry.fields = blank | entry.fields
        return changed

    def point_out(self) -> None:
        """Say which new rows are much like another problem of the same unit, in the sheet or in the programme."""
        new = self.batch.new
        told = reading.told(self.round, {entry.unit.pk for entry in new})
        names = [f"{number}“{text[:20]}”" for _, number, text in told]
        names += [f"第{entry.number}行“{entry.fields['text'][:20]}”" for entry in new]
        texts: list[tuple[object, str]] = [(unit, text) for unit, _, text in told]
        texts += [(entry.unit.pk, entry.fields["text"]) for entry in new]
        for earlier, later in alike(texts):
            if later >= len(told):
                row = new[later - len(told)].number
                self.warnings.append({"row": row, "text": ALIKE.format(names[earlier])})

    def plan(self) -> dict[str, Any]:
        """What a person is shown before it is written, and what must still be so then; without the likenesses."""
        new = [{"row": e.number, "unit": str(e.unit), "text": e.fields["text"][:60]} for e in self.batch.new]
        changes = [
            {"row": each.entry.number, "name": each.entry.fields["text"][:40], "field": title, "old": old, "new": now}
            for each in self.batch.changed
            for title, (old, now) in each.words.items()
        ]
        numbers = {"new": len(new), "changed": len(self.batch.changed), "same": self.same}
        return numbers | {"rows": new, "changes": changes}


def _key(row: _Row) -> tuple[str, int]:
    """Key and lead unit of what a good row says."""
    assert row.entry is not None  # noqa: S101 - the caller has looked
    return row.entry.fields["key"], row.entry.unit.pk


def _key_of(values: Values) -> tuple[str, int]:
    """The same of a problem as it is."""
    held = dict(zip(READ, values, strict=True))
    return row_key(held["source"], held["inspection"], held["text"]), held["unit_id"]


def _blank(name: str) -> Any:
    """What a field holds when its cell was emptied."""
    return {"found_on": None, "due_on": None, "progress_on": None, "by_month": False, "extra": []}.get(name, "")


def _entries(round_: Round, pairs: Sequence[Pair], usual: Mapping[str, str]) -> Entries:
    today = timezone.localdate()
    programme, units = programme_of(round_), units_of(round_)
    return Entries(pairs, usual, programme, units, round_.year, today, calendar.around(today))


def usual_errors(round_: Round, pairs: Sequence[Pair], usual: Mapping[str, str]) -> dict[str, str]:
    """What is wrong with what is said for every row, by field."""
    return _entries(round_, pairs, usual).usual_wrong
