"""What the pages of a record show of 会签: who was asked, what each said, and where one asks or signs."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from permissions.models import Appointment
from permissions.roles import Right
from workflows.engine import decisions
from workflows.engine.errors import DISAGREED, WAITS
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import AuditEntry, Signature, Signing

if TYPE_CHECKING:
    from workflows.engine.record_page import History

S, State = Signing.Status, Signature.State
TONES = {S.OPEN: "blue", S.AGREED: "green", S.REFUSED: "red", S.OVERRULED: "yellow"}
SAID = {State.ASKED: "blue", State.AGREED: "green", State.DISAGREED: "red", State.ABSTAINED: "yellow"}


def context(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> dict[str, Any]:
    """The requests of a record, where its holder asks, and where this person is asked to sign."""
    asks = bool(askers(flow, record, history, request))
    return {
        "signings": rows(flow, record, history.signings),
        "signing_url": reverse("signing", args=[record.process.number]) if asks else "",
        "signing_label": "办理会签" if history.signing else "请人会签",
        "waits": _waits(history.signing) if asks else "",
        "to_sign": _to_sign(history, request),
    }


def askers(flow: type[ProcessFlow], record: Any, history: "History", request: HttpRequest) -> list[Appointment]:
    """The posts in which this person may ask others at the open desk; none where he may not. No statement."""
    task, forward = history.open, flow.way_forward(record.state)
    if task is None or forward is None or record.NAMED or task.right not in (Right.REVIEW, Right.DECIDE):
        return []
    posts = decisions.capacities(request, forward.needs(task.right), task.unit_id, flow.key)
    if task.owner_id not in (None, request.user.pk) or flow.why_called_off(record):
        return []
    return decisions.unbarred(flow, record, forward, posts, request)


def _waits(made: Signing | None) -> str:
    if made is None:
        return ""
    return WAITS if made.status == S.OPEN else DISAGREED


def _to_sign(history: "History", request: HttpRequest) -> str:
    mine = (row for made in history.signings for row in made.signatures.all() if row.signer_id == request.user.pk)
    waiting = next((row for row in mine if row.state == State.ASKED), None)
    return reverse("record", args=[waiting.process.number]) if waiting else ""


def rows(flow: type[ProcessFlow], record: Any, signings: Iterable[Signing]) -> list[dict[str, Any]]:
    """The requests as pages show them, the newest first. One statement; none where nobody was asked."""
    found = list(signings)
    processes = [row.process_id for made in found for row in made.signatures.all()]
    said = AuditEntry.objects.filter(process__in=processes, actor__isnull=False).exclude(verb__in=("open", "urge"))
    words = {entry.process_id: entry for entry in said} if processes else {}
    return [_row(flow, record, made, words) for made in reversed(found)]


def _row(
    flow: type[ProcessFlow], record: Any, made: Signing, words: dict[int | None, AuditEntry]
) -> dict[str, Any]:  # fmt: skip
    chosen = flow.arrow(record.state, made.verb) if made.verb and made.status == S.OPEN else None
    return {
        "made": made,
        "tone": TONES.get(S(made.status), "line"),
        "chosen": chosen.label if chosen else "",
        "changed": made.status in (S.OPEN, S.AGREED) and made.version != record.version,
        "late": made.status == S.OPEN and made.due_on < timezone.localdate(),
        "signatures": [_signature(row, words.get(row.process_id)) for row in made.signatures.all()],
    }


def _signature(row: Signature, entry: AuditEntry | None) -> dict[str, Any]:
    return {
        "pk": row.pk,
        "name": str(row.signer),
        "post": str(row.post),
        "state": row.get_state_display(),
        "waiting": row.state == State.ASKED,
        "tone": SAID.get(State(row.state), "line"),
        "comment": entry.comment if entry else "",
        "at": entry.at if entry else None,
    }
