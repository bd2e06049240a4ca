"""What overrules a score: vetoes that lower a star, merits that raise one (直接定级, 破格晋级)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from .document import SchemeError, Section
from .tiers import HIGHEST_LEVEL
from .wording import star_name


class VetoOutcome(StrEnum):
    """What a veto leads to; never simply "0 stars" (domain 0, [S04][S05][S11][S19][I01])."""

    CAP_TIER = "cap_tier"
    BOTTOM = "bottom"
    INELIGIBLE = "ineligible"
    NO_UPGRADE = "no_upgrade"
    WARN = "warn"


OUTCOME_WORDS = {
    VetoOutcome.CAP_TIER: "封顶",
    VetoOutcome.BOTTOM: "直接定最低档",
    VetoOutcome.INELIGIBLE: "取消评星资格",
    VetoOutcome.NO_UPGRADE: "不得晋级",
    VetoOutcome.WARN: "只作提醒",
}


class FactOf(StrEnum):
    """What another process tells of the branch that a veto may look at."""

    OVERDUE = "rectification.overdue"
    OPEN = "rectification.open"

    @property
    def words(self) -> str:
        """逾期的问题, 未销号的问题."""
        return "逾期的问题" if self is FactOf.OVERDUE else "未销号的问题"


class Told(NamedTuple):
    """What was told of a branch when its result was decided: how many, in words, and by which register."""

    number: int
    words: str
    source: str


@dataclass(frozen=True)
class Veto:
    """A circumstance of the last `window_years` years; `cap` is the highest level left, for CAP_TIER only.

    With a `component` nobody is asked: it holds when that component's figure is below `below` (满意度不到60%). With a
    `fact` neither: it holds when more than `beyond` are told. Such a one alone may only WARN.
    """

    code: str
    text: str
    outcome: VetoOutcome
    cap: int | None
    window_years: int
    basis: str
    component: str = ""
    below: Decimal | None = None
    fact: FactOf | None = None
    beyond: int = 0

    def __post_init__(self) -> None:
        if (self.outcome is VetoOutcome.CAP_TIER) != (self.cap is not None):
            raise SchemeError(f"否决情形“{self.text}”：只有后果是封顶时才填、且必须填封顶星级。", "cap")
        if bool(self.component) != (self.below is not None):
            raise SchemeError(f"否决情形“{self.text}”：按分项得分判断的，分项和低于多少分应同时填写。", "below")
        if self.component and self.fact:
            raise SchemeError(f"否决情形“{self.text}”：按分项得分判断的，不再看问题整改情况。", "fact")
        if self.beyond and not self.fact:
            raise SchemeError(f"否决情形“{self.text}”：看问题整改情况的才填超过几个。", "beyond")
        if self.outcome is VetoOutcome.WARN and not self.fact:
            raise SchemeError(f"否决情形“{self.text}”：看问题整改情况的才能只作提醒。", "outcome")

    @property
    def asked(self) -> bool:
        """Whether people look into it; else the figure of its component says it, or what another process tells."""
        return not self.component and self.fact is None

    @property
    def label(self) -> str:
        """What it is called before its words."""
        return "否决情形"

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
            0 if section.data.get("component") or section.data.get("fact") else section.whole("window_years", 99),
            section.optional_text("basis"),
            section.optional_text("component"),
            section.optional_number("below"),
            section.choice("fact", FactOf) if section.data.get("fact") else None,
            section.whole("beyond", 9999, usually=0),
        )


class MeritKind(StrEnum):
    """What a merit does: it gives a tier, or it lifts the limits on going up."""

    DIRECT = "direct"
    BREAKTHROUGH = "breakthrough"

    @property
    def words(self) -> str:
        """直接定级, 破格晋级."""
        return "直接定级" if self is MeritKind.DIRECT else "破格晋级"


@dataclass(frozen=True)
class Merit:
    """A circumstance that the branch claims and its committee confirms (domain 2.2 [S02], 2.6 [S06]).

    DIRECT gives `tier` whatever the score; BREAKTHROUGH lifts preconditions and 逐级晋升, up to `tier` where given.
    `takes_place`: whether a star given directly counts towards the quota. `approver`: the body that finds that it
    holds (党（工）委); a meeting on record must name it before the star is decided.
    """

    code: str
    text: str
    kind: MeritKind
    tier: int | None = None
    takes_place: bool = True
    approver: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        if self.kind is MeritKind.DIRECT and self.tier is None:
            raise SchemeError(f"直接定级情形“{self.text}”没有填写星级。", "tier")

    @property
    def label(self) -> str:
        """What it is called before its words."""
        return f"{self.kind.words}情形"

    @property
    def effect(self) -> str:
        """What it leads to, in a few words."""
        if self.kind is MeritKind.DIRECT:
            return f"直接定为{star_name(self.tier)}"
        return "可破格晋级" if self.tier is None else f"可破格晋级到{star_name(self.tier)}"

    @classmethod
    def read(cls, section: Section) -> "Merit":
        return cls(
            section.text("code"),
            section.text("text"),
            section.choice("kind", MeritKind),
            section.optional_whole("tier", HIGHEST_LEVEL),
            section.flag("takes_place", usually=True),
            section.optional_text("approver"),
            section.optional_text("basis"),
        )
