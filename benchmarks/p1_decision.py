"""P1: one decision through `fire` against plain Viewflow 2.4 (assign, execute) on an equal flow.

Ours checks the right in force, runs the arrow, writes the audit entry and queues a notice; Viewflow does none of these.
"""

from typing import Any

from guardian.shortcuts import assign_perm  # noqa: TID251 - the yardstick's own rights
from viewflow.workflow.models import Task

from benchmarks.measure import Figure, in_turn, ms, statements
from benchmarks.organisation import Office, analyze, seen
from benchmarks.plain.flows import PlainFlow, decide
from benchmarks.plain.models import Paper, Place
from workflows.engine.transitions import fire

TARGET = "≤ 16 statements, ≤ 0.6 × the time"
NUMBER = 150


def run() -> Figure:
    """Decide 150 records each way, in turn."""
    office = Office(NUMBER)
    ours = _ours(office)
    theirs = _theirs(office)
    analyze()
    number, their_number = statements(ours.pop()), statements(theirs.pop())
    mine, plain = in_turn(zip(ours, theirs, strict=True), skip=10)
    ratio = mine / plain
    words = f"{number} statements in {ms(mine)}; Viewflow {their_number} in {ms(plain)}"
    return Figure(ratio, TARGET, number <= 16 and ratio <= 0.6, words)


def _ours(office: Office) -> list[Any]:
    ratings = office.submitted(NUMBER)
    looked = seen(ratings)
    return [
        lambda r=rating: fire(r, "forward", by=office.reviewer, seen=looked[r.process_id], comment="同意")
        for rating in ratings
    ]


def _theirs(office: Office) -> list[Any]:
    user = office.reviewer.user
    place = Place.objects.create(name="党总支")
    for right in ("propose", "review"):
        assign_perm(f"plain.{right}", user, place)
    for number in range(NUMBER):
        PlainFlow.start.run(paper=Paper.objects.create(unit=place, title=f"第{number}件"))
    for task in _open_tasks():
        decide(task, user)
    return [lambda t=task: decide(t, user) for task in _open_tasks()]


def _open_tasks() -> list[Task]:
    return list(Task.objects.filter(flow_task_type="HUMAN", finished=None).order_by("pk"))
