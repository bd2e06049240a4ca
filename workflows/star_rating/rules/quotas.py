"""How many branches may or must reach a tier, counted where and of what, and how places are given by rank."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from workflows.engine.shares import Rounding, plain

from .components import HUNDRED
from .document import SchemeError, Section
from .tiers import HIGHEST_LEVEL, MOST_PLACES
from .wording import rounded, star_name


class Direction(StrEnum):
    """Whether a quota is the most or the least."""

    MAX = "max"
    MIN = "min"

    @property
    def words(self) -> str:
        """上限, 下限."""
        return "上限" if self is Direction.MAX else "下限"


class QuotaNode(StrEnum):
    """Where a quota is counted: in each list that is sent up, over the whole round, or under one named unit."""

    SUBMITTING_UNIT = "submitting_unit"
    ROOT = "root"
    NAMED = "named"

    @property
    def words(self) -> str:
        """每个呈报单位, 全部单位合计, 指定单位."""
        return NODE_WORDS[self]


NODE_WORDS = {
    QuotaNode.SUBMITTING_UNIT: "每个呈报单位",
    QuotaNode.ROOT: "全部单位合计",
    QuotaNode.NAMED: "指定单位",
}


class QuotaBase(StrEnum):
    """What a percentage is taken of: the branches that are rated, all of them, or those of one field (同领域)."""

    RATED = "rated"
    ALL = "all"
    FIELD = "field"

    @property
    def words(self) -> str:
        """参评支部, 全部支部, 同领域支部."""
        return BASE_WORDS[self]


BASE_WORDS = {QuotaBase.RATED: "参评支部", QuotaBase.ALL: "全部支部", QuotaBase.FIELD: "同领域支部"}


def measure(percent: object, base: QuotaBase, in_field: bool) -> str:
    """What a quota counts in: 参评支部的比例, 个数. Two that differ in this alone hold together: 不超过30%，且最多3个.

    In one field (`in_field`) those of the 同领域 are those that are rated; a number is the same of whatever base.
    """
    counted = QuotaBase.RATED if base is QuotaBase.FIELD and in_field else base
    if percent is None:
        return f"{counted.words}的个数" if counted is QuotaBase.FIELD else "个数"
    return f"{counted.words}的比例"


class Span(StrEnum):
    """Which tiers a quota counts: this one, this one and above, this one and below."""

    EXACT = "exact"
    ABOVE = "above"
    BELOW = "below"

    @property
    def words(self) -> str:
        """本星级, 及以上, 及以下."""
        return SPAN_WORDS[self]


SPAN_WORDS = {Span.EXACT: "本星级", Span.ABOVE: "及以上", Span.BELOW: "及以下"}


@dataclass(frozen=True)
class QuotaRule:
    """How many branches may (max) or must (min) reach a tier: a percentage of a base, or a fixed count.

    `unit_code` names the unit of a NAMED quota. `yearly` percentage points are added for each year after
    `first_year`, up to `until` (domain 2.6c N [S16]). `field`: the one 领域 whose branches alone are counted and take
    places, in words; in that field the rule stands instead of one that is counted in every field (社区后进 ≥10 %, 2.1).
    `at_least_one`: a share that is rounded to none is one, so that a small unit has a place too.
    """

    tier: int
    percent: Decimal | None
    count: int | None
    direction: Direction
    rounding: Rounding
    node: QuotaNode
    base: QuotaBase
    hard: bool
    basis: str
    span: Span = Span.EXACT
    unit_code: str = ""
    yearly: Decimal | None = None
    first_year: int | None = None
    until: Decimal | None = None
    field: str = ""
    at_least_one: bool = False

    def __post_init__(self) -> None:
        where = f"{star_name(self.tier)}的名额"
        if (self.percent is None) == (self.count is None):
            raise SchemeError(f"{where}：比例和个数应填且只填一个。", "percent")
        if (self.node is QuotaNode.NAMED) != bool(self.unit_code):
            raise SchemeError(f"{where}：适用层级是指定单位的应填、且只有它才填单位代码。", "unit_code")
        if (self.yearly is None) != (self.first_year is None):
            raise SchemeError(f"{where}：逐年提高的，每年提高多少和第一年应同时填写。", "yearly")
        if self.yearly is not None and self.percent is None:
            raise SchemeError(f"{where}：只有按比例的名额才能逐年提高。", "yearly")
        if self.at_least_one and self.percent is None:
            raise SchemeError(f"{where}：只有按比例的名额才写至少1个。", "at_least_one")
        if self.until is not None and self.yearly is None:
            raise SchemeError(f"{where}：填了最高提到多少，没有填每年提高多少。", "until")

    @property
    def key(self) -> str:
        """What places are stored under: 5 for the plain most of a tier, else 5.min, 3.min.above, 5.max.社区."""
        if self.direction is Direction.MAX and self.span is Span.EXACT and not self.by_field:
            return str(self.tier)
        span = "" if self.span is Span.EXACT else f".{self.span.value}"
        field = f".{self.field}" if self.field else ""
        return f"{self.tier}.{self.direction.value}{span}{field}"

    @property
    def about(self) -> str:
        """What no two rules of a scheme may share: 每个呈报单位五星级上限，参评支部的比例."""
        where = f"{self.node.words}{self.unit_code}{f'{self.field}领域' if self.field else ''}"
        return f"{where}{self.stars}{self.direction.words}，{measure(self.percent, self.base, bool(self.field))}"

    @property
    def by_field(self) -> bool:
        """Whether its places are those of one field: of a named one, or of each by itself."""
        return bool(self.field) or self.base is QuotaBase.FIELD

    @property
    def least(self) -> bool:
        """Whether it is a least number: one to be reached, not one to stay within."""
        return self.direction is Direction.MIN

    @property
    def binds_at_report(self) -> bool:
        """Whether a unit answers for it as it reports; a least number above the unit is the 工委's to see to."""
        return not self.least or self.node is QuotaNode.SUBMITTING_UNIT

    @property
    def may(self) -> str:
        """可以突破, 可以不达到: what a soft one allows with a reason."""
        return "可以不达到" if self.least else "可以突破"

    @property
    def counted_of(self) -> QuotaBase:
        """What the percentage is taken of where the field is settled: in one field 同领域 are those that are rated."""
        return QuotaBase.RATED if self.base is QuotaBase.FIELD else self.base

    @property
    def taken_by(self) -> QuotaBase:
        """Who can take its places: whatever the percentage is of, only branches that are rated."""
        return QuotaBase.RATED if self.base is QuotaBase.ALL else self.base

    def beyond(self, limit: int, takers: int) -> str:
        """Why places cannot be so many where so few branches can take them, in words; empty where they can."""
        if limit <= takers:
            return ""
        there = f"{self.taken_by.words}共{takers}个，填的是{limit}个"
        return f"{there}，做不到，最多填{takers}个。" if self.least else f"{there}，比支部还多，等于不设上限。"

    def percent_in(self, year: int | None) -> Decimal | None:
        """The percentage that holds in a year; None for a fixed count. Without a year that of the first."""
        if self.percent is None or self.yearly is None or self.first_year is None or year is None:
            return self.percent
        grown = self.percent + self.yearly * max(year - self.first_year, 0)
        return grown if self.until is None else min(grown, max(self.until, self.percent))

    def counts(self, level: int | None) -> bool:
        """Whether a branch with this star takes one of the places."""
        if level is None:
            return False
        if self.span is Span.EXACT:
            return level == self.tier
        return level >= self.tier if self.span is Span.ABOVE else level <= self.tier

    @property
    def stars(self) -> str:
        """五星级, 三星级及以上."""
        return star_name(self.tier) + ("" if self.span is Span.EXACT else self.span.words)

    @property
    def words(self) -> str:
        """每个呈报单位不超过参评支部的30%，向下取整; for one field 社区领域，全部单位合计不少于同领域支部的10%."""
        number = f"{self.count}个" if self.percent is None else f"{self.base.words}的{plain(self.percent)}%"
        most = "不少于" if self.least else "不超过"
        rounding = "" if self.percent is None else f"，{self.rounding.words}{'，至少1个' if self.at_least_one else ''}"
        where = f"单位{self.unit_code}" if self.unit_code else self.node.words
        field = f"{self.field}领域，" if self.field else ""
        return f"{field}{where}{most}{number}{self._growth}{rounding}{'' if self.hard else f'，{self.may}'}"

    @property
    def _growth(self) -> str:
        if self.yearly is None:
            return ""
        until = "" if self.until is None else f"，最高{plain(self.until)}%"
        return f"，{self.first_year}年以后每年提高{plain(self.yearly)}个百分点{until}"

    @classmethod
    def read(cls, section: Section) -> "QuotaRule":
        return cls(
            section.whole("tier", HIGHEST_LEVEL),
            section.optional_number("percent"),
            section.optional_whole("count", 1_000_000),
            section.choice("direction", Direction),
            section.choice("rounding", Rounding),
            section.choice("node", QuotaNode),
            section.choice("base", QuotaBase),
            section.flag("hard"),
            section.optional_text("basis"),
            section.optional_choice("span", Span.EXACT),
            section.optional_text("unit_code"),
            section.optional_number("yearly"),
            section.optional_whole("first_year", 2100),
            section.optional_number("until"),
            section.optional_text("field"),
            section.flag("at_least_one"),
        )


