"""A unit's list 呈报批: ranking, quota, meeting, and its way up with its members."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import SYSTEM, Actor
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete
from workflows.engine.models import AuditEntry, Meeting
from workflows.engine.transitions import Seen, fire, fire_many
from workflows.star_rating import queries
from workflows.star_rating.actions.clearances import drop_clearances
from workflows.star_rating.actions.filing import open_filings, reset_filings
from workflows.star_rating.actions.quotas import release, reserve
from workflows.star_rating.actions.ranking import lock_ranked, place_in_list, regrade, unrank
from workflows.star_rating.actions.splitting import Apart
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.states import ListState, RatingState, Track


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
    before = [_printed(row) for row in rows]
    for row in rows:
        if (placing := given.get(row.pk)) is not None:
            row.rank, row.capped = placing.rank, placing.capped
    place_in_list(rows)
    regrade(rows)
    Rating.objects.bulk_update(rows, ["rank", "capped", "placed_tier", "result", "score", "tier"])
    if before != [_printed(row) for row in rows]:
        _changed(locked)
    return locked


def _printed(row: Rating) -> tuple[Any, ...]:
    """What the list says of a member."""
    return row.rank, row.capped, row.result


def _changed(locked: RatingList) -> None:
    """The list says something else than before: a scan of it is of another list."""
    locked.changed_at = timezone.now()
    locked.save(update_fields=["changed_at"])


@transaction.atomic
def list_record_meeting(submission: RatingList, meeting: Mapping[str, Any], *, by: Actor, seen: Seen) -> RatingList:
    """Register the body, the day and the decision that stand behind the next verb on this list."""
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    place = {"process_id": locked.process_id, "state": locked.state, "lap": locked.lap}
    if not Meeting.objects.filter(**place, **meeting).exists():
        Meeting.objects.update_or_create(**place, defaults=dict(meeting))
        _changed(locked)
    return locked


@transaction.atomic
def list_report(
    submission: RatingList, *, by: Actor, seen: Seen, comment: str = "", unreported: Collection[str] = (),
    excuse: str = "",
) -> RatingList:  # fmt: skip
    """Send the list to the 工委: ranked, within its quota, decided by a meeting. Its members go with it.

    Those whose star the unit decides itself go apart, in a list that is filed. `unreported`: the numbers of the
    ratings of which the person knows that they stay behind; the trail keeps their names. `excuse`: why a limit that
    may be exceeded is. Raises Incomplete when others stay behind too, or something is lacking.
    """
    locked = lock_list(submission)
    listing = queries.Listing(locked)
    compiling = locked.state == ListState.COMPILING  # the second of two clicks finds it gone
    behind = {row.process.number: row.unit.short_name for row in queries.unreported(locked)}
    unknown = [name for number, name in behind.items() if number not in unreported]
    problems = listing.lacking() + _about(unknown) if compiling else []
    why = excuse.strip() if listing.to_excuse() else ""
    decided = listing.decided() | {"unreported": list(behind.values()), "excuse": why}
    apart = Apart(listing)
    to = ListState.FILING if listing.filed and not apart.rows else ListState.VERIFYING
    moved = fire(locked, "report", by=by, seen=seen, comment=comment, to=to, decided=decided, excuse=why)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    if compiling:
        reserve(moved, listing.members, why)
        if (made := apart.send(by)) is not None:
            _on_its_way(made, apart.rows, by)
        _on_its_way(moved, [row for row in listing.members if row not in apart.rows], by)
    return moved


def _on_its_way(submission: RatingList, rows: Sequence[Rating], by: Actor) -> None:
    if submission.track == Track.FILE:
        open_filings(submission)
    carry_to(submission, rows, by)


def _about(unknown: Sequence[str]) -> list[str]:
    return [f"{'、'.join(unknown)}未报，不随本批呈报，请勾选知道后再报送。"] if unknown else []


def lock_list(submission: RatingList) -> RatingList:
    """Lock a list before its members, as the order of locks asks."""
    return RatingList.objects.select_for_update(no_key=True).get(pk=submission.pk)


def carry_to(submission: RatingList, rows: Sequence[Rating], by: Actor) -> None:
    """Take the members to the stage that the list is now on; where the list passed on, nobody acted on them either."""
    last = AuditEntry.objects.get(process=submission.process_id, seq=submission.audit_seq)
    while rows and rows[0].state != submission.state:
        if last.verb == "pass_on" and last.source == rows[0].state:
            rows = fire_many(rows, "pass_on", by=SYSTEM, via=submission, comment=last.comment)
        elif rows[0].state == RatingState.LISTED:
            to = RatingState.FILING if submission.track == Track.FILE else RatingState.VERIFYING
            rows = fire_many(rows, "carry", by=by, via=submission, to=to)
        else:
            rows = fire_many(rows, "carry", by=by, via=submission)


@transaction.atomic
def list_forward(submission: RatingList, *, by: Actor, seen: Seen, comment: str = "") -> RatingList:
    """The 工委's department finds the list in order; it goes before the committee.

    In a scheme that ranks the whole round, only after it was ranked, and with the 纪检意见 that the stars then ask for.
    """
    locked = lock_list(submission)
    listing = queries.Listing(locked)
    problems = _unranked(listing) + listing.about_clearances() if locked.state == ListState.VERIFYING else []
    moved = fire(locked, "forward", by=by, seen=seen, comment=comment)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    carry_to(moved, listing.members, by)
    return moved


def _unranked(listing: queries.Listing) -> list[str]:
    ranks = queries.ranks_at(listing.scheme, QuotaNode.ROOT)
    waiting = ranks and any(row.place is None for row in listing.members)
    return ["全部名单到齐、统一排名定星之后才能复核。"] if waiting else []


@transaction.atomic
def list_approve(
    submission: RatingList, *, by: Actor, seen: Seen, comment: str = "", shortfall: str = ""
) -> RatingList:
    """Enter that the 工委's meeting decided the list. The click is not the decision: the meeting must be on record.

    `shortfall`: why a least number that may be missed is; it goes into the trail. Where another list of the round
    says so already it is not asked again, and where none is missed it is not kept. Raises Incomplete.
    """
    locked = lock_list(submission)
    listing = queries.Listing(locked)
    why = listing.reason_for_minima(shortfall)
    problems = _undecided(listing, why) if locked.state == ListState.DECIDING else []
    decided = listing.decided() | ({"shortfall": why} if why else {})
    moved = fire(locked, "approve", by=by, seen=seen, comment=comment, decided=decided, shortfall=why)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    carry_to(moved, listing.members, by)
    return moved


@transaction.atomic
def list_receive(
    submission: RatingList, *, by: Actor, seen: Seen, comment: str = "", shortfall: str = ""
) -> RatingList:
    """The 工委's department has on file what the unit decided itself; the unit's decision stands.

    `shortfall`: as for `list_approve`. Raises Incomplete.
    """
    locked = lock_list(submission)
    listing = queries.Listing(locked)
    why = listing.reason_for_minima(shortfall)
    problems = _missed(listing, why) if locked.state == ListState.FILING else []
    moved = fire(locked, "receive", by=by, seen=seen, comment=comment, shortfall=why)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    carry_to(moved, listing.members, by)
    return moved


def _undecided(listing: queries.Listing, why: str) -> list[str]:
    """What the 工委's decision lacks: its meeting, of the body that the scheme names, and the least numbers."""
    problems = [] if listing.meeting else ["还没有登记工委会议的决定。"]
    return problems + listing.about_bodies() + _missed(listing, why)


