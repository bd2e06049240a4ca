"""Least numbers that a round can no longer reach, judged wherever it goes on without somebody: who is left counts."""

from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Count, F, QuerySet

from permissions import routing
from workflows.engine.models import Quota, Reservation, Round
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.quota_lines import whose
from workflows.star_rating.queries.quotas import Scope, with_rules
from workflows.star_rating.queries.rounds import EARLY, fully_opened
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import QuotaNode, QuotaRule, keyed_quotas
from workflows.star_rating.states import RatingState

NOT_PUBLIC = (
    *EARLY, RatingState.LISTED, RatingState.VERIFYING, RatingState.DECIDING, RatingState.FILING, RatingState.ANNOUNCING,
)  # fmt: skip
"""Who is here may still go public, with another star than it has now."""


class Missed(NamedTuple):
    """A least number that a round can no longer reach: so many are listed, and so many may still come."""

    quota: Quota
    rule: QuotaRule
    listed: int
    may_come: int

    @property
    def hard(self) -> bool:
        """Whether no reason will do: only another limit, which the 工委 sets and answers for."""
        return self.rule.hard

    @property
    def said(self) -> str:
        """Whose, and both sums: what is asked for, and what there is."""
        coming = f"最多还能列{self.may_come}个，" if self.may_come else ""
        return (
            f"{whose(self.quota, self.rule)}{self.rule.stars}至少{self.quota.limit}个（{self.quota.formula}），"
            f"全部名单共列{self.listed}个，{coming}还差{self.quota.limit - self.listed - self.may_come}个"
        )

    @property
    def words(self) -> str:
        """The same with what to do before the list goes public."""
        return f"{self.said}，{'请核对，确需公示的先调整名额' if self.hard else f'{self.rule.may}，须写明理由'}。"


def out_of_reach(round_: Round, without: QuerySet[Rating]) -> list[Missed]:
    """The least numbers that a round no longer reaches when these ratings bring nothing to them.

    A soft one that binds a unit as it reports is left to its report. No statement where the scheme has none, one
    where all are reached, at most nine otherwise.
    """
    rules = {key: rule for key, rule in keyed_quotas(scheme_of(round_)).items() if rule.least}
    short = _short(round_, rules) if rules else []
    if not short or not fully_opened(round_):
        return []
    return _still_missed(short, Rating.objects.filter(round=round_, state__in=NOT_PUBLIC).exclude(pk__in=without))


def _short(round_: Round, rules: Mapping[str, QuotaRule]) -> list[Missed]:
    """The least numbers that the lists reported so far do not reach. One statement."""
    rows = Quota.objects.filter(round=round_).annotate(taken=Count("reservations")).filter(taken__lt=F("limit"))
    return [
        Missed(quota, rule, quota.taken, 0)  # type: ignore[attr-defined]
        for quota, rule, _ in with_rules(rows.select_related("unit", "round").order_by("-key", "pk"), rules)
        if rule.hard or not rule.binds_at_report
    ]


def _still_missed(short: list[Missed], coming: QuerySet[Rating]) -> list[Missed]:
    """Those among them that the ratings still to come cannot make up, all of them with the star that is asked for."""
    rows = list(coming.only("unit", "history", "process", "tier"))
    scope = Scope.of(scheme_of(short[0].quota.round), rows)
    held = Reservation.objects.filter(quota__in=[each.quota.pk for each in short])
    has = set(held.values_list("quota", "process"))
    units = _reporting(rows) if any(each.rule.node is QuotaNode.SUBMITTING_UNIT for each in short) else {}
    found = []
    for quota, rule, listed, _ in short:
        able = [row for row in rows if (quota.pk, row.process_id) not in has and scope.counted(row, quota, rule)]
        own = rule.node is not QuotaNode.SUBMITTING_UNIT
        may_come = sum(own or units[row.unit_id] == quota.unit_id for row in able)
        if listed + may_come < quota.limit:
            found.append(Missed(quota, rule, listed, may_come))
    return found


def _reporting(rows: list[Rating]) -> dict[int, int | None]:
    """The unit that reports for each branch. One statement."""
    paths = routing.paths([row.unit_id for row in rows])
    places = {unit: routing.reporting_unit(path) for unit, path in paths.items()}
    return {unit: place.id if place else None for unit, place in places.items()}


def missed_at_last(submission: RatingList) -> list[Missed]:
    """The least numbers that are missed once this list goes public as it is."""
    return out_of_reach(submission.round, submission.members.all())