class QuotaLimit(NamedTuple):
    """How many, and the sum that shows it: 32×30%=9.6，向下取9."""

    limit: int
    formula: str


def quota_limit(rule: QuotaRule, base: int, year: int | None = None) -> QuotaLimit:
    """The number of branches that `rule` allows or asks for among `base` of them (domain 2.3 [S03], 2.6)."""
    percent = rule.percent_in(year)
    if percent is None:
        count = rule.count or 0
        return QuotaLimit(count, f"固定{count}个")
    exact = base * percent / HUNDRED
    limit = rule.rounding.apply(exact)
    formula = f"{base}×{plain(percent)}%={plain(exact)}{rounded(rule.rounding, exact, limit)}"
    if rule.at_least_one and base and not limit:
        return QuotaLimit(1, f"{formula}，至少1个")
    return QuotaLimit(limit, formula)


@dataclass(frozen=True)
class Ranking:
    """按排名定星: tiers with `places` are filled in the order of the score, in each list or over the whole round.

    `first`: only the first so many are rated at all (domain 2.6c, 双流 [S17]).
    """

    node: QuotaNode = QuotaNode.ROOT
    first: int | None = None

    def __post_init__(self) -> None:
        if self.node is QuotaNode.NAMED:
            raise SchemeError("按排名定星只能在每个呈报单位或全部单位合计中排名。")

    @classmethod
    def read(cls, section: Section) -> "Ranking":
        return cls(
            section.optional_choice("node", QuotaNode.ROOT),
            section.optional_whole("first", MOST_PLACES),
        )
