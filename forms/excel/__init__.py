"""Excel in and out; the only part of the product that knows openpyxl."""

from forms.excel.columns import CellError, Column, SheetSpec
from forms.excel.reader import ReadResult, Row, read_workbook
from forms.excel.writer import SheetData, write_rows_streaming, write_workbook

__all__ = [
    "CellError",
    "Column",
    "ReadResult",
    "Row",
    "SheetData",
    "SheetSpec",
    "read_workbook",
    "write_rows_streaming",
    "write_workbook",
]
