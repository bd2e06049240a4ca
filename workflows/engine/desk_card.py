"""What the record page shows beside the decision: whose the desk is, and what may be done about that. Reads only."""

from typing import Any

from django.http import HttpRequest
from django.utils import timezone

from permissions.models import User
from workflows.engine import decisions, transferring, urging
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Look, Task


def card(flow: type[ProcessFlow], record: Any, task: Task | None, seen: str, request: HttpRequest) -> dict[str, Any]:
    """Whether the person may claim, hand over, give back or urge the open desk; who else has it.

    At most one statement, and none where nobody owns the desk.
    """
    if task is None or not task.right or flow.why_called_off(record):
        return {}
    mine = bool(decisions.at_desk(flow, record, task, request))
    offered = mine and not record.NAMED and decisions.settles(flow, task, request)
    free = task.owner_id is None
    own = task.owner_id == request.user.pk
    elsewhere = not record.NAMED and not free and not own
    return {
        "seen": seen,
        "owner": task.owner if elsewhere else None,
        "claim": offered and free,
        "transfer": offered,
        "give_back": (own and not record.NAMED) or (elsewhere and _superior(request, task)),
        "urge": not mine and urging.may_urge(record, task, request.user.pk),
        "urged": task.urged_on == timezone.localdate(),
    }


def _superior(request: HttpRequest, task: Task) -> bool:
    return bool(transferring.superior_posts(request.posts, task))  # type: ignore[attr-defined]


def look(task: Task | None, user: User, version: int) -> None:
    """Remember that the person has opened this version of the record on this desk; twice is once."""
    if task is not None:
        row = Look(user=user, task=task, version=version)
        Look.objects.bulk_create(
            [row], update_conflicts=True, unique_fields=["user", "task"], update_fields=["version"]
        )
