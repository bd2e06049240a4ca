"""A unit's list on its way: up with its members, decided by meetings, and back."""

from collections.abc import Sequence

from django.db import transaction

from permissions.actor import SYSTEM, Actor
from workflows.engine import objections
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import AuditEntry
from workflows.engine.transitions import Seen, fire, fire_many
from workflows.nomination.actions.consultations import drop_open
from workflows.nomination.actions.contests import leave_lost
from workflows.nomination.actions.leaving import dissolve_if_empty
from workflows.nomination.actions.overruling import answered_anew
from workflows.nomination.actions.quotas import check_decided, release_list
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.models.list import UNIT_STAGES
from workflows.nomination.queries import lists
from workflows.nomination.queries.consultations import Opinions
from workflows.nomination.queries.listing import Listing, unit_decides
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S


def lock_list(submission: NominationList) -> NominationList:
    """Lock a list before its members, as the order of locks asks."""
    return NominationList.objects.select_for_update(no_key=True).get(pk=submission.pk)


def lock_members(submission: NominationList) -> None:
    """Lock the members of a locked list before a look at what hangs on them: who registers an objection locks his."""
    list(submission.members.select_for_update(no_key=True).order_by("pk").values("pk"))


def carry_to(submission: NominationList, rows: Sequence[Nomination], by: Actor) -> None:
    """Take the members to the stage that the list is now on; where the list passed on, nobody acted on them either."""
    if submission.state in UNIT_STAGES:
        return
    passed = _passed(submission)
    while rows and rows[0].state != submission.state:
        if (why := passed.get(rows[0].state)) is not None:
            rows = fire_many(rows, "pass_on", by=SYSTEM, via=submission, comment=why)
        elif rows[0].state == S.LISTED:
            to = S.ANNOUNCING if lists.decides_itself(submission.round) else S.VERIFYING
            rows = fire_many(rows, "carry", by=by, via=submission, to=to)
        else:
            rows = fire_many(rows, "carry", by=by, via=submission)


def _passed(submission: NominationList) -> dict[str, str]:
    """The stages that the list passed on after its last step, with the reason. One statement."""
    found = {}
    for entry in AuditEntry.objects.filter(process=submission.process_id).order_by("-seq")[:6]:
        if entry.verb != "pass_on":
            break
        found[entry.source] = entry.comment
    return found


@transaction.atomic
def list_abstain(submission: NominationList, *, by: Actor, seen: Seen, comment: str) -> NominationList:
    """Say that the unit recommends nobody, and why. Raises Incomplete while somebody is listed or under review."""
    locked = lock_list(submission)
    waiting = [row.candidate for row in lists.pending(locked) if row.state in lists.UNDER_REVIEW]
    listed = [row.candidate for row in lists.members(locked)]
    moved = fire(locked, "abstain", by=by, seen=seen, comment=comment, nobody=comment.strip())
    if listed:  # told after the right was checked
        raise Incomplete([f"名单里还有{'、'.join(listed)}，请先办理退回、划去或不推荐上报。"])
    if waiting:
        raise Incomplete([f"{'、'.join(waiting)}的提名还在审核，请先办结。"])
    return moved


@transaction.atomic
def list_forward(submission: NominationList, *, by: Actor, seen: Seen, comment: str = "") -> NominationList:
    """The host's department finds the list in order: every opinion is in, and every objection struck or ruled on.

    Every member is judged once more, and must be 符合 with what was overruled here. Raises Incomplete.
    """
    locked = lock_list(submission)
    rows = lists.members(locked)
    verifying = locked.state == L.VERIFYING
    problems = Opinions(locked, rows).lacking() if verifying else []
    moved = fire(locked, "forward", by=by, seen=seen, comment=comment)
    problems += answered_anew(rows) if verifying else []
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    carry_to(moved, rows, by)
    return moved


@transaction.atomic
def list_approve(
    submission: NominationList, *, by: Actor, seen: Seen, comment: str = "", excuse: str = ""
) -> NominationList:
    """Enter that the host's meeting decided the list, within the places. The click is not the decision.

    Where lists compete for places that are too few, a 比选 must have said who gets them; whom it did not choose is left
    out, and a list of which it chose nobody ends. `excuse`: why a limit that may be exceeded is, where that was not
    said before or is another reason now. Raises Incomplete.
    """
    locked, excuse = lock_list(submission), excuse.strip()
    listing, deciding = Listing(locked), locked.state == L.DECIDING
    problems = listing.lacking(excuse) if deciding else []
    if listing.lost and not listing.going:
        return _nobody_chosen(listing, problems, by, seen)
    decided = listing.decided(excuse)
    moved = fire(locked, "approve", by=by, seen=seen, comment=comment, decided=decided, excuse=excuse)
    if problems:  # told after the right was checked
        raise Incomplete(problems)
    leave_lost(moved, [row for row in listing.members if row.pk in listing.lost], listing.lost, by)
    if deciding:
        check_decided(moved, listing.going, excuse)
    carry_to(moved, listing.going, by)
    return moved


def _nobody_chosen(listing: Listing, problems: Sequence[str], by: Actor, seen: Seen) -> NominationList:
    """End a list of which a 比选 chose nobody: its members are left out. Raises Incomplete for the `problems`."""
    locked = edit(listing.submission, by=by, seen=seen, state=L.DECIDING)
    if problems:  # told after the right was checked
        raise Incomplete(list(problems))
    leave_lost(locked, listing.members, listing.lost, by)
    dissolve_if_empty(locked)
    return lock_list(locked)


@transaction.atomic
def list_send_back(submission: NominationList, *, by: Actor, seen: Seen, comment: str, to: str) -> NominationList:
    """Return the whole list with its members."""
    moved = fire(lock_list(submission), "send_back", by=by, seen=seen, comment=comment, to=to)
    return _carried_back(moved, by)


@transaction.atomic
def list_withdraw(submission: NominationList, *, by: Actor, seen: Seen, comment: str = "") -> NominationList:
    """Take the list back before the next desk acted; not while an objection against one of its members is open."""
    locked = lock_list(submission)
    public = locked.state == L.PUBLICISING_WITHIN
    moved = fire(locked, "withdraw", by=by, seen=seen, comment=comment)
    if public:
        lock_members(moved)
    if public and objections.open_against([row.process_id for row in lists.members(moved)]):
        raise Refused("公示期间收到的异议还没有核查完，不能撤回。")
    return _carried_back(moved, by)


def _carried_back(submission: NominationList, by: Actor) -> NominationList:
    """Take the members back too; a list that is decided anew gives its places back, and nobody is asked any more."""
    to = S.LISTED if submission.state in UNIT_STAGES else S(submission.state)
    rows = lists.members(submission)
    fire_many([row for row in rows if row.state != to], "carry_back", by=by, via=submission, to=to)
    if submission.state in UNIT_STAGES:
        drop_open(submission)
    if submission.state == L.COMPILING or unit_decides(submission):
        release_list(rows)
    return submission
