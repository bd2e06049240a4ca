"""Quotas with their sums, which of them can be kept, and the names of stars."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from workflows.star_rating.rules import (
    Direction,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Rounding,
    is_supported,
    quota_limit,
    star_name,
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


def test_a_fixed_count_needs_no_base() -> None:
    rule = QuotaRule(
        5, None, 2, Direction.MAX, Rounding.DOWN, QuotaNode.ROOT, QuotaBase.RATED, hard=True, basis="[S17]"
    )
    assert quota_limit(rule, 32) == (2, "固定2个")


@pytest.mark.parametrize(
    ("other", "kept"),
    [
        ({}, True),
        ({"hard": False}, False),
        ({"direction": Direction.MIN, "rounding": Rounding.UP}, False),
        ({"node": QuotaNode.ROOT}, False),
    ],
)
def test_only_a_hard_limit_of_the_reporting_unit_can_be_kept(other: dict[str, Any], kept: bool) -> None:
    assert is_supported(replace(FIVE_STAR, **other)) is kept


def test_stars_have_names() -> None:
    assert [star_name(level) for level in (1, 2, 3, 4, 5, 0, None)] == [
        "一星级", "二星级", "三星级", "四星级", "五星级", "无星级", "不评星",
    ]  # fmt: skip
