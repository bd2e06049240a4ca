"""按排名定星: in a unit's list by the order that its meeting gave, in the whole round by score."""

from collections.abc import Mapping, Sequence

from django.db import transaction
from django.db.models import F

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.actions.quotas import release, reserve
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.states import RatingState, Sheet

UNSETTLED = (RatingState.LISTED, RatingState.VERIFYING)
"""Who is here may still be ranked anew."""
COLUMNS = ("place", "placed_tier", "result", "score", "tier", "version")


def regrade(rows: Sequence[Rating]) -> None:
    """Work out score and star anew from the stored rows; the caller writes them."""
    results = queries.results(rows, Sheet.REVIEW)
    for row in rows:
        result = results[row.pk]
        row.result, row.score, row.tier = result.to_data(), result.score, result.tier


def place_in_list(rows: Sequence[Rating]) -> None:
    """Give the tiers' places in the order of the list, where the scheme ranks in each list."""
    ranked = sorted((row for row in rows if row.rank is not None), key=lambda row: (row.rank or 0, row.pk))
    if not ranked or not queries.ranks_at(queries.scheme_of(ranked[0].round), QuotaNode.SUBMITTING_UNIT):
        return
    for row in rows:
        row.placed_tier = None
    for row, placed in zip(ranked, queries.placed(ranked), strict=True):
        row.placed_tier = placed.level


@transaction.atomic
def rank_round(round_: Round, *, by: Actor, order: Mapping[int, int], excuse: str = "") -> list[Rating]:
    """Rank everybody who has come to 工委复核 by score, and give the tiers' places in that order (双流 [S17]).

    `order`: the place among equals of each rating that shares its score. May be repeated; who has gone on keeps the
    place that it has, and the others are given the free ones. `excuse`: why a limit that may be exceeded is. Raises
    NotAllowed, Refused, and Incomplete with a sentence for what has not come and for every tie left open.
    """
    if not access.may(by, Right.REVIEW, round_.unit, queries.KEY):
        raise NotAllowed("全批次排名由工委组织部办理，您现在的身份不能办理。")
    if not queries.ranks_at(queries.scheme_of(round_), QuotaNode.ROOT):
        raise Refused("本批次的方案不按全部单位的排名定星。")
    lists = list(RatingList.objects.select_for_update(no_key=True).filter(round=round_).order_by("pk"))
    held = Rating.objects.select_for_update(no_key=True).filter(round=round_, state=RatingState.VERIFYING)
    list(held.order_by("pk").values_list("pk"))
    ranking = queries.RoundRanking(round_)
    if problems := ranking.lacking() + _untied(ranking, order):
        raise Incomplete(problems)
    rows = sorted(ranking.rows, key=lambda row: (-(row.score or 0), order.get(row.pk, 0), row.unit.code))
    _place(rows, ranking.gone)
    _take_places(lists, rows, excuse.strip())
    _say(lists, rows, by, excuse.strip())
    return rows


def _untied(ranking: queries.RoundRanking, order: Mapping[int, int]) -> list[str]:
    """A sentence for every tie whose order was not given, or given twice."""
    return [
        f"{'、'.join(row.unit.short_name for row in tie.rows)}同为{tie.score}分，并列须由会议确定先后。"
        for tie in ranking.ties
        if len({order[row.pk] for row in tie.rows if row.pk in order}) < len(tie.rows)
    ]


def _place(rows: Sequence[Rating], gone: Mapping[int, int | None]) -> None:
    for row, placed in zip(rows, queries.placed(rows, gone), strict=True):
        row.place, row.placed_tier = placed.place, placed.level
    _write(rows)


def _write(rows: Sequence[Rating]) -> None:
    """Store what another place changes, and give the ratings and their lists a new content version."""
    for row in rows:
        row.version += 1
    regrade(rows)
    Rating.objects.bulk_update(rows, COLUMNS, batch_size=500)
    RatingList.objects.filter(pk__in={row.submission_id for row in rows}).update(version=F("version") + 1)


def _take_places(lists: Sequence[RatingList], rows: Sequence[Rating], excuse: str) -> None:
    """The stars are others now, and so are the places of quotas that they take."""
    release(rows)
    for submission in lists:
        if members := [row for row in rows if row.submission_id == submission.pk]:
            reserve(submission, members, excuse)


def lock_ranked(submission: RatingList) -> None:
    """Lock the lists that are ranked together with this one, in the order of locks, before one of them is changed."""
    if queries.ranks_at(queries.scheme_of(submission.round), QuotaNode.ROOT):
        lists = RatingList.objects.select_for_update(no_key=True).filter(round=submission.round_id)
        list(lists.order_by("pk").values_list("pk"))


def unrank(left: Sequence[Rating], *, by: Actor, why: str) -> None:
    """After ratings left that had a place, those that have not gone on lose theirs: the round is to be ranked again.

    Until then their stars follow the score alone. Under the locks of `lock_ranked`.
    """
    if all(row.place is None for row in left):
        return
    held = Rating.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit", "process")
    waiting = held.filter(round=left[0].round_id, state__in=UNSETTLED, place__isnull=False)
    rows = list(waiting.order_by("pk"))
    for row in rows:
        row.place = row.placed_tier = None
    _write(rows)
    release(rows)
    writing.note_many(rows, by, "unrank", "排名作废", why)


def _say(lists: Sequence[RatingList], rows: Sequence[Rating], by: Actor, excuse: str) -> None:
    """On the trail of every rating its place, on that of every list all of its members' and the excuse."""
    writing.note_many(rows, by, "rank", "排名定星", {row.pk: _words(row) for row in rows})
    said: dict[int, list[str]] = {}
    for row in rows:
        said.setdefault(row.submission_id or 0, []).append(f"{row.unit.short_name}{_words(row)}")
    held = [submission for submission in lists if submission.pk in said]
    why = f"超出名额的理由：{excuse}" if excuse else ""
    if excuse:
        RatingList.objects.filter(pk__in=said).update(excuse=excuse)
    writing.note_many(held, by, "rank", "排名定星", {pk: f"{'；'.join(words)}。{why}" for pk, words in said.items()})


def _words(row: Rating) -> str:
    return f"{f'第{row.place}名' if row.place else '不参加排名'}，{row.result['tier_name']}"
