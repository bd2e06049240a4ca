"""A veto may look at the 问题整改 ledger: how many problems are overdue or open, as they stood at 初评."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import SECRETARIES, all_is_well, do, review
from tests.workflows.star_rating.schemes import STARS, of, one, steps, typed
from tests.workflows.star_rating.test_changing import page
from tests.world import World, make_world, scheme_c
from workflows.engine import events, facts
from workflows.engine.facts import NewFact
from workflows.engine.models import Round
from workflows.star_rating import actions, queries
from workflows.star_rating.rules import SchemeError, Veto, VetoOutcome, describing, grade
from workflows.star_rating.rules.circumstances import FactOf, Told
from workflows.star_rating.rules.following import found_vetoes

pytestmark = pytest.mark.django_db
CAP = Veto("Z1", "问题整改逾期", VetoOutcome.CAP_TIER, 3, 0, "办法", fact=FactOf.OVERDUE)
WARN = Veto("Z2", "未销号问题较多", VetoOutcome.WARN, None, 0, "", fact=FactOf.OPEN, beyond=2)
SCHEME = of(one("I1", 100, steps("1", "大会", 好="100", 差="0")), tiers=STARS, vetoes=(CAP, WARN))
LEDGER = "问题整改台账"


def judged(late: Told | None, unsettled: Told | None) -> tuple[int | None, list[str]]:
    """The star of a full sheet, and what is said of the vetoes."""
    told: dict[str, Told | None] = {FactOf.OVERDUE: late, FactOf.OPEN: unsettled}
    entered = {each.code: each.most for each in SCHEME.entered_components}
    result = grade(SCHEME, typed(c1="100"), entered, (), told=told)
    return result.tier, [reason.text for reason in result.reasons if "整改" in reason.text or "否决" in reason.text]


def test_more_than_are_allowed_cap_the_star_with_number_and_source() -> None:
    late = Told(2, "有2个逾期的问题", LEDGER)

    assert judged(late, Told(2, "有2个未销号的问题", LEDGER)) == (
        3,
        ["有2个逾期的问题（来源：问题整改台账），属于“问题整改逾期”，最高评三星级，由五星级降为三星级。"],
    )


def test_a_warning_leaves_the_star_and_says_so() -> None:
    tier, said = judged(Told(0, "没有逾期的问题", LEDGER), Told(3, "有3个未销号的问题", LEDGER))

    assert (tier, said) == (
        5, ["有3个未销号的问题（来源：问题整改台账），属于“未销号问题较多”，只作提醒，五星级不受影响。"]
    )  # fmt: skip


def test_what_nobody_told_is_no_pass_and_no_veto() -> None:
    assert judged(None, Told(0, "没有未销号的问题", LEDGER)) == (
        5, ["没有核实到否决与封顶情形。", "系统中没有本年度问题整改情况，“问题整改逾期”需人工核实。"]
    )  # fmt: skip


def test_such_a_veto_is_asked_of_nobody() -> None:
    assert SCHEME.asked == {}
    assert describing.veto(SCHEME, WARN) == "只作提醒，由系统判断：问题整改台账中未销号的问题超过2个"


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"fact": FactOf.OPEN, "component": "base", "below": Decimal(1)}, "不再看问题整改情况"),
        ({"beyond": 2}, "看问题整改情况的才填超过几个"),
        ({}, "看问题整改情况的才能只作提醒"),
    ],
)
def test_a_veto_that_contradicts_itself_is_refused(wrong: dict[str, object], sentence: str) -> None:
    with pytest.raises(SchemeError, match=sentence):
        Veto("Z", "情形", VetoOutcome.WARN, None, 0, "", **wrong)  # type: ignore[arg-type]


def tell(world: World, unit: str, late: int) -> None:
    today = timezone.localdate()
    facts.record(
        [
            NewFact("rectification.overdue", today.year, {"count": late}, f"有{late}个逾期的问题", LEDGER,
                    date(today.year, 1, 1), unit_id=world.units[unit].pk)
        ]
    )  # fmt: skip


@pytest.fixture
def world() -> World:
    """A round whose scheme caps at three stars whoever has an overdue problem; 甲一支部 has two of them."""
    world = make_world()
    round_ = world.round()
    document = scheme_c().to_data()
    document["vetoes"].append(
        {"code": "Z1", "text": "问题整改逾期", "outcome": "cap_tier", "cap": 3, "fact": "rectification.overdue"}
    )
    Round.objects.filter(pk=round_.pk).update(scheme=document, scheme_version="看整改")
    tell(world, "甲一支部", 2)
    world.submit("甲一支部", getattr(world, SECRETARIES["甲一支部"]))
    return world


def test_the_decision_keeps_what_was_told_and_stays_with_it(world: World) -> None:
    assert "有2个逾期的问题（来源：问题整改台账）" in str(queries.Sheets(world.rating("甲一支部")).result("review"))
    review(world, "甲一支部", five_stars=True)

    rating = world.rating("甲一支部")
    kept = rating.told["rectification.overdue"]
    assert (rating.tier, kept["count"], kept["source"]) == (3, 2, LEDGER)
    tell(world, "甲一支部", 0)
    assert list(queries.changed_results()) == []
    assert "有2个逾期的问题（来源：问题整改台账）" in page(world, "staff")
    assert all_is_well()


def test_going_back_to_初评_looks_again(world: World) -> None:
    review(world, "甲一支部", five_stars=True)
    tell(world, "甲一支部", 0)
    do(actions.withdraw, world, world.rating("甲一支部"), "staff")
    do(actions.forward, world, world.rating("甲一支部"), "staff")

    rating = world.rating("甲一支部")
    assert (rating.tier, rating.told["rectification.overdue"]["count"]) == (5, 0)


def test_what_came_from_the_ledger_is_not_sent_back_to_it(world: World) -> None:
    review(world, "甲一支部", five_stars=True)

    assert list(found_vetoes(world.rating("甲一支部").result)) == []
    assert list(events.waiting(queries.VETOED)) == []
