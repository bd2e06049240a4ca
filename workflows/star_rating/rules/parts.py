"""The parts of a scheme: tiers, indicators with their deduction rules, vetoes and quotas."""

from dataclasses import dataclass, fields
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum

from .document import SchemeError, Section
from .wording import star_name

HIGHEST_LEVEL = 9


class VetoOutcome(StrEnum):
    """What a veto leads to; never simply "0 stars" (domain 0, [S04][S05][S11][S19][I01])."""

    CAP_TIER = "cap_tier"
    BOTTOM = "bottom"
    INELIGIBLE = "ineligible"
    NO_UPGRADE = "no_upgrade"


class Direction(StrEnum):
    MAX = "max"
    MIN = "min"


class Rounding(StrEnum):
    """No published scheme says how decimals are rounded (domain 0), so each scheme does, and every page shows it."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"

    def apply(self, exact: Decimal, decimals: int = 0) -> Decimal:
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUNDING_MODES[self])

    def note(self, exact: Decimal, taken: Decimal) -> str:
        """The end of a formula: 向下取9 after a comma, nothing when there was nothing to round."""
        return "" if taken == exact else f"，{ROUNDING_WORDS[self]}{taken}"


ROUNDING_MODES = {Rounding.DOWN: ROUND_DOWN, Rounding.UP: ROUND_UP, Rounding.HALF_UP: ROUND_HALF_UP}
ROUNDING_WORDS = {Rounding.DOWN: "向下取", Rounding.UP: "向上取", Rounding.HALF_UP: "四舍五入取"}


class QuotaNode(StrEnum):
    """Where a quota is counted: in each list that is sent up, or over the whole round."""

    SUBMITTING_UNIT = "submitting_unit"
    ROOT = "root"


class QuotaBase(StrEnum):
    """What a percentage is taken of: the branches that are rated, or all of them."""

    RATED = "rated"
    ALL = "all"


@dataclass(frozen=True)
class Tier:
    """One step of the ladder: from `at_least` points (included) up to the next step, so 89.99 falls in no gap."""

    level: int
    name: str
    at_least: Decimal

    @classmethod
    def read(cls, section: Section) -> "Tier":
        return cls(section.whole("level", HIGHEST_LEVEL), section.text("name"), section.number("at_least"))


@dataclass(frozen=True)
class Item:
    """One deduction rule (扣分条). With `per_count`, `points` is for the first case and further cases take more."""

    code: str
    text: str
    points: Decimal
    per_count: bool = False
    evidence: str = ""

    @classmethod
    def read(cls, section: Section) -> "Item":
        return cls(
            section.text("code"),
            section.text("text"),
            section.number("points"),
            section.flag("per_count"),
            section.optional_text("evidence"),
        )


@dataclass(frozen=True)
class Indicator:
    """Starts at `full` points and loses them down to 0 (扣完为止); `free` allows 其他情形酌情扣分."""

    code: str
    name: str
    full: Decimal
    items: tuple[Item, ...]
    free: bool
    basis: str

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


def names(cls: type) -> set[str]:
    return {field.name for field in fields(cls)}
