"""延期: more time for a problem, asked for by its lead, found needed by the 机关党委, given by the host."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions import routing
from permissions.actor import Actor
from workflows.engine import writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire, open_many
from workflows.rectification.actions.reporting import move_desk
from workflows.rectification.models import Postponement, Problem
from workflows.rectification.queries.postponements import ends_on, wrong_in_postponement
from workflows.rectification.states import PostponementState as P
from workflows.rectification.states import ProblemState as S


@transaction.atomic
def postponement_ask(problem: Problem, *, until: date, reason: str, by: Actor, seen: Seen) -> Postponement:
    """Ask for more time while a problem is worked on; it goes to the 机关党委 in between, else to the host at once.

    Raises as `edit`, Incomplete for a day that the programme does not give or without a reason, Refused for what has
    no day or waits for an answer already.
    """
    locked = edit(problem, by=by, seen=seen, state=S.RECTIFYING)
    if locked.due_on is None:
        raise Refused("这个问题没有整改时限，不需要申请延期。")
    if locked.postponements.filter(process__finished__isnull=True).exists():
        raise Refused("已有一件延期申请等待审批，请等它办结。")
    wrong = wrong_in_postponement(locked, until) + ([] if reason.strip() else ["请写明延期理由。"])
    if wrong:
        raise Incomplete(wrong)
    made = Postponement(
        problem=locked, round=locked.round, unit=locked.unit, submitter=by.user, was_due=locked.due_on,
        until=ends_on(locked, until), by_month=locked.by_month, reason=reason.strip(), state=_first(locked),
    )  # fmt: skip
    (opened,) = open_many([made], by=by, comment=reason)
    writing.note(locked, by, "postponement_ask", "申请延期", f"申请延至{opened.until}。{opened.reason}")
    return opened


def _first(problem: Problem) -> P:
    """Where it starts: at the 机关党委 between the lead and the host, where there is one."""
    path = routing.within(routing.paths([problem.unit_id])[problem.unit_id], problem.round.unit_id)
    return P.COMMITTEE_REVIEWING if routing.committee_between(path) else P.DECIDING


def postponement_forward(postponement: Postponement, *, by: Actor, seen: Seen, comment: str = "") -> Postponement:
    """Find it needed."""
    return fire(postponement, "forward", by=by, seen=seen, comment=comment)


@transaction.atomic
def postponement_grant(postponement: Postponement, *, by: Actor, seen: Seen, comment: str = "") -> Postponement:
    """Give more time: the problem's day moves, and its desk's while it is worked on.

    Raises Refused for a day that has passed while it waited.
    """
    rows = Problem.objects.select_for_update(no_key=True, of=("self",)).select_related("round")
    problem = rows.get(pk=postponement.problem_id)
    waiting = postponement.state == P.DECIDING
    moved = fire(postponement, "grant", by=by, seen=seen, comment=comment)
    if moved.until < timezone.localdate():  # told after the right was checked
        raise Refused(f"申请的时限{moved.until}已过，请不同意，由责任单位重新申请。")
    if waiting and problem.due_on != moved.until:  # the second of two clicks finds it done
        problem.due_on, problem.lit_on = moved.until, None
        problem.save(update_fields=["due_on", "lit_on"])
        move_desk(problem)
        writing.note(problem, by, "postponed", "同意延期", f"整改时限由{moved.was_due}延至{moved.until}。")
    return moved


def postponement_refuse(postponement: Postponement, *, by: Actor, seen: Seen, comment: str) -> Postponement:
    """The day stands."""
    return fire(postponement, "refuse", by=by, seen=seen, comment=comment)
