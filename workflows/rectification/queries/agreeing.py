"""Whether what hangs on a problem agrees with it: nothing open beside what has ended, days that are the same."""

from collections.abc import Iterator
from typing import Any

from workflows.engine.models import Record, Task
from workflows.rectification.models import Acceptance, Letter, Measure, Postponement, Problem
from workflows.rectification.models.problem_back import CHECKING, ENDED, WORKING
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S

BESIDE: tuple[type[Record], ...] = (Measure, Postponement, Acceptance, Letter)


def out_of_step() -> Iterator[str]:
    """A sentence for each record beside a problem that is open and should not be, and each desk with another day."""
    for model in BESIDE:
        rows: Any = model._default_manager.filter(process__finished__isnull=True)
        yield from _open(rows, {"problem__state__in": ENDED}, "还没有办结，所属的问题却已了结。")
    busy = Measure.objects.filter(state__in=(M.WORKING, M.FINISHED)).exclude(problem__state__in=(*WORKING, *CHECKING))
    yield from _open(busy, {}, "已经启动，所属的问题却没有在整改。")
    asked = Acceptance.objects.filter(process__finished__isnull=True).exclude(problem__state=S.HOST_CHECKING)
    yield from _open(asked, {}, "还在等待验收，所属的问题却不在主办单位核验。")
    yield from _days()


def _open(rows: Any, more: dict[str, Any], words: str) -> Iterator[str]:
    for number in rows.filter(**more).order_by("pk").values_list("process__number", flat=True):
        yield f"{number}{words}"


def _days() -> Iterator[str]:
    """The open desk of a problem that is worked on has the problem's own day."""
    desks = dict(
        Task.objects.filter(
            finished__isnull=True, process__in=Problem.objects.filter(state__in=WORKING).values("process")
        ).values_list("process", "due_on")
    )
    for row in Problem.objects.filter(state__in=WORKING).select_related("process").order_by("pk"):
        if row.due_day() is not None and desks.get(row.process_id) != row.due_day():
            yield f"{row.process.number}的待办时限与问题的整改时限不符。"
