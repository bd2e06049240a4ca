"""The allocation table as a workbook: shuffled columns, wrong cells and strangers are told, nothing is half kept."""

from collections.abc import Sequence
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import (
    OTHER,
    UNIT,
    prepared,
    table,
)
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.queries.allocation import Cells, Table, seen_of
from workflows.nomination.workbooks.allocation import allocation_template, read_allocation

HEAD = ("单位编码", "单位", "优秀共产党员", "优秀党务工作者")


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


@pytest.fixture
def draft(cast: Cast) -> Round:
    return prepared(cast)


def save(cast: Cast, made: Round, cells: Cells, by: str = "clerk") -> int:
    """Keep a table as somebody who saw the present one."""
    return actions.allocation_save(made, cells, by=getattr(cast, by), seen=seen_of(Table.of(made).stored()))


# --- 表格 ---------------------------------------------------------------------------------------------------------


def book(*rows: Sequence[object], head: Sequence[str] = HEAD) -> BytesIO:
    """A file as somebody sends it: the header in the third row, the units below."""
    made = Workbook()
    sheet = made.active
    assert sheet is not None
    sheet.title = "名额分配表"
    for n, row in enumerate((head, *rows), 3):
        for place, value in enumerate(row, 1):
            sheet.cell(n, place).value = value  # type: ignore[assignment]
    file = BytesIO()
    made.save(file)
    file.seek(0)
    return file


def line(cast: Cast, unit: str, *places: object) -> tuple[object, ...]:
    return (cast.units[unit].code, unit, *places)


def test_the_template_lists_the_units_with_what_they_have_and_is_read_again(cast: Cast, draft: Round) -> None:
    cells = table(cast, ("工委", 0, 1), (UNIT, 3, 2), (OTHER, 1, 0))
    content = allocation_template(Table.of(draft), cells, "脚注")
    sheet = load_workbook(BytesIO(content))["名额分配表"]
    rows = [tuple(cell.value for cell in row) for row in sheet.iter_rows(min_row=3, max_row=6)]

    assert rows == [
        ("单位编码*", *HEAD[1:]),
        *(line(cast, *row) for row in (("工委", 0, 1), (UNIT, 3, 2), (OTHER, 1, 0))),
    ]
    assert read_allocation(BytesIO(content), Table.of(draft)).cells == cells


def test_columns_are_found_by_their_names_wherever_they_stand(cast: Cast, draft: Round) -> None:
    shuffled = ("优秀党务工作者", "单位编码", "单位", "优秀共产党员")
    file = book((1, cast.units[UNIT].code, UNIT, 3), (None, cast.units[OTHER].code, None, 0), head=shuffled)
    read = read_allocation(file, Table.of(draft))

    assert (read.errors, read.cells) == ([], table(cast, (UNIT, 3, 1), (OTHER, 0, None)))


def test_every_wrong_row_is_said(cast: Cast, draft: Round) -> None:
    file = book(
        line(cast, UNIT, 1, 1), line(cast, UNIT, 2, 2), ("X999", "没有", 1, 1), line(cast, "甲一支部", 1, 1),
    )  # fmt: skip
    read = read_allocation(file, Table.of(draft))

    assert [str(error) for error in read.errors] == [
        "工作表“名额分配表”第5行“单位编码”：和第4行是同一个单位，请删掉一行。",
        "工作表“名额分配表”第6行“单位编码”：没有编码为“X999”的组织，请核对。",
        "工作表“名额分配表”第7行“单位编码”：甲一支部不在本批次的分配表里，请删掉这一行。",
    ]


@pytest.mark.parametrize(
    ("places", "due"),
    [
        (-1, "-1超出范围，应在0到9999之间。"),
        ("三", "“三”不是数字。请只写数字，不写单位。"),
        (1.5, "1.5不是整数。请填整数。"),
        ("=1+1", "这里是公式，系统不计算公式。请复制这一格，用“选择性粘贴—数值”粘回原处。"),
    ],
)
def test_a_wrong_number_is_said_with_its_cell(cast: Cast, draft: Round, places: object, due: str) -> None:
    read = read_allocation(book(line(cast, UNIT, places, 1)), Table.of(draft))

    assert [str(error) for error in read.errors] == [f"工作表“名额分配表”第4行C列“优秀共产党员”：{due}"]


def test_an_unknown_category_is_said_and_nothing_is_read(cast: Cast, draft: Round) -> None:
    read = read_allocation(book(line(cast, UNIT, 1, 1, 1), head=(*HEAD, "劳动模范")), Table.of(draft))

    assert len(read.errors) == 1
    assert "劳动模范" in str(read.errors[0])


def test_a_table_without_numbers_is_said(cast: Cast, draft: Round) -> None:
    read = read_allocation(book(line(cast, UNIT, None, None)), Table.of(draft))

    assert [str(error) for error in read.errors] == ["工作表“名额分配表”：表里没有填名额，没有可导入的。"]
