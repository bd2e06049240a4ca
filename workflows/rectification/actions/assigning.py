"""交办 and 签收: a problem goes to the unit that leads, which takes it on; one by one or many at once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import calendar
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire
from workflows.rectification.models import Problem
from workflows.rectification.queries.closing import closing_of
from workflows.rectification.queries.programmes import limit_of, programme_of
from workflows.rectification.rules import impossible_days, last_day, next_review, usual_due
from workflows.rectification.states import ProblemState as S


@dataclass(frozen=True)
class Done:
    """What became of one problem of many: the sentence that refused it; empty: done."""

    problem: Problem
    refused: str = ""


def each(
    action: Callable[..., Problem], items: Sequence[tuple[Problem, Seen]], *, by: Actor, **more: Any
) -> list[Done]:
    """Take a verb on each of many problems, every one by itself: what is refused does not hold up the others."""
    return [_one(action, problem, seen, by, more) for problem, seen in items]


def _one(action: Callable[..., Problem], problem: Problem, seen: Seen, by: Actor, more: dict[str, Any]) -> Done:
    try:
        return Done(action(problem, by=by, seen=seen, **more))
    except Refused as refused:
        return Done(problem, refused.message)


@transaction.atomic
def assign(problem: Problem, *, by: Actor, seen: Seen, comment: str = "") -> Problem:
    """Hand a problem to its lead; who closes it, and by when it is put right, follows from the programme.

    Raises Incomplete for a day that is missing or cannot be, Refused where nobody could close it.
    """
    limit, today = limit_of(problem), timezone.localdate()
    days = calendar.around(today)
    given = problem.due_on or usual_due(limit, today, days)
    due_on = last_day(given, programme_of(problem.round).precision) if given else None
    stage, bodies = closing_of(problem)
    moved = fire(
        problem, "assign", by=by, seen=seen, comment=comment, assigned_on=today, closes_at=stage, bodies=list(bodies),
        due_on=due_on, review_on=next_review(limit, today),
    )  # fmt: skip
    wrong = impossible_days(limit, problem.found_on, today, due_on)
    if wrong:  # told after the right was checked
        raise Incomplete(list(wrong))
    if problem.unit.dissolved_on is not None:
        raise Refused(f"{problem.unit.short_name}已撤销，请先改派责任单位再交办。")
    return moved


def assign_many(items: Sequence[tuple[Problem, Seen]], *, by: Actor, comment: str = "") -> list[Done]:
    """Assign many, with what became of each."""
    return each(assign, items, by=by, comment=comment)


def sign(problem: Problem, *, by: Actor, seen: Seen, comment: str = "") -> Problem:
    """The unit takes a problem on: to its plan, or to work at once where this kind of limit asks for no plan."""
    to = S.PLANNING if limit_of(problem).plan else S.RECTIFYING
    return fire(problem, "sign", by=by, seen=seen, comment=comment, to=to, signed_on=timezone.localdate())


def sign_many(items: Sequence[tuple[Problem, Seen]], *, by: Actor, comment: str = "") -> list[Done]:
    """Take many on, with what became of each."""
    return each(sign, items, by=by, comment=comment)
