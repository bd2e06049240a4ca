"""On what approval a round rests; what is missing or exceeded is said with its clause, no more. 依据: domain 7.5."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from .category import HonourKind
from .document import MOST_YEARS, Section
from .sponsors import LAW, frequency_warning

if TYPE_CHECKING:
    from .award_round import AwardRound

MODELS = "《创建示范活动管理办法（试行）》（2022年4月）：创建示范活动须经批准"
AWARDS = "评比达标表彰管理（各地细则）：批准后不得擅自改变名称、周期、范围、名额，同一项目一般5年1次"
USUAL_CYCLE = 5


@dataclass(frozen=True)
class Approval:
    """批准依据: number and body of the document, its date, every how many years, how many may be honoured."""

    document: str = ""
    body: str = ""
    on: date | None = None
    cycle_years: int | None = None
    number: int | None = None

    @classmethod
    def read(cls, section: Section) -> "Approval":
        return cls(
            section.optional_text("document"),
            section.optional_text("body"),
            section.optional_day("on"),
            section.optional_whole("cycle_years", MOST_YEARS),
            section.optional_whole("number"),
        )

    def lacks(self) -> list[str]:
        """文号, 批准机关, 周期, 名额: what is not filled in."""
        said = {
            "文号": self.document, "批准机关": self.body, "周期": self.cycle_years, "名额": self.number,
        }  # fmt: skip
        return [name for name, value in said.items() if not value]


NO_APPROVAL = Approval()


class Caution(NamedTuple):
    """One thing to think about before a round is started, with the clause; going on asks for a reason."""

    code: str
    text: str
    basis: str


def approval_warnings(award: "AwardRound", earlier: Iterable[int], places: int | None = None) -> list[Caution]:
    """What the person who starts a round is told. `earlier`: years of the sponsor's rounds of this kind, in any order.

    `places`: how many are allocated in all, where that is known; else those that the categories name.
    """
    earlier = sorted(earlier)
    return [*_lacking(award), *_too_often(award, earlier), *_too_many(award, places)]


def _lacking(award: "AwardRound") -> Iterator[Caution]:
    lacks = award.approval.lacks()
    if lacks:
        naming = any(category.kind is HonourKind.NAMING for category in award.categories)
        yield Caution("approval", f"没有登记批准依据的{'、'.join(lacks)}。", MODELS if naming else AWARDS)


def _too_often(award: "AwardRound", earlier: list[int]) -> Iterator[Caution]:
    """Against the cycle that was approved, and for 表彰 against what the sponsor's level may; else against 5 years."""
    within_party = any(category.kind is HonourKind.AWARD for category in award.categories)
    approved, before = award.approval.cycle_years, [year for year in earlier if year <= award.year]
    cycle = approved or (0 if within_party else USUAL_CYCLE)
    if before and award.year - before[-1] < cycle:
        what = "批准的周期是" if approved else "没有批准的周期，一般是"
        text = f"{what}{cycle}年，上次在{before[-1]}年，本次在{award.year}年，不满{cycle}年。"
        yield Caution("cycle", text, AWARDS)
    if within_party and (words := frequency_warning(award.sponsor_level, award.year, earlier)):
        yield Caution("frequency", words, LAW)


def _too_many(award: "AwardRound", places: int | None) -> Iterator[Caution]:
    approved = award.approval.number
    named = places if places is not None else sum(category.places or 0 for category in award.categories)
    if approved and named > approved:
        text = f"批准的名额是{approved}个，本次共{named}个，多{named - approved}个。"
        yield Caution("number", text, AWARDS)
