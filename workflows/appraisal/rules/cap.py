"""How many may be 优秀: a share of the members, its base and rounding shown in the sum. 依据: domain 4.1.

No published text says how a third is rounded. 不超过 means down; half up is offered because offices ask for it, and
says itself where it goes beyond the share.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

from workflows.engine.shares import Rounding, Share

from .document import Section

THIRD = Share(1, 3)


class Base(StrEnum):
    """Whom the share is taken of; they differ by 预备党员 and by those whose 党籍 is suspended."""

    MEMBERS = "members"
    FORMAL = "formal"
    TAKING_PART = "taking_part"

    @property
    def words(self) -> str:
        """党员总数, 正式党员, 参评人数."""
        return BASE_WORDS[self]


BASE_WORDS = {Base.MEMBERS: "党员总数", Base.FORMAL: "正式党员", Base.TAKING_PART: "参评人数"}


class CapAnswer(NamedTuple):
    """Whether the limit holds, how many it allows, and the sentence with the sum."""

    holds: bool
    allowed: int
    text: str


@dataclass(frozen=True)
class Cap:
    """At most this share of the base. Not `hard`: 一般不超过, more are possible with a written reason."""

    share: Share = THIRD
    base: Base = Base.MEMBERS
    rounding: Rounding = Rounding.DOWN
    hard: bool = True
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "Cap":
        return cls(
            section.share("share", THIRD),
            section.choice("base", Base, Base.MEMBERS),
            section.choice("rounding", Rounding, Rounding.DOWN),
            section.flag("hard", usually=True),
            section.optional_text("basis"),
        )

    def allowed(self, people: int) -> int:
        """How many of so many people, in whole numbers."""
        return self.rounding.apply(Decimal(people * self.share.part) / self.share.whole)

    def exceeds(self, people: int) -> bool:
        """Whether the rounding allows more than the share itself: half a person rounded up is one too many."""
        return self.allowed(people) * self.share.whole > people * self.share.part

    def formula(self, people: int) -> str:
        """党员总数14人的1/3，向下取整4人; 即5人 where nothing was rounded."""
        allowed = self.allowed(people)
        exact = people * self.share.part % self.share.whole == 0
        beyond = f"（已多于{self.share}）" if self.exceeds(people) else ""
        return f"{self.base.words}{people}人的{self.share}，{'即' if exact else self.rounding.words}{allowed}人{beyond}"


def judge_cap(cap: Cap, grade: str, bases: Mapping[Base, int], graded: int) -> CapAnswer:
    """Whether so many may have this grade. `bases`: how many people each base counts, from the frozen roll."""
    people = bases[cap.base]
    allowed = cap.allowed(people)
    over = max(graded - allowed, 0)
    end = "" if not over else f"，多{over}人，" + ("请减少" if cap.hard else "须写明理由")
    text = f"{grade}不超过{cap.formula(people)}，已评{graded}人{end}。"
    return CapAnswer(not over, allowed, text)
