"""The ladder of tiers: from which score each begins, who decides it and what follows from it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from workflows.engine.shares import plain

from .document import Section

HIGHEST_LEVEL = 9
MOST_PLACES = 10_000
MOST_DAYS = 366


class Decider(StrEnum):
    """Who decides a tier: the 工委, or the reporting unit itself, which then files what it decided (2.3 [S03])."""

    ROOT = "root"
    UNIT = "unit"

    @property
    def words(self) -> str:
        """报工委审定; 本单位审定、报备案."""
        return "报工委审定" if self is Decider.ROOT else "本单位审定、报备案"


@dataclass(frozen=True)
class Tier:
    """One step of the ladder: from `at_least` points up to the next step, so 89.99 falls in no gap.

    The bound itself belongs to the step, unless it is `open` (高于90分). `places`: how many are ranked into it, where
    the scheme ranks. `clearance`: 纪检意见 is needed. `follow_up`: the demand that 整改 starts with, within
    `follow_days`. `use`: what the star is good for (结果运用). `up_to`: where the document says that it ends (85–94分),
    kept to be compared with the next step and for nothing else. `body`: the name of the body that decides the tier, or
    names of which one will do (党组, 党（工）委), so that the meeting on record is one of it (domain 2.6b [S15]).
    """

    level: int
    name: str
    at_least: Decimal
    open: bool = False
    places: int | None = None
    decided_by: Decider = Decider.ROOT
    clearance: bool = False
    follow_up: str = ""
    follow_days: int | None = None
    use: str = ""
    up_to: Decimal | None = None
    body: str = ""

    @classmethod
    def read(cls, section: Section) -> "Tier":
        return cls(
            section.whole("level", HIGHEST_LEVEL),
            section.text("name"),
            section.number("at_least"),
            section.flag("open"),
            section.optional_whole("places", MOST_PLACES),
            section.optional_choice("decided_by", Decider.ROOT),
            section.flag("clearance"),
            section.optional_text("follow_up"),
            section.optional_whole("follow_days", MOST_DAYS),
            section.optional_text("use"),
            section.optional_number("up_to"),
            section.optional_text("body"),
        )

    def holds(self, score: Decimal) -> bool:
        """Whether a score reaches this step."""
        return score > self.at_least if self.open else score >= self.at_least

    @property
    def bounded(self) -> bool:
        """Whether some score is too low for it."""
        return self.at_least > 0 or self.open

    @property
    def decider(self) -> str:
        """报工委审定; 本单位审定、报备案，由党组决定."""
        return f"{self.decided_by.words}，由{self.body}决定" if self.body else self.decided_by.words

    @property
    def bound(self) -> str:
        """在90分及以上, or 高于90分."""
        return f"高于{plain(self.at_least)}分" if self.open else f"在{plain(self.at_least)}分及以上"

    @property
    def below(self) -> str:
        """不到90分, or 不高于90分."""
        return f"不高于{plain(self.at_least)}分" if self.open else f"不到{plain(self.at_least)}分"
