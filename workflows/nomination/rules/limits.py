"""All limits that hold for one branch, one unit or over all: the places of each category, and the caps of the round."""

from collections.abc import Iterable, Mapping

from .answers import Answer
from .award_round import AwardRound
from .caps import Base, Cap, Per
from .category import Category
from .counting import Entry, judge_cap

Places = Mapping[str, int]
"""Places by the code of the category."""


def places_for(award: AwardRound, per: Per, allotted: Places | None = None) -> dict[str, int]:
    """The places that each category gives a branch, a unit or all together; an allocation table goes before."""
    stated = {category.code: _stated(category, per) for category in award.categories}
    return {code: number for code, number in stated.items() if number is not None} | dict(allotted or {})


def _stated(category: Category, per: Per) -> int | None:
    match per:
        case Per.BRANCH:
            return category.per_branch
        case Per.UNIT:
            return category.per_unit
        case Per.WHOLE:
            return category.places


def place_caps(award: AwardRound, per: Per, allotted: Places | None = None) -> list[Cap]:
    """The places of each category as limits."""
    return [
        Cap(
            f"places.{code}", f"{award.by_code[code].name}名额", (code,), per,
            count=number, principle=award.by_code[code].about, basis=award.by_code[code].basis,
        )
        for code, number in places_for(award, per, allotted).items()
    ]  # fmt: skip


def limits_for(award: AwardRound, per: Per, allotted: Places | None = None) -> list[Cap]:
    """Places first, then the caps of the round."""
    return [*place_caps(award, per, allotted), *(cap for cap in award.caps if cap.per is per)]


def judge_list(
    award: AwardRound,
    per: Per,
    where: str,
    entries: Iterable[Entry],
    bases: Mapping[Base, int],
    allotted: Places | None = None,
) -> list[Answer]:
    """Whether the entries of `where` keep every limit that holds there; `bases`: its members, where known."""
    entries = list(entries)
    return [judge_cap(cap, entries, bases, f"{where}：") for cap in limits_for(award, per, allotted)]
