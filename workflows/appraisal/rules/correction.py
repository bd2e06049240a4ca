"""限期改正: how long, when it is reminded of, and the three ways it ends. 依据: domain 4.4 [R23], 台账提醒."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from workflows.engine.months import months_after

from .document import Section

LONGEST = 12
"""Months that no 限期改正 may exceed, extensions included. 依据: domain 4.4 [R23]."""


class Outcome(StrEnum):
    """What the assessment at the end concludes."""

    LIFT = "lift"
    EXTEND = "extend"
    PERSUADE = "persuade"

    @property
    def words(self) -> str:
        """解除, 延长, 转劝其退党."""
        return OUTCOME_WORDS[self]


OUTCOME_WORDS = {Outcome.LIFT: "解除", Outcome.EXTEND: "延长", Outcome.PERSUADE: "转劝其退党"}


@dataclass(frozen=True)
class CorrectionRule:
    """Usually `months`, never more than `most_months` from the first day on; `reminders`: days before its last day."""

    months: int = 6
    most_months: int = LONGEST
    reminders: tuple[int, ...] = (30, 7)

    @classmethod
    def read(cls, section: Section) -> "CorrectionRule":
        usual = cls()
        return cls(
            section.whole("months", usual.months, least=1, most=LONGEST),
            section.whole("most_months", usual.most_months, least=1, most=LONGEST),
            section.wholes("reminders", most=180) if section.has("reminders") else usual.reminders,
        )

    def last_day(self, start: date, months: int | None = None) -> date:
        """The day on which it ends: the same day so many calendar months later."""
        return months_after(start, months or self.months)

    def limit(self, start: date) -> date:
        """The last day that it may be extended to."""
        return months_after(start, self.most_months)

    def remind_on(self, due: date) -> tuple[date, ...]:
        """The days on which those concerned are reminded, the earliest first."""
        return tuple(sorted(due - timedelta(days=days) for days in self.reminders))


def length_refused(rule: CorrectionRule, months: int) -> str:
    """Why it cannot last so long; empty when it can."""
    if 1 <= months <= rule.most_months:
        return ""
    return f"限期改正一般{rule.months}个月，应在1到{rule.most_months}个月之间，现为{months}个月。"


def due_refused(rule: CorrectionRule, start: date, due: date) -> str:
    """Why a 限期改正 that begins on a day cannot last until another; empty when it can."""
    limit = rule.limit(start)
    if start < due <= limit:
        return ""
    return f"改正期限应晚于生效日期{start}，最晚到{limit}（从生效起{rule.most_months}个月），现为{due}。"


@dataclass(frozen=True)
class Reassessment:
    """What was concluded, on which day and why; `until`: the new last day of one that is extended."""

    outcome: Outcome
    on: date
    reason: str
    until: date | None = None


def outcome_refused(rule: CorrectionRule, start: date, due: date, found: Reassessment) -> tuple[str, ...]:
    """What stands against an outcome, one sentence each; none when it may be recorded."""
    problems = []
    if found.on < due:
        problems.append(f"改正期到{due}，期满才能复评。")
    if not found.reason.strip():
        problems.append(f"复评结论是{found.outcome.words}，须写明改正情况和理由。")
    return (*problems, *_about_until(rule, start, due, found))


def _about_until(rule: CorrectionRule, start: date, due: date, found: Reassessment) -> tuple[str, ...]:
    if found.outcome is not Outcome.EXTEND:
        return () if found.until is None else (f"复评结论是{found.outcome.words}，不填延长到哪一天。",)
    limit = rule.limit(start)
    first = max(due, found.on)
    if found.until is not None and first < found.until <= limit:
        return ()
    if first >= limit:
        return (f"从{start}起已满{rule.most_months}个月，不能再延长。",)
    shown = found.until or "空"
    return (f"延长后的期限应晚于{first}，最晚到{limit}（从{start}起{rule.most_months}个月），现为{shown}。",)