def _missed(listing: queries.Listing, why: str) -> list[str]:
    """The least numbers above the unit that are missed; of those that may be, only while nobody said why."""
    return listing.about_minima() + ([] if why else listing.minima_to_explain())


@transaction.atomic
def list_send_back(submission: RatingList, *, by: Actor, seen: Seen, comment: str, to: str) -> RatingList:
    """Return the whole list with its members."""
    lock_ranked(submission)
    moved = fire(lock_list(submission), "send_back", by=by, seen=seen, comment=comment, to=to)
    return _carried_back(moved, by)


@transaction.atomic
def list_withdraw(submission: RatingList, *, by: Actor, seen: Seen, comment: str = "") -> RatingList:
    """Take the list back before the next desk acted."""
    lock_ranked(submission)
    moved = fire(lock_list(submission), "withdraw", by=by, seen=seen, comment=comment)
    return _carried_back(moved, by)


def _carried_back(submission: RatingList, by: Actor) -> RatingList:
    to = RatingState.LISTED if submission.state == ListState.COMPILING else RatingState(submission.state)
    away = [row for row in queries.members(submission) if row.state != to]
    rows = fire_many(away, "carry_back", by=by, via=submission, to=to)
    if submission.state == ListState.COMPILING:
        release(rows)
        reset_filings(submission)
        unrank(rows, by=by, why=f"{submission.process.number}已退出工委复核，须重新统一排名。")
    return submission


@transaction.atomic
def list_pull(submission: RatingList, rating: Rating, *, by: Actor, seen: Seen, comment: str) -> Rating:
    """Send one member back to 初评 alone; the list goes on without it and the place it held is free."""
    lock_ranked(submission)
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    (moved,) = fire_many([rating], "pull", by=by, via=locked, comment=comment, to=RatingState.SCORING)
    let_go([moved])
    unrank([rating], by=by, why=_rank_again(rating))
    _changed(locked)
    note_out(locked, rating, "pull", "单独退回", by=by, comment=comment)
    return moved


@transaction.atomic
def list_strike(submission: RatingList, rating: Rating, *, by: Actor, seen: Seen, comment: str) -> Rating:
    """Strike one member off the list; its rating ends."""
    lock_ranked(submission)
    locked = edit(submission, by=by, seen=seen, state=submission.state)
    (moved,) = fire_many([rating], "strike", by=by, via=locked, comment=comment)
    let_go([moved])
    unrank([rating], by=by, why=_rank_again(rating))
    _changed(locked)
    note_out(locked, rating, "strike", "划去", by=by, comment=comment)
    return moved


def _rank_again(rating: Rating) -> str:
    return f"{rating.unit.short_name}已退出排名，须重新统一排名。"


def let_go(rows: Sequence[Rating]) -> None:
    """Free the places of ratings that leave their list, and drop what was asked about them there."""
    release(rows)
    drop_clearances(rows)


def note_out(submission: RatingList, rating: Rating, verb: str, label: str, *, by: Actor, comment: str) -> None:
    """Say on the locked list's own trail which member left it, and why."""
    reason = f"{rating.unit.short_name}（{rating.process.number}）：{comment}"
    writing.note(submission, by, f"{verb}_member", label, reason)
