"""Reading measures: what one lacks or cannot be, and what a plan still lacks before it goes to review."""

from collections.abc import Iterator, Sequence
from datetime import date

from django.db.models import QuerySet

from permissions.models import OrgUnit
from workflows.rectification.models import Measure, Problem
from workflows.rectification.states import MeasureState as M

OPEN = (M.DRAFTED, M.WORKING)
STANDING = (M.DRAFTED, M.WORKING, M.FINISHED, M.CLOSED)


def measures_of(problem: Problem) -> QuerySet[Measure]:
    """The measures of a problem that were not dropped, in their order."""
    return Measure.objects.filter(problem=problem, state__in=STANDING).select_related("unit", "process")


def units_of(problem: Problem) -> list[OrgUnit]:
    """The units that may do something against a problem: the lead first, then those that take part."""
    return [problem.unit, *(row.unit for row in problem.participations.select_related("unit").order_by("pk"))]


def wrong_in_measure(problem: Problem, text: str, owner: str, due_on: date | None) -> Iterator[str]:
    """A sentence for each thing that a measure lacks, or that cannot be. 依据: domain 5.2 (T2, T4)."""
    name = f"措施“{text[:20]}”" if text.strip() else "措施"
    if not text.strip():
        yield "措施没有写内容，请写明做什么。"
    if not owner.strip():
        yield f"{name}没有责任人，请写明由谁负责。"
    if due_on is None:
        yield f"{name}没有完成时限，请填写日期。"
    elif problem.found_on and due_on < problem.found_on:
        yield f"{name}的完成时限{due_on}早于问题的发现日期{problem.found_on}，请核对。"
    elif problem.due_on and due_on > problem.due_on:
        yield f"{name}的完成时限{due_on}晚于问题的整改时限{problem.due_on}，请提前，或者先申请延期。"


def plan_lacks(problems: Sequence[Problem]) -> dict[int, str]:
    """A sentence for each problem whose plan cannot go to review yet. One statement a problem."""
    found: dict[int, str] = {}
    for problem in problems:
        if lacking := list(_lacking(problem)):
            found[problem.pk] = "".join(lacking)
    return found


def _lacking(problem: Problem) -> Iterator[str]:
    if not problem.cause.strip():
        yield "没有填写原因分析。"
    if not problem.goal.strip():
        yield "没有填写整改目标。"
    measures = list(measures_of(problem))
    if not measures:
        yield "至少要有一条整改措施。"
    for row in measures:
        yield from wrong_in_measure(problem, row.text, row.owner, row.due_on)
