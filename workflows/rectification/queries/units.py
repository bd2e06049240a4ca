"""The problems of some units over all programmes: those they lead, their measures, and those they only take part in."""

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from permissions.models import User
from workflows.engine.pages import visible
from workflows.rectification.models import Measure, Participation, Problem
from workflows.rectification.models.problem_back import ENDED
from workflows.rectification.queries.ledger import NEAREST, how_many
from workflows.rectification.states import MeasureState
from workflows.rectification.states import ProblemState as S

HIDDEN = (S.REGISTERING, S.VOID, S.CALLED_OFF)
CLOSED_SHOWN = 50


@dataclass(frozen=True)
class Counted:
    """How many problems these units led, how many are open, overdue, and came back."""

    total: int
    open: int
    late: int
    again: int


def led(units: Collection[int]) -> QuerySet[Problem]:
    """The problems that these units lead, each in its latest turn, once they were handed over."""
    return Problem.objects.filter(unit__in=units, superseded=False).exclude(state__in=HIDDEN)


def counted(units: Collection[int]) -> Counted:
    """The figures of some units. One statement."""
    still = ~Q(state__in=ENDED)
    found = led(units).aggregate(
        total=Count("*"),
        open=how_many(still),
        late=how_many(still & Q(due_on__lt=timezone.localdate())),
        again=how_many(Q(turn__gt=1)),
    )
    return Counted(**found)


def still_open(units: Collection[int]) -> QuerySet[Problem]:
    """What they lead and is not closed, the nearest day first."""
    return led(units).exclude(state__in=ENDED).select_related("unit", "process", "round").order_by(*NEAREST)


def closed(units: Collection[int]) -> list[Problem]:
    """What they led and closed, the latest first, the last fifty. One statement."""
    rows = led(units).filter(state=S.CLOSED).select_related("unit", "process", "round")
    return list(rows.order_by("-closed_on", "-pk")[:CLOSED_SHOWN])


def measures(units: Collection[int]) -> list[Measure]:
    """The measures that they work on, the nearest day first. One statement."""
    rows = Measure.objects.filter(unit__in=units, state=MeasureState.WORKING)
    return list(rows.select_related("process", "unit", "problem__unit").order_by("due_on", "pk")[:CLOSED_SHOWN])


def taking_part(units: Collection[int], user: User) -> list[tuple[Participation, bool]]:
    """The open problems of others that they take part in, and whether the person may open the lead's own page."""
    rows = Participation.objects.filter(unit__in=units).exclude(problem__state__in=(*ENDED, S.REGISTERING))
    found = list(rows.select_related("problem__unit", "problem__process", "unit").order_by(F("problem__due_on"), "pk"))
    keys = [row.problem_id for row in found]
    able = set(visible(Problem.objects.filter(pk__in=keys), user).values_list("pk", flat=True))
    return [(row, row.problem_id in able) for row in found]
