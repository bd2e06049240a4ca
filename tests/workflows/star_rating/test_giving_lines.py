"""A table whose lines give points as well: typed, or filled in offline, handed in, scored again, published."""

import io
from dataclasses import replace
from decimal import Decimal

import openpyxl
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.workflows.star_rating.test_rules_modes import (
    ACTIVISTS,
    ACTIVITIES,
    CONTACTS,
    MEETING,
    ROOMS,
    indicator,
    scheme,
)
from tests.world import LOOKED_OVER, World, make_world
from workflows.engine import attachments
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.standing import changed_results
from workflows.star_rating.rules import Deduction, Item
from workflows.star_rating.states import RatingState, Sheet
from workflows.star_rating.workbooks.sheet import LINES, MORE

pytestmark = pytest.mark.django_db

RULES = scheme(indicator(MEETING, ACTIVISTS, CONTACTS, ACTIVITIES, ROOMS, Item("7", "档案缺失", Decimal(4)), full=100))
FIGURES = {"1": "5", "2": "40", "3": "55", "4": "12", "6": "20"}
"""5 + 4 + 3 + 60 + 20."""


@pytest.fixture
def world(db: None) -> World:
    """Return the cast, with a round of a table that mostly gives points."""
    world = make_world()
    year = timezone.localdate().year
    round_ = Round.objects.create(
        process_key="star_rating", year=year, title=f"{year}年度党支部星级评定", unit=world.units["工委"],
        scheme=RULES.to_data(), scheme_version="giving", checkup=LOOKED_OVER,
    )  # fmt: skip
    actions.open_round(round_, by=world.clerk)
    return world


@pytest.fixture
def secretary(world: World, client: Client) -> Client:
    """Return the secretary's browser."""
    client.force_login(world.users["secretary"])
    return client


def save(client: Client, world: World, figures: dict[str, str], **more: str) -> int:
    """Send the page of the own score; the status of the answer."""
    rating = world.rating("甲一支部")
    data = {f"points_{code}": figure for code, figure in figures.items()}
    url = reverse("star_rating:sheet", args=[rating.process.number])
    return client.post(url, data | {"seen": str(world.seen(rating)), "proposed_tier": "5"} | more).status_code


def kept(rating: Rating) -> dict[str, Decimal]:
    return dict(rating.lines.filter(sheet=Sheet.SELF).values_list("code", "points"))


def test_what_was_typed_is_kept_and_a_zero_is_not_an_empty_line(secretary: Client, world: World) -> None:
    assert save(secretary, world, FIGURES | {"3": "0"}) == 302

    rating = world.rating("甲一支部")
    assert kept(rating) == {"1": 5, "2": 40, "3": 0, "4": 12, "6": 20}
    assert queries.lacking(rating, Sheet.SELF) == []


def test_an_empty_line_is_named_before_the_sheet_goes(secretary: Client, world: World) -> None:
    save(secretary, world, FIGURES | {"4": ""})

    assert queries.lacking(world.rating("甲一支部"), Sheet.SELF) == [("4", "第4条组织活动还没有填写。")]


def test_points_that_need_evidence_do_not_go_without_it(secretary: Client, world: World) -> None:
    rules = scheme(indicator(replace(ROOMS, needs_evidence=True, evidence_why="核实阵地在用")))
    rating = world.rating("甲一支部")
    Round.objects.filter(pk=rating.round_id).update(scheme=rules.to_data(), scheme_version="evidence")
    save(secretary, world, {"6": "20"})
    wanted = ("6", "第6条阵地管理须有佐证，还没有添加。")
    assert queries.lacking(world.rating("甲一支部"), Sheet.SELF) == [wanted]

    file = attachments.upload(rating.unit, io.BytesIO("照片".encode()), world.secretary, "阵地.txt")
    attachments.cite(rating.process, file, "6")

    number = rating.process.number
    materials = secretary.get(f"/records/{number}/").context["materials"]
    page = secretary.get(f"/star_rating/{number}/evidence/6/").content.decode()
    assert [(each["name"], each["shows"]) for each in materials] == [("阵地.txt", ["第6条阵地管理"])]
    assert ["本条得分的须有佐证：核实阵地在用；" in page, "佐证可以不传" in page] == [True, False]
    assert queries.lacking(world.rating("甲一支部"), Sheet.SELF) == []


@pytest.mark.parametrize(("taken", "asked"), [("", True), ("2", True), ("4", False)])
def test_a_deduction_that_is_not_taken_in_full_is_shown(
    secretary: Client, world: World, taken: str, asked: bool
) -> None:
    needed = replace(RULES.indicators[0].items[-1], needs_evidence=True, evidence_why="核实档案齐全")
    rating = world.rating("甲一支部")
    rules = scheme(indicator(needed, ROOMS))
    Round.objects.filter(pk=rating.round_id).update(scheme=rules.to_data(), scheme_version=f"shown{taken}")
    save(secretary, world, {"6": "20", "7": taken}, reason_7="缺档案" if taken else "")

    number = rating.process.number
    wanted = [("7", "第7条档案缺失须有佐证，还没有添加。")] if asked else []
    assert queries.lacking(world.rating("甲一支部"), Sheet.SELF) == wanted
    page = secretary.get(f"/star_rating/{number}/evidence/7/").content.decode()
    assert "本条没有扣满的须有佐证：核实档案齐全；" in page
    page = secretary.get(reverse("star_rating:sheet", args=[number])).content.decode()
    assert page.count("添加佐证（必须有）") == 1


