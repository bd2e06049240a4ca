"""Limits that cannot hold together: both sums, and who must rule. 依据: domain 3.3 (10人×20%=2, 2+1=3)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from .award_round import AwardRound
from .caps import Among, Base, Cap, Direction, Limit, Per
from .limits import Places, places_for


class Sum(NamedTuple):
    """One side of a contradiction: what it is called, its number, how it comes about, and its clause."""

    name: str
    number: int
    formula: str
    basis: str

    @property
    def words(self) -> str:
        """受表彰人数不超过2个(10×20%=2)."""
        return f"{self.name}{self.number}个（{self.formula}）"


class Contradiction(NamedTuple):
    """Two rules of which `where` can keep only one. Nothing is decided until `rules_on` has ruled.

    `cap`: the code of the limit that the first sum comes from; a ruling says which number it has.
    """

    where: str
    cap: str
    first: Sum
    second: Sum
    rules_on: str

    @property
    def text(self) -> str:
        """Both sums, and who must rule."""
        return f"{self.where}：{self.first.words}，与{self.second.words}不一致，由{self.rules_on}裁定。"


@dataclass(frozen=True)
class Ruling:
    """Which number holds where two rules contradict, by a person or body, with the reason."""

    number: int
    reason: str
    by: str
    on: date

    def check(self, contradiction: Contradiction) -> None:
        """Raises ValueError with a sentence: no reason, nobody named, or more than either rule allows."""
        if not self.reason.strip() or not self.by.strip():
            raise ValueError("裁定须写明裁定人和理由。")
        most = max(contradiction.first.number, contradiction.second.number)
        if not 0 <= self.number <= most:
            raise ValueError(f"裁定的名额应在0到{most}个之间，现为{self.number}个。")


def contradictions(
    award: AwardRound,
    per: Per,
    where: str,
    bases: Mapping[Base, int],
    allotted: Places | None = None,
    counted: Mapping[str, Limit] | None = None,
) -> list[Contradiction]:
    """Every pair of rules that `where` cannot keep both of. A limit whose base is not known contradicts nothing yet.

    `counted`: limits that are counted already, by their codes.
    """
    places = places_for(award, per, allotted)
    caps = [(cap, (counted or {}).get(cap.code) or _limit(cap, places, bases)) for cap in award.caps if cap.per is per]
    known = [
        (cap, Sum(_name(cap), limit.number, limit.formula, cap.basis))
        for cap, limit in caps
        if limit.number is not None
    ]
    most = [pair for pair in known if pair[0].direction is Direction.MAX]
    least = [pair for pair in known if pair[0].direction is Direction.MIN]
    found = [*_places_above_most(award, most, places), *_least_above(award, least, most, places)]
    return [Contradiction(where, cap.code, first, second, award.rules_on) for cap, first, second in found]


def _name(cap: Cap) -> str:
    return f"{cap.name}{cap.direction.words}"


def _limit(cap: Cap, places: Places, bases: Mapping[Base, int]) -> Limit:
    """The share of a list is taken of the places that there are for it."""
    if cap.base is not Base.LISTED:
        return cap.limit(bases.get(cap.base))
    given = [places[code] for code in cap.categories if code in places]
    return cap.limit(sum(given) if len(given) == len(cap.categories) else None)


def _given(award: AwardRound, cap: Cap, places: Places) -> Sum | None:
    """The places of the categories of a limit, added up; nothing when none is stated."""
    given = [(award.by_code[code], places[code]) for code in cap.categories if code in places]
    if not given:
        return None
    total = sum(number for _, number in given)
    formula = "+".join(f"{category.name}{number}" for category, number in given)
    bases = "；".join(dict.fromkeys(category.basis for category, _ in given if category.basis))
    return Sum("名额共", total, f"{formula}={total}" if len(given) > 1 else formula, bases)


Pair = tuple[Cap, Sum, Sum]
"""The limit that the first sum comes from, and both sums."""


def _places_above_most(award: AwardRound, most: list[tuple[Cap, Sum]], places: Places) -> Iterator[Pair]:
    """More places are given than may be used."""
    for cap, limit in most:
        given = _given(award, cap, places) if cap.among is Among.ALL else None
        if given and given.number > limit.number:
            yield cap, limit, given


def _least_above(
    award: AwardRound, least: list[tuple[Cap, Sum]], most: list[tuple[Cap, Sum]], places: Places
) -> Iterator[Pair]:
    """More are asked for than there are places, or than another rule allows."""
    for cap, asked in least:
        given = _given(award, cap, places)
        if given and set(cap.categories) <= set(places) and asked.number > given.number:
            yield cap, asked, given
        for other, limit in most:
            wider = set(cap.categories) <= set(other.categories) and other.among in (Among.ALL, cap.among)
            if wider and asked.number > limit.number:
                yield cap, asked, limit
