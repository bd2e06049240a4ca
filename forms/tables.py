"""Sheets that stand for a document: what a cell of each column shows, and what the document says instead."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from forms.excel import Column, SheetSpec

YES_NO = {"是": True, "否": False}
PLACES = 4
"""Decimals of a number in a document, as many as the rules take."""


@dataclass(frozen=True)
class Field:
    """A column; `words` are those that may stand in it, each with its value; `usual` is what an empty cell means."""

    column: Column
    words: Mapping[str, object] = field(default_factory=dict)
    usual: object = None
    many: bool = False
    """Several in one cell, each after a 、."""

    def shown(self, value: object) -> object:
        """What stands in the cell; nothing for what is not there, and for a usual 否 or 0."""
        if value is None or value == "" or (not value and value == self.usual):
            return None
        if self.many and isinstance(value, Sequence):
            return "、".join(str(self._word(each)) for each in value) or None
        return self._word(value)

    def _word(self, value: object) -> object:
        return next((word for word, meant in self.words.items() if meant == value), value)

    def meant(self, cell: object) -> object:
        """What the document says; None where it says nothing and the rules' own default holds."""
        if cell is None:
            return self.usual
        if self.many:
            return [self.words[each] if self.words else each for each in split(cell)]
        return self.words[str(cell)] if self.words else cell

    def unknown(self, cell: object) -> list[str]:
        """The words in a cell for several that may not stand there."""
        return [each for each in split(cell) if each not in self.words] if self.many and self.words and cell else []


def split(cell: object) -> list[str]:
    """What stands in a cell for several, the blanks left out."""
    return [part.strip() for part in re.split("[、，,；;]", str(cell)) if part.strip()]


@dataclass(frozen=True)
class Table:
    """One sheet with a row for each part of a document."""

    title: str
    fields: Sequence[Field]

    @property
    def spec(self) -> SheetSpec:
        """The sheet as forms.excel knows it."""
        return SheetSpec(self.title, tuple(each.column for each in self.fields))

    def row(self, values: Mapping[str, object]) -> list[object]:
        """The cells of a part, whose values are given by name."""
        return [each.shown(values.get(each.column.key)) for each in self.fields]

    def part(self, cells: Mapping[str, object]) -> dict[str, object]:
        """The document of a row's part; what the row leaves empty is left out."""
        meant = {each.column.key: each.meant(cells.get(each.column.key)) for each in self.fields}
        return {key: value for key, value in meant.items() if value is not None}


def text(
    key: str, title: str, note: str = "", *, most: int = 60, width: int = 20, required: bool = False,
    may_lack: bool = False,
) -> Field:  # fmt: skip
    """Words of at most `most` characters; a workbook written before the column was added `may_lack` it."""
    return Field(Column(key, title, required=required, width=width, max_length=most, note=note, may_lack=may_lack))


def code(key: str, title: str, note: str = "", *, required: bool = False) -> Field:
    """The short name by which rows point at each other."""
    return text(key, title, note, most=20, width=12, required=required)


def basis() -> Field:
    """The clause that a row rests on."""
    return text("basis", "依据", most=400, width=40)


def points(
    key: str, title: str, note: str = "", *, required: bool = False, usual: object = None, may_lack: bool = False
) -> Field:
    """A number that is not negative, with decimals; `may_lack` as in `text`."""
    column = Column(
        key, title, "decimal", width=10, low=Decimal(0), note=note, required=required, places=PLACES, may_lack=may_lack
    )
    return Field(column, usual=usual)


def whole(
    key: str, title: str, high: int, note: str = "", *, low: int = 0, required: bool = False, usual: object = None,
    may_lack: bool = False,
) -> Field:  # fmt: skip
    """A whole number from `low` to `high`; `may_lack` as in `text`."""
    ends = Decimal(low), Decimal(high)
    column = Column(
        key, title, "integer", width=10, low=ends[0], high=ends[1], note=note, required=required, may_lack=may_lack
    )
    return Field(column, usual=usual)


def flag(key: str, title: str, note: str = "", *, usual: bool = False, may_lack: bool = False) -> Field:
    """是 or 否; an empty cell means `usual`; `may_lack` as in `text`."""
    column = Column(key, title, "choice", choices=tuple(YES_NO), width=10, note=note, may_lack=may_lack)
    return Field(column, YES_NO, usual)


def word(
    key: str, title: str, words: Mapping[str, object], note: str = "", *, usual: object = None, required: bool = False,
    may_lack: bool = False,
) -> Field:  # fmt: skip
    """One of a few words; `may_lack` as in `text`."""
    column = Column(
        key, title, "choice", choices=tuple(words), width=16, note=note, required=required, may_lack=may_lack
    )
    return Field(column, words, usual)


def said(kind: type[StrEnum]) -> dict[str, object]:
    """The words of an enumeration, each with its member."""
    return {member.words: member for member in kind}  # type: ignore[attr-defined]


def several(
    key: str, title: str, note: str = "", *, words: Mapping[str, object] | None = None, required: bool = False
) -> Field:
    """Several names in one cell, each after a 、; only those of `words`, if there are any."""
    column = Column(key, title, width=24, max_length=600, note=note, required=required)
    return Field(column, words or {}, many=True)


def day(key: str, title: str, note: str = "") -> Field:
    """A date."""
    return Field(Column(key, title, "date", width=12, note=note))
