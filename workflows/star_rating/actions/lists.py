"""A unit's list 呈报批: ranking, quota, meeting, and its way up with its members."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from permissions.actor import Actor
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete
from workflows.engine.models import Meeting, Quota, Reservation
from workflows.engine.transitions import Seen, fire, fire_many
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState, RatingState, Sheet


@dataclass(frozen=True)
class Placing:
    """One member as the unit lists it: its place, and whether it gives up a star because the quota is full."""

    rating_id: int
    rank: int | None
    capped: bool


@transaction.atomic
def list_arrange(submission: RatingList, placings: Sequence[Placing], *, by: Actor, seen: Seen) -> RatingList:
    """Save the ranking, and who gives up a star for the quota; the result says so with the sum."""
    locked = edit(submission, by=by, seen=seen, state=ListState.COMPILING)
    given = {placing.rating_id: placing for placing in placings}
    rows = list(locked.members.select_for_update(no_key=True).select_related("unit", "round").order_by("pk"))
    for row in rows:
        if (placing := given.get(row.pk)) is not None:
            row.rank, row.capped = placing.rank, placing.capped
    _regrade(rows)
    Rating.objects.bulk_update(rows, ["rank", "capped", "result", "score", "tier"])
    return locked


def _regrade(rows: Sequence[Rating]) -> None:
    for key, result in queries.results(rows, Sheet.REVIEW).items():
        row = next(row for row in rows if row.pk == key)
        row.result, row.score, row.tier = result.to_data(), result.score, result.tier


@transaction.atomic
def list_record_meeting(submission: RatingList, meeting: Mapping[str, Any], *, by: Actor, seen: Seen) -> RatingList:
    """Register the body, the day and the decision that stand behind the next verb on this list."""
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    Meeting.objects.update_or_create(process_id=locked.process_id, state=locked.state, defaults=dict(meeting))
    return locked


@transaction.atomic
def list_report(submission: RatingList, *, by: Actor, seen: Seen, comment: str = "") -> RatingList:
    """Send the list to the 工委: ranked, within its quota, decided by a meeting. Its members go with it."""
    locked = lock_list(submission)
    problems = queries.list_lacking(locked) if locked.state == ListState.COMPILING else []
    moved = fire(locked, "report", by=by, seen=seen, comment=comment)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    rows = queries.members(moved)
    _reserve(moved, rows)
    carry_to(moved, rows, by)
    return moved


def lock_list(submission: RatingList) -> RatingList:
    """Lock a list before its members, as the order of locks asks."""
    return RatingList.objects.select_for_update(no_key=True).get(pk=submission.pk)


def _reserve(submission: RatingList, rows: Sequence[Rating]) -> None:
    """Take the quota's places under its lock, so that two lists of one unit cannot take the last place both."""
    quotas = Quota.objects.select_for_update().filter(round=submission.round_id, unit=submission.unit_id)
    for quota in quotas.order_by("pk"):
        wanted = [row for row in rows if str(row.tier) == quota.key]
        taken = quota.reservations.exclude(process__in=[row.process_id for row in rows]).count()
        if taken + len(wanted) > quota.limit:
            raise Incomplete([queries.QuotaLine(quota, len(wanted), taken).text])
        Reservation.objects.bulk_create(
            (Reservation(quota=quota, process_id=row.process_id) for row in wanted), ignore_conflicts=True
        )


def release(rows: Sequence[Rating]) -> None:
    """Free the places that these ratings hold."""
    Reservation.objects.filter(process__in=[row.process_id for row in rows]).delete()


def carry_to(submission: RatingList, rows: Sequence[Rating], by: Actor) -> None:
    """Take the members to the stage that the list is now on."""
    while rows and rows[0].state != submission.state:
        rows = fire_many(rows, "carry", by=by, via=submission)


@transaction.atomic
def list_forward(submission: RatingList, *, by: Actor, seen: Seen, comment: str = "") -> RatingList:
    """The 工委's department finds the list in order; it goes before the committee."""
    moved = fire(lock_list(submission), "forward", by=by, seen=seen, comment=comment)
    carry_to(moved, queries.members(moved), by)
    return moved


@transaction.atomic
def list_approve(submission: RatingList, *, by: Actor, seen: Seen, comment: str = "") -> RatingList:
    """Enter that the 工委's meeting decided the list. The click is not the decision: the meeting must be on record."""
    moved = fire(lock_list(submission), "approve", by=by, seen=seen, comment=comment)
    if not Meeting.objects.filter(process=submission.process_id, state=ListState.DECIDING).exists():
        raise Incomplete(["还没有登记工委会议的决定。"])
    carry_to(moved, queries.members(moved), by)
    return moved


@transaction.atomic
def list_send_back(submission: RatingList, *, by: Actor, seen: Seen, comment: str, to: str) -> RatingList:
    """Return the whole list with its members."""
    moved = fire(lock_list(submission), "send_back", by=by, seen=seen, comment=comment, to=to)
    return _carried_back(moved, by)


@transaction.atomic
def list_withdraw(submission: RatingList, *, by: Actor, seen: Seen, comment: str = "") -> RatingList:
    """Take the list back before the next desk acted."""
    moved = fire(lock_list(submission), "withdraw", by=by, seen=seen, comment=comment)
    return _carried_back(moved, by)


def _carried_back(submission: RatingList, by: Actor) -> RatingList:
    to = RatingState.LISTED if submission.state == ListState.COMPILING else RatingState(submission.state)
    away = [row for row in queries.members(submission) if row.state != to]
    rows = fire_many(away, "carry_back", by=by, via=submission, to=to)
    if submission.state == ListState.COMPILING:
        release(rows)
    return submission


@transaction.atomic
def list_pull(submission: RatingList, rating: Rating, *, by: Actor, seen: Seen, comment: str) -> Rating:
    """Send one member back to 初评 alone; the list goes on without it and the place it held is free."""
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    (moved,) = fire_many([rating], "pull", by=by, via=locked, comment=comment, to=RatingState.SCORING)
    release([moved])
    return moved


@transaction.atomic
def list_strike(submission: RatingList, rating: Rating, *, by: Actor, seen: Seen, comment: str) -> Rating:
    """Strike one member off the list; its rating ends."""
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    (moved,) = fire_many([rating], "strike", by=by, via=locked, comment=comment)
    release([moved])
    return moved
