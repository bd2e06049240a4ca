"""A score of many components: figures that the 工委 enters for all, shown and asked for at 初评, kept in the trail."""

import io
from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from tests.workflows.star_rating.rules_samples import entered, made, points, typed
from tests.world import LOOKED_OVER, World, make_world
from workflows.engine.errors import Refused, Stale
from workflows.engine.models import AuditEntry, Fact, Round
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.actions import Figure, SheetInput
from workflows.star_rating.models import Rating
from workflows.star_rating.rules import (
    Component,
    FigureOf,
    Group,
    Merit,
    MeritKind,
    Newcomers,
    Precondition,
    PreconditionKind,
    Scheme,
    Veto,
    VetoOutcome,
)
from workflows.star_rating.states import Sheet

pytestmark = pytest.mark.django_db

RULES = made(
    points("A", 30, group="G"),
    points("B", 30, group="G"),
    points("C", 40, component="own"),
    components=(
        Component("common", "共性指数", Decimal(70)),
        Component("own", "个性指数", Decimal(70)),
        entered("talk", "述职评议", 20, FigureOf.REVIEW),
        entered("mood", "群众满意度", 10),
    ),
    groups=(Group("G", "组织建设", Decimal(50), capped=True),),
    vetoes=(Veto("V1", "满意度低于60%", VetoOutcome.CAP_TIER, 2, 0, "", "mood", Decimal(60)),),
    merits=(Merit("M1", "获市级先进", MeritKind.DIRECT, 4),),
)
ALL = typed(A="30", B="25", C="35")
"""The heading keeps 50 of 55; 70 % of 85 is 59.5, of 63 that the table can give; 93 can be reached in all."""


def open_round(world: World, rules: Scheme, **more: object) -> Round:
    round_ = Round.objects.create(
        process_key="star_rating", year=timezone.localdate().year, title="试用", unit=world.units["工委"],
        scheme=rules.to_data(), scheme_version=f"{rules.to_data()}"[-40:], checkup=LOOKED_OVER, **more,
    )  # fmt: skip
    actions.open_round(round_, by=world.clerk)
    return round_


@pytest.fixture
def world(db: None) -> World:
    """Return the cast, with a round of that scheme."""
    world = make_world()
    open_round(world, RULES)
    return world


def own(world: World) -> Rating:
    """The own score of 甲一支部, handed in."""
    rating = world.rating("甲一支部")
    given = SheetInput(tuple(ALL), {"M1": False}, proposed_tier=4)
    rating = actions.save_sheet(rating, Sheet.SELF, given, by=world.secretary, seen=world.seen(rating))
    rating = actions.submit(rating, by=world.secretary, seen=world.seen(rating))
    return world.rating("甲一支部")


def put(world: World, *units: str, figure: str = "90", source: str = "满意度测评") -> list[Rating]:
    ratings = [world.rating(unit) for unit in units]
    figures = {rating.pk: Figure(Decimal(figure), source) for rating in ratings}
    return actions.put_figures(ratings[0].round, "mood", figures, by=world.clerk)


def test_the_own_score_is_a_preview_without_the_entered_components(world: World) -> None:
    rating = own(world)
    assert rating.self_result["reasons"][2]["text"] == (
        "述职评议、群众满意度尚未录入，暂按共性指数、个性指数87.83分预估。"
    )


def test_a_figure_of_the_office_is_entered_for_many_and_each_trail_says_so(world: World) -> None:
    changed = put(world, "甲一支部", "甲二支部")
    assert [rating.figures for rating in changed] == [{"mood": {"figure": "90", "source": "满意度测评"}}] * 2
    rating = world.rating("甲一支部")
    last = AuditEntry.objects.filter(process=rating.process).order_by("-pk")[0]
    assert (last.verb, last.label, last.actor_name) == ("put_figure", "录入群众满意度得分", world.clerk.name)
    assert last.comment == "群众满意度由无改为90（满意度测评）"
    assert [row.figures for row in put(world, "甲一支部", figure="95.5")] == [
        {"mood": {"figure": "95.5", "source": "满意度测评"}}
    ]
    assert AuditEntry.objects.filter(process=rating.process).order_by("-pk")[0].comment == (
        "群众满意度由90改为95.5（满意度测评）"
    )


