"""A unit's list 呈报批: ranking, quota, meeting, and its way up with its members."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction

from permissions.actor import SYSTEM, Actor
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import AuditEntry, Meeting, Quota, Reservation
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
    members = locked.members.select_related("unit", "round").order_by("pk")
    rows = list(members.select_for_update(no_key=True, of=("self",)))
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
    Meeting.objects.update_or_create(
        process_id=locked.process_id, state=locked.state, lap=locked.lap, defaults=dict(meeting)
    )
    return locked


@transaction.atomic
def list_report(
    submission: RatingList, *, by: Actor, seen: Seen, comment: str = "", unreported: Collection[str] = ()
) -> RatingList:
    """Send the list to the 工委: ranked, within its quota, decided by a meeting. Its members go with it.

    `unreported`: the numbers of the ratings of which the person knows that they stay behind; the trail keeps their
    names. Raises Incomplete when others stay behind too.
    """
    locked = lock_list(submission)
    listing = queries.Listing(locked)
    behind = {row.process.number: row.unit.short_name for row in queries.unreported(locked)}
    unknown = [name for number, name in behind.items() if number not in unreported]
    problems = listing.lacking() + _about(unknown) if locked.state == ListState.COMPILING else []
    decided = listing.decided() | {"unreported": list(behind.values())}
    moved = fire(locked, "report", by=by, seen=seen, comment=comment, decided=decided)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    _reserve(moved, listing.members)
    carry_to(moved, listing.members, by)
    return moved


def _about(unknown: Sequence[str]) -> list[str]:
    return [f"{'、'.join(unknown)}未报，不随本批呈报，请勾选知道后再报送。"] if unknown else []


def lock_list(submission: RatingList) -> RatingList:
    """Lock a list before its members, as the order of locks asks."""
    return RatingList.objects.select_for_update(no_key=True).get(pk=submission.pk)


def _reserve(submission: RatingList, rows: Sequence[Rating]) -> None:
    """Take the quota's places under its lock, so that two lists of one unit cannot take the last place both."""
    quotas = Quota.objects.select_for_update().filter(round=submission.round_id, unit=submission.unit_id).order_by("pk")
    if {str(rule.tier) for rule in queries.scheme_of(submission.round).quotas} - {quota.key for quota in quotas}:
        raise Refused("本单位的星级名额还没有核定，不能报送，请联系工委。")
    for quota in quotas:
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
    """Take the members to the stage that the list is now on; where the list passed on, nobody acted on them either."""
    last = AuditEntry.objects.get(process=submission.process_id, seq=submission.audit_seq)
    while rows and rows[0].state != submission.state:
        if last.verb == "pass_on" and last.source == rows[0].state:
            rows = fire_many(rows, "pass_on", by=SYSTEM, via=submission, comment=last.comment)
        else:
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
    locked = lock_list(submission)
    listing = queries.Listing(locked)
    undecided = locked.state == ListState.DECIDING and listing.meeting is None
    moved = fire(locked, "approve", by=by, seen=seen, comment=comment, decided=listing.decided())
    if undecided:  # told after the right was checked
        raise Incomplete(["还没有登记工委会议的决定。"])
    carry_to(moved, listing.members, by)
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
    note_out(locked, rating, "pull", "单独退回", by=by, comment=comment)
    return moved


@transaction.atomic
def list_strike(submission: RatingList, rating: Rating, *, by: Actor, seen: Seen, comment: str) -> Rating:
    """Strike one member off the list; its rating ends."""
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    (moved,) = fire_many([rating], "strike", by=by, via=locked, comment=comment)
    release([moved])
    note_out(locked, rating, "strike", "划去", by=by, comment=comment)
    return moved


def note_out(submission: RatingList, rating: Rating, verb: str, label: str, *, by: Actor, comment: str) -> None:
    """Say on the locked list's own trail which member left it, and why."""
    reason = f"{rating.unit.short_name}（{rating.process.number}）：{comment}"
    writing.note(submission, by, f"{verb}_member", label, reason)
