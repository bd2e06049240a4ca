"""Ordinary and half-good tables: what is read, and how each wrong place is named."""

import io
from decimal import Decimal
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from forms.excel import CellError, Column, Row, SheetSpec, read_workbook

SPEC = SheetSpec("名单", (Column("name", "姓名", required=True), Column("score", "得分", "decimal", high=Decimal(100))))


def book(*rows: tuple[Any, ...], title: str = "名单") -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.worksheets[0].title = title
    for row in rows:
        made.worksheets[0].append(row)
    return made


def saved(made: openpyxl.Workbook) -> bytes:
    target = io.BytesIO()
    made.save(target)
    return target.getvalue()


def test_rows_come_with_their_numbers_and_keys() -> None:
    result = read_workbook(saved(book(("姓名", "得分"), ("张三", 90.5), ("李四", None))), SPEC)
    assert result.rows == [
        Row(2, {"name": "张三", "score": Decimal("90.5")}),
        Row(3, {"name": "李四", "score": None}),
    ]
    assert result.errors == []


def test_a_file_object_is_read_too() -> None:
    file = io.BytesIO(saved(book(("姓名", "得分"), ("张三", 1))))
    assert [row.number for row in read_workbook(file, SPEC).rows] == [2]


def test_titles_may_stand_in_another_order_and_width() -> None:
    result = read_workbook(saved(book((" 得 分", "姓名*"), (3, "张三"))), SPEC)
    assert result.rows == [Row(2, {"name": "张三", "score": Decimal(3)})]


def test_a_missing_title_is_named() -> None:
    result = read_workbook(saved(book(("姓名", None), ("张三", 3))), SPEC)
    assert [str(error) for error in result.errors] == [
        "工作表“名单”第1行：表头缺少“得分”。这一行应是表头，请照模板补上。"
    ]
    assert result.rows == []


def test_a_doubled_title_is_named_with_its_column() -> None:
    result = read_workbook(saved(book(("姓名", "得分", "得分"), ("张三", 3, 4))), SPEC)
    assert result.errors == [CellError("名单", 1, "C列“得分”", "这个列名出现了两次。请删掉多余的一列。")]


def test_an_unknown_column_is_refused() -> None:
    result = read_workbook(saved(book(("姓名", "得分", "备注"), ("张三", 3, "x"))), SPEC)
    assert result.errors == [CellError("名单", 1, "C列“备注”", "模板里没有这一列。请删掉它，或改成模板里的列名。")]


def test_an_unknown_column_is_passed_over_where_the_table_allows_it() -> None:
    spec = SheetSpec("名单", SPEC.columns, allow_extra=True)
    result = read_workbook(saved(book(("姓名", "备注", "得分"), ("张三", "x", 3))), spec)
    assert result.rows == [Row(2, {"name": "张三", "score": Decimal(3)})]


def test_half_good_rows_name_each_wrong_cell_and_keep_the_good_rows_apart() -> None:
    result = read_workbook(saved(book(("姓名", "得分"), ("张三", 90), (None, 101), ("王五", "优"))), SPEC)
    assert [str(error) for error in result.errors] == [
        "工作表“名单”第3行A列“姓名”：这一格必填。请补上。",
        "工作表“名单”第3行B列“得分”：101超出范围，应不大于100。",
        "工作表“名单”第4行B列“得分”：“优”不是数字。请只写数字，不写单位。",
    ]
    assert [row.number for row in result.rows] == [2]


def test_formulas_are_refused_cell_by_cell() -> None:
    result = read_workbook(saved(book(("姓名", "得分"), ("张三", "=1+1"), ("李四", "=[1]表!A1"))), SPEC)
    assert [(error.row, error.column) for error in result.errors] == [(2, "B列“得分”"), (3, "B列“得分”")]
    assert result.rows == []


def test_merged_cells_in_the_table_are_named() -> None:
    made = book(("姓名", "得分"), ("张三", 1), (None, 2))
    made.worksheets[0].merge_cells("A2:A3")
    result = read_workbook(saved(made), SPEC)
    assert [str(error) for error in result.errors] == [
        "工作表“名单”第2行A列：到A列第3行合并了单元格。请取消合并，每一格都填上内容。"
    ]


def test_merged_cells_above_the_header_do_no_harm() -> None:
    made = book(("党员名单", None), ("姓名", "得分"), ("张三", 1))
    made.worksheets[0].merge_cells("A1:B1")
    result = read_workbook(saved(made), SheetSpec("名单", SPEC.columns, header_row=2))
    assert result.rows == [Row(3, {"name": "张三", "score": Decimal(1)})]


def test_blank_rows_between_and_below_are_passed_over() -> None:
    made = book(("姓名", "得分"), ("张三", 1), (None, None), ("  ", ""), ("李四", 2))
    for number in range(6, 60):
        made.worksheets[0].cell(number, 1).fill = PatternFill("solid", fgColor="FFFF00")
    assert [row.number for row in read_workbook(saved(made), SPEC).rows] == [2, 5]


def test_a_table_without_rows_says_so() -> None:
    result = read_workbook(saved(book(("姓名", "得分"))), SPEC)
    assert result.errors == [CellError("名单", 0, "", "工作表里没有数据。请从第2行起填写。")]


def test_an_empty_sheet_misses_its_header() -> None:
    result = read_workbook(saved(book()), SPEC)
    assert result.errors == [CellError("名单", 1, "", "表头缺少“姓名”“得分”。这一行应是表头，请照模板补上。")]


def test_the_only_visible_sheet_may_have_any_name_and_hidden_ones_are_ignored() -> None:
    made = book(("姓名", "得分"), ("张三", 1), title="Sheet1")
    made.create_sheet("草稿").sheet_state = "hidden"
    result = read_workbook(saved(made), SPEC)
    assert [row.number for row in result.rows] == [2]


def test_among_several_sheets_the_named_one_must_be_there() -> None:
    made = book(("姓名", "得分"), title="甲")
    made.create_sheet("乙")
    assert [str(error) for error in read_workbook(saved(made), SPEC).errors] == [
        "没有找到工作表“名单”。文件里有：甲、乙。请把要导入的工作表改成这个名字，并取消隐藏。"
    ]


def test_comments_and_pictures_of_cells_do_no_harm() -> None:
    made = book(("姓名", "得分"), ("张三", 1))
    made.worksheets[0]["A2"].comment = Comment("已核", "李四")
    assert [row.number for row in read_workbook(saved(made), SPEC).rows] == [2]


def test_more_rows_than_allowed_are_refused_at_the_first_one_too_many() -> None:
    result = read_workbook(saved(book(("姓名", "得分"), ("甲", 1), ("乙", 1), ("丙", 1))), SPEC, max_rows=2)
    assert [(error.row, error.message[:7]) for error in result.errors] == [(4, "行数超过2行。")]


def test_only_the_first_two_hundred_errors_are_listed() -> None:
    result = read_workbook(saved(book(("姓名", "得分"), *[("甲", "x")] * 900)), SPEC)
    assert len(result.errors) == 201
    assert result.errors[-1].message == "问题超过200处，只列出前200处。请先改好这些，再上传。"


def test_a_file_without_our_stamp_is_refused_where_the_stamp_is_asked_for() -> None:
    result = read_workbook(saved(book(("姓名", "得分"), ("张三", 1))), SPEC, stamp=True)
    assert [str(error) for error in result.errors] == [
        "这份表格不是从本系统下载的模板。请先下载模板，在模板里填写后再上传。"
    ]
