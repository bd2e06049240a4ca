"""评委打分: who scores whom, what several scores come to, the order they make. 依据: domain 2.6b, 2.6c, 2.8."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from workflows.engine.shares import plain

from .components import Average

CENT = Decimal("0.01")


@dataclass(frozen=True)
class Party:
    """A reviewer or a branch: its key, its group (0: no groups), and the units to which it belongs."""

    key: int
    group: int = 0
    own: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Placed:
    """One branch in the order: its figure, its place, and whether it shares the place."""

    key: int
    figure: Decimal
    rank: int
    tied: bool


def crossing(reviewers: Sequence[Party], branches: Sequence[Party]) -> dict[int, list[int]]:
    """The branches that each reviewer scores: all of them, or those of the other group; never one of his own unit."""
    return {reviewer.key: [branch.key for branch in branches if _scores(reviewer, branch)] for reviewer in reviewers}


def _scores(reviewer: Party, branch: Party) -> bool:
    return not reviewer.own & branch.own and (not reviewer.group or reviewer.group != branch.group)


def average(totals: Sequence[Decimal], how: Average) -> Decimal:
    """What several reviewers' totals come to, not rounded. Without highest and lowest only from three on."""
    rows = sorted(totals)
    if how is Average.MEDIAN:
        rows = rows[(len(rows) - 1) // 2 : len(rows) // 2 + 1]
    if how is Average.TRIMMED and len(rows) > 2:
        rows = rows[1:-1]
    return sum(rows, Decimal(0)) / len(rows)


def figure(totals: Sequence[Decimal], how: Average, out_of: Decimal, full: Decimal) -> Decimal:
    """The average of totals out of `out_of`, as a figure out of `full`, rounded to hundredths, half up."""
    return (average(totals, how) * full / out_of).quantize(CENT, ROUND_HALF_UP)


def explained(totals: Sequence[Decimal], how: Average, out_of: Decimal, full: Decimal) -> str:
    """The same as a sentence: 3名评委平均（95、90、88.5）."""
    scores = "、".join(f"{plain(total)}" for total in totals)
    scaled = "" if out_of == full else f"，满分{plain(out_of)}分折算为{plain(full)}分"
    return f"{len(totals)}名评委{how.words}（{scores}）{scaled}"


def ranking(figures: Mapping[int, Decimal]) -> list[Placed]:
    """Branches by figure, the highest first; equal figures share the place, and the next place is left out."""
    values = list(figures.values())
    rows = [
        Placed(key, value, 1 + sum(other > value for other in values), values.count(value) > 1)
        for key, value in figures.items()
    ]
    return sorted(rows, key=lambda row: (row.rank, row.key))


def last(rows: Sequence[Placed], n: int) -> list[Placed]:
    """Those who come last, so many; whoever ties with the first of them is one of them."""
    if n <= 0 or not rows:
        return []
    bound = sorted(row.figure for row in rows)[min(n, len(rows)) - 1]
    return [row for row in rows if row.figure <= bound]
