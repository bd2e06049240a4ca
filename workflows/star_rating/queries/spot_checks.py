"""Reading 抽查: what may be drawn from, what was drawn, and which findings a list still waits for."""

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from permissions import access
from permissions.models import User
from workflows.engine.models import Round
from workflows.star_rating.models import Rating, RatingList, SpotCheck, SpotPick
from workflows.star_rating.queries.rounds import KEY
from workflows.star_rating.states import ListState, RatingState

DRAWN_FROM = (RatingState.VERIFYING, RatingState.FILING)
"""Ratings that the 工委 is looking at: reported, and not decided yet."""
DRAWN_LISTS = (ListState.VERIFYING, ListState.FILING)


def sees_whole(user: User, round_: Round) -> bool:
    """Whether the person has a post at the unit that holds the round, and so sees what concerns all of it."""
    return access.grants_in(user, KEY).filter(content_object=round_.unit_id).exists()


def pool(round_: Round, submission: RatingList | None = None) -> QuerySet[Rating]:
    """The ratings that may be drawn now: those of the round, or of one list of it."""
    rows = Rating.objects.filter(round=round_, state__in=DRAWN_FROM)
    return rows if submission is None else rows.filter(submission=submission)


def lists_to_draw(round_: Round) -> QuerySet[RatingList]:
    """The lists that lie before 复核, or before being filed, now."""
    rows = RatingList.objects.filter(round=round_, state__in=DRAWN_LISTS)
    return rows.select_related("unit", "round", "process").order_by("unit__position", "unit__code", "batch")


def picks_of(round_: Round) -> QuerySet[SpotPick]:
    """What was drawn in a round, the latest draw first."""
    rows = SpotPick.objects.filter(check_of__round=round_).order_by("-check_of", "pk")
    return rows.select_related("rating__unit", "rating__process", "found_by__person")


def spot_checks(picks: Sequence[SpotPick]) -> list[SpotCheck]:
    """The draws that these picks are of, each with those of them in `rows` and how many were `drawn`. One statement."""
    rows = SpotCheck.objects.filter(pk__in={pick.check_of_id for pick in picks}).annotate(drawn=Count("picks"))
    rows = rows.select_related("submission__unit", "submission__round", "round", "drawn_by__person")
    found: list[SpotCheck] = list(rows.order_by("-pk"))
    for check in found:
        check.rows = [pick for pick in picks if pick.check_of_id == check.pk]  # type: ignore[attr-defined]
    return found


def no_open_pick(lists: Sequence[RatingList]) -> dict[int, str]:
    """A list passes 复核 only when what was drawn from it was looked into: a sentence for each that waits."""
    waiting = SpotPick.objects.filter(Q(agrees__isnull=True), check_of__superseded=False)
    waiting = waiting.filter(rating__submission__in=[row.pk for row in lists], rating__state__in=DRAWN_FROM)
    names: dict[int, list[str]] = {}
    for key, name in waiting.order_by("pk").values_list("rating__submission", "rating__unit__short_name").distinct():
        names.setdefault(key, []).append(name)
    return {
        key: f"抽查到的{'、'.join(dict.fromkeys(found))}还没有登记核查情况，请先登记。" for key, found in names.items()
    }


def disagreed(submission: RatingList) -> list[tuple[str, str]]:
    """The members of a list of which a 抽查 that stands found that things do not agree, each with what was found."""
    rows = SpotPick.objects.filter(agrees=False, check_of__superseded=False, rating__submission=submission)
    return list(rows.order_by("pk").values_list("rating__unit__short_name", "text"))
