"""Answers that keep nominations back, by condition, so that a reviewer may rule on several at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from workflows.engine.models import Record, Round, Task
from workflows.nomination.models import Nomination
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.eligibility import eligibility_now
from workflows.nomination.queries.nominations import full
from workflows.nomination.rules import Condition, Judged
from workflows.nomination.states import NominationState as S

REVIEWED = (S.GENERAL_REVIEWING, S.COMMITTEE_REVIEWING)
"""Where a nomination is ruled on by itself; at 初审会审 it is on the desk of its list."""


def ruled_on(nomination: Nomination) -> Record | None:
    """The record on whose desk its conditions are ruled on: itself, at 初审会审 its list; else none."""
    if nomination.state in REVIEWED:
        return nomination
    return nomination.submission if nomination.state == S.VERIFYING else None


@dataclass(frozen=True)
class OpenAnswer:
    """A nomination kept back by one answer, and the record on whose desk it may be ruled on."""

    nomination: Nomination
    record: Record
    task: Task
    judged: Judged


@dataclass
class Asked:
    """A condition as one category or several ask it, with those whom its answer keeps back."""

    key: str
    condition: Condition
    rows: list[OpenAnswer] = field(default_factory=list)


def open_answers(round_: Round, may: Callable[[Nomination, Task], bool]) -> list[Asked]:
    """The conditions of a round with the answers that are open and that `may` be ruled on. Nine statements.

    One that two categories ask in different words is told apart: its key is the code, and the category that asks.
    """
    found = list(_rulable(round_, may))
    judged = eligibility_now([nomination for nomination, _, _ in found])
    award = award_of(round_)
    asked: dict[tuple[str, str], Asked] = {}
    for nomination, record, task in found:
        conditions = {each.code: each for each in award.conditions_of(award.by_code[nomination.category])}
        for each in judged[nomination.pk].open:
            condition = conditions[each.answer.code]
            made = Asked(f"{condition.code}@{nomination.category}", condition)
            place = asked.setdefault((condition.code, condition.words), made)
            place.rows.append(OpenAnswer(nomination, record, task, each))
    return list(asked.values())


def _rulable(
    round_: Round, may: Callable[[Nomination, Task], bool]
) -> Iterable[tuple[Nomination, Record, Task]]:  # fmt: skip
    rows = full(Nomination.objects.filter(round=round_, state__in=(*REVIEWED, S.VERIFYING)))
    rows = rows.order_by("unit__position", "unit__code", "pk")
    records = [(row, record) for row in rows if (record := ruled_on(row)) is not None]
    tasks = _desks([record for _, record in records])
    for row, record in records:
        task = tasks.get(record.process_id)
        if task is not None and may(row, task):
            yield row, record, task


def _desks(records: Sequence[Record]) -> dict[int, Task]:
    rows = Task.objects.filter(process__in={record.process_id for record in records}, finished__isnull=True)
    return {task.process_id: task for task in rows}
