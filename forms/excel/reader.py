"""Reads an uploaded .xlsx row by row into values, and names every wrong cell by sheet, row and column."""

import logging
import warnings
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from io import BytesIO
from typing import IO
from zipfile import ZipFile

import openpyxl
from openpyxl.reader.excel import ExcelReader

from forms.containers import REFUSED_DAMAGED, UploadRefused
from forms.excel.columns import CellError, SheetSpec, column_name
from forms.excel.guard import check_package, scan_sheet
from forms.excel.stamp import FOOTER_KEY, NOTES_SHEET, STAMP_SHEET
from forms.excel.table import Row, SheetReader

if not openpyxl.DEFUSEDXML:
    raise ImportError("defusedxml must be installed and on: uploaded workbooks are parsed here")

# Parts of a sheet we never use (extensions, odd formats) make openpyxl warn on ordinary office files.
warnings.filterwarnings("ignore", module=r"openpyxl\.")
logger = logging.getLogger(__name__)

MAX_STAMPS = 100

NO_STAMP = "这份表格不是从本系统下载的模板。请先下载模板，在模板里填写后再上传。"
NO_ROWS = "工作表里没有数据。请从第{}行起填写。"
HIDDEN = "这个工作表是隐藏的。要导入就取消隐藏，不导入就删掉它。"
NOT_OURS = "模板里没有这个工作表。请删掉它，或改成模板里的名称：{}。"
NOTHING = "文件里没有可导入的数据。请在模板的工作表里填写后再上传。"
NO_SHEET = "没有找到工作表“{}”。文件里有：{}。请把要导入的工作表改成这个名字，并取消隐藏。"


@dataclass(frozen=True)
class ReadResult:
    """All good rows, all that is wrong, and what the template was stamped with; nothing may be written if `errors`."""

    rows: list[Row] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)
    stamp: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class BookResult:
    """The good rows of each sheet by its title, and all that is wrong; nothing may be written if `errors`.

    `columns` says by sheet and key how a column is called in a message: it may stand anywhere in the file.
    """

    sheets: dict[str, list[Row]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)
    columns: dict[tuple[str, str], str] = field(default_factory=dict)


Tick = Callable[[int, int], None]
"""Told now and then how many rows were read, of how many."""


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
        sheet = SheetReader(spec, title, max_rows)
        try:
            with opened.archive.open(part) as raw:
                sheet.scan = scan_sheet(raw, max_rows)
        except UploadRefused as refusal:
            return ReadResult(errors=[CellError(title, 0, "", str(refusal))])
        opened.read()
        marks = read_stamp(opened.wb)
        if stamp and not marks:
            return ReadResult(errors=[CellError("", 0, "", NO_STAMP)])
        sheet.footer = set(marks.pop(FOOTER_KEY, "").split("\n"))
        if sheet.start(opened.wb[title]):
            sheet.read()
    if not sheet.rows and not sheet.errors:
        sheet.errors.append(CellError(title, 0, "", NO_ROWS.format(spec.header_row + 1)))
    return ReadResult(sheet.rows, sheet.errors, marks)


def read_sheets(
    file: IO[bytes], specs: Sequence[SheetSpec], *, max_rows: int, max_errors: int, tick: Tick | None = None
) -> BookResult:
    """Read every sheet of `specs` that an uploaded file has, each of them optional; never raises for the file.

    `max_rows` and `max_errors` are per sheet. Only what `tick` raises comes through.
    """
    try:
        check_package(file)
        archive, found, readers = _open_sheets(file, specs, max_rows, max_errors)
    except UploadRefused as refusal:
        return BookResult(errors=[CellError("", 0, "", str(refusal))])
    except Exception:  # openpyxl raises anything at all for a damaged or forged package
        logger.info("unreadable workbook", exc_info=True)
        return BookResult(errors=[CellError("", 0, "", REFUSED_DAMAGED)])
    with archive:
        _read_sheets(readers, tick)
    found += [error for reader in readers for error in reader.errors]
    if not found and not any(reader.rows for reader in readers):
        found = [CellError("", 0, "", NOTHING)]
    columns = {
        (reader.title, column.key): column_name(place, column.title)
        for reader in readers
        for place, column in reader.where.items()
    }
    return BookResult({reader.title: reader.rows for reader in readers}, found, columns)


