"""What the grades of a meeting bring about: the limit kept, what goes to the superior, what follows for each member."""

from collections import Counter
from collections.abc import Mapping, Sequence

from .cap import Base, CapAnswer, judge_cap
from .grades import Files
from .plan import Plan


def judge_limit(plan: Plan, bases: Mapping[Base, int], graded: Sequence[str]) -> CapAnswer | None:
    """Whether the capped grades keep their limit, by the codes of all grades given; None where the plan has none."""
    if plan.cap is None:
        return None
    counted = sum(code in {each.code for each in plan.capped} for code in graded)
    return judge_cap(plan.cap, "、".join(each.name for each in plan.capped), bases, counted)


def submission_words(plan: Plan, graded: Sequence[str]) -> tuple[str, ...]:
    """What the unit approves and what it takes note of: 报上级审批：优秀3人、不合格1人。"""
    counts = Counter(graded)
    found = []
    for files in (Files.APPROVE, Files.FILE):
        grades = [each for each in plan.grades if each.files is files and counts[each.code]]
        people = "、".join(f"{each.name}{counts[each.code]}人" for each in grades)
        found += [f"{files.words}：{people}。"] if people else []
    return tuple(found)


def consequence(plan: Plan, code: str) -> str:
    """What follows this grade; empty where nothing does. Raises KeyError: the plan has no such grade."""
    grade = plan.grade_by_code[code]
    return f"{grade.name}：{grade.after.words}" if grade.after.words else ""
