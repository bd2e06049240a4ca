"""意见（不办理）: a word on a record's trail that moves nothing, from those who act on it, acted on it or sign."""

from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.http import HttpRequest
from django.urls import reverse

from permissions.actor import Actor
from workflows.engine import partaking, writing
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Record, Signature

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
    asked = Signature.objects.filter(signing__process=record.process_id, signer=by.user_id)
    return partaking.acts_or_acted(record, by) or asked.exclude(state=Signature.State.CANCELLED).exists()


def actor(flow: type[ProcessFlow], history: "History", request: HttpRequest) -> Actor | None:
    """As `partaking.actor`, also for who was asked to sign. No statement where nobody was."""
    if found := partaking.actor(flow, history, request):
        return found
    user = request.user.pk
    asked = any(row.signer_id == user for made in history.signings for row in made.signatures.all())
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return chosen if asked else None


def url(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> str:
    """Where the person writes a remark; empty for who takes no part in the record."""
    found = actor(flow, history, request)
    return reverse("remark", args=[record.process.number]) if found else ""
