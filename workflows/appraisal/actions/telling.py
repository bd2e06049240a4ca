"""反馈本人: the member reads the own result and says so; the branch enters it for those who do not sign in."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.appraisal.actions.holding import at_desk
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.states import Acknowledged
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import Refused, Stale
from workflows.engine.transitions import Seen, fire, fire_many


def acknowledge_self(appraisal: Appraisal, answer: str, *, by: Actor, seen: Seen) -> Appraisal:
    """The member acknowledges the own result. Raises NotAllowed for anybody else, Stale before there is one."""
    today = timezone.localdate()
    return fire(appraisal, "acknowledge", by=by, seen=seen, how=Acknowledged.SIGNED_IN, on=today, answer=answer.strip())


@transaction.atomic
def acknowledge_for(appraisal: Appraisal, how: str, on: date, answer: str, *, by: Actor) -> Appraisal:
    """Enter that a member was told, on paper or in person. Raises NotAllowed, Stale, Refused for an impossible day."""
    meeting = at_desk(appraisal.submission, by, M.FEEDING_BACK)
    if appraisal.state != A.FEEDING_BACK:
        raise Stale("这名党员已经反馈。")
    check_told(meeting, how, on)
    (moved,) = fire_many([appraisal], "acknowledge", by=by, via=meeting, how=how, on=on, answer=answer.strip())
    return moved


def check_told(meeting: Meeting, how: str, on: date) -> None:
    """Raise Refused for a way that is the member's own, and for a day before the meeting or after today."""
    if how == Acknowledged.SIGNED_IN:
        raise Refused("本人登录确认的，由本人办理。")
    if on > timezone.localdate() or (meeting.held_on and on < meeting.held_on):
        raise Refused("反馈日期应在评议会议之后，不能晚于今天。")
