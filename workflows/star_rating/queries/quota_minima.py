"""Least numbers above the units, judged once more for a whole round where its last list goes public."""

from typing import NamedTuple

from django.db.models import Count

from workflows.engine.models import Quota, Round
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.quota_lines import where
from workflows.star_rating.queries.quotas import with_rules
from workflows.star_rating.queries.rounds import EARLY, fully_opened
from workflows.star_rating.queries.sheets import scheme_of
from workflows.star_rating.rules import keyed_quotas
from workflows.star_rating.states import RatingState

NOT_PUBLIC = (
    *EARLY, RatingState.LISTED, RatingState.VERIFYING, RatingState.DECIDING, RatingState.FILING, RatingState.ANNOUNCING,
)  # fmt: skip
"""Who is here may still go public, in this list or in a later one."""


class Missed(NamedTuple):
    """A least number that a round does not reach, in words that say what to do; a `hard` one takes no reason."""

    hard: bool
    words: str


def missed_at_last(submission: RatingList) -> list[Missed]:
    """The least numbers above the units that are missed, whatever the field, where nobody comes after this list.

    No statement where the scheme has none, at most four otherwise.
    """
    rules = [rule for rule in scheme_of(submission.round).quotas if not rule.binds_at_report]
    return _missed(submission.round) if rules and _is_last(submission) else []


def _is_last(submission: RatingList) -> bool:
    others = Rating.objects.filter(round=submission.round_id, state__in=NOT_PUBLIC).exclude(submission=submission)
    return not others.exists() and fully_opened(submission.round)


def _missed(round_: Round) -> list[Missed]:
    rules = keyed_quotas(scheme_of(round_))
    rows = Quota.objects.filter(round=round_).annotate(taken=Count("reservations")).select_related("unit")
    found = []
    for quota, rule, _ in with_rules(rows.order_by("-key", "pk"), rules):
        short = quota.limit - quota.taken  # type: ignore[attr-defined]
        if short > 0 and not rule.binds_at_report:
            said = f"{where(quota, rule)}{rule.stars}至少{quota.limit}个（{quota.formula}）"
            advice = "请核对，确需公示的先调整名额" if rule.hard else f"{rule.may}，须写明理由"
            words = f"{said}，全部名单共列{quota.limit - short}个，还差{short}个，{advice}。"
            found.append(Missed(rule.hard, words))
    return found
