"""Electronic ballots in the demonstration: a meeting that votes 保密记名 now, and one whose box is sealed."""

from workflows.appraisal import actions
from workflows.appraisal.ballots.answers import Ballot
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.queries.roll import lines
from workflows.appraisal.queries.tickets import may_vote
from workflows.appraisal.states import MeetingState as M
from workflows.demo.appraisals import Play, fresh
from workflows.demo.branches import Work
from workflows.demo.organisation import Organisation

OFFICE = 2
"""The unit two branches of which vote electronically."""
TITLE = "民主评议党员（电子投票）"


def run(work: Work, organisation: Organisation) -> None:
    """A round for two branches: whoever holds a post in the first may sign in and vote; the second is to be counted."""
    play = Play(work, organisation)
    round_ = play.open(TITLE, organisation.offices[OFFICE].branches[:2])
    first, second = Meeting.objects.filter(round=round_).order_by("unit__position", "unit__code")
    for meeting in (first, second):
        play.bring(meeting, M.BALLOTING)
    _vote_named(play, first)
    _vote_on_slips(play, second)


def _choices(meeting: Meeting, some: int) -> dict[str, int]:
    """The first option for most, the second for some; nobody ticks a situation."""
    items = box_of(meeting).frozen().items
    return {item.key: 0 if len(item.options) == 2 or (n + some) % 5 else 1 for n, item in enumerate(items)}


def _vote_named(play: Play, meeting: Meeting) -> None:
    """All those without an account have voted; the others may try it. (They would sign in to it as well.)"""
    play.take(actions.ballot_begin, meeting, voting="named")
    meeting = fresh(meeting)
    able = [entry for entry in lines(meeting) if may_vote(meeting, entry)]
    for n, entry in enumerate(each for each in able if not hasattr(each.person, "user")):
        entry.meeting = meeting
        actions.vote_named(entry, Ballot("", _choices(meeting, n)), by_person=entry.person_id)


def _vote_on_slips(play: Play, meeting: Meeting) -> None:
    """Everybody drew a slip and voted; the box is sealed and waits to be counted against the printed hash."""
    play.take(actions.ballot_begin, meeting, voting="slips")
    drawn: actions.Drawn = play.take(actions.slips_draw, meeting)
    play.take(actions.barrier_lift, meeting)
    meeting = fresh(meeting)
    for n, code in enumerate(drawn.codes):
        cast(box_of(meeting), Ballot(code, _choices(meeting, n)))
    play.take(actions.box_seal, meeting)