def _open_sheets(
    source: IO[bytes], specs: Sequence[SheetSpec], max_rows: int, max_errors: int
) -> tuple[ZipFile, list[CellError], list[SheetReader]]:
    """The open package, what is wrong with its sheets, and a reader for each that can be read, its header done."""
    opened = ExcelReader(source, read_only=True, keep_links=False)
    parts, wrong = _match_sheets(opened, specs)
    readers = [SheetReader(spec, spec.title, max_rows, max_errors) for spec in specs if spec.title in parts]
    for reader in readers:
        try:
            with opened.archive.open(parts[reader.title]) as raw:
                reader.scan = scan_sheet(raw, max_rows)
        except UploadRefused as refusal:
            wrong.append(CellError(reader.title, 0, "", str(refusal)))
    if wrong:
        return opened.archive, wrong, []
    opened.read()
    footer = set(read_stamp(opened.wb).get(FOOTER_KEY, "").split("\n"))
    for reader in readers:
        reader.footer = footer
        reader.start(opened.wb[reader.title])
    return opened.archive, wrong, readers


def _match_sheets(opened: ExcelReader, specs: Sequence[SheetSpec]) -> tuple[dict[str, str], list[CellError]]:
    """The part of each wanted sheet by its title, and a sentence for each sheet that is hidden or not ours."""
    opened.read_manifest()
    opened.read_workbook()
    titles = [spec.title for spec in specs]
    parts: dict[str, str] = {}
    wrong = []
    for sheet, relation in opened.parser.find_sheets():
        if sheet.name in titles and sheet.state == "visible" and "chartsheet" not in relation.Type:
            parts[sheet.name] = relation.target
        elif sheet.name in titles:
            wrong.append(CellError(sheet.name, 0, "", HIDDEN))
        elif sheet.state == "visible" and sheet.name != NOTES_SHEET:
            wrong.append(CellError(sheet.name[:31], 0, "", NOT_OURS.format("、".join(titles))))
    return parts, wrong


def _read_sheets(readers: Sequence[SheetReader], tick: Tick | None) -> None:
    total, before = sum(reader.scan.last_row for reader in readers), 0
    for reader in readers:
        if not reader.errors:
            reader.read(tick and partial(_shifted, tick, before, total))
        before += reader.scan.last_row


def _shifted(tick: Tick, before: int, total: int, row: int) -> None:
    tick(before + row, total)


def visible_sheets(opened: ExcelReader) -> dict[str, str]:
    """The part of each visible sheet by its title, our explanations left out; before any cell is parsed."""
    opened.read_manifest()
    opened.read_workbook()
    return {
        sheet.name: relation.target
        for sheet, relation in opened.parser.find_sheets()
        if sheet.state == "visible" and "chartsheet" not in relation.Type and sheet.name != NOTES_SHEET
    }


def _choose_sheet(opened: ExcelReader, spec: SheetSpec) -> tuple[str, str]:
    """(title, part) of the sheet named as in the spec, or of the only visible one."""
    visible = visible_sheets(opened)
    title = next(iter(visible)) if len(visible) == 1 else spec.title
    if title not in visible:
        raise UploadRefused(NO_SHEET.format(spec.title, "、".join(list(visible)[:10]) or "无可见的工作表"))
    return title, visible[title]


def read_stamp(book: openpyxl.Workbook) -> dict[str, str]:
    """What our template or export was stamped with; empty for any other file."""
    if STAMP_SHEET not in book.sheetnames:
        return {}
    lines = book[STAMP_SHEET].iter_rows(max_col=2, max_row=MAX_STAMPS, values_only=True)
    return {str(key): str(value or "") for key, value in lines if key is not None}
