"""How our tables look on screen and on A4 paper."""

from collections.abc import Sequence
from typing import Any

from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.utils import get_column_letter

from forms.excel.columns import Column, SheetSpec

FACE = "宋体"
LINE = Side(style="thin", color="8C8C8C")
BOX = Border(left=LINE, right=LINE, top=LINE, bottom=LINE)
HEADER_FONT = Font(name=FACE, size=11, bold=True)
BODY_FONT = Font(name=FACE, size=11)
TITLE_FONT = Font(name=FACE, size=16, bold=True)
HEADER_FILL = PatternFill("solid", fgColor="F2E6E6")
LOCKED_FILL = PatternFill("solid", fgColor="F2F2F2")
CENTER = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)
RIGHT = Alignment(horizontal="right", vertical="center")
OPEN = Protection(locked=False)
LINE_HEIGHT = 18
TALLEST = 409  # points; no row can be higher
A4 = 9
PRINTED = 120
"""Characters of the footer on paper: the whole line takes 255."""


def dress_sheet(sheet: Any, spec: SheetSpec, footer: Sequence[str] = ()) -> None:
    """Freeze the header, print on A4 landscape with header and footer on each page, lock the sheet if a column is."""
    sheet.freeze_panes = f"{get_column_letter(spec.frozen_columns + 1)}{spec.header_row + 1}"
    sheet.print_title_rows = f"{spec.header_row}:{spec.header_row}"
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_options.horizontalCentered = True
    sheet.oddFooter.center.text = "第&P页，共&N页"
    if footer:
        sheet.oddFooter.left.text = "　".join(footer).replace("&", "&&")[:PRINTED]  # & begins a code there
    if spec.protected:
        sheet.protection.enable()
        sheet.protection.formatColumns = sheet.protection.formatRows = False  # False: allowed


def set_columns(sheet: Any, spec: SheetSpec, *, formats: bool) -> None:
    """Widths in characters and, with `formats`, the cell format of rows people will add."""
    for place, column in enumerate(spec.columns, 1):
        dimension = sheet.column_dimensions[get_column_letter(place)]
        dimension.width = column.width
        if formats:
            dimension.number_format, dimension.font = number_format(column), BODY_FONT
            dimension.protection = Protection(locked=column.locked)


def number_format(column: Column) -> str:
    """Text stays text (001 keeps its zeros), dates read the same on every machine."""
    decimals = "0." + "0" * column.places if column.places else "0"
    formats = {"decimal": decimals, "integer": "0", "date": "yyyy-mm-dd"}
    return formats.get(column.kind, "@")


def dress_header(cell: Any) -> None:
    cell.font, cell.fill, cell.border, cell.alignment = HEADER_FONT, HEADER_FILL, BOX, CENTER


def dress_heading(sheet: Any, number: int, line: str, spec: SheetSpec) -> None:
    """One line above the table, across its width: the first is the title, the others explain."""
    cell = sheet.cell(number, 1)
    cell.font, cell.alignment = (TITLE_FONT, CENTER) if number == 1 else (BODY_FONT, LEFT)
    if len(spec.columns) > 1:
        sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=len(spec.columns))
    lines = _lines(line, sum(column.width for column in spec.columns))
    sheet.row_dimensions[number].height = LINE_HEIGHT * (lines + (1 if number == 1 else 0))


def _lines(text: str, width: int) -> int:
    """How many lines a text takes in a cell `width` Latin letters wide, a Han character taking two."""
    room = max(width - 1, 2)
    return sum(-(-max(sum(1 + (char > "\u2e7f") for char in part), 1) // room) for part in text.split("\n"))


def format_row(sheet: Any, number: int, spec: SheetSpec) -> None:
    """Only the format of each column: text stays text when it is changed by hand."""
    for place, column in enumerate(spec.columns, 1):
        sheet.cell(number, place).number_format = number_format(column)


def dress_row(sheet: Any, number: int, spec: SheetSpec) -> None:
    for place, column in enumerate(spec.columns, 1):
        cell = sheet.cell(number, place)
        cell.font, cell.border = BODY_FONT, BOX
        cell.alignment = RIGHT if column.kind in ("decimal", "integer") else LEFT
        if not cell.is_date or column.kind == "date":
            cell.number_format = number_format(column)
        if column.locked:
            cell.fill = LOCKED_FILL
        else:
            cell.protection = OPEN
    texts = ((sheet.cell(number, place).value, column.width) for place, column in enumerate(spec.columns, 1))
    lines = max(_lines(text, width) if isinstance(text, str) else 1 for text, width in texts)
    sheet.row_dimensions[number].height = min(LINE_HEIGHT * lines, TALLEST)
