"""Writes tables to .xlsx: templates people fill in, and exports of any length."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO, Any

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from forms.excel.columns import Column, SheetSpec
from forms.excel.safety import needs_care, put, safe_text
from forms.excel.stamp import CHOICES_SHEET, FOOTER_KEY, NOTES_SHEET, STAMP_SHEET
from forms.excel.style import dress_header, dress_heading, dress_row, dress_sheet, format_row, set_columns
from forms.excel.values import limits

LAST_ROW = 1_048_576
NOTE_HEIGHT, NOTE_WIDTH = 90, 260  # points
KIND_WORDS = {
    "text": "文字，最多{0.max_length}字",
    "decimal": "数字，最多{0.places}位小数",
    "integer": "整数",
    "date": "日期，写成2026-01-05",
    "choice": "从下拉列表中选",
}


@dataclass(frozen=True)
class SheetData:
    """A table to write: `rows` hold values in the order of the columns; `heading` goes above, `footer` below.

    `plain` gives the rows no more than the format of their column: thousands of rows are written several times faster.
    """

    spec: SheetSpec
    rows: Sequence[Sequence[object]] = ()
    heading: Sequence[str] = ()
    footer: Sequence[str] = ()
    plain: bool = False


def write_workbook(sheets: Sequence[SheetData], stamp: Mapping[str, str], *, notes: Sequence[str] = ()) -> bytes:
    """The bytes of a styled workbook with drop-downs, limits, locked columns and the stamp in a hidden sheet.

    Where a column has a note, a sheet explains all columns, with `notes` as its heading. Text is never written as a
    formula; moments must be naive. Raises ValueError where a heading has no room above the header row.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    for data in sheets:
        _write_sheet(book, data)
    if notes or any(column.note for data in sheets for column in data.spec.columns):
        _write_notes(book, [data.spec for data in sheets], notes)
    footer = [safe_text(line) for data in sheets for line in data.footer]
    _write_stamp(book, {**stamp, FOOTER_KEY: "\n".join(footer)} if footer else stamp)
    return _saved(book)


def write_rows_streaming(
    target: str | Path | IO[bytes],
    spec: SheetSpec,
    rows: Iterable[Sequence[object]],
    *,
    heading: Sequence[str] = (),
    footer: Sequence[str] = (),
    stamp: Mapping[str, str] | None = None,
) -> None:
    """Write a long table in one pass with flat memory (goals P4b); header styled, data cells plain.

    With a `stamp`, the file is known again when it comes back, and its footer is not taken for a row.
    """
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(spec.title)
    dress_sheet(sheet, spec, footer)
    set_columns(sheet, spec, formats=False)
    for line in _above(spec, heading):
        sheet.append([_careful(sheet, line)])
    sheet.append([_header_cell(sheet, column) for column in spec.columns])
    for row in rows:
        sheet.append([_careful(sheet, value) if needs_care(value) else value for value in row])
    for line in ("", *footer) if footer else ():
        sheet.append([_careful(sheet, line)])
    if stamp is not None:
        _stream_stamp(book, {**stamp, FOOTER_KEY: "\n".join(map(safe_text, footer))})
    book.save(target)


def _stream_stamp(book: Workbook, stamp: Mapping[str, str]) -> None:
    sheet: Any = book.create_sheet(STAMP_SHEET)
    sheet.sheet_state = "veryHidden"
    for pair in stamp.items():
        sheet.append([_careful(sheet, text) for text in pair])


def _careful(sheet: Any, value: object) -> Cell:
    cell = WriteOnlyCell(sheet)
    put(cell, value)
    return cell


def _header_cell(sheet: Any, column: Column) -> Cell:
    cell = _careful(sheet, column.title)
    dress_header(cell)
    return cell


def _above(spec: SheetSpec, heading: Sequence[str]) -> list[str]:
    """The lines above the header row, filled up with blank ones."""
    room = spec.header_row - 1
    if len(heading) > room:
        raise ValueError(f"{len(heading)} heading lines, but the header is in row {spec.header_row}")
    return [*heading, *[""] * (room - len(heading))]


