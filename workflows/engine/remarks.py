"""意见（不办理）: a word on a record's trail that moves nothing, from those who act on it, acted on it or sign."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import OuterRef, Q
from django.http import HttpRequest
from django.urls import reverse

from permissions import access
from permissions.actor import Actor
from workflows.engine import decisions, writing
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Record, Signature, Task
from workflows.engine.registry import flow_of

if TYPE_CHECKING:
    from workflows.engine.record_page import History


@transaction.atomic
def remark(record: Record, *, by: Actor, text: str) -> None:
    """Put a remark at the end of the trail; it stays as written. Raises NotAllowed, Incomplete when it is empty."""
    if not text.strip():
        raise Incomplete(["请写明意见。"])
    rows = type(record)._default_manager.select_for_update(no_key=True, of=("self",))
    locked = rows.get(pk=record.pk)
    if not _takes_part(locked, by):
        raise NotAllowed("只有正在办理、办理过或者被请会签的人可以写意见。")
    writing.note(locked, by, writing.REMARK, "意见（不办理）", text)


def _takes_part(record: Record, by: Actor) -> bool:
    """Whether the person may act at the open desk, settled one, or was asked to sign. One or two statements."""
    holds = access.holds(by, OuterRef("right"), OuterRef("unit"), flow_of(type(record)).key)
    at_open = Q(finished__isnull=True) & (Q(owner__isnull=True) | Q(owner=by.user_id)) & Q(holds)
    desks = Task.objects.filter(process=record.process_id).filter(at_open | Q(finished__isnull=False, owner=by.user_id))
    asked = Signature.objects.filter(signing__process=record.process_id, signer=by.user_id)
    return desks.exists() or asked.exclude(state=Signature.State.CANCELLED).exists()


def actor(flow: type[ProcessFlow], history: "History", request: HttpRequest) -> Actor | None:
    """The person in the post that counts on this record, as far as the page knows; None who takes no part in it.

    No statement where nobody was asked to sign.
    """
    user, task = request.user.pk, history.open
    if task is not None and task.right and task.owner_id in (None, user):
        posts = decisions.capacities(request, task.right, task.unit_id, flow.key)
        if posts:
            return decisions.acting(request, posts[0])
    acted = any(task.owner_id == user and task.finished for task in history.tasks)
    asked = any(row.signer_id == user for made in history.signings for row in made.signatures.all())
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return chosen if acted or asked else None


def url(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> str:
    """Where the person writes a remark; empty for who takes no part in the record."""
    found = actor(flow, history, request)
    return reverse("remark", args=[record.process.number]) if found else ""
