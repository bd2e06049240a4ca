"""领票 on screen and 保密记名: who may take a ticket or vote, and what is to be said of it."""

from permissions.models import User
from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Presence, Standing
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.states import Voting

SIGNED_IN = (Voting.SCREEN, Voting.NAMED)


def handed_out(user: User) -> list[Meeting]:
    """The meetings at which the person, who came, takes a ticket or votes signed in, until sealed. One statement."""
    came = RollEntry.objects.filter(person__user=user, off=False, presence=Presence.PRESENT)
    rows = Meeting.objects.filter(state=M.BALLOTING, voting__in=SIGNED_IN, pk__in=came.values("meeting"))
    return list(rows.select_related("unit", "round", "process"))


def own_entry(user: User, number: str) -> RollEntry | None:
    """The person's own line on the roll of a meeting, by the number of the meeting. One statement."""
    rows = RollEntry.objects.select_related("meeting__round", "meeting__unit", "meeting__process")
    return rows.filter(meeting__process__number=number, person=user.person_id or 0, off=False).first()


def without_account(meeting: Meeting) -> list[str]:
    """The names of those who came, may vote and cannot sign in. One statement."""
    rows = RollEntry.objects.filter(meeting=meeting, off=False).exclude(person__user__is_active=True)
    return [entry.name for entry in rows if may_vote(meeting, entry)]


def may_vote(meeting: Meeting, entry: RollEntry) -> bool:
    """Whether somebody on the roll came and may fill in a ballot. No statement."""
    kinds = {Standing.FORMAL} | ({Standing.PROBATIONARY} if plan_of(meeting.round).probationary_ballots else set())
    there = not entry.off and not entry.excuse and entry.presence == Presence.PRESENT
    return there and entry.standing in kinds
