"""Quotas with their sums, the ranking of a list, and the names of stars."""

from dataclasses import replace
from decimal import Decimal

import pytest

from workflows.star_rating.rules import (
    Direction,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Ranked,
    Rounding,
    Tone,
    check_quota,
    quota_limit,
    rank,
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
    short = check_quota(rule, 32, 1)
    assert (short.tone, short.text) == (Tone.WARN, "一星级不少于2个（32×5%=1.6，向上取2），现列1个，还差1个。")


def test_a_fixed_count_needs_no_base() -> None:
    rule = QuotaRule(
        5, None, 2, Direction.MAX, Rounding.DOWN, QuotaNode.ROOT, QuotaBase.RATED, hard=True, basis="[S17]"
    )
    assert quota_limit(rule, 32) == (2, "固定2个")


def test_a_list_within_its_quota_and_one_beyond() -> None:
    kept, beyond = check_quota(FIVE_STAR, 32, 9), check_quota(FIVE_STAR, 32, 10)
    assert (kept.tone, kept.text) == (Tone.OK, "五星级不超过9个（32×30%=9.6，向下取9），现列9个，符合名额。")
    assert (beyond.tone, beyond.text) == (Tone.BAD, "五星级不超过9个（32×30%=9.6，向下取9），现列10个，超出1个。")


def test_equal_scores_share_a_place() -> None:
    scores = [("甲", Decimal(90)), ("乙", Decimal("92.20")), ("丙", Decimal("90.00")), ("丁", Decimal(80))]
    assert rank(scores) == [
        Ranked(1, "乙", Decimal("92.2"), False),
        Ranked(2, "甲", Decimal(90), True),
        Ranked(2, "丙", Decimal(90), True),
        Ranked(4, "丁", Decimal(80), False),
    ]


def test_stars_have_names() -> None:
    assert [star_name(level) for level in (1, 2, 3, 4, 5, 0, None)] == [
        "一星级", "二星级", "三星级", "四星级", "五星级", "无星级", "不评星",
    ]  # fmt: skip
