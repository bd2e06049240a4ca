"""What came of an evaluation on its page: places, totals, a workbook, who helps the last."""

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import begin, fresh, mark, prepare, sheet_of
from tests.workflows.star_rating.test_evaluation_views import browser, post, text_of
from tests.world import World, make_world
from workflows.engine.models import Round
from workflows.star_rating.models import Evaluation, Pairing, ReviewSheet
from workflows.star_rating.queries.evaluations import totals_of


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


# --- a sheet -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(world: World, evaluation: Evaluation) -> ReviewSheet:
    """Return the secretary's sheet with one branch of 乙局 and one directly under the 工委."""
    panels.name(world, evaluation, {"secretary": 0, "leader": 0}, {"乙一支部": 0, "丙办党支部": 0})
    begin(world, evaluation)
    return sheet_of(world, "secretary")


# --- the end -------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(world: World, sheet: ReviewSheet, evaluation: Evaluation) -> Evaluation:
    """Return the panel reckoned up, with the last one to be helped."""
    Evaluation.objects.filter(pk=evaluation.pk).update(last=1)
    for key, points in (("secretary", ("50", "30")), ("leader", ("60", "40"))):
        mark(world, key, points)
        panels.hand_in(world, key)
    post = {"verb": "close", "seen": str(world.seen(evaluation)), "comment": ""}
    browser(world).post(f"/records/{evaluation.process.number}/", post)
    return fresh(evaluation)


def test_the_page_shows_the_places_and_whose_each_total_is_to_who_holds_it(world: World, closed: Evaluation) -> None:
    text = text_of(browser(world).get(f"/records/{closed.process.number}/"))

    assert closed.state == "evaluated"
    assert [part for part in ("并列第1名", "90.00", "周志远80、陈立平100", "末位") if part not in text] == []


def test_totals_are_written_without_empty_decimals() -> None:
    row = {"totals": [["周志远", "48.00"], ["陈立平", "48.5"]]}

    assert totals_of(row, named=True) == "周志远48、陈立平48.5"
    assert totals_of(row, named=False) == "48.5、48"


def test_who_only_looks_on_reads_the_totals_in_an_order_that_names_nobody(world: World, closed: Evaluation) -> None:
    text = text_of(browser(world, "inspector").get(f"/records/{closed.process.number}/"))

    assert [part for part in ("并列第1名", "90.00", ">100、80<", "末位") if part not in text] == []
    assert [part for part in ("周志远80", "陈立平100", "80、100", "确定挂联") if part in text] == []


@pytest.mark.parametrize(("who", "totals"), [("clerk", "周志远80、陈立平100"), ("inspector", "100、80")])
def test_the_ranking_is_taken_as_a_workbook(world: World, closed: Evaluation, who: str, totals: str) -> None:
    content = browser(world, who).get(f"/star_rating/evaluations/{closed.process.number}/ranking.xlsx").content

    rows = [[cell.value for cell in row[:5]] for row in load_workbook(BytesIO(content))["排名"].iter_rows(min_row=2)]
    how = "2名评委平均（100、80）"
    assert rows[:3] == [
        ["名次", "党支部", "得分", "各评委打分", "怎样得出"],
        ["并列第1名", "乙一支部", 90, totals, how],
        ["并列第1名", "丙办党支部", 90, totals, how],
    ]


def test_helping_the_last_and_what_came_of_it(world: World, closed: Evaluation) -> None:
    client, number = browser(world), world.rating("乙一支部").process.number
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    page = f"pairings/{number}/"

    assert post(client, world, closed, page, leader="", until=timezone.localdate().isoformat()).status_code == 422
    assert post(client, world, closed, page, leader="副局长许强", until=until).status_code == 302
    assert post(client, world, closed, f"{page}turned/", turned="1", result="").status_code == 422
    post(client, world, closed, f"{page}turned/", turned="0", result="还差两项")

    kept = Pairing.objects.get()
    assert (kept.leader, kept.until.isoformat(), kept.turned, kept.result) == ("副局长许强", until, False, "还差两项")
    text = text_of(client.get(f"/records/{closed.process.number}/"))
    assert [part for part in ("副局长许强", "未转化", "还差两项") if part not in text] == []


def test_dropping_a_reviewer_asks_why(world: World, sheet: ReviewSheet, evaluation: Evaluation) -> None:
    row = evaluation.reviewers.get(user=world.users["leader"])
    client = browser(world)

    assert post(client, world, evaluation, f"reviewers/{row.pk}/drop/", comment="").status_code == 422
    assert post(client, world, evaluation, f"reviewers/{row.pk}/drop/", comment="出差").status_code == 302
    assert sheet_of(world, "leader").state == "cancelled"
    assert "已取消" in text_of(client.get(f"/records/{evaluation.process.number}/"))
