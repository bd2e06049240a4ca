"""组织评定: which body gives the grades, what each member lacks, and whether the limit of 优秀 holds."""

from collections.abc import Sequence
from datetime import date

from workflows.appraisal.models import Appraisal, Meeting, RollEntry
from workflows.appraisal.queries.counting import judged
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.queries.roll import lines, roll_of
from workflows.appraisal.rules import (
    Base,
    Body,
    CapAnswer,
    Decision,
    judge_limit,
    lacks_to_grade,
    still_ungraded,
)
from workflows.engine.models import Meeting as Sitting


def body(meeting: Meeting, entries: Sequence[RollEntry]) -> Body:
    """Who gives the grades here: 支委会, or the meeting of a branch too small for one."""
    return plan_of(meeting.round).body_for(roll_of(entries).bases[Base.FORMAL])


def sitting_of(meeting: Meeting) -> Sitting | None:
    """The sitting at which the body gave the grades of this lap; None before it is registered. One statement."""
    return Sitting.objects.filter(process=meeting.process_id, state="grading", lap=meeting.lap).first()


def limit(meeting: Meeting, entries: Sequence[RollEntry], members: Sequence[Appraisal]) -> CapAnswer | None:
    """Whether the capped grades keep their limit, with the sum; None where the plan has none."""
    given = [each.grade_code for each in members if each.grade_code]
    return judge_limit(plan_of(meeting.round), roll_of(entries).bases, given)


def decision_of(member: Appraisal, decided_on: date) -> Decision:
    """What was entered for a member, as the rules take it."""
    return Decision(
        member.grade_code, decided_on, member.opinion, member.talked_on, member.evidence, tuple(member.verified)
    )


def lacks_to_decide(meeting: Meeting, over: str = "") -> list[str]:
    """What keeps the grades from being reported, one sentence each. Three statements."""
    entries, members, sitting = lines(meeting), judged(meeting), sitting_of(meeting)
    if sitting is None:
        return ["请先登记作出评定的会议。"]
    given = [each for each in members if each.grade_code]
    ungraded = [each for each in members if each.ungraded_why]
    waiting = still_ungraded(
        [each.entry.as_member() for each in members], [each.entry.key for each in (*given, *ungraded)]
    )
    about = [wrong for each in given for wrong in _about(meeting, each, sitting)]
    return [*waiting, *about, *_beyond(meeting, entries, members, over)]


def _about(meeting: Meeting, member: Appraisal, sitting: Sitting) -> list[str]:
    found = [*lacks_to_grade(plan_of(meeting.round), member.entry.as_member(), decision_of(member, sitting.held_on))]
    return found + vote_wrong(member, sitting)


def vote_wrong(member: Appraisal, sitting: Sitting) -> list[str]:
    """What is wrong with the body's vote on one member, one sentence each."""
    name, votes = member.entry.name, (member.agreed, member.against, member.withheld)
    cast = sum(each or 0 for each in votes)
    if member.agreed is None:
        return [f"{name}的表决结果还没有填写。"]
    if sitting.present is not None and cast > sitting.present:
        return [f"{name}的表决共{cast}票，多于实到{sitting.present}人。"]
    if sitting.due is not None and member.agreed * 2 <= sitting.due:
        return [f"{name}评为{member.grade_name}，赞成{member.agreed}人，没有超过应到{sitting.due}人的半数，没有通过。"]
    return []


def _beyond(meeting: Meeting, entries: Sequence[RollEntry], members: Sequence[Appraisal], over: str) -> list[str]:
    found, cap = limit(meeting, entries, members), plan_of(meeting.round).cap
    if found is None or cap is None or found.holds:
        return []
    return [] if not cap.hard and over.strip() else [found.text]
