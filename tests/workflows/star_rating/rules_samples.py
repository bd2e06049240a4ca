"""Small schemes that the tests of the rules are made of."""

from decimal import Decimal
from typing import Any

from workflows.star_rating.rules import (
    Component,
    Deduction,
    FigureOf,
    Indicator,
    Item,
    Mode,
    Rounding,
    Scheme,
    Tier,
)

FIVE = tuple(
    Tier(level, f"{name}星级", Decimal(bound))
    for level, name, bound in ((5, "五", 90), (4, "四", 80), (3, "三", 70), (2, "二", 60), (1, "一", 0))
)
TABLE = Component("table", "党建工作", Decimal(100))


def points(code: str, most: int = 100, **more: Any) -> Indicator:
    """One indicator with one line, on which from 0 to `most` points are given."""
    item = Item(f"{code}.1", f"{code}得分", Decimal(most), mode=Mode.MANUAL)
    return Indicator(code, f"指标{code}", Decimal(most), (item,), free=False, basis="", **more)


def made(*indicators: Indicator, components: tuple[Component, ...] = (TABLE,), **more: Any) -> Scheme:
    """A scheme with the five usual tiers: 90, 80, 70, 60 and 0 points."""
    given: dict[str, Any] = {
        "basis": "办法", "decimals": 2, "rounding": Rounding.HALF_UP, "tiers": FIVE, "vetoes": (), "quotas": (),
    }  # fmt: skip
    return Scheme(name="试用", version="1", components=components, indicators=indicators, **(given | more))


def entered(code: str, name: str, weight: int, of: FigureOf = FigureOf.OFFICE, **more: Any) -> Component:
    """A component that is not from the table."""
    return Component(code, name, Decimal(weight), of, **more)


def typed(**figures: str) -> list[Deduction]:
    """typed(A="80"): 80 points under the line of indicator A."""
    return [Deduction(f"{code}.1", Decimal(figure), "") for code, figure in figures.items()]
