"""What the 工委 steers a round by: how full each quota is, and whose desks a stage lies on."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from workflows.engine.models import Quota, Round, Task
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.quota_lines import whose
from workflows.star_rating.queries.rounds import Standing
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import Direction, QuotaNode, keyed_quotas, split_key
from workflows.star_rating.states import ListState, RatingState


@dataclass(frozen=True)
class QuotaUse:
    """One quota: whose, for which stars, how many; taken by lists that were reported, and reached in 初评 so far.

    `reached` is None where stars alone do not say it: of one field, or of a unit within another's list.
    """

    unit_id: int
    unit: str
    stars: str
    least: bool
    limit: int
    formula: str
    taken: int
    reached: int | None
    tier: int | None
    """The one star that it is the most of; None for any other quota."""

    @property
    def amiss(self) -> bool:
        """Whether more has been reached than there is, or less than there must be."""
        if self.reached is None:
            return False
        return self.reached < self.limit if self.least else self.reached > self.limit


def quota_use(round_: Round, units: Collection[int], now: Standing) -> list[QuotaUse]:
    """The quotas counted at these units, by unit and star. One statement."""
    rules = keyed_quotas(scheme_of(round_))
    rows = Quota.objects.filter(round=round_, unit__in=units).annotate(taken=Count("reservations"))
    rows = rows.select_related("unit").order_by("unit__position", "unit__code", "-key")
    found = []
    for quota in rows:
        key, field = split_key(quota.key)
        rule = rules.get(key)
        if rule is None:
            continue
        quota.round = round_
        stars = now.stars if rule.node is QuotaNode.ROOT else now.tiers.get(quota.unit_id, {})
        countable = not field and rule.node is not QuotaNode.NAMED
        reached = sum(n for tier, n in stars.items() if rule.counts(tier)) if countable else None
        least = rule.direction is Direction.MIN
        found.append(
            QuotaUse(
                unit_id=quota.unit_id,
                unit=whose(quota, rule),
                stars=rule.stars,
                least=least,
                limit=quota.limit,
                formula=quota.formula,
                taken=quota.taken,
                reached=reached,
                tier=rule.tier if quota.key.partition("#")[0] == str(rule.tier) else None,
            )
        )
    return found


def desks_at(round_: Round, states: Collection[str]) -> QuerySet[Task]:
    """The desks of a round on which ratings in these states lie, or the lists that they travel in."""
    of_lists = [ListState.COMPILING if state == RatingState.LISTED else state for state in states]
    own = Rating.objects.filter(round=round_, state__in=states).values("process")
    lists = RatingList.objects.filter(round=round_, state__in=of_lists).values("process")
    rows: QuerySet[Task] = Task.objects.filter(Q(process__in=own) | Q(process__in=lists), finished__isnull=True)
    return rows.exclude(right="")