def test_a_note_without_its_figure_is_refused_at_its_field(secretary: Client, world: World) -> None:
    assert save(secretary, world, {}, reason_4="开展了活动") == 422
    assert kept(world.rating("甲一支部")) == {}


def test_a_figure_that_the_line_does_not_know_writes_nothing(secretary: Client, world: World) -> None:
    assert save(secretary, world, FIGURES | {"1": "4"}) == 422
    assert kept(world.rating("甲一支部")) == {}


def test_the_page_offers_the_steps_of_a_line(secretary: Client, world: World) -> None:
    number = world.rating("甲一支部").process.number
    page = secretary.get(reverse("star_rating:sheet", args=[number])).content.decode()

    assert '<option value="5">每季度至少1次　5分</option>' in page
    assert "每升降10增减1分" in page


def test_the_star_follows_from_what_the_lines_give(secretary: Client, world: World) -> None:
    save(secretary, world, FIGURES | {"7": "2"}, reason_7="缺两份", submit="1")
    rating = world.rating("甲一支部")

    assert rating.state == RatingState.SCORING
    assert (rating.self_result["score"], rating.self_result["tier"]) == ("90.00", 5)
    assert list(changed_results()) == []


def test_the_committee_starts_from_the_own_figures_and_says_why_it_differs(secretary: Client, world: World) -> None:
    save(secretary, world, FIGURES, submit="1")
    rating = world.rating("甲一支部")
    lines = tuple(Deduction(code, Decimal("10" if code == "4" else figure), "") for code, figure in FIGURES.items())
    given = actions.SheetInput(lines, {}, figures={"appraisal": actions.Figure(Decimal(90))})
    actions.save_sheet(rating, Sheet.REVIEW, given, by=world.deputy, seen=world.seen(rating))

    assert queries.lacking(world.rating("甲一支部"), Sheet.REVIEW) == [
        ("4", "第4条组织活动自评填12，初评填10，还没有写不一致的理由。")
    ]


def filled_in(rating: Rating, figures: dict[str, object]) -> io.BytesIO:
    """The sheet as it was downloaded, with these figures typed into it."""
    book = openpyxl.load_workbook(
        io.BytesIO(workbooks.score_sheet(rating, Sheet.SELF, str(seen_of(rating)), "下载", ""))
    )
    assert "其余各行都要填写。分档的行填哪一档，或者填这一档的得分。" in str(book[LINES]["A3"].value)
    titles = [cell.value for cell in book[LINES][5]]
    column = titles.index("自评填写") + 1
    for row in range(6, 6 + len(RULES.lines)):
        book[LINES].cell(row, column).value = figures.get(str(book[LINES].cell(row, 1).value))  # type: ignore[assignment]
    book[MORE]["B4"].value = "五星级"
    target = io.BytesIO()
    book.save(target)
    target.seek(0)
    target.name = "评分表.xlsx"
    return target


@pytest.mark.parametrize("meeting", [5.0, "每季度至少1次"])
def test_offline_and_typed_are_the_same(secretary: Client, world: World, meeting: object) -> None:
    """A tiered line takes the name of its step as well as its points."""
    rating = world.rating("甲一支部")
    file = filled_in(rating, {code: float(figure) for code, figure in FIGURES.items()} | {"1": meeting})

    answer = secretary.post(reverse("star_rating:sheet_upload", args=[rating.process.number]), {"file": file})

    assert answer.status_code == 302
    assert kept(world.rating("甲一支部")) == {code: Decimal(figure) for code, figure in FIGURES.items()}


def test_a_step_that_a_line_does_not_have_is_said_with_its_cell(world: World) -> None:
    rating = world.rating("甲一支部")
    file = filled_in(rating, {"1": "经常", "2": "每季度至少1次"})

    wrong = workbooks.read_score_sheet(file, rating, Sheet.SELF).errors

    assert [str(error) for error in wrong] == [
        "工作表“评分表”第6行E列“自评填写”：“经常”不是数字。请只写数字，不写单位。"
    ]


def test_the_step_of_another_line_is_no_answer(world: World) -> None:
    rating = world.rating("甲一支部")

    wrong = workbooks.read_score_sheet(filled_in(rating, {"2": "每季度至少1次"}), rating, Sheet.SELF).errors

    assert [str(error) for error in wrong] == [
        "工作表“评分表”第7行“自评填写”：“每季度至少1次”不是这一条的档。请只写数字，不写单位。"
    ]


def test_who_opens_a_round_is_told_how_many_lines_each_branch_must_fill(world: World, client: Client) -> None:
    client.force_login(world.users["clerk"])
    draft = Round.objects.create(
        process_key="star_rating", year=2030, title="下一年度", unit=world.units["工委"], scheme=RULES.to_data(),
        scheme_version="giving",
    )  # fmt: skip

    rows = client.get(reverse("star_rating:round", args=[draft.pk])).context["rows"]

    asked = {row["label"]: row["now"] for row in rows}
    assert (asked["看几条"], asked["填几处"]) == (6, 7)  # five that give, one that takes, and the star asked for
