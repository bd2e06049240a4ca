"""签到: whether enough came, and what else keeps the ballot from being opened."""

from collections.abc import Sequence

from workflows.appraisal.models import Meeting, RollEntry
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import roll_of
from workflows.appraisal.rules import Counted, Presence, Purpose, judge_quorum
from workflows.appraisal.states import AppraisalState as A


def quorum(meeting: Meeting, entries: Sequence[RollEntry]) -> Counted:
    """Whether enough with a vote came, with the sum."""
    roll = roll_of(entries)
    return judge_quorum(plan_of(meeting.round).quorum_for(Purpose.APPRAISE), roll.expected, roll.present)


def lacks_to_open(meeting: Meeting, entries: Sequence[RollEntry]) -> list[str]:
    """What keeps the ballot from being opened, one sentence each. One statement."""
    counted = quorum(meeting, entries)
    silent = meeting.members.filter(state=A.SELF_ASSESSING).values_list("entry__name", flat=True)
    said = [f"{name}还没有个人自评；本人不能提交的，由支部代录并写明情况。" for name in silent.order_by("rank")]
    return ([] if counted.holds else [counted.text]) + said


def voters(meeting: Meeting, entries: Sequence[RollEntry]) -> int:
    """How many of those present may take a ballot."""
    return roll_of(entries).voters(probationary=plan_of(meeting.round).probationary_ballots)


def signed_in(entries: Sequence[RollEntry]) -> list[str]:
    """The names of those who came."""
    return [each.name for each in entries if each.presence == Presence.PRESENT]
