"""组织处置: by which steps, on what evidence, and until when nobody may join again. 依据: domain 4.4 [R22]—[R25]."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from workflows.engine.months import months_after

from .document import Section
from .grounds import GROUND_BY_CODE, Ground, Method
from .roll import Standing


class Step(StrEnum):
    """The steps after the proposal, in their order."""

    FILE = "file"
    INVESTIGATE = "investigate"
    TALK = "talk"
    PRE_REVIEW = "pre_review"
    VOTE = "vote"
    APPROVE = "approve"

    @property
    def words(self) -> str:
        """事前备案, 调查核实 …"""
        return STEP_WORDS[self]


STEP_WORDS = {
    Step.FILE: "事前备案",
    Step.INVESTIGATE: "调查核实",
    Step.TALK: "组织谈话",
    Step.PRE_REVIEW: "上级预审",
    Step.VOTE: "支部大会表决",
    Step.APPROVE: "上级审批",
}
NEEDED = (Step.FILE, Step.INVESTIGATE, Step.VOTE, Step.APPROVE)
"""Steps that no plan may leave out."""


@dataclass(frozen=True)
class DisposalRule:
    """The steps of a plan, years for which joining again is barred, and how many 正式党员 hold the talk."""

    steps: tuple[Step, ...] = tuple(Step)
    bar_years: int = 5
    talkers: int = 2

    @classmethod
    def read(cls, section: Section) -> "DisposalRule":
        usual = cls()
        return cls(
            section.choices("steps", Step) if section.has("steps") else usual.steps,
            section.whole("bar_years", usual.bar_years, least=5, most=50),
            section.whole("talkers", usual.talkers, least=1, most=5),
        )

    def barred_until(self, ended_on: date) -> date:
        """The first day on which somebody may be considered again: so many calendar years after membership ended."""
        return months_after(ended_on, 12 * self.bar_years)

    def bar_words(self, ended_on: date) -> str:
        """自2026-03-01起5年内（2031-03-01以前）不得重新入党。"""
        return f"自{ended_on}起{self.bar_years}年内（{self.barred_until(ended_on)}以前）不得重新入党。"


@dataclass(frozen=True)
class Case:
    """What is proposed against one member. `since`: when what the ground counts in months began.

    `disciplined`: the same problem has already met with 党纪处分.
    """

    ground: str
    standing: Standing
    evidence: str = ""
    since: date | None = None
    disciplined: bool = False


def proposal_refused(case: Case, today: date) -> tuple[str, ...]:
    """What stands against proposing it, one sentence each. Raises KeyError: no such ground."""
    ground = GROUND_BY_CODE[case.ground]
    problems = []
    if case.disciplined:
        problems.append("同一问题已受党纪处分，不再作组织处置。")
    if case.standing is Standing.PROBATIONARY and ground.method is Method.PERSUADE:
        problems.append("预备党员不适用劝其退党，可以延长预备期或者取消预备党员资格。")
    if not case.evidence.strip():
        problems.append(f"以“{ground.words}”提出{ground.method.words}，须写明核实的情况。")
    return (*problems, *_about_time(ground, case.since, today))


def order_refused(rule: DisposalRule, done: Mapping[Step, date], step: Step, on: date) -> str:
    """Why a step cannot be taken on that day: an earlier one is missing or later. Empty when it can.

    `done`: the days of the steps already taken. Raises ValueError: the plan has no such step.
    """
    earlier = rule.steps[: rule.steps.index(step)]
    for each in earlier:
        if each not in done:
            return f"{step.words}以前须先{each.words}。"
        if done[each] > on:
            return f"{step.words}的日期{on}早于{each.words}的日期{done[each]}。"
    return ""


def talk_refused(rule: DisposalRule, talkers: Sequence[Standing]) -> str:
    """Why a talk does not count: too few 正式党员 held it. Empty when it does. 依据: domain 4.4 [R24][R25]."""
    formal = sum(each is Standing.FORMAL for each in talkers)
    return "" if formal >= rule.talkers else f"组织谈话须有{rule.talkers}名正式党员，现有{formal}名。"


def _about_time(ground: Ground, since: date | None, today: date) -> tuple[str, ...]:
    if not ground.since:
        return ()
    if since is None:
        return (f"“{ground.words}”须填写{ground.since}。",)
    first = months_after(since, ground.least)
    if today < first:
        return (f"从{ground.since}{since}起，到{first}才满{ground.least}个月。",)
    if ground.most is not None and today > months_after(since, ground.most):
        return (f"从{ground.since}{since}起，已超过{ground.most}个月，不属于“{ground.words}”。",)
    return ()
