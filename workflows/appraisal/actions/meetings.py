"""The steps of a meeting, in the order it lives them; its members go with it."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction

from permissions.actor import SYSTEM, Actor
from workflows.appraisal.actions.ballots_erasing import unsealed_drop
from workflows.appraisal.actions.results import publish
from workflows.appraisal.models import Appraisal, Count, Meeting
from workflows.appraisal.queries.attending import lacks_to_open, signed_in, voters
from workflows.appraisal.queries.counting import entries_of, lacks_to_confirm
from workflows.appraisal.queries.feeding_back import lacks_to_close
from workflows.appraisal.queries.grading import lacks_to_decide, sitting_of
from workflows.appraisal.queries.roll import lacks, lines, roll_of
from workflows.appraisal.rules import Presence
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Incomplete
from workflows.engine.transitions import Seen, fire, fire_many

ON_THE_WAY = [state for state in A if state not in (A.GRADED, A.NOT_GRADED, A.CALLED_OFF)]


def lock_meeting(meeting: Meeting) -> Meeting:
    """Lock a meeting before its members, as the order of locks asks."""
    rows = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("round", "unit")
    return rows.get(pk=meeting.pk)


def _members(meeting: Meeting, *states: A) -> list[Appraisal]:
    return list(meeting.members.filter(state__in=states).select_related("entry").order_by("pk"))


def _tell(problems: Sequence[str]) -> None:
    """Say what is lacking, after the right was checked; nothing is written then."""
    if problems:
        raise Incomplete(list(problems))


@transaction.atomic
def freeze(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """Settle who is expected. Raises Incomplete while the roll is wrong or differs from the register."""
    locked = lock_meeting(meeting)
    entries = lines(locked)
    problems = lacks(locked, entries) if locked.state == M.PREPARING else []
    decided = {"roll": roll_of(entries).words, "names": [each.name for each in entries]}
    moved = fire(locked, "freeze", by=by, seen=seen, comment=comment, decided=decided)
    _tell(problems)
    return moved


@transaction.atomic
def thaw(meeting: Meeting, *, by: Actor, seen: Seen, to: str, comment: str) -> Meeting:
    """Open the roll again; who came is to be entered anew."""
    moved = fire(lock_meeting(meeting), "thaw", by=by, seen=seen, comment=comment, to=to)
    if moved.state == M.PREPARING:
        moved.roll.update(presence=Presence.ABSENT)
    return moved


@transaction.atomic
def open_ballot(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """Begin the 测评. Raises Incomplete below the quorum, with the sum, and while a self-assessment is missing."""
    locked = lock_meeting(meeting)
    entries = lines(locked)
    checking = locked.state == M.CHECKING_IN
    problems = lacks_to_open(locked, entries) if checking else []
    roll = roll_of(entries)
    moved = fire(
        locked, "open_ballot", by=by, seen=seen, comment=comment, expected=roll.expected, present=roll.present,
        voters=voters(locked, entries), decided={"roll": roll.words, "present": signed_in(entries)},
    )  # fmt: skip
    _tell(problems)
    if checking:
        fire_many(_members(moved, A.DISCUSSING), "carry", by=by, via=moved)
    return moved


def close_ballot(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """All ballots are back: they are counted now."""
    return fire(meeting, "close_ballot", by=by, seen=seen, comment=comment)


@transaction.atomic
def confirm(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """Let the counts stand. Raises Incomplete while two entries are missing, differ or do not add up."""
    locked = lock_meeting(meeting)
    counting = locked.state == M.COUNTING
    problems = lacks_to_confirm(locked) if counting else []
    found = [each[0] for each in entries_of(locked).values() if each]
    decided = {each.form: dict(each.totals().heads) | {"cells": each.cells} for each in found}
    moved = fire(locked, "confirm", by=by, seen=seen, comment=comment, decided={"counts": decided})
    _tell(problems)
    if counting:
        Count.objects.bulk_create(
            Count(
                meeting=moved, form=each.form, issued=each.issued, returned=each.returned, valid=each.valid,
                invalid=each.invalid, cells=each.cells,
            )
            for each in found
        )  # fmt: skip
        fire_many(_members(moved, A.BALLOTING), "carry", by=by, via=moved)
    return moved


@transaction.atomic
def decide(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "", over: str = "") -> Meeting:
    """Report the grades that the body gave. `over`: why a limit that may be exceeded is.

    Raises Incomplete while a grade, an opinion or a vote is missing, and where the limit is exceeded.
    """
    locked = lock_meeting(meeting)
    grading = locked.state == M.GRADING
    problems = lacks_to_decide(locked, over) if grading else []
    rows = _members(locked, A.GRADING)
    moved = fire(
        locked, "decide", by=by, seen=seen, comment=comment, submitter=by.user, over=over.strip(),
        decided=_decided(locked, rows),
    )  # fmt: skip
    _tell(problems)
    if grading:
        _report(moved, rows, by)
    return moved


def _report(moved: Meeting, rows: Sequence[Appraisal], by: Actor) -> None:
    """正式党员 left without a grade go to the superior with the others, so that a return brings them back too."""
    graded = [row for row in rows if row.grade_code]
    others = [row for row in rows if not row.grade_code]
    along = [row for row in others if moved.state == M.REVIEWING and row.entry.as_member().graded]
    fire_many([row for row in others if row not in along], "leave_ungraded", by=by, via=moved)
    fire_many(along, "carry", by=by, via=moved)
    fire_many(graded, "grade", by=by, via=moved)


def _decided(meeting: Meeting, rows: Sequence[Appraisal]) -> dict[str, Any]:
    sitting = sitting_of(meeting)
    grades = {row.process_id: row.grade_name for row in rows if row.grade_code}
    return {"sitting": sitting.content() if sitting else {}, "grades": {str(key): name for key, name in grades.items()}}


@transaction.atomic
def accept(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """The superior approves, or takes note: the results go to the members."""
    moved = fire(lock_meeting(meeting), "accept", by=by, seen=seen, comment=comment)
    rows = _members(moved, A.REVIEWING)
    fire_many([row for row in rows if row.grade_code], "accept", by=by, via=moved)
    fire_many([row for row in rows if not row.grade_code], "leave_ungraded", by=by, via=moved)
    return moved


@transaction.atomic
def send_back(meeting: Meeting, *, by: Actor, seen: Seen, to: str, comment: str) -> Meeting:
    """The branch is to grade anew."""
    moved = fire(lock_meeting(meeting), "send_back", by=by, seen=seen, comment=comment, to=to)
    fire_many(_members(moved, A.REVIEWING), "send_back", by=by, via=moved, comment=comment)
    return moved


@transaction.atomic
def withdraw(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """Take the grades back before the superior acted; 预备党员, who get none, stay as they are."""
    moved = fire(lock_meeting(meeting), "withdraw", by=by, seen=seen, comment=comment)
    fire_many(_members(moved, A.REVIEWING), "carry_back", by=by, via=moved)
    return moved


@transaction.atomic
def close(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """End it: grades become facts, problems found go to 问题整改. Raises Incomplete while somebody was not told."""
    locked = lock_meeting(meeting)
    closing = locked.state == M.FEEDING_BACK
    problems = lacks_to_close(locked) if closing else []
    moved = fire(locked, "close", by=by, seen=seen, comment=comment)
    _tell(problems)
    if closing:
        publish(moved)
    return moved


@transaction.atomic
def void(meeting: Meeting, *, by: Actor, seen: Seen, comment: str) -> Meeting:
    """It does not count; what was begun of its members ends with it."""
    moved = fire(lock_meeting(meeting), "void", by=by, seen=seen, comment=comment)
    fire_many(_members(moved, *ON_THE_WAY), "call_off", by=SYSTEM, comment=f"会议作废：{comment}")
    unsealed_drop(moved)
    return moved
