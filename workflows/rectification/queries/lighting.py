"""What the light of a problem is judged on: its day, how far its measures are, what came back, what a person gave."""

from collections.abc import Mapping, Sequence

from django.db.models import Avg

from workflows.engine.models import Task
from workflows.rectification.models import LightEntry, Measure, Problem
from workflows.rectification.rules import Given, LightFacts, Outlook
from workflows.rectification.states import MeasureState, ProblemState

WATCHED = (
    ProblemState.SIGNING, ProblemState.PLANNING, ProblemState.PLAN_REVIEWING, ProblemState.PLAN_CONFIRMING,
    ProblemState.RECTIFYING, ProblemState.SUSTAINING,
)  # fmt: skip
"""Stages at which time runs against the unit; while it is checked the light stays as it was."""


def facts_of(problems: Sequence[Problem]) -> dict[int, LightFacts]:
    """What each of these problems is judged on. Three statements."""
    keys = [problem.pk for problem in problems]
    percents, returned, given = _percents(keys), _returned(problems), _given(keys)
    return {
        problem.pk: LightFacts(
            due_on=problem.due_on,
            started_on=problem.signed_on,
            percent=percents.get(problem.pk),
            outlook=Outlook(problem.outlook),
            poor=problem.process_id in returned,
            given=given.get(problem.pk),
        )
        for problem in problems
    }


def _percents(keys: Sequence[int]) -> dict[int, int]:
    """How far the measures of each are, on average, in percent."""
    rows = Measure.objects.filter(problem__in=keys).exclude(state=MeasureState.DROPPED).order_by()
    return {key: round(percent) for key, percent in rows.values_list("problem").annotate(Avg("percent"))}


def _returned(problems: Sequence[Problem]) -> set[int]:
    """The processes whose open desk came back from a check."""
    working = [problem.process_id for problem in problems if problem.state == ProblemState.RECTIFYING]
    rows = Task.objects.filter(process__in=working, finished__isnull=True, returned=True)
    return set(rows.values_list("process_id", flat=True))


def _given(keys: Sequence[int]) -> dict[int, Given]:
    """The light that a person gave each last, since it was handed over."""
    rows = LightEntry.objects.filter(problem__in=keys, by__isnull=False, bygone=False).order_by("day", "pk")
    return {entry.problem_id: Given(entry.light, entry.day) for entry in rows}


def histories(keys: Sequence[int]) -> Mapping[int, list[LightEntry]]:
    """The lights that each was given since it was handed over, in the order of their days. One statement."""
    found: dict[int, list[LightEntry]] = {key: [] for key in keys}
    for entry in LightEntry.objects.filter(problem__in=keys, bygone=False).order_by("day", "pk"):
        found[entry.problem_id].append(entry)
    return found
