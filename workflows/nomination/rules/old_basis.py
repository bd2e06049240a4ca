"""依据 of an earlier year: a notice that is used again still cites the year for which it was written."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from .approval import Caution

if TYPE_CHECKING:
    from .award_round import AwardRound

YEAR = re.compile(r"(?<!\d)(?:19|20)\d{2}(?!\d)")
CLAUSE = "依据应是本年度的通知"


def old_basis(award: "AwardRound") -> Iterator[Caution]:
    """What a round rests on by its words, where these name earlier years alone.

    A condition may look back a year, so that only what lies before that is old there.
    """
    if year := _last_year(award.basis, award.year):
        text = f"批次的依据是“{award.basis}”，写的是{year}年，本批次是{award.year}年度。"
        yield Caution("basis", text, CLAUSE)
    found = {each.basis: each.words for category in award.categories for each in award.conditions_of(category)}
    for n, (basis, words) in enumerate(found.items(), 1):
        if year := _last_year(basis, award.year - 1):
            text = f"条件“{words}”的依据写的是{year}年，本批次是{award.year}年度：“{basis}”。"
            yield Caution(f"basis{n}", text, CLAUSE)


def _last_year(text: str, since: int) -> int | None:
    """The last year that a text names, where it is before `since`; None where it names none, or a later one."""
    years = [int(year) for year in YEAR.findall(text)]
    return max(years) if years and max(years) < since else None