def test_a_figure_that_stands_already_leaves_no_trace(world: World) -> None:
    put(world, "甲一支部")
    before = AuditEntry.objects.count()
    assert put(world, "甲一支部") == []
    assert AuditEntry.objects.count() == before


def test_entering_costs_the_same_for_one_and_for_three(world: World) -> None:
    counts = []
    for units in (("甲一支部",), ("甲二支部", "甲三支部", "甲四支部")):
        with CaptureQueriesContext(connection) as found:
            put(world, *units)
        counts.append(len(found) - len(units))
    assert counts[0] == counts[1]


def test_a_figure_for_a_branch_that_has_gone_on_is_refused_by_name_and_nothing_is_written(world: World) -> None:
    own(world)
    put(world, "甲一支部")
    reviewed(world)
    with pytest.raises(Refused, match="甲一支部（列入呈报批）的初评已提交或评定已结束，得分没有写入。"):
        put(world, "甲一支部", "甲二支部")
    assert world.rating("甲二支部").figures == {}


@pytest.mark.parametrize(
    ("code", "figure", "sentence"),
    [
        ("mood", "101", "甲一支部：群众满意度得分是“101”，超过上限100分"),
        ("mood", "90.125", "甲一支部：群众满意度得分是“90.125”，小数位数太多"),
        ("common", "90", "本批次的方案里没有这个需要录入得分的分项。"),
        ("other", "90", "本批次的方案里没有这个需要录入得分的分项。"),
    ],
)
def test_a_figure_that_cannot_be_taken_is_refused(world: World, code: str, figure: str, sentence: str) -> None:
    rating = world.rating("甲一支部")
    with pytest.raises(Refused, match=sentence):
        actions.put_figures(rating.round, code, {rating.pk: Figure(Decimal(figure))}, by=world.clerk)


def test_a_rating_of_another_round_is_refused(world: World) -> None:
    rating = world.rating("甲一支部")
    other = Round.objects.create(
        process_key="star_rating", year=2020, title="别的", unit=world.units["工委"], scheme=RULES.to_data(),
        scheme_version="x",
    )  # fmt: skip
    with pytest.raises(Refused, match="有的支部不在本批次中"):
        actions.put_figures(other, "mood", {rating.pk: Figure(Decimal(90))}, by=world.clerk)


def test_a_review_that_was_open_meanwhile_is_looked_at_again(world: World) -> None:
    rating = own(world)
    seen = world.seen(rating)
    put(world, "甲一支部")
    with pytest.raises(Stale):
        actions.save_sheet(rating, Sheet.REVIEW, SheetInput((), {}), by=world.deputy, seen=seen)


def test_an_own_score_that_is_being_filled_in_is_left_alone(world: World) -> None:
    rating = world.rating("甲一支部")
    seen = world.seen(rating)
    put(world, "甲一支部")
    given = SheetInput(tuple(ALL), {}, proposed_tier=4)
    kept = actions.save_sheet(rating, Sheet.SELF, given, by=world.secretary, seen=seen)
    assert kept.figures == {"mood": {"figure": "90", "source": "满意度测评"}}


def test_a_review_waits_for_the_figures_of_others_and_says_who_enters_them(world: World) -> None:
    own(world)
    assert queries.lacking(world.rating("甲一支部"), Sheet.REVIEW) == [
        ("figure_talk", "述职评议得分还没有录入。"),
        ("figure_mood", "群众满意度得分还没有，由工委导入后才能提交，请联系工委。"),
        ("M1", "直接定级情形“获市级先进”还没有核实。"),
    ]


def reviewed(world: World) -> Rating:
    """The committee's score of 甲一支部, handed in."""
    rating = world.rating("甲一支部")
    given = SheetInput(tuple(ALL), {"M1": True}, figures={"talk": Figure(Decimal(90), "述职评议会")})
    rating = actions.save_sheet(rating, Sheet.REVIEW, given, by=world.deputy, seen=world.seen(rating))
    return actions.forward(rating, by=world.deputy, seen=world.seen(rating))


def test_the_committee_types_its_own_figure_and_keeps_the_imported_one(world: World) -> None:
    own(world)
    put(world, "甲一支部", figure="80")
    rating = reviewed(world)
    assert (rating.score, rating.tier) == (Decimal("85.50"), 4)
    assert rating.result["reasons"][2]["text"] == (
        "共性指数50.0×70%+个性指数35.0×70%+述职评议90.0×20%+群众满意度80.0×10%=85.50。"
    )
    assert queries.figures_of(rating.result) == {
        "common": Decimal(50), "own": Decimal(35), "talk": Decimal(90), "mood": Decimal(80),
    }  # fmt: skip


