"""A reviewer's own sheet: filled in on the page or in a workbook, handed in once."""

from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import load_workbook

from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import begin, mark, prepare, sheet_of
from tests.workflows.star_rating.test_evaluation_views import browser, text_of
from tests.world import World, make_world
from workflows.engine.models import Round
from workflows.star_rating.models import Evaluation, ReviewSheet


@pytest.fixture
def world(db: None) -> World:
    """Return the cast without a round."""
    return make_world()


@pytest.fixture
def round_(world: World) -> Round:
    """Return an open round that asks for a panel's figure."""
    return panels.open_round(world)


@pytest.fixture
def evaluation(world: World, round_: Round) -> Evaluation:
    """Return a panel that is being prepared."""
    return prepare(world, round_)


@pytest.fixture
def sheet(world: World, evaluation: Evaluation) -> ReviewSheet:
    """Return the secretary's sheet with one branch of 乙局 and one directly under the 工委."""
    panels.name(world, evaluation, {"secretary": 0, "leader": 0}, {"乙一支部": 0, "丙办党支部": 0})
    begin(world, evaluation)
    return sheet_of(world, "secretary")


def typed(world: World, sheet: ReviewSheet, *points: str, **more: str) -> dict[str, str]:
    """The form of the sheet with these points for both branches."""
    found = {"seen": str(world.seen(sheet))}
    for branch in ("乙一支部", "丙办党支部"):
        found |= {f"m_{world.rating(branch).pk}_{n}": point for n, point in enumerate(points)}
    return found | more


def test_a_reviewer_fills_in_and_hands_in_on_one_page(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    page = text_of(client.get(f"/records/{sheet.process.number}/"))
    assert [
        part for part in ("乙一支部", "丙办党支部", "班子建设", "满分60", "2</span>个支部没有打全") if part not in page
    ] == []

    client.post(f"/star_rating/marks/{sheet.process.number}/", typed(world, sheet, "55", "38.5", submit="1"))

    kept = sheet_of(world, "secretary")
    assert (kept.state, [line.points for line in kept.lines.all()]) == ("marked", [["55", "38.5"], ["55", "38.5"]])
    after = text_of(client.get(f"/records/{sheet.process.number}/"))
    assert ("93.5" in after, "撤回" in after, "提交评分</button>" in after) == (True, True, False)


def test_handing_in_half_a_sheet_keeps_it_and_says_what_is_missing(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")

    answer = client.post(f"/star_rating/marks/{sheet.process.number}/", typed(world, sheet, "55", "", submit="1"))

    assert (answer.status_code, sheet_of(world, "secretary").state) == (422, "marking")
    assert "乙一支部的作用发挥还没有打分。" in text_of(answer)
    assert sheet_of(world, "secretary").lines.first().points == ["55", None]  # type: ignore[union-attr]


@pytest.mark.parametrize("wrong", ["61", "-1", "好", "1.234", "1e3", "NaN", "９９９９９９９９"])
def test_wrong_points_are_said_at_the_field_and_nothing_is_kept(world: World, sheet: ReviewSheet, wrong: str) -> None:
    client = browser(world, "secretary")

    answer = client.post(f"/star_rating/marks/{sheet.process.number}/", typed(world, sheet, wrong, "1"))

    assert (answer.status_code, "请填0到60之间的数，最多两位小数。" in text_of(answer)) == (422, True)
    assert f'value="{wrong}"' in text_of(answer)
    assert sheet_of(world, "secretary").lines.first().points == []  # type: ignore[union-attr]


def test_a_script_keeps_what_is_typed(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    header = {"X-Requested-With": "XMLHttpRequest"}
    address = f"/star_rating/marks/{sheet.process.number}/"

    kept = client.post(address, typed(world, sheet, "55", ""), headers=header).json()
    wrong = client.post(address, typed(world, sheet, "x", ""), headers=header)

    assert (kept["ok"], len(kept["problems"]), kept["version"]) == (True, 2, str(world.seen(sheet)))
    assert (wrong.status_code, wrong.json()["ok"]) == (422, False)


def test_a_sheet_goes_out_as_a_workbook_and_comes_back_filled_in(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    taken = client.get(f"/star_rating/marks/{sheet.process.number}/sheet.xlsx").content
    book = load_workbook(BytesIO(taken))
    rows = book["评分表"]
    assert [cell.value for cell in rows[5]] == ["编号", "党支部", "班子建设（60分）", "作用发挥（40分）", "意见"]
    for n in (6, 7):
        rows.cell(n, 3, 50)
        rows.cell(n, 4, 30.5)
        rows.cell(n, 5, "材料齐全")

    answer = upload(client, sheet, book)

    assert answer.status_code == 302
    assert [(line.points, line.note) for line in sheet_of(world, "secretary").lines.all()] == [
        (["50", "30.5"], "材料齐全")
    ] * 2


def upload(client: Client, sheet: ReviewSheet, book: Any) -> Any:
    file = BytesIO()
    book.save(file)
    sent = {"file": SimpleUploadedFile("评分表.xlsx", file.getvalue())}
    return client.post(f"/star_rating/marks/{sheet.process.number}/upload/", sent)


def book_of(client: Client, sheet: ReviewSheet) -> Any:
    return load_workbook(BytesIO(client.get(f"/star_rating/marks/{sheet.process.number}/sheet.xlsx").content))


def test_a_wrong_cell_of_the_workbook_is_named(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    book = book_of(client, sheet)
    book["评分表"].cell(6, 3, 61)
    assert "61超出范围，应在0到60之间。" in text_of(upload(client, sheet, book))

    book = book_of(client, sheet)
    book["评分表"].cell(7, 1, book["评分表"].cell(6, 1).value)
    text = text_of(upload(client, sheet, book))
    assert ("不在您要评的支部中，或重复" in text, "缺少丙办党支部的行" in text) == (True, True)


def test_another_persons_workbook_and_an_old_one_are_refused(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    others = book_of(browser(world, "leader"), sheet_of(world, "leader"))
    assert "不是您这一次评审的评分表" in text_of(upload(client, sheet, others))

    old = book_of(client, sheet)
    mark(world, "secretary", ("1", "1"))
    answer = upload(client, sheet, old)
    assert (answer.status_code, "为免覆盖没有导入" in text_of(answer)) == (409, True)


def test_no_file_and_a_sheet_that_was_handed_in(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    address = f"/star_rating/marks/{sheet.process.number}/upload/"
    assert "没有收到文件" in text_of(client.post(address))

    mark(world, "secretary", ("1", "1"))
    panels.hand_in(world, "secretary")

    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
