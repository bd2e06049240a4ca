"""The rows of a sheet come as openpyxl's own reading gives them."""

from datetime import date
from io import BytesIO

import openpyxl
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont

from forms.excel.rows import rows_of


def opened() -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    sheet = made.worksheets[0]
    sheet.append(["编号", "表述", "日期"])
    sheet["B3"] = CellRichText("前文", TextBlock(InlineFont(b=True), "加粗"), "后文")
    sheet["C3"] = date(2026, 6, 30)
    sheet["A6"], sheet["B6"], sheet["D6"] = 3115, "  两边有空格 \n换行", "=1+1"
    target = BytesIO()
    made.save(target)
    return openpyxl.load_workbook(target, read_only=True)


def values(rows: object) -> list[list[object]]:
    return [[(cell.value, cell.data_type if cell.value else "") for cell in row] for row in rows]  # type: ignore[attr-defined]


def test_every_cell_is_what_openpyxl_says() -> None:
    sheet = opened().worksheets[0]
    assert values(rows_of(sheet, 1, 6, 4)) == values(sheet.iter_rows(min_row=1, max_row=6, max_col=4))


def test_rows_left_out_of_the_file_are_blank_and_counted() -> None:
    sheet = opened().worksheets[0]
    assert [row[0].value for row in rows_of(sheet, 2, 6, 2)] == [None, None, None, None, 3115]


def test_a_row_is_cut_to_the_width_asked_for() -> None:
    sheet = opened().worksheets[0]
    assert [[cell.value for cell in row] for row in rows_of(sheet, 1, 1, 2)] == [["编号", "表述"]]
