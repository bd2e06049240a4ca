"""领票 on screen: who may take a ticket, and what is to be said of it."""

from permissions.models import User
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Presence, Standing
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.states import Voting


def handed_out(user: User) -> list[Meeting]:
    """The meetings that hand out tickets on screen, until they are sealed, to which the person came. One statement."""
    came = RollEntry.objects.filter(person__user=user, off=False, presence=Presence.PRESENT)
    rows = Meeting.objects.filter(state=M.BALLOTING, voting=Voting.SCREEN, pk__in=came.values("meeting"))
    return list(rows.select_related("unit", "round", "process"))


def may_vote(meeting: Meeting, entry: RollEntry) -> bool:
    """Whether somebody on the roll came and may fill in a ballot. No statement."""
    kinds = {Standing.FORMAL} | ({Standing.PROBATIONARY} if plan_of(meeting.round).probationary_ballots else set())
    there = not entry.off and not entry.excuse and entry.presence == Presence.PRESENT
    return there and entry.standing in kinds
