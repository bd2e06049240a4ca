"""联合验收: the host asks the bodies of a joint acceptance; inner ones answer, the host enters what outer ones said."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine import bodies, calendar, writing
from workflows.engine.editing import edit
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import Seen, fire, open_many
from workflows.rectification.models import Acceptance, Problem
from workflows.rectification.queries import KEY
from workflows.rectification.queries.closing import acceptances_now
from workflows.rectification.states import AcceptanceState as A
from workflows.rectification.states import ProblemState as S


@transaction.atomic
def acceptances_ask(problem: Problem, *, reply_by: date, by: Actor, seen: Seen) -> list[Acceptance]:
    """Ask every body that has to accept and was not asked since the problem last came up.

    Whoever asked for 销号 does not accept. Raises as `edit`, Refused where nobody is left to ask, or for a day that is
    no day to come.
    """
    locked = edit(problem, by=by, seen=seen, state=S.HOST_CHECKING)
    if reply_by < timezone.localdate() or not calendar.within_a_year(reply_by):
        raise Refused("验收期限应是今天或一年之内的日期。")
    asked = set(acceptances_now(locked).values_list("body", flat=True))
    left = [body for body in locked.bodies if body not in asked]
    if not left:
        raise Refused("没有需要验收的部门，或者都已请求验收。")
    opened = open_many([_asked(locked, body, reply_by) for body in left], by=by)
    writing.note(locked, by, "acceptances_ask", "请求联合验收", f"{'、'.join(left)}，请于{reply_by}前答复。")
    return opened


def _asked(problem: Problem, body: str, reply_by: date) -> Acceptance:
    unit = bodies.answering_unit(problem.round.unit, body, KEY)
    return Acceptance(
        problem=problem, round=problem.round, unit=unit, body=body, lap_of=problem.lap, reply_by=reply_by,
        submitter_id=problem.submitter_id,
    )  # fmt: skip


def acceptance_accept(acceptance: Acceptance, *, by: Actor, seen: Seen, comment: str = "") -> Acceptance:
    """Find it settled. What an outer body said is entered with its words. Raises Incomplete without them."""
    with transaction.atomic():
        moved = fire(acceptance, "accept", by=by, seen=seen, comment=comment, words=comment.strip())
        # told after the right was checked
        if moved.state == A.ACCEPTED and moved.by_letter and not moved.words:
            raise Incomplete([f"请写明{moved.body}的验收意见和来文文号。"])
    return moved


def acceptance_reject(acceptance: Acceptance, *, by: Actor, seen: Seen, comment: str) -> Acceptance:
    """Find it wanting; the host sends the problem back."""
    return fire(acceptance, "reject", by=by, seen=seen, comment=comment, words=comment.strip())
