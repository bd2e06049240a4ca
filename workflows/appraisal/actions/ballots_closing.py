"""The electronic ballot after the vote: seal the box, count it against the printed hash, let the counts stand."""

from typing import Any

from django.db import transaction

from permissions.actor import Actor
from workflows.appraisal.actions.ballots_opening import saying
from workflows.appraisal.actions.meetings import close_ballot, confirm, void
from workflows.appraisal.ballots import files, pack, sealed
from workflows.appraisal.ballots.counting import Result, count
from workflows.appraisal.ballots.sealed import Sealed
from workflows.appraisal.ballots.sealing import seal
from workflows.appraisal.models import Count, Meeting
from workflows.appraisal.queries.ballots import box_of, electronic_forms, pack_of, totals_of
from workflows.appraisal.queries.counting import by_hand, entries_of, lacks_to_confirm
from workflows.appraisal.rules import Totals
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire, fire_many, hold

TYPED = 8
"""Signs of the printed hash that somebody types before counting."""


def ballot_close(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """End the vote: an electronic box is sealed, paper is collected."""
    return (box_seal if meeting.box else close_ballot)(meeting, by=by, seen=seen, comment=comment)


def ballot_confirm(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """Let the counts of paper stand. Raises Refused for an electronic box, which is counted on its own page."""
    if meeting.box:
        raise Refused("电子票请在“电子票箱”中对照打印的校验码计票。")
    return confirm(meeting, by=by, seen=seen, comment=comment)


@transaction.atomic
def box_seal(meeting: Meeting, *, by: Actor, seen: Seen, comment: str = "") -> Meeting:
    """Seal the box for good; its hash is to be printed before anything is counted. Cut off, it is done again.

    All rows of the roll are written by one statement, which forgets who took a ticket and in which order.
    Raises as `hold`, and Refused before the barrier was lifted.
    """
    locked, _ = hold(meeting, by=by, seen=seen)
    if locked.state != S.BALLOTING or not locked.box:
        raise Refused(f"现在是“{locked.get_state_display()}”，不能封箱。")
    with saying():
        found = seal(box_of(locked))
    Meeting.objects.filter(pk=locked.pk).update(box_hash=found.hash)
    locked.roll.update(ticketed=False)
    return fire(locked, "close_ballot", by=by, seen=seen, comment=f"票箱校验码{found.hash}{comment and '。'}{comment}")


@transaction.atomic
def box_count(meeting: Meeting, typed: str, *, by: Actor, seen: Seen) -> Meeting:
    """Count the sealed box and let the counts stand. `typed`: the first signs of the hash as it was printed.

    More votes than people who signed in make the meeting void. Raises as `hold`, and Refused when the hash is another,
    when fewer than the minimum voted, and when the box was changed; Incomplete while the paper survey is open.
    """
    locked, _ = hold(meeting, by=by, seen=seen)
    if locked.state != S.COUNTING or not locked.box:
        raise Refused(f"现在是“{locked.get_state_display()}”，不能计票。")
    _same_or_refuse(locked, typed)
    with saying():
        found = sealed.read(box_of(locked).sealed_path)
    if (voted := len(found.codes["polled"])) > (locked.voters or 0):
        return void(locked, by=by, seen=seen, comment=f"投票{voted}张，多于签到的{locked.voters}人。")
    if problems := lacks_to_confirm(locked):
        raise Incomplete(problems)
    with saying():
        result = count(found, locked.box_hash)
    return _let_stand(locked, found, result, by, seen)


def _same_or_refuse(meeting: Meeting, typed: str) -> None:
    said = "".join(typed.lower().split())
    if len(said) < TYPED or not meeting.box_hash.startswith(said):
        raise Refused(
            f"与封箱时打印的票箱校验码不一致。请照打印的输入前{TYPED}位；确实不同的，停止计票，由监票人核对。"
        )


def _let_stand(meeting: Meeting, found: Sealed, result: Result, by: Actor, seen: Seen) -> Meeting:
    """The totals are stored as those of paper are, and the pack beside the box."""
    totals = totals_of(meeting, result, result.voters + len(found.codes["issued"])) | keyed_in(meeting)
    decided = {form: dict(each.heads) | {"cells": each.cells} for form, each in totals.items()}
    moved = fire(meeting, "confirm", by=by, seen=seen, decided={"counts": decided, "box": meeting.box_hash})
    Count.objects.bulk_create(Count(meeting=moved, form=form, **_row(each)) for form, each in totals.items())
    fire_many(list(moved.members.filter(state=A.BALLOTING).order_by("pk")), "carry", by=by, via=moved)
    if meeting.voting != Voting.NAMED:  # nobody holds a code to check
        files.write_durably(pack_of(meeting), pack.zipped(found, result))
    return moved


def keyed_in(meeting: Meeting) -> dict[str, Totals]:
    """What two people keyed in beside the box: the survey of the 群众, on paper."""
    found = entries_of(meeting)
    return {form.code: found[form.code][0].totals() for form in by_hand(meeting) if found[form.code]}


def _row(totals: Totals) -> dict[str, Any]:
    heads = {name: getattr(totals, name) for name in ("issued", "returned", "valid", "invalid")}
    return heads | {"cells": dict(totals.cells)}


@transaction.atomic
def ballot_to_paper(meeting: Meeting, *, by: Actor, seen: Seen) -> Meeting:
    """Too few voted for any total to be told: the box is destroyed uncounted, the meeting votes on paper.

    Raises as `edit`, and Refused when the box can be counted.
    """
    locked = edit(meeting, by=by, seen=seen, state=S.COUNTING)
    box = box_of(locked)
    with saying():
        found = sealed.read(box.sealed_path)
    voted = len(found.codes["polled"])
    if not locked.box or voted >= found.frozen.minimum:
        raise Refused("投票人数够了，请计票。")
    locked.voting, locked.box, locked.box_hash = Voting.PAPER, "", ""
    locked.save(update_fields=["voting", "box", "box_hash"])
    locked.entries.filter(form__in=[form.code for form in electronic_forms(locked)]).delete()
    writing.note(locked, by, "ballot_to_paper", "改用纸质票", f"投票{voted}人，少于最低人数，电子票没有计票")
    transaction.on_commit(lambda: files.destroy(box.sealed_path))
    return locked
