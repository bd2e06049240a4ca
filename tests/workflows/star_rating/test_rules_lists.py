"""Quotas with their sums, and the names of stars."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from tests.world import scheme_c
from workflows.star_rating.rules import (
    Direction,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Result,
    Rounding,
    SchemeError,
    Span,
    quota_limit,
    star_name,
    with_quota,
)

FIVE_STAR = QuotaRule(
    5,
    Decimal(30),
    None,
    Direction.MAX,
    Rounding.DOWN,
    QuotaNode.SUBMITTING_UNIT,
    QuotaBase.RATED,
    hard=True,
    basis="[S03]",
)


@pytest.mark.parametrize(
    ("base", "limit", "formula"),
    [(32, 9, "32×30%=9.6，向下取9"), (2220, 666, "2220×30%=666"), (3, 0, "3×30%=0.9，向下取0"), (0, 0, "0×30%=0")],
)
def test_at_most_30_percent_rounds_down(base: int, limit: int, formula: str) -> None:
    assert quota_limit(FIVE_STAR, base) == (limit, formula)


def test_at_least_5_percent_rounds_up() -> None:
    rule = replace(FIVE_STAR, tier=1, percent=Decimal(5), direction=Direction.MIN, rounding=Rounding.UP, hard=False)
    assert quota_limit(rule, 32) == (2, "32×5%=1.6，向上取2")


@pytest.mark.parametrize(
    ("base", "limit", "formula"),
    [(0, 0, "0×30%=0"), (3, 1, "3×30%=0.9，向下取0，至少1个"), (4, 1, "4×30%=1.2，向下取1"), (10, 3, "10×30%=3")],
)
def test_a_share_of_few_is_one_at_least_where_the_scheme_says_so(base: int, limit: int, formula: str) -> None:
    rule = replace(FIVE_STAR, at_least_one=True)
    assert quota_limit(rule, base) == (limit, formula)
    assert rule.words == "每个呈报单位不超过参评支部的30%，向下取整，至少1个"


def test_a_fixed_count_needs_no_base() -> None:
    rule = QuotaRule(
        5, None, 2, Direction.MAX, Rounding.DOWN, QuotaNode.ROOT, QuotaBase.RATED, hard=True, basis="[S17]"
    )
    assert quota_limit(rule, 32) == (2, "固定2个")


def test_stars_have_names() -> None:
    assert [star_name(level) for level in (1, 2, 3, 4, 5, 0, None)] == [
        "一星级", "二星级", "三星级", "四星级", "五星级", "无星级", "不评星",
    ]  # fmt: skip


LOWER = {5: 4, 4: 2, 3: 2, 2: 2, 1: 1}


@pytest.mark.parametrize("order", [1, -1])
def test_a_star_is_given_up_by_one_step_and_under_the_limit_of_several_stars_below_them(order: int) -> None:
    limits = (rule(basis="五星"), rule(tier=3, span=Span.ABOVE, basis="三星以上"), rule(tier=2, span=Span.BELOW))
    scheme = replace(scheme_c(), quotas=limits[::order])
    reached = {level: Result(Decimal(90), level, "", (), "") for level in LOWER}
    given = {level: with_quota(scheme, result) for level, result in reached.items()}

    assert {level: result.tier for level, result in given.items()} == LOWER
    assert [given[level].reasons[-1].basis for level in (5, 4)] == ["五星", "三星以上"]
    assert given[2] == reached[2]


def rule(**more: Any) -> QuotaRule:
    given: dict[str, Any] = {
        "tier": 5, "percent": Decimal(30), "count": None, "direction": Direction.MAX, "rounding": Rounding.DOWN,
        "node": QuotaNode.SUBMITTING_UNIT, "base": QuotaBase.RATED, "hard": True, "basis": "",
    }  # fmt: skip
    return QuotaRule(**(given | more))


@pytest.mark.parametrize(
    ("more", "key"),
    [
        ({}, "5"),
        ({"node": QuotaNode.ROOT}, "5"),
        ({"direction": Direction.MIN}, "5.min"),
        ({"tier": 3, "direction": Direction.MIN, "span": Span.ABOVE}, "3.min.above"),
        ({"tier": 2, "span": Span.BELOW}, "2.max.below"),
        ({"base": QuotaBase.FIELD}, "5.max"),
        ({"field": "社区"}, "5.max.社区"),
        ({"tier": 1, "direction": Direction.MIN, "span": Span.BELOW, "field": "社区"}, "1.min.below.社区"),
    ],
)
def test_places_are_stored_under_what_they_count(more: dict[str, Any], key: str) -> None:
    assert rule(**more).key == key


def test_a_quota_counts_one_tier_or_all_above_or_below_it() -> None:
    stars = [5, 4, 3, 2, None]
    assert [rule(tier=4).counts(star) for star in stars] == [False, True, False, False, False]
    assert [rule(tier=4, span=Span.ABOVE).counts(star) for star in stars] == [True, True, False, False, False]
    assert [rule(tier=4, span=Span.BELOW).counts(star) for star in stars] == [False, True, True, True, False]


def test_a_percentage_may_grow_every_year_up_to_a_bound() -> None:
    growing = rule(percent=Decimal(10), yearly=Decimal(5), first_year=2024, until=Decimal(20))
    assert [growing.percent_in(year) for year in (2023, 2024, 2025, 2026, 2030)] == [10, 10, 15, 20, 20]
    assert growing.words == ("每个呈报单位不超过参评支部的10%，2024年以后每年提高5个百分点，最高20%，向下取整")
    assert quota_limit(growing, 32, 2025) == (4, "32×15%=4.8，向下取4")
    assert quota_limit(growing, 32) == (3, "32×10%=3.2，向下取3")


def test_a_quota_for_a_named_unit_says_which() -> None:
    named = rule(node=QuotaNode.NAMED, unit_code="SZ-012", percent=None, count=2)
    assert named.words == "单位SZ-012不超过2个"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"node": QuotaNode.NAMED}, "五星级的名额：适用层级是指定单位的应填、且只有它才填单位代码。"),
        ({"unit_code": "SZ"}, "五星级的名额：适用层级是指定单位的应填、且只有它才填单位代码。"),
        ({"yearly": Decimal(5)}, "五星级的名额：逐年提高的，每年提高多少和第一年应同时填写。"),
        ({"percent": None, "count": 3, "yearly": Decimal(5), "first_year": 2024},
         "五星级的名额：只有按比例的名额才能逐年提高。"),
        ({"percent": None, "count": 3, "at_least_one": True}, "五星级的名额：只有按比例的名额才写至少1个。"),
        ({"until": Decimal(50)}, "五星级的名额：填了最高提到多少，没有填每年提高多少。"),
    ],
)  # fmt: skip
def test_a_quota_that_contradicts_itself_is_refused(more: dict[str, Any], sentence: str) -> None:
    with pytest.raises(SchemeError, match=sentence):
        rule(**more)
