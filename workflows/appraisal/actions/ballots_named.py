"""保密记名: a member signs in and votes in one step, into the same box; nothing but the box keeps that it was done."""

from workflows.appraisal.actions.ballots_opening import own_code, saying
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.frozen import Frozen
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.ballots import VOTING, box_of, phase
from workflows.appraisal.queries.tickets import may_vote
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting
from workflows.engine.errors import NotAllowed, Refused

LATE = "投票还没有开始，或者已经封箱。"


def asked_of(meeting: Meeting) -> Frozen:
    """What is voted on now. No statement. Raises Refused before the vote, after it, and for an unreadable box."""
    if meeting.voting != Voting.NAMED or meeting.state != S.BALLOTING:
        raise Refused(f"会议现在是“{meeting.get_state_display()}”，不能投票。")
    with saying():
        if phase(meeting) != VOTING:
            raise Refused(LATE)
        return box_of(meeting).frozen()


def vote_named(entry: RollEntry, said: Ballot, *, by_person: int | None) -> Answer:
    """Cast the choices of `said` for the member himself, whose code nobody types; without choices, ask whether he may.

    Raises NotAllowed to everybody but the member and to whoever did not sign in, Refused before the vote and after it.
    """
    meeting = entry.meeting
    if entry.person_id != by_person or not may_vote(meeting, entry):
        raise NotAllowed("只有已签到、可以投票的本人才能投票。")
    asked_of(meeting)
    box = box_of(meeting)
    with saying():
        return cast(box, Ballot(own_code(box, entry), said.choices))
