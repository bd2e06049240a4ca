"""What a table looks like: its columns, their limits, and how a wrong cell is named to the person who filled it."""

import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from openpyxl.utils import get_column_letter

Kind = Literal["text", "decimal", "integer", "date", "choice"]


@dataclass(frozen=True)
class Column:
    """One column; `low` and `high` bound numbers (both included), `places` the decimals of kind "decimal".

    A column of decimals takes one of `words` as well, as it stands.

    `note` stands at the header and at each cell, `example` only in the sheet that explains how to fill in. A sheet
    written before a column was added `may_lack` it: it is read as left blank.
    """

    key: str
    title: str
    kind: Kind = "text"
    required: bool = False
    width: int = 12
    choices: tuple[str, ...] = ()
    note: str = ""
    example: str = ""
    locked: bool = False
    may_lack: bool = False
    max_length: int = 2000
    low: Decimal | None = None
    high: Decimal | None = None
    places: int = 2
    words: tuple[str, ...] = ()


@dataclass(frozen=True)
class SheetSpec:
    """One table: rows above `header_row` may hold a heading; a locked column locks the sheet and fixes its rows."""

    title: str
    columns: tuple[Column, ...]
    header_row: int = 1
    allow_extra: bool = False
    frozen_columns: int = 0

    @property
    def protected(self) -> bool:
        return any(column.locked for column in self.columns)


@dataclass(frozen=True)
class CellError:
    """What is wrong, where: `sheet` and `column` are empty and `row` is 0 where the trouble is wider."""

    sheet: str
    row: int
    column: str
    message: str

    def __str__(self) -> str:
        where = f"工作表“{self.sheet}”" if self.sheet else ""
        where += f"第{self.row}行" if self.row else ""
        where += self.column
        return f"{where}：{self.message}" if where else self.message


def column_name(number: int, title: str = "") -> str:
    """How a column is called in a message: C列“得分”."""
    return f"{get_column_letter(number)}列" + (f"“{title}”" if title else "")


def heading_key(title: str) -> str:
    """A column title as compared: without blanks, full-width variants and the mark of a required column."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", title)).rstrip("*")
