"""What a branch brings from earlier years, and what a tier asks of that: preconditions, 逐级晋升, newcomers."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from .document import SchemeError, Section
from .tiers import HIGHEST_LEVEL
from .wording import star_name

MOST_YEARS = 10
MOST_MONTHS = 600


class Past(NamedTuple):
    """Levels of earlier years, None where there was none; `months` since founding at the year's end, None unknown."""

    last: int | None = None
    earlier: tuple[int | None, ...] = ()
    months: int | None = None

    @classmethod
    def of(cls, history: Mapping[str, Any]) -> "Past":
        """From what a rating keeps of earlier years."""
        return cls(history.get("tier"), tuple(history.get("earlier", ())), history.get("months"))

    def stars(self, years: int) -> tuple[int | None, ...]:
        """Those of the last `years` years, last year's first."""
        return (self.last, *self.earlier)[:years]


NEW = Past()


def months_at_end(founded: date, year: int) -> int:
    """Whole months from a founding day to 31 December of a year."""
    return max(12 * (year - founded.year) + 12 - founded.month, 0)


def first_day_too_young(months: int, year: int) -> date:
    """The earliest founding day with which a branch is younger than so many months at the end of a year."""
    month = 12 * year + 12 - months
    return date(month // 12, month % 12 + 1, 1)


class PreconditionKind(StrEnum):
    """What a precondition looks at."""

    HISTORY = "history"
    AGE = "age"

    @property
    def words(self) -> str:
        """历年星级, 成立时间."""
        return "历年星级" if self is PreconditionKind.HISTORY else "成立时间"


@dataclass(frozen=True)
class Precondition:
    """What must have been before a branch may get `tier`.

    HISTORY: at least `times` times in the last `years` years a star of `level` or higher. AGE: founded at least
    `months` months before 31 December of the year. Not met: the highest tier below whose preconditions hold.
    """

    tier: int
    kind: PreconditionKind
    level: int | None = None
    years: int = 1
    times: int = 1
    months: int | None = None
    basis: str = ""

    def __post_init__(self) -> None:
        where = f"{star_name(self.tier)}的前置条件"
        if (self.kind is PreconditionKind.HISTORY) != (self.level is not None):
            raise SchemeError(f"{where}：看历年星级的应填、且只有它才填历年星级。", "level")
        if (self.kind is PreconditionKind.AGE) != (self.months is not None):
            raise SchemeError(f"{where}：看成立时间的应填、且只有它才填月数。", "months")
        if not 1 <= self.times <= self.years:
            raise SchemeError(f"{where}：次数应在1到年数之间。", "times")

    def met_by(self, past: Past) -> bool:
        """Whether it holds; a founding date that is not on record is no hindrance."""
        if self.kind is PreconditionKind.AGE:
            return past.months is None or past.months >= (self.months or 0)
        reached = [star for star in past.stars(self.years) if star is not None and star >= (self.level or 0)]
        return len(reached) >= self.times

    @property
    def words(self) -> str:
        """上年须为四星级及以上; 近3年至少2年…; 须成立满12个月."""
        if self.kind is PreconditionKind.AGE:
            return f"须成立满{self.months}个月"
        star = f"{star_name(self.level)}及以上"
        if self.years == 1:
            return f"上年须为{star}"
        return f"近{self.years}年须至少{self.times}年为{star}"

    @classmethod
    def read(cls, section: Section) -> "Precondition":
        return cls(
            section.whole("tier", HIGHEST_LEVEL),
            section.choice("kind", PreconditionKind),
            section.optional_whole("level", HIGHEST_LEVEL),
            section.whole("years", MOST_YEARS, usually=1),
            section.whole("times", MOST_YEARS, usually=1),
            section.optional_whole("months", MOST_MONTHS),
            section.optional_text("basis"),
        )


class Newcomers(StrEnum):
    """What becomes of branches that were founded within the last months (domain 2.6 [S06], 2.6c L [S12])."""

    RATED = "rated"
    UNRATED = "unrated"
    LEFT_OUT = "left_out"

    @property
    def words(self) -> str:
        """照常定级, 参加自评但不定星级, 不参加."""
        return NEWCOMER_WORDS[self]


NEWCOMER_WORDS = {
    Newcomers.RATED: "照常定级",
    Newcomers.UNRATED: "参加自评但不定星级",
    Newcomers.LEFT_OUT: "不参加",
}
