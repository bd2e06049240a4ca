"""Workbooks of several sheets: each of them optional, all of them read at once."""

import io
from collections.abc import Sequence

import openpyxl
import pytest

from forms.excel import CellError, Column, SheetData, SheetSpec, read_sheets, write_workbook

SPECS = (
    SheetSpec("人", (Column("no", "工号", required=True, note="人员的编号。", example="A01"), Column("name", "姓名"))),
    SheetSpec("单位", (Column("code", "编码", required=True),)),
)


def book(people: Sequence[tuple[str | None, str]] = (), units: Sequence[tuple[str]] = ()) -> bytes:
    return write_workbook([SheetData(SPECS[0], people), SheetData(SPECS[1], units)], {}, notes=("说明", "先看这里。"))


def saved(made: openpyxl.Workbook) -> io.BytesIO:
    target = io.BytesIO()
    made.save(target)
    target.seek(0)
    return target


def test_all_sheets_are_read_and_the_one_with_the_notes_is_passed_over() -> None:
    result = read_sheets(io.BytesIO(book([("A1", "张三")], [("U1",)])), SPECS, max_rows=10, max_errors=5)

    assert {title: [row.values for row in rows] for title, rows in result.sheets.items()} == {
        "人": [{"no": "A1", "name": "张三"}],
        "单位": [{"code": "U1"}],
    }
    assert (result.errors, result.columns["人", "name"]) == ([], "B列“姓名”")


def test_errors_of_all_sheets_come_together_each_with_a_limit() -> None:
    result = read_sheets(io.BytesIO(book([(None, "张三")] * 9, [("U1",)] * 12)), SPECS, max_rows=10, max_errors=5)

    assert [str(error) for error in result.errors[4:]] == [
        "工作表“人”第6行A列“工号”：这一格必填。请补上。",
        "工作表“人”：问题超过5处，只列出前5处。请先改好这些，再上传。",
        "工作表“单位”第12行：行数超过10行。请分几次导入；若是下方的空行带有格式，请选中这些空行并删除。",
    ]


def test_a_file_without_any_row_is_told_so() -> None:
    assert read_sheets(io.BytesIO(book()), SPECS, max_rows=10, max_errors=5).errors == [
        CellError("", 0, "", "文件里没有可导入的数据。请在模板的工作表里填写后再上传。")
    ]


def test_a_sheet_that_is_not_ours_or_hidden_is_named() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book([("A1", "张三")])))
    made["单位"].sheet_state = "hidden"
    made.create_sheet("Sheet9")

    result = read_sheets(saved(made), SPECS, max_rows=10, max_errors=5)

    assert [str(error) for error in result.errors] == [
        "工作表“单位”：这个工作表是隐藏的。要导入就取消隐藏，不导入就删掉它。",
        "工作表“Sheet9”：模板里没有这个工作表。请删掉它，或改成模板里的名称：人、单位。",
    ]


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04" + b"\0" * 400, b"a,b"])
def test_what_is_no_workbook_is_told_so_without_raising(content: bytes) -> None:
    result = read_sheets(io.BytesIO(content), SPECS, max_rows=10, max_errors=5)

    assert (result.sheets, len(result.errors)) == ({}, 1)


def test_what_the_caller_raises_while_told_of_progress_comes_through() -> None:
    def stop(done: int, total: int) -> None:
        raise KeyboardInterrupt

    file = io.BytesIO(write_workbook([SheetData(SPECS[0], [(f"A{n}", "张三") for n in range(600)], plain=True)], {}))
    with pytest.raises(KeyboardInterrupt):
        read_sheets(file, SPECS, max_rows=1000, max_errors=5, tick=stop)


def test_a_note_stands_at_its_header_and_an_example_in_the_notes() -> None:
    made = openpyxl.load_workbook(io.BytesIO(book()))

    assert made["人"]["A1"].comment.text == "人员的编号。"
    rows = list(made["填写说明"].iter_rows(values_only=True))
    assert [rows[0][0], rows[1][0], rows[3][5]] == ["说明", "先看这里。", "A01"]


def test_plain_rows_keep_text_as_text() -> None:
    content = write_workbook([SheetData(SPECS[0], [("001", "张三")], plain=True)], {})

    cell = openpyxl.load_workbook(io.BytesIO(content))["人"]["A2"]
    assert (cell.value, cell.number_format) == ("001", "@")
