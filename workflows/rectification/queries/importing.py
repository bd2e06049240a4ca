"""Reading for an import of a ledger: the own ones, remembered templates, problems that rows are about already."""

from collections.abc import Collection, Iterator, Sequence

from django.db.models import Q, QuerySet

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import Right
from workflows.engine.models import Round
from workflows.rectification.models import Problem, SheetImport, SheetTemplate
from workflows.rectification.queries import queue
from workflows.rectification.queries.rounds import KEY
from workflows.rectification.queries.sheets import CHUNK, READ, Values
from workflows.rectification.states import ProblemState

JOBS = tuple(f"workflows.rectification.workbooks.jobs.{name}" for name in ("check_job", "write_job"))
LEFT_OUT = (ProblemState.VOID, ProblemState.CALLED_OFF)


def may_import(by: Actor, round_: Round) -> bool:
    """Whether the capacity in which somebody acts lets him register problems of a programme."""
    return access.may(by, Right.REVIEW, round_.unit, KEY)


def own(actor: Actor, round_: Round) -> QuerySet[SheetImport]:
    """The imports into a programme that the person made in the capacity he acts in."""
    return SheetImport.objects.filter(round=round_, by=actor.user, post=actor.appointment)


def at_work(row: SheetImport) -> bool:
    """Whether the queue still holds a job of an import. One statement."""
    return queue.at_work(JOBS, row.pk)


def templates_of(unit: OrgUnit) -> list[SheetTemplate]:
    """The columns that a unit's ledgers had before. One statement."""
    return list(SheetTemplate.objects.filter(unit=unit))


def by_key(round_: Round, keys: Collection[str]) -> dict[tuple[str, int], Values]:
    """The problems of imported rows, by key and lead unit, those void left out. One statement per thousand keys."""
    rows = Problem.objects.filter(round=round_, turn=1).exclude(state__in=LEFT_OUT)
    return {
        (values[-1], values[1]): values[:-1]
        for some in _chunks(list(keys))
        for values in rows.filter(key__in=some).values_list(*READ, "key")
    }


def by_number(round_: Round, numbers: Collection[str]) -> dict[str, Values]:
    """The problems of a programme by our numbers. One statement per thousand."""
    rows = Problem.objects.filter(round=round_)
    return {
        values[-1]: values
        for some in _chunks(list(numbers))
        for values in rows.filter(process__number__in=some).values_list(*READ)
    }


def told(round_: Round, units: Collection[int]) -> list[tuple[int, str, str]]:
    """Lead unit, number and words of every problem of a programme that these units lead. One statement."""
    rows = Problem.objects.filter(Q(unit__in=units), round=round_).exclude(state__in=LEFT_OUT)
    return list(rows.order_by("pk").values_list("unit_id", "process__number", "text"))


def _chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    return (values[at : at + CHUNK] for at in range(0, len(values), CHUNK))
