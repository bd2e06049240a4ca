"""Keying in the totals of paper ballots: two people, each without the other's numbers."""

from django.db import transaction
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from workflows.appraisal.actions.meetings import lock_meeting
from workflows.appraisal.models import Entry, Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.counting import by_hand, judged, wrong
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Totals
from workflows.appraisal.states import MeetingState as M
from workflows.engine import writing
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Task

READERS = 2


def may_enter(meeting: Meeting, by: Actor) -> bool:
    """Whether the actor may key in totals: who has the meeting on the desk, and the 计票人 of the roll. Two statements.

    A 计票人 needs no post, only the own account.
    """
    if by.user is None:
        return False
    task = Task.objects.filter(process=meeting.process_id, finished__isnull=True).select_related("unit").first()
    if task is not None and task.unit is not None and access.may(by, task.right, task.unit, KEY):
        return True
    return meeting.roll.filter(off=False, counts=True, person=by.user.person_id).exists()


@transaction.atomic
def totals_enter(meeting: Meeting, form: str, given: Totals, *, by: Actor) -> Entry:
    """Key in the totals of one form, or correct the own ones. Raises NotAllowed, Stale, Refused for a third person.

    Raises Incomplete when they do not add up, with every place at once.
    """
    locked = lock_meeting(meeting)
    if by.user is None or not may_enter(locked, by):
        raise NotAllowed("票数由支部和会议的计票人录入，您可以查看会议。")
    if locked.state != M.COUNTING:
        raise Stale(f"会议现在是“{locked.get_state_display()}”，不能录入票数。")
    others = [each for each in locked.entries.filter(form=form) if each.by_id != by.user_id]
    if len(others) >= READERS:
        raise Refused("这种票已由两人录入，需要更正的请由录入人自己更正。")
    kind = plan_of(locked.round).form_by_code[form]
    if kind not in by_hand(locked):
        raise Refused(f"{kind.name}用电子票，由票箱计票，不录入票数。")
    if problems := wrong(locked, kind, judged(locked), given):
        raise Incomplete(problems)
    made, new = Entry.objects.update_or_create(
        meeting=locked, form=form, by=by.user, defaults={"at": timezone.now(), **vars(given)}
    )
    writing.note(locked, by, "totals_enter", "录入票数" if new else "更正票数", kind.name)
    return made
