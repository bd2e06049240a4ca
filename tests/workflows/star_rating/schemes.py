"""Schemes that tests are tried on: of a few indicators alone, of everything that a scheme can say, as it ships."""

import json
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

from workflows.star_rating.rules import (
    Average,
    Component,
    Decider,
    Deduction,
    Dimension,
    Direction,
    FigureOf,
    Group,
    Indicator,
    Item,
    Merit,
    MeritKind,
    Mode,
    Newcomers,
    Option,
    Precondition,
    PreconditionKind,
    PublicityRule,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Ranking,
    Rounding,
    Scheme,
    Slope,
    Span,
    Tier,
    Veto,
    VetoOutcome,
    Window,
)
from workflows.star_rating.rules.circumstances import FactOf
from workflows.star_rating.workbooks.scheme import read_scheme, scheme_book

D = Decimal
SHIPPED = Path(__file__).parents[3] / "workflows/star_rating/schemes"
STARS = tuple(Tier(level, name, D(bound)) for level, name, bound in (
    (5, "五星级", 90), (4, "四星级", 80), (3, "三星级", 70), (2, "二星级", 60), (1, "一星级", 0),
))  # fmt: skip


def shipped(name: str) -> Scheme:
    """A scheme as it comes with the product, by the name of its file."""
    return Scheme.from_data(json.loads((SHIPPED / f"{name}.json").read_text("utf-8")))


def names() -> list[str]:
    """The names of all schemes that come with the product."""
    return sorted(file.stem for file in SHIPPED.glob("*.json"))


def through_book(rules: Scheme) -> Scheme:
    """The scheme written to a workbook and read back; fails on the first error."""
    back, errors = read_scheme(BytesIO(scheme_book(rules, "郑思远于2026-11-22下载")))
    assert ([str(error) for error in errors], back is None) == ([], False)
    assert back is not None
    return back


def of(*indicators: Indicator, tiers: tuple[Tier, ...] = STARS, **more: Any) -> Scheme:
    """A scheme of these indicators, each worth what it says, unless told otherwise."""
    given: dict[str, Any] = {
        "name": "试用方案", "version": "1", "basis": "试用", "components": (Component("base", "得分", D(100)),),
        "decimals": 2, "rounding": Rounding.HALF_UP, "vetoes": (), "quotas": (),
    }  # fmt: skip
    return Scheme(tiers=tiers, indicators=indicators, **(given | more))


def one(code: str, full: float, *items: Item, name: str = "", free: bool = False, **more: Any) -> Indicator:
    """An indicator with these lines."""
    return Indicator(code, name or f"指标{code}", D(str(full)), items, free=free, basis="自评表", **more)


def steps(code: str, text: str, **points: str) -> Item:
    """A line with steps: 好="20", 差="0"."""
    options = tuple(Option(words, D(worth)) for words, worth in points.items())
    return Item(code, text, D(0), mode=Mode.TIERED, options=options)


def typed(**figures: str) -> list[Deduction]:
    """What is typed under each line; a code with a dot is written with an underscore, one that is a number with c."""
    return [Deduction(code.removeprefix("c").replace("_", "."), D(text), "") for code, text in figures.items()]


def everything() -> Scheme:
    """A scheme that says something unusual in every field that a scheme has."""
    panel = Component(
        "panel", "评委评", D("40.5"), FigureOf.PANEL, D(60), average=Average.TRIMMED,
        dimensions=(Dimension("班子", D("35.5")), Dimension("作用", D("24.5"))), basis="评分办法",
    )  # fmt: skip
    minus = Component("minus", "反向扣分", D(100), FigureOf.REVIEW, D(20), takes=True)
    line = Item(
        "3", "谈话记录", D(2), mode=Mode.LINEAR, slope=Slope(D(60), D(10), D(1), only_above=True), most=D(4),
        evidence="谈话记录", needs_evidence=True, evidence_why="核实谈话到人",
    )  # fmt: skip
    errors = Item("5", "差错率", D(2), mode=Mode.LINEAR, slope=Slope(D(1), D("0.5"), D(1), falling=True))
    return of(
        one(
            "I1", 10, Item("1", "缺一次", D("0.5"), per_count=True), free=True, group="g2", component="base",
            follow_below=D("6.5"),
        ),
        one("I2", 20, steps("2", "大会", 每季="5", 半年="2", 不开="0"), line, start=D(3), floor=D(1), uncapped=True),
        one("I3", 5, Item("4", "稿件", D(3), mode=Mode.COUNT), errors, component="other"),
        tiers=(
            Tier(5, "先进", D("90.5"), open=True, places=2, clearance=True, use="优先推荐"),
            Tier(4, "较好", D(80), places=4, decided_by=Decider.UNIT, up_to=D(90), body="党组"),
            Tier(0, "后进", D(0), follow_up="限期整改", follow_days=90),
        ),
        components=(
            Component("base", "基础", D(60), full=D(25)), Component("other", "其他", D(100)), panel, minus,
            Component("masses", "满意度", D(10), FigureOf.OFFICE),
        ),
        decimals=1, rounding=Rounding.DOWN, max_score=D(120), uncapped=True,
        groups=(Group("g1", "创先争优", D(20), capped=True), Group("g2", "计划", parent="g1")),
        vetoes=(
            Veto("V1", "违纪", VetoOutcome.INELIGIBLE, None, 2, "办法"),
            Veto("V2", "满意度低", VetoOutcome.CAP_TIER, 4, 0, "", "masses", D(60)),
            Veto("V3", "整改逾期", VetoOutcome.WARN, None, 0, "", fact=FactOf.OVERDUE, beyond=2),
        ),
        preconditions=(
            Precondition(5, PreconditionKind.HISTORY, level=4, years=3, times=2, basis="逐级"),
            Precondition(4, PreconditionKind.AGE, months=12),
        ),
        merits=(
            Merit("M1", "市级先进", MeritKind.DIRECT, 5, takes_place=False, approver="党工委", basis="办法"),
            Merit("M2", "成绩突出", MeritKind.BREAKTHROUGH),
        ),
        newcomers=Newcomers.UNRATED, newcomer_months=6, only_up_to=4, step_up=1,
        quotas=(
            QuotaRule(
                5, D("12.5"), None, Direction.MAX, Rounding.HALF_UP, QuotaNode.NAMED, QuotaBase.FIELD, False, "办法",
                Span.ABOVE, "A01", D("2.5"), 2025, D(20), "社区", True,
            ),
            QuotaRule(0, None, 3, Direction.MIN, Rounding.UP, QuotaNode.ROOT, QuotaBase.ALL, True, "", Span.BELOW),
        ),
        ranking=Ranking(QuotaNode.SUBMITTING_UNIT, 24), publicity=PublicityRule(5, False, True),
        filed_with="区委组织部、区级机关工委",
        windows=(Window("self_assessing", 12, 31), Window("compiling", 3, 14, 16, True, True)),
    )  # fmt: skip
