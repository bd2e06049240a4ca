"""Walks one sheet: its header, then its rows, gathering good rows and errors."""

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from forms.excel.columns import CellError, Column, SheetSpec, column_name, heading_key
from forms.excel.guard import TOO_MANY_ROWS, SheetScan
from forms.excel.values import BadValue, convert

logger = logging.getLogger(__name__)

MAX_ERRORS = 200
MAX_HEADERS = 200
TICK_ROWS = 500

MORE_ERRORS = "问题超过{0}处，只列出前{0}处。请先改好这些，再上传。"
UNREADABLE_ROW = "从这一行起读不出来。请删掉这一行，重新键入。"
MERGED = "合并了单元格。请取消合并，每一格都填上内容。"


@dataclass(frozen=True)
class Row:
    """One good row: its number in the sheet and its values by column key (None where blank)."""

    number: int
    values: dict[str, object]


class SheetReader:
    """The reader of one sheet; `start`, then `read`."""

    def __init__(self, spec: SheetSpec, title: str, max_rows: int, max_errors: int = MAX_ERRORS) -> None:
        self.spec, self.title, self.max_rows, self.max_errors = spec, title, max_rows, max_errors
        self.rows: list[Row] = []
        self.errors: list[CellError] = []
        self.scan = SheetScan()
        self.footer: set[str] = set()
        self.blank: dict[str, object] = {}

    def start(self, sheet: Any) -> bool:
        """Read the header; whether rows can be read below it."""
        self.sheet, self.where = sheet, self._places(self._header(sheet))
        self._note_merged()
        return not self.errors

    def read(self, tick: Callable[[int], None] | None = None) -> None:
        """Read the rows below the header, up to the limits; `tick` is told the row number now and then."""
        for number, cells in self._data(self.sheet, max(self.where, default=1)):
            if len(self.rows) >= self.max_rows:
                self._wrong(number, "", TOO_MANY_ROWS.format(self.max_rows))
                return
            self._row(number, cells, self.where)
            if len(self.errors) >= self.max_errors:
                self.errors[self.max_errors :] = [CellError(self.title, 0, "", MORE_ERRORS.format(self.max_errors))]
                return
            if tick and number % TICK_ROWS == 0:
                tick(number)

    def _wrong(self, row: int, column: str, message: str) -> None:
        self.errors.append(CellError(self.title, row, column, message))

    def _header(self, sheet: Any) -> dict[int, str]:
        at = self.spec.header_row
        if self.scan.last_row < at:
            return {}
        cells = next(sheet.iter_rows(min_row=at, max_row=at, max_col=MAX_HEADERS))
        return {number: str(cell.value).strip() for number, cell in enumerate(cells, 1) if not is_blank(cell)}

    def _places(self, header: Mapping[int, str]) -> dict[int, Column]:
        """Column number → column; notes missing, doubled and unknown titles."""
        wanted = {heading_key(column.title): column for column in self.spec.columns}
        places: dict[int, Column] = {}
        for number, title in header.items():
            column = wanted.get(heading_key(title))
            if column is not None and column not in places.values():
                places[number] = column
            elif column is not None:
                self._wrong_header(number, title, "这个列名出现了两次。请删掉多余的一列。")
            elif not self.spec.allow_extra:
                self._wrong_header(number, title, "模板里没有这一列。请删掉它，或改成模板里的列名。")
        lacking = [column for column in self.spec.columns if column not in places.values()]
        self._note_missing([column.title for column in lacking if not column.may_lack])
        self.blank = dict.fromkeys(column.key for column in lacking)
        return places

    def _wrong_header(self, number: int, title: str, message: str) -> None:
        self._wrong(self.spec.header_row, column_name(number, title[:20]), message)

    def _note_missing(self, titles: list[str]) -> None:
        if titles:
            names = "".join(f"“{title}”" for title in titles)
            self._wrong(self.spec.header_row, "", f"表头缺少{names}。这一行应是表头，请照模板补上。")

    def _note_merged(self) -> None:
        for left, top, right, bottom in self.scan.merged[:MAX_ERRORS]:
            if bottom >= self.spec.header_row:
                ends = f"到{column_name(right)}第{bottom}行"
                self._wrong(top, column_name(left), ends + MERGED)

    def _data(self, sheet: Any, width: int) -> Iterator[tuple[int, tuple[Any, ...]]]:
        """(row number, cells) of rows with content; stops at the last row, before parts that openpyxl may trip over."""
        first, last = self.spec.header_row + 1, self.scan.last_row
        if last < first:
            return
        number, rows = self.spec.header_row, sheet.iter_rows(min_row=first, max_row=last, max_col=width)
        try:
            for number, cells in zip(range(first, last + 1), rows, strict=False):
                if not all(is_blank(cell) for cell in cells) and not self._is_footer(cells):
                    yield number, cells
        except Exception:  # a forged cell; openpyxl does not say which
            logger.info("unreadable row", exc_info=True)
            self._wrong(number + 1, "", UNREADABLE_ROW)

    def _is_footer(self, cells: tuple[Any, ...]) -> bool:
        texts = [cell.value for cell in cells if not is_blank(cell)]
        return len(texts) == 1 and texts[0] in self.footer

    def _row(self, number: int, cells: tuple[Any, ...], where: Mapping[int, Column]) -> None:
        values: dict[str, object] = {**self.blank}
        before = len(self.errors)
        for place, column in where.items():
            cell = cells[place - 1]
            try:
                values[column.key] = convert(column, cell.data_type, cell.value, cell_format(cell))
            except BadValue as wrong:
                self._wrong(number, column_name(place, column.title), str(wrong))
        if len(self.errors) == before:
            self.rows.append(Row(number, values))


def cell_format(cell: Any) -> str:
    """The number format of a cell; nothing where a forged file points at a style that it does not have."""
    try:
        return str(cell.number_format)
    except (IndexError, KeyError, TypeError, AttributeError):
        return ""


def is_blank(cell: Any) -> bool:
    """Whether a cell holds nothing but blanks."""
    value = cell.value
    return value is None or (isinstance(value, str) and not value.strip())
