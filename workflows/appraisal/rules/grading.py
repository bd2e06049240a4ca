"""组织评定: the body gives the grade by its own vote; who may get one and what it lacks. 依据: domain 4.1, 4.3."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from .grades import Grade
from .plan import Plan
from .roll import Member, Standing


@dataclass(frozen=True)
class Decision:
    """What the body decided on one member. `verified`: situations that it looked into and found true, by code.

    `evidence`: what was looked into and how; `talked_on`: the day of the talk, which comes before the decision.
    """

    grade: str
    decided_on: date
    opinion: str = ""
    talked_on: date | None = None
    evidence: str = ""
    verified: tuple[str, ...] = ()


def lacks_to_grade(plan: Plan, member: Member, decision: Decision) -> tuple[str, ...]:
    """What stands against this grade for this member, one sentence each; none when it may be given."""
    grade = plan.grade_by_code.get(decision.grade)
    if grade is None:
        return (f"评议办法里没有“{decision.grade}”这个等次。",)
    if not member.graded:
        return (_ungraded(member),)
    return (*_about_all(member, decision), *_about_talk(grade, member, decision), *_unknown(plan, decision))


def still_ungraded(members: Sequence[Member], decided: Sequence[str]) -> tuple[str, ...]:
    """Members who should have a grade and have none yet; `decided`: the keys of those who have one."""
    return tuple(f"{each.name}还没有评定等次。" for each in members if each.graded and each.key not in decided)


def _ungraded(member: Member) -> str:
    if member.standing is Standing.PROBATIONARY:
        return f"{member.name}是预备党员，参加评议，不评定等次。"
    return f"{member.name}停止党籍，不参加评议。"


def _about_all(member: Member, decision: Decision) -> Iterator[str]:
    if not decision.opinion.strip():
        yield f"{member.name}的评定意见还没有填写，评定意见要向本人反馈。"


def _about_talk(grade: Grade, member: Member, decision: Decision) -> Iterator[str]:
    """不合格 rests on a talk and on what was looked into, never on ballots alone (不唯票数 [P05])."""
    if not grade.needs_talk:
        return
    if decision.talked_on is None:
        yield f"{member.name}评为{grade.name}，须先谈话教育，并登记谈话日期。"
    elif decision.talked_on > decision.decided_on:
        yield f"{member.name}的谈话日期{decision.talked_on}晚于评定日期{decision.decided_on}。"
    if not decision.evidence.strip():
        yield f"{member.name}评为{grade.name}，须写明核实的情况，不能只依据票数。"


def _unknown(plan: Plan, decision: Decision) -> Iterator[str]:
    known = {each.code for form in plan.forms for each in form.situations}
    yield from (f"测评票上没有编号为“{code}”的反向情形。" for code in decision.verified if code not in known)
