"""按排名定星: who stands where in a list or in the whole round, and the level that each place leads to."""

from collections.abc import Mapping, Sequence
from functools import cached_property, partial
from types import MappingProxyType
from typing import NamedTuple

from workflows.engine.models import Round
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.sheets import deductions, entered, findings, scheme_of, told_of
from workflows.star_rating.rules import Deduction, Past, Placed, QuotaNode, Result, Scheme, give_places, grade
from workflows.star_rating.states import ListState, RatingState, Sheet


def ranks_at(scheme: Scheme, node: QuotaNode) -> bool:
    """Whether the scheme gives stars by rank in each list, or over the whole round."""
    return scheme.ranking is not None and scheme.ranking.node is node


def placed(ranked: Sequence[Rating], gone: Mapping[int, int | None] = MappingProxyType({})) -> list[Placed]:
    """Where each of these stands and the level that the place leads to, the first one first. Two statements.

    `gone`: the star of each place that was given before and stays.
    """
    keys = [row.pk for row in ranked]
    lines, found = deductions(keys, Sheet.REVIEW), findings(keys, Sheet.REVIEW)
    return give_places(
        scheme_of(ranked[0].round),
        [partial(_graded, row, lines.get(row.pk, []), _applies(found.get(row.pk, {}))) for row in ranked],
        gone,
    )


def _applies(found: dict[str, bool]) -> tuple[str, ...]:
    return tuple(code for code, applies in found.items() if applies)


def _graded(row: Rating, lines: list[Deduction], applies: tuple[str, ...], placing: Placed) -> Result:
    told = told_of([row])[row.pk]
    return grade(scheme_of(row.round), lines, entered(row), applies, Past.of(row.history), placing=placing, told=told)


GONE = (
    RatingState.DECIDING,
    RatingState.FILING,
    RatingState.ANNOUNCING,
    RatingState.PUBLICISING,
    RatingState.PUBLISHED,
)
"""Who is past 工委复核 keeps the place that it was given there."""


class Tie(NamedTuple):
    """Branches with the same score, whose order people must give."""

    score: str
    rows: list[Rating]


class RoundRanking:
    """The ratings of a round that are to be ranked together, and what keeps that from being done."""

    def __init__(self, round_: Round) -> None:
        self.round = round_
        rows = Rating.objects.filter(round=round_, state=RatingState.VERIFYING)
        ordered = rows.select_related("unit", "round", "process", "submission__unit").order_by("-score", "unit__code")
        self.rows = list(ordered)

    @cached_property
    def gone(self) -> dict[int, int | None]:
        """The star at each place that left 工委复核 and is not given again. One statement."""
        rows = Rating.objects.filter(round=self.round, state__in=GONE, place__isnull=False)
        return {place: tier for place, tier in rows.values_list("place", "tier") if place is not None}

    @property
    def ties(self) -> list[Tie]:
        """Scores that several branches have."""
        by_score: dict[str, list[Rating]] = {}
        for row in self.rows:
            by_score.setdefault(row.result["score"], []).append(row)
        return [Tie(score, rows) for score, rows in by_score.items() if len(rows) > 1]

    def lacking(self) -> list[str]:
        """Sentences about lists and branches that have not arrived."""
        lists = RatingList.objects.filter(round=self.round).select_related("unit")
        late = lists.filter(state=ListState.COMPILING, members__isnull=False).distinct()
        waiting = [item.unit.short_name for item in late.order_by("pk")]
        problems = [f"{'、'.join(waiting)}的呈报批还没有报到工委。"] if waiting else []
        return problems if self.rows else [*problems, "工委复核环节还没有支部，名单报到后再排名。"]
