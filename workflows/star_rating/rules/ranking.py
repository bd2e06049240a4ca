"""按排名定星: tiers with places are filled in the order of the ranking, from the highest down (双流 [S17])."""

from collections import Counter as Tally
from collections.abc import Callable, Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import count
from types import MappingProxyType

from .results import Result
from .scheme import Scheme
from .threshold import UNRANKED, Placed

Grading = Callable[[Placed], Result]
"""One branch graded at the place that it is given."""


def give_places(
    scheme: Scheme, ranked: Sequence[Grading], gone: Mapping[int, int | None] = MappingProxyType({})
) -> list[Placed]:
    """Where each branch of a ranking stands and the level it leads to, the first branch first.

    One that no place gives a star (取消评星资格, 不定星级) stands outside: without a number, and none of the `first`.
    No place lifts a branch into a tier whose lower bound its score does not reach. A veto or a limit that holds a
    branch below a tier leaves that tier's place to the next one; a star given directly whatever the rank takes a place
    of its tier as long as one is left. `gone`: the place and the star of each that was decided already; neither is
    given again.
    """
    taken = Tally(gone.values())
    left = {tier.level: max(tier.places - taken[tier.level], 0) for tier in scheme.tiers if tier.places is not None}
    first = scheme.ranking.first if scheme.ranking else None
    given = []
    free = (place for place in count(1) if place not in gone)
    outside = Placed(UNRANKED, max(scheme.tiers_by_level))
    for grading in ranked:
        alone = grading(outside)
        if alone.tier is None:
            given.append(outside)
            continue
        place = next(free)
        beyond = first is not None and place > first
        placing = Placed(place, None) if beyond else _best(place, grading, _open_levels(scheme, alone.score, left))
        reached = grading(placing).tier
        if reached is not None and left.get(reached):
            left[reached] -= 1
        given.append(placing)
    return given


def _best(place: int, grading: Grading, levels: Iterable[int]) -> Placed:
    """The highest of these levels that the branch may have; no level when there is none."""
    for level in levels:
        reached = grading(placing := Placed(place, level)).tier
        if reached is not None and reached >= level:
            return placing
    return Placed(place, None)


def _open_levels(scheme: Scheme, score: Decimal, left: Mapping[int, int]) -> list[int]:
    """The levels with a place left whose lower bound the score reaches, the highest first."""
    tiers = [tier for tier in reversed(scheme.ladder) if left.get(tier.level) != 0]
    return [tier.level for tier in tiers if scheme.within_reach(tier, score)]
