"""The parts of a scheme: tiers, indicators with their deduction rules, vetoes and quotas."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum

from .document import SchemeError, Section, names
from .items import Item
from .wording import plain, star_name

HIGHEST_LEVEL = 9


class VetoOutcome(StrEnum):
    """What a veto leads to; never simply "0 stars" (domain 0, [S04][S05][S11][S19][I01])."""

    CAP_TIER = "cap_tier"
    BOTTOM = "bottom"
    INELIGIBLE = "ineligible"
    NO_UPGRADE = "no_upgrade"


OUTCOME_WORDS = {
    VetoOutcome.CAP_TIER: "封顶",
    VetoOutcome.BOTTOM: "直接定最低档",
    VetoOutcome.INELIGIBLE: "取消评星资格",
    VetoOutcome.NO_UPGRADE: "不得晋级",
}


class Direction(StrEnum):
    """Whether a quota is the most or the least."""

    MAX = "max"
    MIN = "min"

    @property
    def words(self) -> str:
        """上限, 下限."""
        return "上限" if self is Direction.MAX else "下限"


class Rounding(StrEnum):
    """No published scheme says how decimals are rounded (domain 0), so each scheme does, and every page shows it."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"

    def apply(self, exact: Decimal, decimals: int = 0) -> Decimal:
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUNDING_MODES[self])

    @property
    def words(self) -> str:
        """向下取整, 向上取整, 四舍五入."""
        return ROUNDING_NAMES[self]

    def note(self, exact: Decimal, taken: Decimal) -> str:
        """The end of a formula: 向下取9 after a comma, nothing when there was nothing to round."""
        return "" if taken == exact else f"，{ROUNDING_WORDS[self]}{taken}"


ROUNDING_MODES = {Rounding.DOWN: ROUND_DOWN, Rounding.UP: ROUND_UP, Rounding.HALF_UP: ROUND_HALF_UP}
ROUNDING_NAMES = {Rounding.DOWN: "向下取整", Rounding.UP: "向上取整", Rounding.HALF_UP: "四舍五入"}
ROUNDING_WORDS = {Rounding.DOWN: "向下取", Rounding.UP: "向上取", Rounding.HALF_UP: "四舍五入取"}


class QuotaNode(StrEnum):
    """Where a quota is counted: in each list that is sent up, or over the whole round."""

    SUBMITTING_UNIT = "submitting_unit"
    ROOT = "root"

    @property
    def words(self) -> str:
        """每个呈报单位, 全部单位合计."""
        return "每个呈报单位" if self is QuotaNode.SUBMITTING_UNIT else "全部单位合计"


class QuotaBase(StrEnum):
    """What a percentage is taken of: the branches that are rated, or all of them."""

    RATED = "rated"
    ALL = "all"

    @property
    def words(self) -> str:
        """参评支部, 全部支部."""
        return "参评支部" if self is QuotaBase.RATED else "全部支部"


@dataclass(frozen=True)
class Tier:
    """One step of the ladder: from `at_least` points up to the next step, so 89.99 falls in no gap.

    The bound itself belongs to the step, unless it is `open` (高于90分).
    """

    level: int
    name: str
    at_least: Decimal
    open: bool = False

    @classmethod
    def read(cls, section: Section) -> "Tier":
        return cls(
            section.whole("level", HIGHEST_LEVEL),
            section.text("name"),
            section.number("at_least"),
            section.flag("open"),
        )

    def holds(self, score: Decimal) -> bool:
        """Whether a score reaches this step."""
        return score > self.at_least if self.open else score >= self.at_least

    @property
    def bound(self) -> str:
        """在90分及以上, or 高于90分."""
        return f"高于{plain(self.at_least)}分" if self.open else f"在{plain(self.at_least)}分及以上"

    @property
    def below(self) -> str:
        """不到90分, or 不高于90分."""
        return f"不高于{plain(self.at_least)}分" if self.open else f"不到{plain(self.at_least)}分"


