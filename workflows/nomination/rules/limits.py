"""All limits that hold for one branch, one unit or over all: the places of each category, and the caps of the round."""

from collections.abc import Mapping

from .award_round import AwardRound
from .caps import Cap, Per
from .category import Category

Places = Mapping[str, int]
"""Places by the code of the category."""
TOTAL = "total."
"""How the codes of totals of several categories begin."""


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
    """Places first, then the caps of the round, then the totals of several categories."""
    return [*place_caps(award, per, allotted), *(cap for cap in award.caps if cap.per is per), *total_caps(award, per)]


def total_caps(award: AwardRound, per: Per) -> list[Cap]:
    """The numbers that the notice names for several categories together, as limits over all; not those about (约)."""
    if per is not Per.WHOLE:
        return []
    return [
        Cap(f"{TOTAL}{n}", total.name, total.categories, per, count=total.places, basis=total.basis)
        for n, total in enumerate(award.totals, 1)
        if not total.about
    ]
