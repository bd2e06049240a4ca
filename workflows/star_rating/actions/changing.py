"""A published star that is changed: 更正, 降星, 摘星, 升星, decided by the 工委. 依据: domain 2.4, 2.8 dynamics."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import events, facts
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Fact, Meeting, Quota, Reservation
from workflows.engine.transitions import Seen, fire, open_many
from workflows.star_rating import queries
from workflows.star_rating.actions.consequences import raise_low_results
from workflows.star_rating.actions.minima import judged
from workflows.star_rating.actions.quotas import release
from workflows.star_rating.models import Rating, StarChange
from workflows.star_rating.queries import quotas
from workflows.star_rating.queries.quota_lines import where
from workflows.star_rating.rules import Direction, QuotaRule
from workflows.star_rating.states import ChangeState, RatingState

Kind = StarChange.Kind
STRIPPED = "摘星"


@dataclass(frozen=True)
class NewStar:
    """What the star is to be: the tier (None: taken away), and for a correction the score that should have stood."""

    kind: str
    tier: int | None
    reason: str
    basis: str
    score: Decimal | None = None


@transaction.atomic
def change_propose(rating: Rating, given: NewStar, *, by: Actor) -> StarChange:
    """Propose to change a published star; it comes to the 工委's desk. The rating itself stays as it was decided.

    Raises NotAllowed, and Refused when there is no star, a change is under way, or the change is none.
    """
    if not access.may(by, Right.SUPERVISE, rating.round.unit, queries.KEY):
        raise NotAllowed("星级变更由工委组织部提出，您现在的身份不能办理。")
    rows = Rating.objects.select_for_update(no_key=True, of=("self",)).select_related("unit", "round")
    locked = rows.get(pk=rating.pk)
    star = queries.star_of(locked)
    if locked.state != RatingState.PUBLISHED or star is None:
        raise Refused("该支部本年度没有公布的星级，不能变更。")
    if locked.changes.filter(state=ChangeState.DECIDING).exists():
        raise Refused("该支部已有一件星级变更等待审定，请办结后再提出。")
    _check_direction(given, star)
    change = StarChange(
        rating=locked, unit=locked.unit, round=locked.round, submitter=by.user, fact=star, kind=given.kind,
        tier=given.tier, words=_words(locked, given), score=given.score, by_score=_by_score(locked, given),
        reason=given.reason, basis=given.basis,
    )  # fmt: skip
    return open_many([change], by=by, comment=given.reason)[0]


def _check_direction(given: NewStar, star: Fact) -> None:
    """降星 lowers, 升星 raises, 更正 changes something. Raises Refused."""
    now, to = star.value["tier"] or 0, given.tier or 0
    if given.kind == Kind.LOWER and (given.tier is None or to >= now):
        raise Refused(f"降星后的星级须低于现在的{star.words}；不再保留星级的，请选“摘星”。")
    if given.kind == Kind.RAISE and to <= now:
        raise Refused(f"升星后的星级须高于现在的{star.words}。")
    if given.kind == Kind.STRIP and not now:
        raise Refused("该支部现在没有星级，不能摘星。")
    same_score = given.score is None or given.score == Decimal(star.value["score"])
    if given.kind == Kind.CORRECT and to == now and same_score:
        raise Refused("更正后的得分和星级与现在相同，没有需要更正的内容。")


def _words(rating: Rating, given: NewStar) -> str:
    if given.tier is None:
        return STRIPPED
    ladder = {tier.level: tier.name for tier in queries.scheme_of(rating.round).ladder}
    if given.tier not in ladder:
        raise Refused("本批次的评定方案没有这个星级，请重新选择。")
    return ladder[given.tier]


def _by_score(rating: Rating, given: NewStar) -> str:
    """The star that the corrected score leads to, where it is not the one chosen."""
    if given.score is None:
        return ""
    tier = queries.scheme_of(rating.round).other_tier(given.score, given.tier)
    return tier.name if tier else ""


@transaction.atomic
def change_approve(change: StarChange, *, by: Actor, seen: Seen, comment: str = "", **meeting: Any) -> StarChange:
    """Enter that the 工委's meeting decided the change: the old star is superseded, not overwritten.

    Raises as `fire`, and Refused when the star was changed otherwise meanwhile.
    """
    locked = StarChange.objects.select_for_update(no_key=True).get(pk=change.pk)
    held = Meeting(process_id=locked.process_id, state=locked.state, lap=locked.lap, **meeting)
    moved = fire(locked, "approve", by=by, seen=seen, comment=comment, decided=held.content())
    if locked.state != ChangeState.DECIDING:  # the second of two clicks finds it done
        return moved
    star = Fact.objects.select_for_update().get(pk=locked.fact_id)
    if star.superseded_by_id is not None:
        raise Refused("该支部的星级已另有变更，请核对后重新提出。")
    held.save()
    _move_places(moved, star)
    facts.record([_new_fact(moved, star)])
    if moved.level != (star.value["tier"] or 0):
        _settle_low_results(moved)
        raise_low_results([(moved, moved.tier)])
    if moved.kind == Kind.CORRECT:
        _settle_findings(moved)
    return moved


def _settle_low_results(change: StarChange) -> None:
    """What the stars before this one called for, and nobody took up, is called for no longer."""
    sources = change.rating.changes.values_list("process", flat=True)
    events.settle(queries.LOW_RESULT, [change.rating.process_id, *sources])


def _settle_findings(change: StarChange) -> None:
    """What the corrected result found fault with, and nobody took up, no longer stands as it was published."""
    for kind in (queries.LOW_INDICATOR, queries.VETOED):
        events.settle(kind, [change.rating.process_id])


def _move_places(change: StarChange, star: Fact) -> None:
    """Give back the places of the old star and take those of the new one, under the locks of the quotas.

    Raises Refused when a place that the rating did not have is one of a hard quota that is full, and when the one it
    leaves is of a hard least number that nobody can make up.
    """
    rating = Rating.objects.select_related("unit", "submission__round").get(pk=change.rating_id)
    if (listed := rating.submission) is None:
        return
    rating.tier = change.tier
    list(Quota.objects.select_for_update().filter(round=listed.round_id).order_by("pk").values_list("pk"))
    had = set(Reservation.objects.filter(process=rating.process_id).values_list("quota", flat=True))
    release([rating])
    taken = [(quota, rule) for quota, rule, takers in quotas.quotas_over(listed, [rating]) if takers]
    verb = "升" if change.level > (star.value["tier"] or 0) else "降"
    for quota, rule in taken:
        if quota.pk not in had and rule.hard and _full(quota, rule):
            raise Refused(
                f"{where(quota, rule)}{rule.stars}名额{quota.limit}个（{quota.formula}）已满，"
                f"不能{verb}为{change.words}。确需变更的，请先调整名额。"
            )
    Reservation.objects.bulk_create(Reservation(quota=quota, process_id=rating.process_id) for quota, _ in taken)
    for missed in judged(listed.round) if had else ():
        if missed.hard and missed.quota.pk in had - {quota.pk for quota, _ in taken}:
            raise Refused(f"{missed.said}，不能{verb}为{change.words}。确需变更的，请先调整名额。")


def _full(quota: Quota, rule: QuotaRule) -> bool:
    return rule.direction is Direction.MAX and quota.reservations.count() >= quota.limit


def _new_fact(change: StarChange, star: Fact) -> facts.NewFact:
    score = star.value["score"] if change.score is None else _as_scored(change)
    value: Mapping[str, Any] = star.value | {"tier": change.level, "score": score}
    return facts.NewFact(
        key=star.key, year=star.year or change.round.year, unit_id=change.unit_id, value=value, words=change.words,
        source=f"{change.round.title}{change.get_kind_display()}（{change.process.number}）",
        valid_from=timezone.localdate(), process_id=change.process_id,
    )  # fmt: skip


def _as_scored(change: StarChange) -> str:
    """The corrected score with as many places as the scheme's own scores have."""
    places = Decimal(1).scaleb(-queries.scheme_of(change.round).decimals)
    return str((change.score or Decimal(0)).quantize(places))


def change_reject(change: StarChange, *, by: Actor, seen: Seen, comment: str) -> StarChange:
    """The star stays as it is."""
    return fire(change, "reject", by=by, seen=seen, comment=comment)


def change_drop(change: StarChange, *, by: Actor, seen: Seen, comment: str) -> StarChange:
    """Take the proposal back before it is decided."""
    return fire(change, "drop", by=by, seen=seen, comment=comment)
