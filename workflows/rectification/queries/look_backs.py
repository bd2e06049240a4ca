"""Reading 回头看: which closed problems may be drawn, and where a relapse is opened."""

from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from workflows.engine.models import Round
from workflows.rectification.models import LookBack, Problem
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.queries.rounds import KEY
from workflows.rectification.rules import Closed
from workflows.rectification.states import LookBackState as B
from workflows.rectification.states import ProblemState as S


def ripe(round_: Round, today: date) -> list[Problem]:
    """The closed problems of a round that nobody has looked at again and that were closed long enough ago."""
    rule = programme_of(round_).look_back
    if rule is None:
        return []
    looked = LookBack.objects.filter(problem=OuterRef("pk")).exclude(state=B.DROPPED)
    rows: QuerySet[Problem] = Problem.objects.filter(
        ~Exists(looked), ~Exists(_later(OuterRef("pk"))), round=round_, state=S.CLOSED
    )
    found = rows.select_related("process", "unit", "round").order_by("pk")
    return [row for row in found if row.closed_on and rule.ripe(row.closed_on, today)]


def has_later_turn(problem: Problem) -> bool:
    """Whether a later turn of a problem stands, so that this one is not looked at again. One statement."""
    return _later(problem.pk).exists()


def _later(problem: int | OuterRef) -> QuerySet[Problem]:
    return Problem.objects.filter(previous=problem).exclude(state__in=(S.VOID, S.CALLED_OFF))


def as_closed(problem: Problem) -> Closed:
    """A closed problem as the rule of drawing knows it."""
    return Closed(problem.process.number, problem.severity, problem.turn)


def reopens_in(problem: Problem) -> Round | None:
    """Where the next turn of a problem runs: its own round, else the latest open one of the same host."""
    if problem.round.status == Round.Status.OPEN:
        return problem.round
    open_ = Round.objects.filter(process_key=KEY, unit=problem.round.unit_id, status=Round.Status.OPEN)
    return open_.order_by("-pk").first()
