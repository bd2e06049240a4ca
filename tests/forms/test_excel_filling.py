"""Workbook templates: names in cells, a row for each item, and what cannot be filled named by its cell."""

from io import BytesIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Font

from forms.containers import UploadRefused
from forms.excel import fill_workbook

ROWS = [{"单位": "甲局", "得分": 98.5}, {"单位": "=1+1", "得分": None}, {"单位": "丙办", "得分": 90}]
VALUES: dict[str, Any] = {"标题": "2026年度", "总数": 3, "支部": ROWS, "单位": [{"名称": "甲"}]}


def made(*rows: tuple[object, ...], merged: tuple[str, ...] = ()) -> bytes:
    book, target = Workbook(), BytesIO()
    sheet = book.worksheets[0]
    sheet.title = "汇总"
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    book.save(target)
    return target.getvalue()


def filled(template: bytes, values: dict[str, Any] = VALUES, footer: str = "") -> Any:
    return load_workbook(BytesIO(fill_workbook(template, values, footer))).worksheets[0]


def cells(sheet: Any) -> list[tuple[object, ...]]:
    return list(sheet.iter_rows(values_only=True))


def test_a_row_of_a_list_stands_once_for_each_item_and_what_follows_moves_down() -> None:
    rows = (("{{标题}}汇总表",), ("单位", "得分"), ("{{支部.单位}}", "{{支部.得分}}"), ("共{{总数}}个", "{{总数}}"))
    sheet = filled(made(*rows))

    assert cells(sheet) == [
        ("2026年度汇总表", None),
        ("单位", "得分"),
        ("甲局", 98.5),
        ("=1+1", None),
        ("丙办", 90),
        ("共3个", 3),
    ]
    assert sheet["A4"].data_type == "s"


def test_look_height_and_merged_cells_go_along() -> None:
    book = load_workbook(BytesIO(made(("{{支部.单位}}", None, "甲"), ("合计", None, "乙"), merged=("A1:B1", "A2:C2"))))
    sheet = book.worksheets[0]
    sheet["A1"].font, sheet.row_dimensions[1].height, sheet.row_dimensions[2].height = Font(bold=True), 33, 44
    target = BytesIO()
    book.save(target)

    made_of = filled(target.getvalue())

    assert [made_of.cell(row, 1).font.bold for row in (1, 2, 3, 4)] == [True, True, True, False]
    assert [made_of.row_dimensions[row].height for row in (1, 2, 3, 4)] == [33, 33, 33, 44]
    assert sorted(area.coord for area in made_of.merged_cells.ranges) == ["A1:B1", "A2:B2", "A3:B3", "A4:C4"]


def test_a_list_without_items_leaves_one_blank_row() -> None:
    assert cells(filled(made(("{{支部.单位}}",), ("完",)), VALUES | {"支部": []})) == [(None,), ("完",)]


def test_what_stands_in_the_data_is_never_taken_for_a_name() -> None:
    sheet = filled(made(("{{支部.单位}}",), ("{{标题}}",)), VALUES | {"支部": [{"单位": "{{标题}}"}]})

    assert cells(sheet) == [("{{标题}}",), ("2026年度",)]


def test_who_took_it_stands_below_and_on_paper() -> None:
    sheet = filled(made(("{{标题}}",)), footer="甲&乙于今日导出")

    assert (sheet["A3"].value, sheet.oddFooter.left.text) == ("甲&乙于今日导出", "甲&&乙于今日导出")


@pytest.mark.parametrize(
    ("rows", "sentence"),
    [
        ([("甲",), (None, "{{没有}}")], "工作表“汇总”第2行B列：系统没有名称“没有”。可用的名称见说明。"),
        ([("{{支部.星级}}",)], "工作表“汇总”第1行A列：系统没有名称“支部.星级”。可用的名称见说明。"),
        ([("{{标题.名称}}",)], "工作表“汇总”第1行A列：系统没有名称“标题.名称”。可用的名称见说明。"),
        ([("{{支部}}",)], "工作表“汇总”第1行A列：系统没有名称“支部”。可用的名称见说明。"),
        ([("=SUM(A2:A9)",)], "工作表“汇总”第1行A列：模板里不能有公式，请改用系统的名称。"),
        ([("{{支部.单位}}", "{{单位.名称}}")], "工作表“汇总”第1行用了几个列表的名称，一行只能列出一个。"),
        ([("甲",)] * 501, "模板的工作表“汇总”最多500行、60列。请删去多余的行列和格式后再上传。"),
    ],
)
def test_what_cannot_be_filled_is_named_by_its_cell(rows: list[tuple[object, ...]], sentence: str) -> None:
    with pytest.raises(UploadRefused) as refused:
        fill_workbook(made(*rows), VALUES)

    assert str(refused.value) == sentence


@pytest.mark.parametrize("file", [b"", b"%PDF-1.4", b"x" * (2 * 1024 * 1024 + 1)])
def test_a_file_that_is_no_workbook_is_refused(file: bytes) -> None:
    with pytest.raises(UploadRefused):
        fill_workbook(file, VALUES)


def test_a_nought_among_words_stays_and_nothing_leaves_nothing() -> None:
    template = made(("共{{总数}}个，扣{{扣分}}分{{备注}}",))

    assert cells(filled(template, {"总数": 0, "扣分": 0.0, "备注": None})) == [("共0个，扣0.0分",)]
