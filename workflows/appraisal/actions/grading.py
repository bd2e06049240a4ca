"""组织评定: the sitting of the body, and what it gives each member."""

from collections.abc import Mapping
from datetime import date
from typing import Any, NamedTuple

from django.db import transaction

from permissions.actor import Actor
from workflows.appraisal.actions.holding import at_desk
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.queries.grading import decision_of, sitting_of, vote_wrong
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import lacks_to_grade
from workflows.appraisal.states import MeetingState as M
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused, Stale
from workflows.engine.models import Meeting as Sitting
from workflows.engine.transitions import Seen


class GradeInput(NamedTuple):
    """What the body decided on one member; without a grade `ungraded_why` says why not."""

    grade_code: str
    opinion: str = ""
    agreed: int | None = None
    against: int | None = None
    withheld: int | None = None
    talked_on: date | None = None
    evidence: str = ""
    verified: tuple[str, ...] = ()
    ungraded_why: str = ""


@transaction.atomic
def sitting_record(meeting: Meeting, given: Mapping[str, Any], *, by: Actor, seen: Seen) -> Meeting:
    """Register the body, the day and the attendance of the sitting that gives the grades.

    Raises Stale, NotAllowed as `edit`, Refused before the meeting was held.
    """
    locked = edit(meeting, by=by, seen=seen, state=M.GRADING)
    if locked.held_on and given["held_on"] < locked.held_on:
        raise Refused(f"评定会议的日期不能早于评议会议的日期{locked.held_on}。")
    place: dict[str, Any] = {"process_id": locked.process_id, "state": str(locked.state), "lap": locked.lap}
    Sitting.objects.update_or_create(**place, defaults=dict(given))
    return locked


@transaction.atomic
def grade_save(appraisal: Appraisal, given: GradeInput, *, by: Actor) -> Appraisal:
    """Keep what the body decided on one member. Raises NotAllowed, Stale, Incomplete with all that is lacking.

    Raises Refused before the sitting of the body is registered.
    """
    meeting = at_desk(appraisal.submission, by, M.GRADING)
    sitting = sitting_of(meeting)
    if sitting is None:
        raise Refused("请先登记作出评定的会议，再评定等次。")
    rows = Appraisal.objects.select_for_update(no_key=True, of=("self",)).select_related("entry")
    locked = rows.get(pk=appraisal.pk)
    if locked.submission_id != meeting.pk or locked.state != M.GRADING:
        raise Stale("这名党员不在评定环节。")
    _enter(locked, given, plan_of(meeting.round).grade_by_code)
    if problems := _lacking(meeting, locked, sitting):
        raise Incomplete(problems)
    locked.version += 1
    locked.save(update_fields=[*GradeInput._fields, "grade_name", "version"])
    writing.note(locked, by, "grade_save", "评定等次", "")  # which one is told when it stands
    return locked


def _enter(locked: Appraisal, given: GradeInput, grades: Mapping[str, Any]) -> None:
    for name, value in given._asdict().items():
        setattr(locked, name, value.strip() if isinstance(value, str) else value)
    locked.verified = list(given.verified)
    grade = grades.get(given.grade_code)
    locked.grade_name = grade.name if grade else ""


def _lacking(meeting: Meeting, locked: Appraisal, sitting: Sitting) -> list[str]:
    if not locked.grade_code:
        return [] if locked.ungraded_why else [f"{locked.entry.name}不评定等次的，须写明原因。"]
    decision = decision_of(locked, sitting.held_on)
    return [*lacks_to_grade(plan_of(meeting.round), locked.entry.as_member(), decision), *vote_wrong(locked, sitting)]
