"""批量同意: agreeing to many records of any process from the inbox, each by itself. 依据: domain 6.4."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import OperationalError

from permissions.actor import Actor
from permissions.models import User
from workflows.engine.arrows import Arrow, arrow_of
from workflows.engine.asked import Seen
from workflows.engine.errors import Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.middleware import waited_in_vain
from workflows.engine.models import Look, Record, Task

MOST = 500
"""Records that are agreed to in one go."""
ASKS = "须填写意见或材料"
UNOPENED = "还没有打开看过"
CHANGED = "打开之后材料有改动"
WAIVED = "批量同意，未逐件打开（本批次允许）。"
"""What the trail says of a record that was agreed to unopened, as its round allows."""
BUSY = "正在由他人办理，请稍后再试。"


@dataclass(frozen=True)
class Item:
    """A desk on which somebody wants to agree: what he has seen of it, or why it is not agreed to with others.

    `unread`: he has not opened the record on this desk.
    """

    task: Task
    seen: Seen
    unread: bool
    why: str = ""


def verb_at(task: Task) -> tuple[str, Arrow] | None:
    """The verb that is taken together from this desk, and its arrow; None where each needs more than agreement."""
    flow, state = task.flow_task.flow_class, task.flow_task.state
    found = (item for item in flow.transitions_from(state) if arrow_of(item).together)
    return next(((item.name, arrow_of(item)) for item in found), None)


def survey(user: User, tasks: Sequence[Task]) -> list[Item]:
    """Which of these desks the person may agree on together, in the same order. Two statements at most."""
    looks = dict(Look.objects.filter(user=user, task__in=[task.pk for task in tasks]).values_list("task", "version"))
    contents = _contents([task for task in tasks if verb_at(task)])
    return [_item(task, contents.get(task.process_id), looks.get(task.pk)) for task in tasks]


def _item(task: Task, content: tuple[int, bool] | None, looked: int | None) -> Item:
    if content is None:
        return Item(task, Seen(task.pk, 0), looked is None, ASKS)
    version, waived = content
    unopened = "" if waived else UNOPENED
    why = "" if looked == version else unopened if looked is None else CHANGED
    return Item(task, Seen(task.pk, version), looked is None, why)


def _contents(tasks: Sequence[Task]) -> dict[int, tuple[int, bool]]:
    """Which content these records have now and whether their round waives that they are opened first, by process.

    Those of all kinds in one statement.
    """
    kinds: dict[type[ProcessFlow], list[int]] = {}
    for task in tasks:
        kinds.setdefault(task.flow_task.flow_class, []).append(task.process_id)
    rows = [
        flow.model._default_manager.filter(process__in=keys)
        .order_by()
        .values_list("process", "version", "round__unopened")
        for flow, keys in kinds.items()
    ]
    found = rows[0].union(*rows[1:], all=True) if rows else []
    return {process: (version, bool(waived)) for process, version, waived in found}


def agree(item: Item, record: Record, *, by: Actor) -> str:
    """Agree to one record, in a transaction of its own; empty when that is done, else why not."""
    task, found = item.task, verb_at(item.task)
    if found and task.finished:
        mine = (task.owner_id, task.verb) == (by.user_id, found[0])
        return "" if mine else f"已由{task.owner or '系统'}办理"
    if item.why or found is None:
        return item.why
    try:
        task.flow_task.flow_class.actions[found[0]](
            record, by=by, seen=item.seen, comment=WAIVED if item.unread else ""
        )
    except Refused as refused:
        return refused.message
    except OperationalError as busy:
        if not waited_in_vain(busy):
            raise
        return BUSY
    return ""
