"""After 更正, 降星 or 摘星 the documents, the spread of the round and a trial go by the star that stands."""

from decimal import Decimal
from io import BytesIO

import docx
import pytest
from django.test import Client
from django.utils import timezone

from tests.workflows.engine.steps import UNIT, after_notice, list_at
from tests.workflows.star_rating.listing import round_of
from tests.workflows.star_rating.test_changing import decide, propose, star
from tests.world import World, make_world
from workflows.engine import facts
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.queries import STAR_FACT, documents, trials
from workflows.star_rating.queries.rounds import standing
from workflows.star_rating.rules import Tier
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """甲一支部 has five stars with 98.50, 甲二支部 three."""
    world = make_world()
    world.round()
    list_at(world, ListState.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return world


@pytest.fixture
def graded() -> World:
    """甲一支部 is 先进 with 98.50, 甲二支部 较好; the lowest tier of the scheme, 后进, is its level 0."""
    world = make_world()
    tiers = (Tier(5, "先进", Decimal(90)), Tier(3, "较好", Decimal(70)), Tier(0, "后进", Decimal(0)))
    round_of(world, quotas=(), vetoes=(), tiers=tiers)
    list_at(world, ListState.PUBLICISING, ("甲一支部", "甲二支部"))
    assert actions.publish_due(after_notice()) == 2
    return world


def printed(world: World) -> tuple[list[tuple[str, str, str]], dict[str, int], dict[int, int]]:
    """The lines and the spread of the 通报, and the spread that the round's page shows."""
    round_ = Round.objects.select_related("unit").get()
    found = documents.announcement(round_)
    lines = [(row["党支部"], row["星级"], row["变更"]) for row in found["支部"]]
    stars = standing(world.users["clerk"], round_, [world.units[UNIT].pk]).stars
    counted = {row["星级"]: row["个数"] for row in found["分布"]}
    return lines, counted, {tier: n for tier, n in stars.items() if n}


def test_a_star_corrected_to_the_lowest_tier_stays_in_the_announcement_and_the_spreads(graded: World) -> None:
    decide(graded, propose(graded, "correct", 0, score=Decimal("60.00")))

    lines = [("甲一支部", "后进", "（更正，原先进）"), ("甲二支部", "较好", "")]
    assert printed(graded) == (lines, {"先进": 0, "较好": 1, "后进": 1}, {0: 1, 3: 1})


def test_a_star_is_lowered_to_the_lowest_tier(graded: World) -> None:
    decide(graded, propose(graded, "lower", 0))

    lines = [("甲一支部", "后进", "（降星，原先进）"), ("甲二支部", "较好", "")]
    assert star(graded) == (0, "后进", "98.50")
    assert printed(graded) == (lines, {"先进": 0, "较好": 1, "后进": 1}, {0: 1, 3: 1})


def test_a_star_taken_away_is_not_the_lowest_tier(graded: World) -> None:
    decide(graded, propose(graded, "strip", None))

    assert printed(graded) == ([("甲二支部", "较好", "")], {"先进": 0, "较好": 1, "后进": 0}, {3: 1})


def test_the_lowest_tier_in_the_records_of_a_unit_is_that_of_the_scheme(graded: World) -> None:
    round_, branch = Round.objects.get(), graded.units["甲一支部"]
    value = {"tier": 0, "score": "60.00"}
    facts.record([
        facts.NewFact(STAR_FACT, round_.year, value, "后进", "档案更正", timezone.localdate(), branch.pk)
    ])  # fmt: skip

    lines = [("甲一支部", "后进", "（更正，原先进）"), ("甲二支部", "较好", "")]
    assert printed(graded) == (lines, {"先进": 0, "较好": 1, "后进": 1}, {0: 1, 3: 1})


def test_the_documents_print_the_star_that_stands_and_what_it_was(world: World) -> None:
    decide(world, propose(world))
    round_ = Round.objects.select_related("unit").get()

    found = documents.announcement(round_)
    assert [(row["党支部"], row["星级"], row["变更"]) for row in found["支部"]] == [
        ("甲一支部", "三星级", "（降星，原五星级）"),
        ("甲二支部", "三星级", ""),
    ]
    assert {row["星级"]: row["个数"] for row in found["分布"] if row["个数"]} == {"三星级": 2}
    everything = documents.summary(world.users["clerk"], round_)
    assert [row["个数"] for row in everything["分布"] if row["星级"] == "五星级"] == [0]
    assert [row["星级"] for row in everything["支部"] if row["党支部"] == "甲一支部"] == ["三星级"]
    client = Client()
    client.force_login(world.users["clerk"])
    printed = client.get(f"/star_rating/rounds/{round_.pk}/documents/announcement.docx/")
    said = [item.text for item in docx.Document(BytesIO(printed.content)).paragraphs]
    assert "中共甲一支部（降星，原五星级）、中共甲二支部。" in said


def test_who_lost_the_star_is_in_the_summary_and_not_in_the_announcement(world: World) -> None:
    decide(world, propose(world, "strip", None))
    round_ = Round.objects.select_related("unit").get()

    assert [row["党支部"] for row in documents.announcement(round_)["支部"]] == ["甲二支部"]
    rows = documents.summary(world.users["clerk"], round_)["支部"]
    assert [row["星级"] + row["变更"] for row in rows if row["党支部"] == "甲一支部"] == ["摘星（原五星级）"]


def test_a_corrected_score_is_printed_as_such(world: World) -> None:
    decide(world, propose(world, "correct", 5, score=Decimal("98.00")))

    (row,) = [row for row in documents.announcement(Round.objects.get())["支部"] if row["党支部"] == "甲一支部"]
    assert (row["得分"], row["星级"], row["变更"]) == (Decimal("98.00"), "五星级", "（得分更正）")


def test_the_spread_of_the_round_and_a_trial_go_by_the_star_that_stands(world: World) -> None:
    decide(world, propose(world))
    round_ = Round.objects.get()
    unit = world.units[UNIT].pk

    now = standing(world.users["clerk"], round_, [unit])
    assert {tier: n for tier, n in now.stars.items() if n} == {3: 2}
    assert {tier: n for tier, n in now.tiers[unit].items() if n} == {3: 2}
    assert [(entry.branch, entry.was) for entry in trials.of_round(round_)] == [
        ("甲一支部", "三星级"),
        ("甲二支部", "三星级"),
    ]
