"""Fills .xlsx templates that an office wrote: {{名称}} in any cell, and a row of {{列表.名称}} once for each item."""

import re
from collections.abc import Mapping, Sequence
from copy import copy
from io import BytesIO
from typing import Any

import openpyxl
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from forms.containers import UploadRefused
from forms.excel.columns import column_name
from forms.excel.guard import check_package
from forms.excel.safety import put
from forms.excel.style import PRINTED

MAX_TEMPLATE = 2 * 1024 * 1024
MAX_ROWS, MAX_COLUMNS = 500, 60

TOO_LARGE = "模板超过2MB。请删去图片，或压缩图片后再上传。"
TOO_WIDE = "模板的工作表“{}”最多{}行、{}列。请删去多余的行列和格式后再上传。"
UNREADABLE = "模板打不开，可能已损坏。请在本机打开核对，另存一份再上传。"
UNKNOWN = "{}：系统没有名称“{}”。可用的名称见说明。"
FORMULA = "{}：模板里不能有公式，请改用系统的名称。"
TWO_LISTS = "工作表“{}”第{}行用了几个列表的名称，一行只能列出一个。"

_NAME = re.compile(r"\{\{\s*([^{}]*?)\s*\}\}")


def fill_workbook(template: bytes, values: Mapping[str, Any], footer: str = "") -> bytes:
    """A workbook filled with these values; `footer` stands below the last row and on paper. Texts never are formulas.

    Raises UploadRefused with sheet, row and column for whoever wrote the template.
    """
    book = _opened(template)
    for sheet in book.worksheets:
        _Filling(sheet, values).run()
    if footer:
        first = book.worksheets[0]
        put(first.cell(first.max_row + 2, 1), footer)
        printed: Any = first.oddFooter
        printed.left.text = footer.replace("&", "&&")[:PRINTED]
    filled = BytesIO()
    book.save(filled)
    return filled.getvalue()


def names_nothing(template: bytes) -> bool:
    """Whether no cell of a workbook has a name to be filled. Raises UploadRefused."""
    sheets = _opened(template).worksheets
    cells = (str(cell.value or "") for sheet in sheets for row in sheet.iter_rows() for cell in row)
    return not any(map(_NAME.search, cells))


def _opened(template: bytes) -> openpyxl.Workbook:
    if len(template) > MAX_TEMPLATE:
        raise UploadRefused(TOO_LARGE)
    check_package(BytesIO(template))
    try:
        book = openpyxl.load_workbook(BytesIO(template), keep_links=False)
    except Exception as broken:  # openpyxl raises anything at all for a damaged or forged package
        raise UploadRefused(UNREADABLE) from broken
    for sheet in book.worksheets:
        if sheet.max_row > MAX_ROWS or sheet.max_column > MAX_COLUMNS:
            raise UploadRefused(TOO_WIDE.format(sheet.title[:31], MAX_ROWS, MAX_COLUMNS))
    return book


class _Filling:
    """One sheet being filled; its width is looked up once, because openpyxl walks through every cell for it."""

    def __init__(self, sheet: Worksheet, values: Mapping[str, Any]) -> None:
        self.sheet, self.values, self.width = sheet, values, sheet.max_column

    def run(self) -> None:
        """Fill row by row from below, so that a row that repeats only moves rows that are done."""
        for number in range(self.sheet.max_row, 0, -1):
            name = self._list_of(number)
            if name is None:
                self._fill_row(number, self.values)
                continue
            items = self.values[name] or [dict.fromkeys(self._columns(number, name), "")]
            self._repeat(number, len(items))
            for at, item in enumerate(items):
                own = {f"{name}.{key}": value for key, value in item.items()}
                self._fill_row(number + at, {**self.values, **own})

    def _cells(self, number: int) -> list[Any]:
        return [self.sheet.cell(number, column) for column in range(1, self.width + 1)]

    def _names(self, number: int) -> list[str]:
        texts = [cell.value for cell in self._cells(number) if isinstance(cell.value, str)]
        return [name for text in texts for name in _NAME.findall(text)]

    def _list_of(self, number: int) -> str | None:
        """The list that a row goes through, None when it stands once."""
        heads = {name.partition(".")[0] for name in self._names(number) if "." in name}
        lists = sorted(head for head in heads if isinstance(self.values.get(head), list | tuple))
        if len(lists) > 1:
            raise UploadRefused(TWO_LISTS.format(self.sheet.title, number))
        return lists[0] if lists else None

    def _columns(self, number: int, name: str) -> list[str]:
        return [found.partition(".")[2] for found in self._names(number) if found.startswith(f"{name}.")]

    def _repeat(self, number: int, times: int) -> None:
        """Make `times` rows out of one, with its look; what stands below moves, merged ranges and heights with it."""
        sheet, shift, last = self.sheet, times - 1, self.sheet.max_row
        heights = {row: sheet.row_dimensions[row].height for row in range(number, last + 1)}
        merged = list(sheet.merged_cells.ranges)
        for area in (below := [area for area in merged if area.min_row > number]):
            sheet.unmerge_cells(area.coord)
        if shift and last > number:
            sheet.move_range(f"A{number + 1}:{get_column_letter(self.width)}{last}", rows=shift)
        for area in below:
            area.shift(row_shift=shift)
            sheet.merge_cells(area.coord)
        for row in range(number + 1, last + 1):
            sheet.row_dimensions[row + shift].height = heights[row]
        across = [area for area in merged if area.min_row == area.max_row == number]
        for at in range(1, times):
            self._copy_row(number, number + at, across)
            sheet.row_dimensions[number + at].height = heights[number]

    def _copy_row(self, source: int, target: int, across: Sequence[Any]) -> None:
        for old, new in zip(self._cells(source), self._cells(target), strict=True):
            new.value = old.value
            if old.has_style:
                new._style = copy(old._style)
        for area in across:
            self.sheet.merge_cells(start_row=target, end_row=target, start_column=area.min_col, end_column=area.max_col)

    def _fill_row(self, number: int, values: Mapping[str, Any]) -> None:
        for cell in self._cells(number):
            if cell.data_type == "f":
                raise UploadRefused(FORMULA.format(_where(self.sheet, cell)))
            if isinstance(cell.value, str) and "{{" in cell.value:
                put(cell, _text(self.sheet, cell, values))


def _text(sheet: Worksheet, cell: Any, values: Mapping[str, Any]) -> object:
    """What a cell says; one that holds a single name keeps the kind of its value, a number stays a number."""
    whole = _NAME.fullmatch(cell.value.strip())
    if whole:
        return _value(sheet, cell, whole[1], values)
    return _NAME.sub(lambda found: _words(_value(sheet, cell, found[1], values)), cell.value)


def _words(value: object) -> str:
    return "" if value is None else str(value)


def _value(sheet: Worksheet, cell: Any, name: str, values: Mapping[str, Any]) -> object:
    found = values.get(name, values)
    if found is values or isinstance(found, Mapping | list | tuple):
        raise UploadRefused(UNKNOWN.format(_where(sheet, cell), name[:40]))
    return found


def _where(sheet: Worksheet, cell: Any) -> str:
    return f"工作表“{sheet.title}”第{cell.row}行{column_name(cell.column)}"