# --- the pages --------------------------------------------------------------------------------------------------


def page(world: World, client: Client, who: str) -> str:
    client.force_login(world.users[who])
    url = reverse("star_rating:sheet", args=[world.rating("甲一支部").process.number])
    return client.get(url).content.decode()


def test_the_own_sheet_shows_components_headings_and_merits(world: World, client: Client) -> None:
    text = page(world, client, "secretary")
    for words in (
        "满分50分，按70%计入总分",
        "组织建设",
        "满分50分，超过按满分计",
        "否决、封顶和破格情形",
        "获市级先进",
        "直接定为四星级",
    ):
        assert words in text
    assert "满意度低于60%" not in text


def test_the_review_shows_what_others_entered_and_types_only_its_own(world: World, client: Client) -> None:
    own(world)
    put(world, "甲一支部", figure="80")
    text = page(world, client, "deputy")
    assert "figure_talk" in text
    assert 'name="figure_mood"' not in text
    assert "满意度测评" in text


def test_a_figure_that_is_missing_is_named_where_it_will_stand(world: World, client: Client) -> None:
    own(world)
    assert "还没有（工委导入）" in page(world, client, "deputy")


def test_the_sheet_goes_out_and_comes_back_as_a_workbook_with_its_figures(world: World) -> None:
    own(world)
    put(world, "甲一支部", figure="80")
    rating = world.rating("甲一支部")
    content = workbooks.score_sheet(rating, Sheet.REVIEW, str(world.seen(rating)), "周志远")
    typed_back = workbooks.read_score_sheet(io.BytesIO(content), rating, Sheet.REVIEW)
    assert typed_back.errors == []
    assert typed_back.data["figure_talk"] == ""
    assert "figure_mood" not in typed_back.data


# --- the years before -------------------------------------------------------------------------------------------


def star(world: World, unit: str, year: int, tier: int) -> None:
    Fact.objects.create(
        key=queries.STAR_FACT, unit=world.units[unit], year=year, value={"tier": tier}, words=f"{tier}星",
        source="公布", valid_from=date(year + 1, 1, 5), recorded_at=timezone.now(),
    )  # fmt: skip


def test_a_rating_keeps_the_years_and_the_age_that_its_scheme_asks_for(db: None) -> None:
    world, year = make_world(), timezone.localdate().year
    star(world, "甲一支部", year - 1, 4)
    star(world, "甲一支部", year - 3, 5)
    branch = world.units["甲一支部"]
    branch.founded_on = date(year - 1, 6, 1)
    branch.save()
    twice = Precondition(5, PreconditionKind.HISTORY, 4, years=3, times=2)
    open_round(world, made(points("A"), preconditions=(twice,), newcomers=Newcomers.UNRATED))
    history = world.rating("甲一支部").history
    assert (history["tier"], history["words"], history["earlier"], history["months"]) == (4, "4星", [None, 5], 18)
    assert world.rating("甲二支部").history == {"earlier": [None, None]}


def test_a_plain_scheme_keeps_last_year_alone(db: None) -> None:
    world, year = make_world(), timezone.localdate().year
    star(world, "甲一支部", year - 1, 4)
    open_round(world, made(points("A")))
    assert set(world.rating("甲一支部").history) == {"tier", "words", "source", "fact"}
    assert world.rating("甲二支部").history == {}


def test_branches_with_a_high_star_or_too_young_for_the_scheme_take_no_part(db: None) -> None:
    world, year = make_world(), timezone.localdate().year
    star(world, "甲一支部", year - 1, 4)
    star(world, "甲二支部", year - 1, 3)
    star(world, "甲三支部", year - 2, 5)
    young = world.units["甲四支部"]
    young.founded_on = date(year, 1, 1)
    young.save()
    rules = made(points("A"), newcomers=Newcomers.LEFT_OUT, newcomer_months=12, only_up_to=3)
    round_ = open_round(world, rules)
    names = set(Rating.objects.filter(round=round_).values_list("unit__short_name", flat=True))
    assert {"甲二支部", "甲三支部", "甲五支部"} <= names
    assert not names & {"甲一支部", "甲四支部"}
    assert queries.fully_opened(round_)
