"""What an award becomes in the register of honours, and what a revocation puts in its stead."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .award_round import AwardRound
from .candidate import Past
from .category import Category, HonourKind
from .sponsors import SponsorLevel


@dataclass(frozen=True)
class Honour:
    """An honour of a person, a branch or a unit; `batch` is the 批次 of a 命名, or the number of the document."""

    name: str
    kind: HonourKind
    sponsor: str
    level: SponsorLevel
    year: int
    on: date
    document: str
    batch: str = ""

    @property
    def value(self) -> dict[str, Any]:
        """The value of the fact, read by whoever asks for earlier honours."""
        return {
            "kind": self.kind.value, "sponsor": self.sponsor, "batch": self.batch or self.document,
            "level": self.level.value, "document": self.document, "on": self.on.isoformat(),
        }  # fmt: skip

    @property
    def words(self) -> str:
        """第五批四强党支部; 优秀共产党员."""
        return f"{self.batch}{self.name}"


def honour_of(award: AwardRound, category: Category, on: date, document: str) -> Honour:
    """What a category of a round becomes. Raises ValueError: nobody gives it, or by a document without a number."""
    if not award.sponsor:
        raise ValueError("没有填写表彰机关，不能授予。")
    if not document.strip():
        raise ValueError("授予须登记文号。")
    return Honour(
        category.name, category.kind, award.sponsor, award.sponsor_level, award.year, on, document, category.batch
    )


@dataclass(frozen=True)
class Revocation:
    """Why and by whom an honour was taken back, and when the plaque was returned. 依据: domain 3.7 [N18]."""

    reason: str
    approved_by: str
    document: str
    on: date
    plaque_back_on: date | None = None

    def lacks(self, honour: Honour) -> list[str]:
        """A sentence for everything that is missing or cannot be."""
        needed = {"撤销原因": self.reason, "批准机关": self.approved_by, "撤销文号": self.document}
        found = [f"没有填写{name}。" for name, text in needed.items() if not text.strip()]
        if self.on < honour.on:
            found.append(f"撤销日期{self.on}早于授予日期{honour.on}。")
        if self.plaque_back_on is not None and self.plaque_back_on < self.on:
            found.append(f"收回牌匾、证书的日期{self.plaque_back_on}早于撤销日期{self.on}。")
        return found


def superseding(honour: Honour, revocation: Revocation) -> dict[str, Any]:
    """The value of the fact that supersedes the honour: all of it, and that it was revoked. Raises ValueError."""
    if lacks := revocation.lacks(honour):
        raise ValueError("".join(lacks))
    back = revocation.plaque_back_on
    return honour.value | {
        "revoked": {
            "on": revocation.on.isoformat(),
            "reason": revocation.reason,
            "approved_by": revocation.approved_by,
            "document": revocation.document,
            "plaque_back_on": None if back is None else back.isoformat(),
        }
    }


def past_of(name: str, year: int, value: dict[str, Any]) -> Past:
    """An honour as conditions see it, from the value of its fact; one that was brought along may have no level."""
    level = value.get("level")
    return Past(name, year, value["sponsor"], SponsorLevel(level) if level else None, revoked="revoked" in value)
