"""Reading 延期: until when a problem may be put off, by the rule of its programme."""

from datetime import date

from django.utils import timezone

from workflows.rectification.models import Problem
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.rules import Precision, extension_refused, last_day
from workflows.rectification.states import PostponementState as P


def precision_of(problem: Problem) -> Precision:
    """Whether its day is a day or any day of a month."""
    return Precision.MONTH if problem.by_month else Precision.DAY


def ends_on(problem: Problem, until: date) -> date:
    """The last day in time of a day that was asked for."""
    return last_day(until, precision_of(problem))


def wrong_in_postponement(problem: Problem, until: date) -> list[str]:
    """Why a problem that has a day may not be put off until another, one sentence each. One statement."""
    assert problem.due_on is not None  # noqa: S101 - who asks has looked
    granted = problem.postponements.filter(state=P.GRANTED).count()
    rule, today = programme_of(problem.round).extension, timezone.localdate()
    return list(extension_refused(rule, problem.due_on, precision_of(problem), until, today, granted))
