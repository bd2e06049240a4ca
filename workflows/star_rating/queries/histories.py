"""What branches bring from earlier years, as it is copied into their ratings, and whom a scheme leaves out for it."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet

from permissions.models import OrgUnit
from workflows.engine import facts
from workflows.engine.models import Fact, Round
from workflows.star_rating.queries.quota_bases import by_field, fields_of
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.queries.stars import STAR_FACT
from workflows.star_rating.rules import NO_FIELD, Newcomers, first_day_too_young, months_at_end


def histories(round_: Round, branches: Sequence[OrgUnit]) -> dict[int, dict[str, Any]]:
    """Last year's star with its source; earlier ones, the age and the field as far as the scheme asks.

    A statement a year, one more for the fields.
    """
    scheme, keys = scheme_of(round_), [branch.pk for branch in branches]
    years = [facts.of_units(STAR_FACT, round_.year - back, keys) for back in range(1, scheme.years_asked + 1)]
    found = {branch.pk: _history(branch, [year.get(branch.pk) for year in years], round_) for branch in branches}
    if by_field(scheme):
        fields = fields_of(keys)
        found = {key: past | {"field": fields.get(key, NO_FIELD)} for key, past in found.items()}
    return found


def _history(branch: OrgUnit, stars: Sequence[Fact | None], round_: Round) -> dict[str, Any]:
    last, *earlier = stars
    found: dict[str, Any] = {}
    if last is not None:
        found = {"tier": last.value["tier"], "words": last.words, "source": last.source, "fact": last.pk}
    if earlier:
        found["earlier"] = [None if star is None else star.value["tier"] for star in earlier]
    if scheme_of(round_).asks_age and branch.founded_on is not None:
        found["months"] = months_at_end(branch.founded_on, round_.year)
    return found


def taking_part(round_: Round, branches: QuerySet[OrgUnit]) -> QuerySet[OrgUnit]:
    """Without those that the scheme leaves out: too young for it, or with too high a star last year (2.6 [S06])."""
    scheme = scheme_of(round_)
    if scheme.newcomers is Newcomers.LEFT_OUT:
        young = first_day_too_young(scheme.newcomer_months, round_.year)
        branches = branches.exclude(founded_on__gte=young)
    if scheme.only_up_to is not None:
        stars = Fact.objects.filter(key=STAR_FACT, year=round_.year - 1, superseded_by__isnull=True)
        higher = stars.filter(value__tier__gt=scheme.only_up_to, unit__isnull=False)
        branches = branches.exclude(pk__in=higher.values("unit"))
    return branches
