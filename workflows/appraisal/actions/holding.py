"""What the branch enters around the meeting: where and when, who came, self-assessments, what was said and found."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.models import Person
from workflows.appraisal.actions.meetings import lock_meeting
from workflows.appraisal.models import Appraisal, Finding, Meeting, PeerNote, RollEntry
from workflows.appraisal.models.meeting import ENDED
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import lines
from workflows.appraisal.rules import Presence
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import Task
from workflows.engine.transitions import Seen, fire, fire_many

BY_BRANCH = "会议由支部办理，您可以查看。"


class Arrangement(NamedTuple):
    """When, where, by whom, what the secretary told the meeting, and whether it is the 组织生活会 too."""

    held_on: date
    place: str = ""
    chair: str = ""
    report: str = ""
    joint: bool = False


@transaction.atomic
def meeting_arrange(meeting: Meeting, given: Arrangement, *, by: Actor, seen: Seen) -> Meeting:
    """Keep when and where the meeting is held; until the ballot is opened. Raises Stale, NotAllowed."""
    state = meeting.state if meeting.state in (M.PREPARING, M.CHECKING_IN) else M.PREPARING
    locked = edit(meeting, by=by, seen=seen, state=state)
    for name, value in given._asdict().items():
        setattr(locked, name, value.strip() if isinstance(value, str) else value)
    locked.save(update_fields=given._fields)
    return locked


@transaction.atomic
def attend_save(meeting: Meeting, given: Mapping[int, str], *, by: Actor, seen: Seen) -> Meeting:
    """Keep who came, by the keys of the lines. Raises Stale, NotAllowed as `edit`, and Refused.

    Of those not counted among 应到 only 预备党员 may be entered as present: the others are not called.
    """
    locked = edit(meeting, by=by, seen=seen, state=M.CHECKING_IN)
    entries = [entry for entry in lines(locked) if entry.pk in given]
    for entry in entries:
        entry.presence = given[entry.pk]
        if entry.presence == Presence.PRESENT and (entry.excuse or not entry.as_member().takes_part):
            raise Refused(f"{entry.name}不计入应到，不能登记为到会；本人到会的，请先撤回固定，改正名册。")
    RollEntry.objects.bulk_update(entries, ["presence"])
    return locked


@transaction.atomic
def assess_for(appraisal: Appraisal, assessment: str, *, by: Actor) -> Appraisal:
    """Hand in the self-assessment of a member for him, as the branch. Raises NotAllowed, Stale."""
    meeting = at_desk(appraisal.submission, by, M.PREPARING, M.CHECKING_IN)
    if appraisal.state != A.SELF_ASSESSING:
        raise Stale("个人自评已经提交。")
    (moved,) = fire_many([appraisal], "hand_in", by=by, via=meeting, assessment=assessment.strip())
    return moved


def assess_self(appraisal: Appraisal, assessment: str, *, by: Actor, seen: Seen) -> Appraisal:
    """The member hands in the own self-assessment. Raises NotAllowed for anybody else, Stale."""
    return fire(appraisal, "hand_in", by=by, seen=seen, assessment=assessment.strip())


@transaction.atomic
def note_add(appraisal: Appraisal, text: str, author: Person | None, *, by: Actor) -> PeerNote:
    """Keep what was said of a member in 互评; the author only where the plan keeps names.

    Raises NotAllowed, Stale before the meeting and after the ballots are counted, Refused for a note on oneself.
    """
    meeting = at_desk(appraisal.submission, by, M.CHECKING_IN, M.BALLOTING, M.COUNTING)
    if author is not None and not plan_of(meeting.round).named_notes:
        raise Refused("评议办法不保留互评人姓名，请不要填写。")
    if author is not None and author.pk == appraisal.person_id:
        raise Refused("互评意见由他人提出，不能是本人。")
    return PeerNote.objects.create(appraisal=appraisal, text=text.strip(), author=author)


@transaction.atomic
def finding_add(meeting: Meeting, text: str, category: str, *, by: Actor) -> Finding:
    """Keep a problem that the meeting found. Raises NotAllowed, Stale once it has ended."""
    locked = at_desk(meeting, by, *(state for state in M if state not in (*ENDED, M.PREPARING, M.REVIEWING)))
    made = Finding.objects.create(meeting=locked, text=text.strip(), category=category.strip())
    writing.note(locked, by, "finding_add", "登记查摆问题", made.text[:200])
    return made


@transaction.atomic
def finding_drop(finding: Finding, *, by: Actor) -> None:
    """Take a problem off again that was entered by mistake. Raises NotAllowed, Stale."""
    locked = at_desk(finding.meeting, by, *(state for state in M if state not in (*ENDED, M.PREPARING, M.REVIEWING)))
    writing.note(locked, by, "finding_drop", "删去查摆问题", finding.text[:200])
    finding.delete()


def at_desk(meeting: Meeting, by: Actor, *states: M) -> Meeting:
    """The meeting, locked, while it is at one of these stages and on the actor's desk. Raises Stale, NotAllowed.

    For what is entered of members without a page that shows the whole meeting.
    """
    locked = lock_meeting(meeting)
    desks = Task.objects.filter(process=locked.process_id, finished__isnull=True)
    task = desks.select_related("unit", "owner__person").first()
    if task is None or locked.state not in states:
        raise Stale(f"会议现在是“{locked.get_state_display()}”，不能办理这一项。")
    if task.unit is None or not access.may(by, task.right, task.unit, KEY):
        raise NotAllowed(BY_BRANCH)
    if task.owner_id not in (None, by.user_id):
        raise NotAllowed(f"会议已转办给{task.owner}，由其本人办理。")
    return locked
