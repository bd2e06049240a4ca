"""领票 on screen: a member who signed in takes one code, shown once; the roll keeps that it was taken, never when."""

from django.db import transaction

from permissions.models import User
from workflows.appraisal.actions.ballots_opening import Drawn, issue
from workflows.appraisal.ballots import codes
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.ballots import TICKETING, box_of, phase
from workflows.appraisal.queries.tickets import may_vote
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting
from workflows.engine.errors import NotAllowed, Refused


@transaction.atomic
def ticket_take(entry: RollEntry, *, user: User) -> Drawn:
    """One code for one member. No entry on the trail: it would say when.

    Raises NotAllowed to everybody but the member and to whoever did not sign in, Refused when it was taken or is late.
    """
    meeting = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("round").get(
        pk=entry.meeting_id
    )  # fmt: skip
    locked = RollEntry.objects.get(pk=entry.pk)
    if locked.person_id != user.person_id or not may_vote(meeting, locked):
        raise NotAllowed("只有已签到、可以投票的本人才能领票。")
    _in_time_or_refuse(meeting)
    if locked.ticketed:
        raise Refused("您已经领过票，编码只显示一次，不能补发。没有抄下的，请告诉主持人。")
    RollEntry.objects.filter(pk=locked.pk).update(ticketed=True)
    drawn = Drawn(codes.draw(1))
    issue(box_of(meeting), drawn)
    return drawn


def _in_time_or_refuse(meeting: Meeting) -> None:
    if meeting.voting != Voting.SCREEN:
        raise Refused("这次会议不在这里领票。")
    if meeting.state != S.BALLOTING or phase(meeting) != TICKETING:
        raise Refused("领票已经截止，或者还没有开始。")
