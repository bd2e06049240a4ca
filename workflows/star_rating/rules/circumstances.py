"""What overrules a score: vetoes that lower a star, merits that raise one (直接定级, 破格晋级)."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from .document import SchemeError, Section
from .tiers import HIGHEST_LEVEL
from .wording import star_name


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


@dataclass(frozen=True)
class Veto:
    """A circumstance of the last `window_years` years; `cap` is the highest level left, for CAP_TIER only.

    With a `component` nobody is asked: it holds when that component's figure is below `below` (满意度不到60%).
    """

    code: str
    text: str
    outcome: VetoOutcome
    cap: int | None
    window_years: int
    basis: str
    component: str = ""
    below: Decimal | None = None

    def __post_init__(self) -> None:
        if (self.outcome is VetoOutcome.CAP_TIER) != (self.cap is not None):
            raise SchemeError(f"否决情形“{self.text}”：只有后果是封顶时才填、且必须填封顶星级。", "cap")
        if bool(self.component) != (self.below is not None):
            raise SchemeError(f"否决情形“{self.text}”：按分项得分判断的，分项和低于多少分应同时填写。", "below")

    @property
    def asked(self) -> bool:
        """Whether people look into it; else the figure of its component says it."""
        return not self.component

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
            0 if section.data.get("component") else section.whole("window_years", 99),
            section.optional_text("basis"),
            section.optional_text("component"),
            section.optional_number("below"),
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
