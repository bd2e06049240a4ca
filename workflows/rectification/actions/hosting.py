"""What the host does wherever a problem is: take it back to assign it anew, or strike it off as registered wrongly."""

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import notices
from workflows.engine.models import Notice
from workflows.engine.transitions import Seen, fire
from workflows.rectification.actions.children import ALL, drop_open
from workflows.rectification.models import Problem
from workflows.rectification.queries import KEY


@transaction.atomic
def recall(problem: Problem, *, by: Actor, seen: Seen, comment: str) -> Problem:
    """Take a problem back from its unit; its plan, its lights and all that is open beside it end. The unit is told."""
    moved = fire(problem, "recall", by=by, seen=seen, comment=comment)
    drop_open(moved, f"问题已收回改派：{comment}", ALL)
    moved.lights.update(bygone=True)
    _tell(moved, by, f"“{moved.title()}”已由主办单位收回改派，你单位不再承担。")
    return moved


@transaction.atomic
def void(problem: Problem, *, by: Actor, seen: Seen, comment: str) -> Problem:
    """Strike a problem off: it was registered by mistake, or twice. It stays on record and counts nowhere."""
    moved = fire(problem, "void", by=by, seen=seen, comment=comment)
    drop_open(moved, f"问题已撤销登记：{comment}", ALL)
    if moved.previous_id is not None:
        Problem.objects.filter(pk=moved.previous_id).update(superseded=False)
    if moved.assigned_on is not None:
        _tell(moved, by, f"“{moved.title()}”已撤销登记，不再需要整改。")
    return moved


def _tell(problem: Problem, by: Actor, text: str) -> None:
    """A message to whoever fills in for the unit that led it, save to whoever did it."""
    pair = (problem.unit_id, str(Right.PROPOSE))
    users = [user for user in access.holders({pair}, KEY).get(pair, []) if user != by.user_id]
    Notice.objects.bulk_create(notices.tell(users, problem.process, text))
