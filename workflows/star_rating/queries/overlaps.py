"""Which branches of a round take part in another round of its year: a year has one star. 依据: domain 2.8."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Q, QuerySet

from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.rounds import KEY, opening, stopped, to_open, unopened

NAMED = 3


@dataclass(frozen=True)
class Overlap:
    """The branches that would take part in a second round of one year, and the round in which they are."""

    round: Round
    branches: list[str]

    @property
    def text(self) -> str:
        """How many and which, where they are, and what to do."""
        names = "、".join(self.branches[:NAMED]) + ("等" if len(self.branches) > NAMED else "")
        return (
            f"有{len(self.branches)}个支部（{names}）已参加{self.round.year}年度的批次“{self.round.title}”，"
            "一个支部一个年度只参加一个星级评定批次。请只为其他单位办理；"
            f"确需重新评定的，先取消“{self.round.title}”，已公布的星级用星级变更办理。"
        )


def overlaps(round_: Round, units: Collection[int] = ()) -> list[Overlap]:
    """By other round of the year: the branches (among `units` and below; none: all) that it shares with this one.

    A round counts from its start, with those that are still being opened, until it is cancelled. Two statements and
    three for each other round.
    """
    mine = unopened(round_, units).order_by("code")
    found = [Overlap(other, _names(mine, other)) for other in _others(round_)]
    return [each for each in found if each.branches]


def _others(round_: Round) -> QuerySet[Round]:
    rows = Round.objects.filter(process_key=KEY, year=round_.year).exclude(pk=round_.pk)
    not_started = Q(status=Round.Status.DRAFT, opened_at__isnull=True)
    return rows.exclude(not_started).exclude(status=Round.Status.CANCELLED).order_by("pk")


def _names(mine: QuerySet[OrgUnit], other: Round) -> list[str]:
    there = Q(pk__in=Rating.objects.filter(round=other).values("unit"))
    if opening(other) or stopped(other):
        there |= Q(pk__in=to_open(other).values("pk"))
    return list(mine.filter(there).values_list("short_name", flat=True))
