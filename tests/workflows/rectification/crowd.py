"""A programme of many thousand problems, opened through the door in chunks, at every stage that is open."""

from datetime import timedelta
from typing import Any

from django.db import connection

from permissions.actor import Actor
from permissions.models import OrgUnit
from permissions.roles import UnitKind
from tests.workflows.rectification.cast import today
from workflows.engine.models import Round
from workflows.engine.transitions import open_many
from workflows.rectification.models import Problem
from workflows.rectification.rules import row_key
from workflows.rectification.states import ProblemState as S

CHUNK = 5_000
STAGES = (S.RECTIFYING, S.RECTIFYING, S.RECTIFYING, S.SIGNING, S.PLANNING, S.HOST_CHECKING, S.REGISTERING)
SOURCES, GRAVITY = ("inspection", "audit"), ("general", "heavy", "grave")


def crowd(round_: Round, number: int, *, by: Actor) -> None:
    """Open so many further problems in a programme, spread over the branches, a fifth of them overdue."""
    branches = list(OrgUnit.objects.filter(kind=UnitKind.BRANCH, above__ancestor=round_.unit_id))
    first = Problem.objects.count()
    for at in range(first, first + number, CHUNK):
        rows = [_problem(n, round_, branches[n % len(branches)]) for n in range(at, min(at + CHUNK, first + number))]
        open_many(rows, by=by, quiet=True)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def _problem(n: int, round_: Round, unit: OrgUnit) -> Problem:
    state = STAGES[n % len(STAGES)]
    given: dict[str, Any] = {} if state == S.REGISTERING else {"assigned_on": today(-40), "signed_on": today(-38)}
    text = f"第{n}号任职事项未按规定核定职数，审批手续不全，经查属实。"
    return Problem(
        round=round_, unit=unit, text=text, source=SOURCES[n % 2], severity=GRAVITY[n % 3], category=f"类别{n % 12}",
        limit="dated", found_on=today(-60), due_on=today(-20) + timedelta(days=n % 100), owner=f"责任人{n % 400}",
        key=row_key("inspection", "", text), state=state, **given,
    )  # fmt: skip
