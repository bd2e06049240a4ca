"""What makes a plan contradict itself, every mistake at once, and what it should be warned of."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from workflows.engine.shares import Rounding

from .cap import THIRD, Cap
from .checking_forms import about_form, repeated
from .disposal import NEEDED, Step
from .forms import Subject

if TYPE_CHECKING:
    from .plan import Plan

MOST_NAME, MOST_VERSION, MOST_CODE, MOST_GRADE = 120, 40, 40, 20
"""Signs that name and version of a plan, codes, and the name of a grade may have, as they are stored."""


def contradictions(plan: "Plan") -> Iterator[str]:
    """One sentence for each thing that cannot be."""
    yield from _about_lengths(plan)
    yield from _about_grades(plan)
    yield from _about_repeats(plan)
    if not plan.forms_for(Subject.MEMBERS):
        yield "评议办法至少要有一种测评党员的票。"
    grades = {each.name for each in plan.grades}
    for form in plan.forms:
        yield from about_form(form, grades, electronic=bool(plan.electronic))
    yield from _about_after(plan)


def cautions(plan: "Plan") -> tuple[str, ...]:
    """What a plan may say and its reader should know; none of it stands in the way. 依据: domain 0, 4.1."""
    if plan.cap is None:
        return ("没有写明优秀的比例；一般不超过党员总数的1/3。",)
    return tuple(_about_cap(plan.cap))


def _about_cap(cap: Cap) -> Iterator[str]:
    if cap.share.part * THIRD.whole > cap.share.whole * THIRD.part:
        yield f"优秀的比例{cap.share}高于一般规定的1/3。"
    if example := next((people for people in range(3, 26) if cap.exceeds(people)), None):
        allowed = cap.allowed(example)
        yield f"{cap.rounding.words}会使优秀人数多于{cap.share}，如{example}人可评{allowed}人。"


def _about_lengths(plan: "Plan") -> Iterator[str]:
    yield from _longer("评议办法的名称", plan.name, MOST_NAME)
    yield from _longer("评议办法的版本", plan.version, MOST_VERSION)
    for grade in plan.grades:
        yield from _longer("等次编号", grade.code, MOST_CODE)
        yield from _longer("等次名称", grade.name, MOST_GRADE)
    for form in plan.forms:
        yield from _longer("测评票编号", form.code, MOST_CODE)


def _longer(what: str, text: str, most: int) -> Iterator[str]:
    if len(text) > most:
        yield f"{what}最多{most}字，现为{len(text)}字（“{text[:10]}…”）。"


def _about_grades(plan: "Plan") -> Iterator[str]:
    if len(plan.grades) < 2:
        yield "评议办法至少要有两个等次。"
    if plan.cap and plan.cap.rounding is Rounding.UP:
        yield "优秀人数“不超过”一个比例，只能向下取整或四舍五入，不能向上取整。"
    if plan.cap and not plan.capped:
        yield "写明了优秀人数，但没有一个等次受人数限制。"
    if plan.capped and not plan.cap:
        yield f"等次“{plan.capped[0].name}”受人数限制，但没有写明优秀人数；不定比例的，等次不受人数限制。"


def _about_repeats(plan: "Plan") -> Iterator[str]:
    yield from repeated("等次编号", (each.code for each in plan.grades))
    yield from repeated("等次名称", (each.name for each in plan.grades))
    yield from repeated("测评票编号", (each.code for each in plan.forms))
    yield from repeated("会议人数的场合", (each.purpose for each in plan.quorums))
    yield from repeated("电子票领取办法", plan.electronic)
    yield from repeated("提前提醒天数", map(str, plan.correction.reminders))


def _about_after(plan: "Plan") -> Iterator[str]:
    steps = plan.disposal.steps
    if steps != tuple(each for each in Step if each in steps):
        yield "组织处置的程序应按" + "、".join(each.words for each in Step) + "的次序，不能重复。"
    yield from (f"组织处置的程序不能没有{each.words}。" for each in NEEDED if each not in steps)
    rule = plan.correction
    if rule.months > rule.most_months:
        yield f"限期改正一般{rule.months}个月，不能多于最长的{rule.most_months}个月。"
