"""The ladder of letters 提醒, 督办, 告诫, 问责: which comes next, how it is numbered, what it must say.

依据: domain 5.4 (临颍“五书”), 5.6 (三明一事一单).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from .document import ProgrammeError, Section


class Rung(StrEnum):
    """How grave a letter is, the mildest first."""

    REMIND = "提醒"
    SUPERVISE = "督办"
    ADMONISH = "告诫"
    ACCOUNT = "问责"


class Part(StrEnum):
    """What a letter can be asked to say."""

    PROBLEM = "problem"
    BASIS = "basis"
    DEMAND = "demand"
    ANSWER_BY = "answer_by"
    EARLIER = "earlier"
    NEW_DAY = "new_day"
    CONSEQUENCE = "consequence"

    @property
    def words(self) -> str:
        """问题表述, 督办依据 …"""
        return PART_WORDS[self]


PART_WORDS = {
    Part.PROBLEM: "问题表述",
    Part.BASIS: "督办依据",
    Part.DEMAND: "整改要求",
    Part.ANSWER_BY: "回复期限",
    Part.EARLIER: "此前的督办情况",
    Part.NEW_DAY: "重新确定的整改期限",
    Part.CONSEQUENCE: "逾期后果",
}


@dataclass(frozen=True)
class LetterKind:
    """A kind of letter under the programme's own name; `reply_days` (calendar, or `working`) for the answer."""

    code: str
    name: str
    rung: Rung
    reply_days: int
    working: bool = True
    says: tuple[Part, ...] = (Part.PROBLEM, Part.DEMAND, Part.ANSWER_BY)
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "LetterKind":
        return cls(
            section.text("code"),
            section.text("name"),
            section.choice("rung", Rung),
            section.whole("reply_days", least=1, most=366),
            section.flag("working", usually=True),
            section.choices("says", Part, (Part.PROBLEM, Part.DEMAND, Part.ANSWER_BY)),
            section.optional_text("basis"),
        )


@dataclass(frozen=True)
class Draft:
    """What a letter says so far, and the days it names."""

    said: dict[Part, str] = field(default_factory=dict)
    issued_on: date | None = None
    answer_by: date | None = None


def check_ladder(letters: Sequence[LetterKind]) -> None:
    """Raise ProgrammeError where 告诫 or 问责 stands before something milder.

    提醒 and 督办 stand as the programme has them: 临颍 opens with a 督办通知书 and reminds later.
    """
    order = [max(list(Rung).index(letter.rung), 1) for letter in letters]
    if order != sorted(order):
        raise ProgrammeError("督办文书里告诫应排在提醒、督办之后，问责应排在最后。", "letters")


def next_letter(letters: Sequence[LetterKind], sent: Sequence[str]) -> LetterKind | None:
    """The letter after the gravest one sent; the first where none was; None when the ladder is at its end."""
    codes = [letter.code for letter in letters]
    climbed = max((codes.index(code) + 1 for code in sent if code in codes), default=0)
    return letters[climbed] if climbed < len(letters) else None


def letter_number(kind: LetterKind, year: int, count: int) -> str:
    """督办〔2026〕3号: numbered through each year by rung."""
    return f"{kind.rung}〔{year}〕{count}号"


def lacks_in_letter(kind: LetterKind, draft: Draft) -> tuple[str, ...]:
    """What such a letter must still say, one sentence each."""
    missing = [f"{kind.name}应写明{part.words}。" for part in kind.says if not draft.said.get(part, "").strip()]
    if draft.issued_on and draft.answer_by and draft.answer_by <= draft.issued_on:
        missing.append(f"{kind.name}的回复期限应晚于发出日期。")
    return tuple(missing)
