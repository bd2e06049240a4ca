"""Where problems come from, how grave they are, and by which kind of time limit they are put right."""

from dataclasses import dataclass
from enum import StrEnum

from .document import ProgrammeError, Section

MOST_MONTHS = 120


@dataclass(frozen=True)
class Source:
    """A source of problems (巡察反馈, 审计). `events`: kinds of event whose problems get it. 依据: domain 5.1."""

    code: str
    name: str
    events: tuple[str, ...] = ()
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "Source":
        return cls(section.text("code"), section.text("name"), section.texts("events"), section.optional_text("basis"))


@dataclass(frozen=True)
class Severity:
    """How grave a problem is; the words are the programme's own."""

    code: str
    name: str

    @classmethod
    def read(cls, section: Section) -> "Severity":
        return cls(section.text("code"), section.text("name"))


class LimitKind(StrEnum):
    """What a time limit asks: at once, by a day, or again and again without a day."""

    IMMEDIATE = "immediate"
    DATED = "dated"
    SUSTAINED = "sustained"

    @property
    def words(self) -> str:
        """立行立改, 限期整改, 长期坚持."""
        return LIMIT_WORDS[self]


LIMIT_WORDS = {LimitKind.IMMEDIATE: "立行立改", LimitKind.DATED: "限期整改", LimitKind.SUSTAINED: "长期坚持"}


@dataclass(frozen=True)
class Limit:
    """A kind of rectification in the programme's own words. 依据: domain 5.3.

    `days` (calendar, or `working`) or `months` from the day it was assigned give the day; with neither, the host types
    one. `review_months`: how often one without a day is looked at. `plan`: whether a plan is asked before the work.
    """

    code: str
    name: str
    kind: LimitKind
    days: int | None = None
    working: bool = False
    months: int | None = None
    review_months: int | None = None
    plan: bool = True
    basis: str = ""

    def __post_init__(self) -> None:
        sustained = self.kind is LimitKind.SUSTAINED
        if self.days and self.months:
            raise ProgrammeError(f"整改类型“{self.name}”的天数和月数只能填一项。", "days")
        if sustained and (self.days or self.months):
            raise ProgrammeError(f"整改类型“{self.name}”是长期坚持，不填天数和月数，填复查间隔月数。", "days")
        if sustained != (self.review_months is not None):
            why = "是长期坚持，应填写" if sustained else f"是{self.kind.words}，不填"
            raise ProgrammeError(f"整改类型“{self.name}”{why}复查间隔月数。", "review_months")

    @classmethod
    def read(cls, section: Section) -> "Limit":
        return cls(
            section.text("code"),
            section.text("name"),
            section.choice("kind", LimitKind),
            section.optional_whole("days"),
            section.flag("working"),
            section.optional_whole("months", most=MOST_MONTHS),
            section.optional_whole("review_months", most=MOST_MONTHS),
            section.flag("plan", usually=True),
            section.optional_text("basis"),
        )
