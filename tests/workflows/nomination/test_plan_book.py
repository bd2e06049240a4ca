"""A plan leaves as a workbook and comes back the same; what is wrong in it is named by sheet, row and column."""

from collections.abc import Callable
from io import BytesIO
from typing import Any

import openpyxl
import pytest

from tests.workflows.nomination.rounds import data, names, shipped
from workflows.nomination.rules import AwardRound
from workflows.nomination.workbooks import plan


def edited(name: str, edit: Callable[[Any], None]) -> tuple[dict[str, Any] | None, list[str]]:
    """Write a plan that ships, change something in the workbook as the office would, and read it back."""
    book = openpyxl.load_workbook(BytesIO(plan.write(data(name), "某人下载")))
    edit(book)
    file = BytesIO()
    book.save(file)
    document, errors = plan.read(BytesIO(file.getvalue()))
    return document, [str(error) for error in errors]


def column(sheet: Any, title: str) -> int:
    return next(int(cell.column) for cell in sheet[1] if str(cell.value).rstrip("*") == title)


def put(book: Any, sheet: str, row: int, title: str, value: object) -> None:
    book[sheet].cell(row, column(book[sheet], title)).value = value


@pytest.mark.parametrize("name", names())
def test_every_plan_that_ships_comes_back_the_same(name: str) -> None:
    document, errors = plan.read(BytesIO(plan.write(data(name), "某人下载")))

    assert errors == []
    assert document is not None
    assert AwardRound.from_data(document) == shipped(name)


def test_what_the_office_changes_stands_in_the_document() -> None:
    document, errors = edited("notice_1", lambda book: put(book, "类别", 2, "总名额", 9))

    assert (errors, document and document["categories"][0]["places"]) == ([], 9)


@pytest.mark.parametrize(
    ("sheet", "title", "value", "said"),
    [
        ("条件", "类别编号", "无此类", "工作表“条件”第2行“类别编号”：“类别”表里没有编号“无此类”。"),
        ("条件", "获奖年度", "去年", "工作表“条件”第2行“获奖年度”：去年不是年度，请写成2024、2025。"),
        ("条件", "考核种类", "民主测评", "工作表“条件”第2行“考核种类”：没有民主测评，只能是"),
        ("类别", "总名额", "很多", "工作表“类别”第2行"),
        ("类别", "荣誉形式", "", "工作表“类别”第2行"),
    ],
)
def test_a_wrong_cell_is_named(sheet: str, title: str, value: str, said: str) -> None:
    document, errors = edited("notice_1", lambda book: put(book, sheet, 2, title, value))

    assert (document, [error.startswith(said) for error in errors]) == (None, [True])


def test_a_line_that_is_missing_is_named() -> None:
    document, errors = edited("notice_1", lambda book: book["方案"].delete_rows(2))

    assert (document, errors) == (None, ["工作表“方案”“项目”：缺少“名称”这一行。请补上。"])


def test_a_document_that_contradicts_itself_is_refused_with_the_sentence_of_the_rules() -> None:
    def without_the_decider(book: Any) -> None:
        row = next(row for row in book["方案"].iter_rows() if row[0].value == "环节")
        row[1].value = "支部大会、机关党委审核"

    document, errors = edited("four_strong", without_the_decider)

    assert (document, errors) == (None, ["决定环节“党组研究”不在批次的环节里，不能不设。"])
