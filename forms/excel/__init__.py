"""Excel in and out; the only part of the product that knows openpyxl."""

from forms.excel.columns import CellError, Column, SheetSpec
from forms.excel.filling import fill_workbook
from forms.excel.free import FreeTable, read_free
from forms.excel.reader import BookResult, ReadResult, read_sheets, read_workbook
from forms.excel.table import Row
from forms.excel.writer import SheetData, write_rows_streaming, write_workbook

__all__ = [
    "BookResult",
    "CellError",
    "Column",
    "FreeTable",
    "ReadResult",
    "Row",
    "SheetData",
    "SheetSpec",
    "fill_workbook",
    "read_free",
    "read_sheets",
    "read_workbook",
    "write_rows_streaming",
    "write_workbook",
]
