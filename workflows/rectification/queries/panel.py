"""One problem opened beside the ledger: its turns, its measures with what was reported, what it was urged with."""

from dataclasses import dataclass, field
from typing import Any

from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from workflows.engine.models import Citation
from workflows.rectification.models import Letter, Measure, Problem, Progress
from workflows.rectification.states import LetterState, MeasureState, ProblemState


@dataclass
class Work:
    """A measure, what was last reported of it, and how many files prove it."""

    measure: Measure
    last: Progress | None = None
    files: int = 0


@dataclass
class Opened:
    """What the panel shows of one problem."""

    problem: Problem
    works: list[Work] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    earlier: list[Problem] = field(default_factory=list)


def opened(problem: Problem) -> Opened:
    """A problem with all around it. Two statements, one more for a later turn."""
    return Opened(problem, list(_works(problem).values()), _letters(problem), earlier(problem))


def works(problem: Problem) -> list[Work]:
    """The measures of a problem in order, with their files and their last report. Two statements."""
    found = _works(problem)
    for report in Progress.objects.filter(measure__in=found).order_by("pk"):
        found[report.measure_id or 0].last = report
    return list(found.values())


def _works(problem: Problem) -> dict[int, Work]:
    files = Citation.objects.filter(process=OuterRef("process")).order_by().values("process")
    number = Subquery(files.annotate(number=Count("*")).values("number"))
    rows: Any = problem.measures.exclude(state=MeasureState.DROPPED).select_related("unit", "process")
    return {row.pk: Work(row, files=row.files) for row in rows.annotate(files=Coalesce(number, 0))}


def _letters(problem: Problem) -> list[Letter]:
    """What was sent about it; drafts are the host's alone."""
    return list(problem.letters.exclude(state__in=(LetterState.DRAFTED, LetterState.DROPPED)).select_related("process"))


def earlier(problem: Problem) -> list[Problem]:
    """The turns before this one, the latest first; none for a first turn. One statement."""
    if problem.turn == 1:
        return []
    same = Q(pk=problem.first_id) | Q(first=problem.first_id)
    rows = Problem.objects.filter(same, turn__lt=problem.turn).exclude(state=ProblemState.VOID)
    return list(rows.select_related("process").order_by("-turn"))
