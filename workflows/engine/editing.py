"""Changing the content of a record on its desk: the counterpart of `fire` for drafts, which move no state."""

from typing import Any, TypeVar

from django.db import transaction
from django.db.models import OuterRef
from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from workflows.engine.errors import OTHERS, OWN, NotAllowed, Refused, Stale
from workflows.engine.models import Record, Round, Task
from workflows.engine.registry import flow_of
from workflows.engine.transitions import Seen

R = TypeVar("R", bound=Record)


def edit(record: R, *, by: Actor, seen: Seen, state: str) -> R:
    """Lock a record that is on the desk of `state` and give it a new content version; the caller writes the content.

    Must run in the transaction that writes. Raises Stale when the record moved, or somebody else saved, since `seen`,
    NotAllowed when this capacity does not bring the desk's right today, or the desk is closed to the submitter, and
    Refused in a round that was cancelled, whose records end in a moment.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("edit() belongs into the transaction that writes the content")
    model = type(record)
    flow = flow_of(model)
    rows = model._default_manager.select_for_update(no_key=True, of=("self",)).select_related("round")
    locked = rows.defer("round__scheme").get(pk=record.pk)
    task = _open_desk(locked, by)
    if task is None or locked.state != state or task.pk != seen.task:
        raise Stale("该事项已离开这一环节，刚才填写的内容没有保存，请重新查看。")
    if locked.version != seen.version:
        raise Stale(f"材料在您填写期间已被他人保存（{timezone.localtime():%H:%M}前），请比对后再保存。")
    if not task.allowed:
        raise NotAllowed(f"{by.post or by.name}不能修改这一环节的材料，可能是任职已变动或身份选择有误。")
    if flow.bars_submitter(task.flow_task) and locked.submitted_by(by):
        raise NotAllowed(OWN)
    if why := flow.why_aside(locked, by):
        raise NotAllowed(why)
    if locked.NAMED and (locked.named() != by.user_id or by.principal):
        raise NotAllowed(OTHERS)
    if task.owner_id not in (None, by.user_id):
        raise NotAllowed(f"该事项已转办给{task.owner}，由其本人填写。")
    if locked.round.status == Round.Status.CANCELLED and locked.round.process_key == flow.key:
        raise Refused(f"批次“{locked.round.title}”已取消，不能再办理。")
    locked.version += 1
    locked.save(update_fields=["version"])
    return locked


def admitted(locked: Record, *, by: Actor, seen: Seen) -> bool:
    """Whether a locked record is still what was seen, and this capacity brings the right of its desk. One statement.

    For a verb that has much to look into before it is taken: what is lacking is told to those who may act, and a verb
    that is bound to fail costs little.
    """
    task = _open_desk(locked, by)
    return task is not None and (task.pk, locked.version) == (seen.task, seen.version) and task.allowed


def _open_desk(locked: Record, by: Actor) -> Any:
    """The open desk of a record, and whether this capacity brings its right (`allowed`)."""
    key = flow_of(type(locked)).key
    rows = Task.objects.filter(process=locked.process_id, finished__isnull=True)
    return rows.annotate(allowed=access.holds(by, OuterRef("right"), OuterRef("unit"), key)).first()