@dataclass(frozen=True)
class Indicator:
    """Lines that share one mark. Deductions are taken from `start`, all else is added to it; `free` allows 其他情形.

    The mark goes no lower than `floor` (扣完为止) and no higher than `full`, unless it is `uncapped` (上不封顶).
    """

    code: str
    name: str
    full: Decimal
    items: tuple[Item, ...]
    free: bool
    basis: str
    start: Decimal | None = None
    floor: Decimal = Decimal(0)
    uncapped: bool = False

    @property
    def begins(self) -> Decimal:
        """Where the mark begins: as the scheme says, else at the full mark when lines only take, else at 0."""
        if self.start is not None:
            return self.start
        return self.full if all(item.takes for item in self.items) else Decimal(0)

    def within(self, exact: Decimal) -> Decimal:
        """A mark brought between floor and cap."""
        capped = exact if self.uncapped else min(exact, self.full)
        return max(capped, self.floor)

    @property
    def mark_words(self) -> str:
        """满分15分，扣完为止; or with its own start, floor and cap."""
        words = [f"满分{plain(self.full)}分"]
        if self.begins != self.full:
            words.append(f"从{plain(self.begins)}分起")
        if self.floor or any(item.takes for item in self.items) or self.free:
            words.append(f"最低{plain(self.floor)}分" if self.floor else "扣完为止")
        return "，".join([*words, "上不封顶"] if self.uncapped else words)

    @property
    def other(self) -> str:
        """The code under which 其他情形 is stored."""
        return f"{self.code}.other"

    @classmethod
    def read(cls, section: Section) -> "Indicator":
        return cls(
            section.text("code"),
            section.text("name"),
            section.number("full"),
            tuple(map(Item.read, section.sections("items", "第{}条", names(Item)))),
            section.flag("free"),
            section.optional_text("basis"),
            section.optional_number("start"),
            section.optional_number("floor") or Decimal(0),
            section.flag("uncapped"),
        )


@dataclass(frozen=True)
class Veto:
    """A circumstance of the last `window_years` years; `cap` is the highest level left, for CAP_TIER only."""

    code: str
    text: str
    outcome: VetoOutcome
    cap: int | None
    window_years: int
    basis: str

    def __post_init__(self) -> None:
        if (self.outcome is VetoOutcome.CAP_TIER) != (self.cap is not None):
            raise SchemeError(f"否决情形“{self.text}”：只有后果是封顶时才填、且必须填封顶星级。")

    @property
    def effect(self) -> str:
        """What it leads to, in a few words."""
        return f"最高{star_name(self.cap)}" if self.cap is not None else OUTCOME_WORDS[self.outcome]

    @classmethod
    def read(cls, section: Section) -> "Veto":
        return cls(
            section.text("code"),
            section.text("text"),
            section.choice("outcome", VetoOutcome),
            section.optional_whole("cap", HIGHEST_LEVEL),
            section.whole("window_years", 99),
            section.optional_text("basis"),
        )


@dataclass(frozen=True)
class QuotaRule:
    """How many branches may (max) or must (min) reach a tier: a percentage of a base, or a fixed count."""

    tier: int
    percent: Decimal | None
    count: int | None
    direction: Direction
    rounding: Rounding
    node: QuotaNode
    base: QuotaBase
    hard: bool
    basis: str

    def __post_init__(self) -> None:
        if (self.percent is None) == (self.count is None):
            raise SchemeError(f"{star_name(self.tier)}的名额：比例和个数应填且只填一个。")

    @property
    def words(self) -> str:
        """每个呈报单位不超过参评支部的30%，向下取整."""
        number = f"{self.count}个" if self.percent is None else f"{self.base.words}的{plain(self.percent)}%"
        most = "不超过" if self.direction is Direction.MAX else "不少于"
        rounding = "" if self.percent is None else f"，{self.rounding.words}"
        return f"{self.node.words}{most}{number}{rounding}{'' if self.hard else '，可以突破'}"

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
        )
