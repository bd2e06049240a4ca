"""What becomes of the records beside a problem when it ends, goes back or is taken back."""

from collections.abc import Sequence
from typing import Any

from permissions.actor import SYSTEM
from workflows.engine.models import Record
from workflows.engine.transitions import fire_many
from workflows.rectification.models import Acceptance, Letter, Measure, Postponement, Problem
from workflows.rectification.states import MeasureState as M

BESIDE: tuple[type[Record], ...] = (Postponement, Acceptance, Letter)
ALL: tuple[type[Record], ...] = (Measure, *BESIDE)


def drop_open(problem: Problem, comment: str, kinds: Sequence[type[Record]] = BESIDE) -> None:
    """End what is open beside a locked problem; one that is answered just now stays answered."""
    for model in kinds:
        rows: Any = model._default_manager.filter(process__finished__isnull=True).order_by("pk")
        waiting = rows.filter(problem=problem).select_for_update(no_key=True, of=("self",))
        # Asked anew once they are locked: the process is another row, and its end came while the lock was waited for.
        open_ = rows.filter(pk__in=[row.pk for row in waiting])
        fire_many(list(open_), "drop", by=SYSTEM, comment=comment)


def close_measures(problem: Problem) -> None:
    """The measures of a locked problem end with it: they are all finished."""
    rows = Measure.objects.select_for_update(no_key=True).filter(problem=problem, state=M.FINISHED).order_by("pk")
    fire_many(list(rows), "close", by=SYSTEM)


def redo_measures(problem: Problem, keys: Sequence[int], comment: str) -> int:
    """Put finished measures of a locked problem back to work. Returns how many."""
    rows = Measure.objects.select_for_update(no_key=True).filter(problem=problem, state=M.FINISHED, pk__in=keys)
    return len(fire_many(list(rows.order_by("pk")), "redo", by=SYSTEM, comment=comment))
