"""Lights as data: their colours and what lights each. 依据: domain 5.6."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from .dates import WorkDays
from .document import ProgrammeError, Section

ONE_DAY = timedelta(days=1)


class Tone(StrEnum):
    """The colours that a light may have."""

    GREEN = "green"
    BLUE = "blue"
    YELLOW = "yellow"
    ORANGE = "orange"
    RED = "red"


class When(StrEnum):
    """What lights a light: the day is near or over, work lags or is poor, a person gave it, an earlier one ran out."""

    NEAR = "near"
    OVERDUE = "overdue"
    BEHIND = "behind"
    POOR = "poor"
    SLOW = "slow"
    UNLIKELY = "unlikely"
    GIVEN = "given"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Light:
    """One light. A programme names them from the mildest to the gravest; of several that apply the gravest shows.

    `days`, calendar or `working`: how long ahead for 临近, how long past the day for 逾期, how long after the light
    `after` for 到期仍未办. `lag`: percentage points behind the calendar from which work lags.
    """

    code: str
    name: str
    tone: Tone
    when: tuple[When, ...]
    days: int = 0
    working: bool = False
    lag: int = 0
    after: str = ""
    meaning: str = ""
    basis: str = ""

    def __post_init__(self) -> None:
        if not self.when:
            raise ProgrammeError(f"灯“{self.name}”至少要写一种亮灯情形。", "when")
        if (When.LAPSED in self.when) != bool(self.after):
            raise ProgrammeError(f"灯“{self.name}”写明前一个灯到期仍未办时，才填前一个灯。", "after")

    def later(self, day: date, days: int, calendar: WorkDays) -> date:
        """So many days after a day, in the days this light counts."""
        if days == 0:
            return day
        return calendar.after(day, days) if self.working else day + ONE_DAY * days

    @classmethod
    def read(cls, section: Section) -> "Light":
        return cls(
            section.text("code"),
            section.text("name"),
            section.choice("tone", Tone),
            section.choices("when", When),
            section.whole("days", 0, most=366),
            section.flag("working"),
            section.whole("lag", 0, most=100),
            section.optional_text("after"),
            section.optional_text("meaning"),
            section.optional_text("basis"),
        )
