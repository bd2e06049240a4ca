"""Reads a sheet whose columns are not known beforehand: an office's own ledger, every cell as text."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any

from openpyxl.reader.excel import ExcelReader

from forms.containers import REFUSED_DAMAGED, UploadRefused
from forms.excel.columns import CellError, Column, column_name
from forms.excel.guard import TOO_MANY_ROWS, check_package, scan_sheet
from forms.excel.reader import read_stamp, visible_sheets
from forms.excel.rows import rows_of
from forms.excel.stamp import FOOTER_KEY
from forms.excel.table import MAX_ERRORS, MERGED, MORE_ERRORS, TICK_ROWS, UNREADABLE_ROW, is_blank
from forms.excel.values import BadValue, convert

logger = logging.getLogger(__name__)

MAX_HEADERS = 60
ABOVE = 10
"""Rows among which the headings are looked for: titles and notes may stand above them."""

NO_VISIBLE = "文件里没有可见的工作表。请取消隐藏后再上传。"
SEVERAL = "文件里有{}个可见的工作表：{}。一次导入一张，请把其他的删掉或隐藏后再上传。"
NO_HEADINGS = "前{}行里没有找到表头。表头要单独一行，每一列都写上列名。"
NO_HEADING = "这一列有内容，但是表头是空的。请写上列名，或者删掉这一列。"
TWICE = "这个列名出现了两次。请改成不同的列名。"
TOO_MANY_COLUMNS = "列数超过{}列。请删掉多余的列。"
TOO_LONG = "列名超过60个字。请缩短。"
SECOND_HEADER = "这一行像是第二行表头。表头只能有一行：请把两行合成一行，再上传。"
NO_ROWS = "表头下面没有数据。请从第{}行起填写。"


@dataclass
class FreeTable:
    """A sheet as it stands: headings in order, rows as (number, texts), all that is wrong, our stamp if it has one.

    Nothing may be written if `errors`. A text is empty where the cell is blank.
    """

    title: str = ""
    headings: list[str] = field(default_factory=list)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    stamp: dict[str, str] = field(default_factory=dict)

    def place(self, number: int) -> str:
        """How a message calls a column, counted from 0."""
        return column_name(number + 1, self.headings[number][:20])


Known = Callable[[str], bool]
"""Whether a text is a heading that such sheets usually have."""


def read_free(
    file: IO[bytes] | bytes, known: Known, *, max_rows: int, tick: Callable[[int, int], None] | None = None
) -> FreeTable:
    """Read the only visible sheet of an uploaded file, whatever its columns; never raises for the file.

    Dates become 2026-06-30, numbers as a person sees them. Refused with sheet, row and column: formulas, error values,
    merged cells and a second row of headings below the title, headings blank or twice. Only what `tick` raises (told
    the row and the last one) comes through. 依据: goals R4.
    """
    source = BytesIO(file) if isinstance(file, bytes) else file
    try:
        check_package(source)
        opened, reader = _opened(source, known, max_rows)
    except UploadRefused as refusal:
        return FreeTable(errors=[CellError("", 0, "", str(refusal))])
    except Exception:  # openpyxl raises anything at all for a damaged or forged package
        logger.info("unreadable workbook", exc_info=True)
        return FreeTable(errors=[CellError("", 0, "", REFUSED_DAMAGED)])
    with opened.archive:
        reader.read(tick)
    return reader.table


def _opened(source: IO[bytes], known: Known, max_rows: int) -> tuple[ExcelReader, "_Reader"]:
    opened = ExcelReader(source, read_only=True, keep_links=False)
    parts = visible_sheets(opened)
    if len(parts) != 1:
        raise UploadRefused(SEVERAL.format(len(parts), "、".join(list(parts)[:10])) if parts else NO_VISIBLE)
    ((title, part),) = parts.items()
    with opened.archive.open(part) as raw:
        scan = scan_sheet(raw, max_rows)
    opened.read()
    stamp = read_stamp(opened.wb)
    reader = _Reader(FreeTable(title, stamp=stamp), known, max_rows, scan.last_row)
    reader.sheet = opened.wb[title]
    reader.merged = scan.merged
    return opened, reader


class _Reader:
    """Walks the sheet once."""

    sheet: Any
    merged: Sequence[tuple[int, int, int, int]] = ()

    def __init__(self, table: FreeTable, known: Known, max_rows: int, last_row: int) -> None:
        self.table, self.known, self.max_rows, self.last_row = table, known, max_rows, last_row
        self.footer = set(table.stamp.pop(FOOTER_KEY, "").split("\n"))
        self.columns: list[Column] = []

    def _wrong(self, row: int, column: str, message: str) -> None:
        self.table.errors.append(CellError(self.table.title, row, column, message))

    def read(self, tick: Callable[[int, int], None] | None) -> None:
        """Find the row of headings, look it over, then read what stands below it."""
        above = rows_of(self.sheet, 1, min(ABOVE, self.last_row) or 1, MAX_HEADERS + 1)
        at, cells = self._heading_row([list(row) for row in above])
        if not at:
            return self._wrong(0, "", NO_HEADINGS.format(ABOVE))
        self._take_headings(at, cells)
        self._note_merged(at)
        if not self.table.errors:
            self._read_rows(at, tick)
        if not self.table.rows and not self.table.errors:
            self._wrong(0, "", NO_ROWS.format(at + 1))
        return None

    def _heading_row(self, rows: list[list[Any]]) -> tuple[int, list[Any]]:
        """The first row with several known headings, else the first with at least two texts."""
        texts = [[str(cell.value) for cell in row if not is_blank(cell)] for row in rows]
        usual = (n for n, row in enumerate(texts) if sum(map(self.known, row)) > 1)
        at = next(usual, next((n for n, row in enumerate(texts) if len(row) > 1), None))
        if at is None:
            return 0, []
        below = texts[at + 1] if at + 1 < len(texts) else []
        if sum(map(self.known, below)) > 1:
            self._wrong(at + 2, "", SECOND_HEADER)
        return at + 1, rows[at]

    def _take_headings(self, at: int, cells: list[Any]) -> None:
        texts = ["" if is_blank(cell) else " ".join(str(cell.value).split()) for cell in cells]
        while texts and not texts[-1]:
            texts.pop()
        if len(texts) > MAX_HEADERS:
            self._wrong(at, "", TOO_MANY_COLUMNS.format(MAX_HEADERS))
        self.table.headings = texts
        self.columns = [Column(str(n), text, max_length=2000) for n, text in enumerate(texts)]
        for n, text in enumerate(texts):
            if text and text in texts[:n]:
                self._wrong(at, self.table.place(n), TWICE)
            elif len(text) > 60:
                self._wrong(at, self.table.place(n), TOO_LONG)

    def _note_merged(self, at: int) -> None:
        for left, top, right, bottom in self.merged[:MAX_ERRORS]:
            if bottom >= at:
                self._wrong(top, column_name(left), f"到{column_name(right)}第{bottom}行" + MERGED)

    def _read_rows(self, at: int, tick: Callable[[int, int], None] | None) -> None:
        number = at
        try:
            rows = rows_of(self.sheet, at + 1, self.last_row, len(self.columns))
            for number, cells in enumerate(rows, at + 1):
                self._row(number, cells)
                if self._full(number):
                    return
                if tick and number % TICK_ROWS == 0:
                    tick(number, self.last_row)
        except Exception:  # a forged cell; openpyxl does not say which
            logger.info("unreadable row", exc_info=True)
            self._wrong(number + 1, "", UNREADABLE_ROW)

    def _full(self, number: int) -> bool:
        if len(self.table.rows) > self.max_rows:
            self._wrong(number, "", TOO_MANY_ROWS.format(self.max_rows))
        elif len(self.table.errors) >= MAX_ERRORS:
            self.table.errors.append(CellError(self.table.title, 0, "", MORE_ERRORS.format(MAX_ERRORS)))
        else:
            return False
        return True

    def _row(self, number: int, cells: Sequence[Any]) -> None:
        texts = [self._text(number, n, cell) for n, cell in enumerate(cells)]
        held = [text for text in texts if text]
        if not held or (len(held) == 1 and held[0] in self.footer):
            return
        for n, text in enumerate(texts):
            if text and not self.columns[n].title:
                self._wrong(number, column_name(n + 1), NO_HEADING)
        self.table.rows.append((number, texts))

    def _text(self, number: int, place: int, cell: Any) -> str:
        value = cell.value
        if value is None:
            return ""
        column = self.columns[place]
        try:
            return str(convert(column, cell.data_type, value) or "")
        except BadValue as wrong:
            self._wrong(number, column_name(place + 1, column.title[:20]), str(wrong))
            return ""