def _write_sheet(book: Workbook, data: SheetData) -> None:
    spec = data.spec
    sheet = book.create_sheet(spec.title)
    dress_sheet(sheet, spec, data.footer)
    set_columns(sheet, spec, formats=True)
    for number, line in enumerate(_above(spec, data.heading), 1):
        put(sheet.cell(number, 1), line)
        dress_heading(sheet, number, line, spec)
    for place, column in enumerate(spec.columns, 1):
        cell = sheet.cell(spec.header_row, place)
        put(cell, column.title + ("*" if column.required else ""))
        dress_header(cell)
        if column.note:
            cell.comment = Comment(column.note, "", height=NOTE_HEIGHT, width=NOTE_WIDTH)
    _write_rows(sheet, data)
    for place, column in enumerate(spec.columns, 1):
        _add_validation(book, sheet, spec, place, column)


def _write_rows(sheet: Worksheet, data: SheetData) -> None:
    spec, number = data.spec, data.spec.header_row
    for number, row in enumerate(data.rows, spec.header_row + 1):
        for place, value in enumerate(row, 1):
            put(sheet.cell(number, place), value)
        (format_row if data.plain else dress_row)(sheet, number, spec)
    for below, line in enumerate(data.footer, number + 2):
        put(sheet.cell(below, 1), line)


def _add_validation(book: Workbook, sheet: Worksheet, spec: SheetSpec, place: int, column: Column) -> None:
    """A drop-down, bounds or a length limit, and the note as a hint when a cell of the column is entered."""
    rule = DataValidation(allow_blank=True, showErrorMessage=True, **_rule(book, column))
    if column.locked or (rule.type is None and not column.note):
        return
    rule.errorTitle, rule.error = column.title[:30], _hint(column)[:250]
    if column.note:
        rule.showInputMessage, rule.promptTitle, rule.prompt = True, column.title[:30], column.note[:250]
    letter = get_column_letter(place)
    rule.add(f"{letter}{spec.header_row + 1}:{letter}{LAST_ROW}")
    sheet.add_data_validation(rule)


def _rule(book: Workbook, column: Column) -> dict[str, Any]:
    if column.kind == "choice":
        return {"type": "list", "formula1": _choice_range(book, column)}
    if column.kind == "text":
        return {"type": "textLength", "operator": "lessThanOrEqual", "formula1": str(column.max_length)}
    if column.kind == "date":
        return {"type": "date", "operator": "greaterThanOrEqual", "formula1": "1"}
    if column.words:
        return {}
    kind = "decimal" if column.kind == "decimal" else "whole"
    if column.low is not None and column.high is not None:
        return {"type": kind, "operator": "between", "formula1": str(column.low), "formula2": str(column.high)}
    if column.low is not None:
        return {"type": kind, "operator": "greaterThanOrEqual", "formula1": str(column.low)}
    if column.high is not None:
        return {"type": kind, "operator": "lessThanOrEqual", "formula1": str(column.high)}
    return {}


def _choice_range(book: Workbook, column: Column) -> str:
    """Puts the choices in the hidden sheet: a list inside the rule may hold 255 characters and no comma."""
    if CHOICES_SHEET not in book.sheetnames:
        book.create_sheet(CHOICES_SHEET).sheet_state = "veryHidden"
    sheet = book[CHOICES_SHEET]
    place = sheet.max_column + 1 if sheet["A1"].value is not None else 1
    for number, choice in enumerate(column.choices, 1):
        put(sheet.cell(number, place), choice)
    letter = get_column_letter(place)
    return f"'{CHOICES_SHEET}'!${letter}$1:${letter}${len(column.choices)}"


def _hint(column: Column) -> str:
    words = KIND_WORDS[column.kind].format(column)
    return "，".join(part for part in (words, limits(column)) if part) + "。"


def _write_notes(book: Workbook, specs: Sequence[SheetSpec], heading: Sequence[str]) -> None:
    lines = [
        (spec.title, column.title, "必填" if column.required else "选填", _hint(column), column.note, column.example)
        for spec in specs
        for column in spec.columns
        if not column.locked
    ]
    titles = (("工作表", 14), ("列名", 16), ("必填", 8), ("怎么填", 30), ("说明", 46), ("示例", 26))
    columns = tuple(Column(title, title, width=width) for title, width in titles)
    _write_sheet(book, SheetData(SheetSpec(NOTES_SHEET, columns, header_row=len(heading) + 1), lines, heading))


def _write_stamp(book: Workbook, stamp: Mapping[str, str]) -> None:
    sheet = book.create_sheet(STAMP_SHEET)
    sheet.sheet_state = "veryHidden"
    for number, pair in enumerate(stamp.items(), 1):
        for place, text in enumerate(pair, 1):
            put(sheet.cell(number, place), text)


def _saved(book: Workbook) -> bytes:
    target = BytesIO()
    book.save(target)
    return target.getvalue()
