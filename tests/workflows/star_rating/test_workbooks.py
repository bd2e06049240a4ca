"""The score sheet in a spreadsheet: out, filled in, and back as if it had been typed."""

import io
from decimal import Decimal

import openpyxl
import pytest

from tests.world import World, make_world
from workflows.star_rating import queries, workbooks
from workflows.star_rating.forms import SelfSheetForm
from workflows.star_rating.models import Rating
from workflows.star_rating.states import Sheet
from workflows.star_rating.workbooks import Typed
from workflows.star_rating.workbooks.sheet import LINES, MORE, VETOES

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.round()
    return world


def taken(world: World, rating: Rating, sheet: Sheet = Sheet.SELF) -> bytes:
    return workbooks.score_sheet(rating, sheet, str(world.seen(rating)), "周志远于2026-11-20 09:00从系统下载")


def filled(content: bytes, **cells: object) -> io.BytesIO:
    """Fill cells in: the key is the code of a line or a veto, or the item; the value goes into its white cells."""
    book = openpyxl.load_workbook(io.BytesIO(content))
    for name, header in ((LINES, 5), (VETOES, 5), (MORE, 3)):
        sheet = book[name]
        titles = [cell.value for cell in sheet[header]]
        white = max(n for n, title in enumerate(titles, 1) if str(title).endswith(("评扣分", "评核实", "填写")))
        for row in range(header + 1, sheet.max_row + 1):
            value = cells.get(f"c{sheet.cell(row, 1).value}", cells.get(str(sheet.cell(row, 1).value)))
            for offset, part in enumerate(value if isinstance(value, tuple) else (value,)):
                if part is not None:
                    sheet.cell(row, white + offset).value = part
    target = io.BytesIO()
    book.save(target)
    return target


def read(content: io.BytesIO, rating: Rating, sheet: Sheet = Sheet.SELF) -> Typed:
    return workbooks.read_score_sheet(content, rating, sheet)


def test_a_filled_sheet_says_what_typing_says(world: World) -> None:
    rating = world.rating("甲一支部")
    content = filled(
        taken(world, rating), c18=(2.5, "排名靠后"), c1=(5, "未换届"), 自评星级="四星级",
        **{veto.code: "无" for veto in queries.scheme_of(rating.round).vetoes},
    )  # fmt: skip
    typed = read(content, rating)
    by_hand = {
        "points_18": "2.5", "reason_18": "排名靠后", "points_1": "5", "reason_1": "未换届", "proposed_tier": "4",
        "none_found": "on",
    }  # fmt: skip
    scheme = queries.scheme_of(rating.round)
    uploaded, hand = SelfSheetForm(scheme, typed.data), SelfSheetForm(scheme, by_hand)

    assert (typed.errors, uploaded.is_valid(), hand.is_valid()) == ([], True, True)
    assert uploaded.given() == hand.given()


def test_a_sheet_comes_back_unchanged_when_nothing_was_filled_in(world: World) -> None:
    world.fill("甲一支部", world.secretary, points="3")
    rating = world.rating("甲一支部")
    form = SelfSheetForm(queries.scheme_of(rating.round), read(io.BytesIO(taken(world, rating)), rating).data)

    assert form.is_valid()
    assert [(line.code, line.points) for line in form.given().lines] == [("18", Decimal(3))]
    assert form.given().proposed_tier == 5


def test_the_review_sheet_stands_beside_the_own_score(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    rating = world.rating("甲一支部")
    content = filled(taken(world, rating, Sheet.REVIEW), c18=(7, "扣分偏轻"), 评议项得分=92.5, 评议项依据="述职评议")
    typed = read(content, rating, Sheet.REVIEW)

    assert typed.errors == []
    assert [typed.data[name] for name in ("points_18", "reason_18", "figure_appraisal", "source_appraisal")] == [
        "7", "扣分偏轻", "92.5", "述职评议",
    ]  # fmt: skip


def test_the_sheet_of_another_branch_is_refused(world: World) -> None:
    other, mine = world.rating("甲二支部"), world.rating("甲一支部")
    typed = read(io.BytesIO(taken(world, other)), mine)

    assert [str(error) for error in typed.errors] == [
        f"这份表格是{other.title()}（{other.process.number}）的，不是{mine.title()}（{mine.process.number}）的，没有导入。"
    ]


def test_the_own_sheet_is_refused_at_the_review(world: World) -> None:
    rating = world.rating("甲一支部")

    assert [str(error) for error in read(io.BytesIO(taken(world, rating)), rating, Sheet.REVIEW).errors] == [
        "这份表格不是初评表，没有导入。请在本页重新下载。"
    ]


def test_every_wrong_cell_is_named(world: World) -> None:
    rating = world.rating("甲一支部")
    typed = read(filled(taken(world, rating), c18=("两分", "x"), c1=(-5, "y"), V1="也许", 自评星级="六星级"), rating)

    assert [(error.sheet, error.row, error.column) for error in typed.errors] == [
        ("评分表", 6, "E列“自评扣分”"),
        ("评分表", 28, "E列“自评扣分”"),
        ("核实情形", 6, "D列“自评核实”"),
        ("其他", 4, "B列“填写”"),
    ]


def test_a_form_error_is_said_of_its_cell(world: World) -> None:
    rating = world.rating("甲一支部")
    typed = read(filled(taken(world, rating), c7=(9, "会议少")), rating)

    assert typed.errors == []
    assert str(typed.wrong("points_7", "超过上限。")) == "工作表“评分表”第14行“自评扣分”：超过上限。"


def test_a_changed_code_is_named(world: World) -> None:
    rating = world.rating("甲一支部")
    book = openpyxl.load_workbook(io.BytesIO(taken(world, rating)))
    book[LINES]["A6"].value = "99"
    target = io.BytesIO()
    book.save(target)

    assert [str(error) for error in read(target, rating).errors] == [
        "工作表“评分表”第6行“编号”：编号“99”认不出或重复。请重新下载表格再填。",
        "工作表“评分表”：缺少编号为1的行。请重新下载表格再填。",
    ]


def test_a_file_that_is_no_template_is_refused(world: World) -> None:
    typed = read(io.BytesIO(b"nothing of the kind"), world.rating("甲一支部"))

    assert len(typed.errors) == 1
    assert typed.data == {}


def test_the_summary_keeps_the_committees_draft_to_itself(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    world.fill("甲一支部", world.deputy, Sheet.REVIEW, "4")
    content = workbooks.summary("汇总表", [("", world.rating("甲一支部"))], "周志远于今日导出")
    row = [cell.value for cell in openpyxl.load_workbook(io.BytesIO(content))["汇总表"][3]]

    assert row[3:8] == [95, None, None, None, None]


def test_the_summary_has_a_row_for_each_rating_and_says_who_took_it(world: World) -> None:
    world.submit("甲一支部", world.secretary, "5")
    world.review("甲一支部", world.deputy, "4")
    rating = world.rating("甲一支部")
    book = openpyxl.load_workbook(io.BytesIO(workbooks.summary("汇总表", [("甲局机关党委", rating)], "刘敏于今日导出")))
    rows = [[cell.value for cell in row] for row in book["汇总表"].iter_rows(min_row=3)]

    assert rows[0] == [
        1,
        "甲局机关党委",
        "甲一支部",
        95,
        96,
        95,
        95.7,
        "五星级",
        None,
        "列入呈报批",
        rating.process.number,
    ]
    assert rows[-1][0] == "刘敏于今日导出"
