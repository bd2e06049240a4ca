"""整改方案: written by the unit that leads, reviewed by the 机关党委, confirmed by the host if asked."""

from dataclasses import dataclass

from django.db import transaction

from permissions.actor import Actor
from workflows.engine.editing import edit
from workflows.engine.transitions import Seen, fire
from workflows.rectification.actions.measures import start_measures
from workflows.rectification.models import Problem
from workflows.rectification.states import ProblemState as S


@dataclass(frozen=True)
class PlanInput:
    """Why it came about, what is to be reached, and who sees to it."""

    cause: str
    goal: str
    leader: str = ""
    department: str = ""
    owner: str = ""


@transaction.atomic
def plan_save(problem: Problem, given: PlanInput, *, by: Actor, seen: Seen) -> Problem:
    """Keep a plan that is still being made; what it lacks is told when it goes to review. Raises as `edit`."""
    locked = edit(problem, by=by, seen=seen, state=S.PLANNING)
    for name, value in vars(given).items():
        setattr(locked, name, value.strip())
    locked.save(update_fields=list(vars(given)))
    return locked


@transaction.atomic
def submit_plan(problem: Problem, *, by: Actor, seen: Seen, comment: str = "") -> Problem:
    """Send a plan to review. Raises Incomplete without cause, goal or measures that hold."""
    return _at_work(fire(problem, "submit_plan", by=by, seen=seen, comment=comment, submitter=by.user))


@transaction.atomic
def approve_plan(problem: Problem, *, by: Actor, seen: Seen, comment: str = "") -> Problem:
    """Agree to a plan; its measures begin once nobody else has to."""
    return _at_work(fire(problem, "approve_plan", by=by, seen=seen, comment=comment))


def _at_work(moved: Problem) -> Problem:
    if moved.state == S.RECTIFYING:
        start_measures(moved)
    return moved
