"""Reads an uploaded .xlsx row by row into values, and names every wrong cell by sheet, row and column."""

import logging
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import IO, Any

import openpyxl
from openpyxl.reader.excel import ExcelReader

from forms.containers import REFUSED_DAMAGED, UploadRefused
from forms.excel.columns import CellError, Column, SheetSpec, column_name, heading_key
from forms.excel.guard import TOO_MANY_ROWS, SheetScan, check_package, scan_sheet
from forms.excel.stamp import FOOTER_KEY, NOTES_SHEET, STAMP_SHEET
from forms.excel.values import BadValue, convert

if not openpyxl.DEFUSEDXML:
    raise ImportError("defusedxml must be installed and on: uploaded workbooks are parsed here")

# Parts of a sheet we never use (extensions, odd formats) make openpyxl warn on ordinary office files.
warnings.filterwarnings("ignore", module=r"openpyxl\.")
logger = logging.getLogger(__name__)

MAX_ERRORS = 200
MAX_HEADERS = 200
MAX_STAMPS = 100

NO_STAMP = "这份表格不是从本系统下载的模板。请先下载模板，在模板里填写后再上传。"
MORE_ERRORS = "问题超过200处，只列出前200处。请先改好这些，再上传。"
NO_ROWS = "工作表里没有数据。请从第{}行起填写。"
UNREADABLE_ROW = "从这一行起读不出来。请删掉这一行，重新键入。"
MERGED = "合并了单元格。请取消合并，每一格都填上内容。"
NO_SHEET = "没有找到工作表“{}”。文件里有：{}。请把要导入的工作表改成这个名字，并取消隐藏。"


@dataclass(frozen=True)
class Row:
    """One good row: its number in the sheet and its values by column key (None where blank)."""

    number: int
    values: dict[str, object]


@dataclass(frozen=True)
class ReadResult:
    """All good rows, all that is wrong, and what the template was stamped with; nothing may be written if `errors`."""

    rows: list[Row] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    stamp: dict[str, str] = field(default_factory=dict)


def read_workbook(
    file: IO[bytes] | bytes, spec: SheetSpec, *, max_rows: int = 10_000, stamp: bool = False
) -> ReadResult:
    """Read the sheet of `spec` out of an uploaded file; never raises for what a user's file may hold.

    `max_rows` counts rows with data. With `stamp`, a file that lost the stamp of our template is refused. Titles may
    stand in any order; columns beyond the spec are refused unless it allows them. goals R4.
    """
    source = BytesIO(file) if isinstance(file, bytes) else file
    try:
        check_package(source)
        return _read(source, spec, max_rows, stamp)
    except UploadRefused as refusal:
        return ReadResult(errors=[CellError("", 0, "", str(refusal))])
    except Exception:  # openpyxl raises anything at all for a damaged or forged package
        logger.info("unreadable workbook", exc_info=True)
        return ReadResult(errors=[CellError("", 0, "", REFUSED_DAMAGED)])


def _read(source: IO[bytes], spec: SheetSpec, max_rows: int, stamp: bool) -> ReadResult:
    opened = ExcelReader(source, read_only=True, keep_links=False)
    with opened.archive:
        title, part = _choose_sheet(opened, spec)
        sheet = _SheetReader(spec, title, max_rows)
        try:
            with opened.archive.open(part) as raw:
                sheet.scan = scan_sheet(raw, max_rows)
        except UploadRefused as refusal:
            return ReadResult(errors=[CellError(title, 0, "", str(refusal))])
        opened.read()
        marks = _read_stamp(opened.wb)
        if stamp and not marks:
            return ReadResult(errors=[CellError("", 0, "", NO_STAMP)])
        sheet.footer = set(marks.pop(FOOTER_KEY, "").split("\n"))
        sheet.read(opened.wb[title])
    return ReadResult(sheet.rows, sheet.errors, marks)


def _choose_sheet(opened: ExcelReader, spec: SheetSpec) -> tuple[str, str]:
    """(title, part) of the sheet named as in the spec, or of the only visible one; before any cell is parsed."""
    opened.read_manifest()
    opened.read_workbook()
    visible = {
        sheet.name: relation.target
        for sheet, relation in opened.parser.find_sheets()
        if sheet.state == "visible" and "chartsheet" not in relation.Type and sheet.name != NOTES_SHEET
    }
    title = next(iter(visible)) if len(visible) == 1 else spec.title
    if title not in visible:
        raise UploadRefused(NO_SHEET.format(spec.title, "、".join(list(visible)[:10]) or "无可见的工作表"))
    return title, visible[title]


def _read_stamp(book: openpyxl.Workbook) -> dict[str, str]:
    if STAMP_SHEET not in book.sheetnames:
        return {}
    lines = book[STAMP_SHEET].iter_rows(max_col=2, max_row=MAX_STAMPS, values_only=True)
    return {str(key): str(value or "") for key, value in lines if key is not None}


class _SheetReader:
    """Walks one sheet: header first, then rows, gathering good rows and errors."""

    def __init__(self, spec: SheetSpec, title: str, max_rows: int) -> None:
        self.spec, self.title, self.max_rows = spec, title, max_rows
        self.rows: list[Row] = []
        self.errors: list[CellError] = []
        self.scan = SheetScan()
        self.footer: set[str] = set()

    def read(self, sheet: Any) -> None:
        header = self._header(sheet)
        where = self._places(header)
        self._note_merged()
        if self.errors:
            return
        for number, cells in self._data(sheet, max(where, default=1)):
            if len(self.rows) >= self.max_rows:
                self._wrong(number, "", TOO_MANY_ROWS.format(self.max_rows))
                return
            self._row(number, cells, where)
            if len(self.errors) >= MAX_ERRORS:
                self.errors[MAX_ERRORS:] = [CellError(self.title, 0, "", MORE_ERRORS)]
                return
        if not self.rows and not self.errors:
            self._wrong(0, "", NO_ROWS.format(self.spec.header_row + 1))

    def _wrong(self, row: int, column: str, message: str) -> None:
        self.errors.append(CellError(self.title, row, column, message))

    def _header(self, sheet: Any) -> dict[int, str]:
        at = self.spec.header_row
        if self.scan.last_row < at:
            return {}
        cells = next(sheet.iter_rows(min_row=at, max_row=at, max_col=MAX_HEADERS))
        return {number: str(cell.value).strip() for number, cell in enumerate(cells, 1) if not _blank(cell)}

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
        self._note_missing([column.title for column in self.spec.columns if column not in places.values()])
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
                if not all(_blank(cell) for cell in cells) and not self._is_footer(cells):
                    yield number, cells
        except Exception:  # a forged cell; openpyxl does not say which
            logger.info("unreadable row", exc_info=True)
            self._wrong(number + 1, "", UNREADABLE_ROW)

    def _is_footer(self, cells: tuple[Any, ...]) -> bool:
        texts = [cell.value for cell in cells if not _blank(cell)]
        return len(texts) == 1 and texts[0] in self.footer

    def _row(self, number: int, cells: tuple[Any, ...], where: Mapping[int, Column]) -> None:
        values: dict[str, object] = {}
        before = len(self.errors)
        for place, column in where.items():
            cell = cells[place - 1]
            try:
                values[column.key] = convert(column, cell.data_type, cell.value)
            except BadValue as wrong:
                self._wrong(number, column_name(place, column.title), str(wrong))
        if len(self.errors) == before:
            self.rows.append(Row(number, values))


def _blank(cell: Any) -> bool:
    value = cell.value
    return value is None or (isinstance(value, str) and not value.strip())
