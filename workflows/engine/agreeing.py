"""批量同意: agreeing to many records of any process from the inbox, each by itself. 依据: domain 6.4."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import OperationalError
from django.db.models import Exists, OuterRef

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment, User
from workflows.engine.arrows import Arrow, arrow_of
from workflows.engine.asked import Seen
from workflows.engine.errors import Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.middleware import waited_in_vain
from workflows.engine.models import Look, Record, Round, Signing, Task

MOST = 500
"""Records that are agreed to in one go."""
ASKS = "须填写意见或材料"
ELSEWHERE = "由别的职务办理"
CALLED_OFF = "批次已取消"
SIGNED_FIRST = "正在会签，或者会签没有获得同意"
SUBMITTED = "是自己提交的"
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


@dataclass(frozen=True)
class _Content:
    """What of a record says whether it is agreed to with others."""

    version: int
    waived: bool
    cancelled: bool
    people: frozenset[int]
    signing: bool


def survey(user: User, posts: Sequence[Appointment], tasks: Sequence[Task]) -> list[Item]:
    """Which of these desks the person may agree on together, in the same order. Two statements at most.

    `posts`: those that he may act in.
    """
    looks = dict(Look.objects.filter(user=user, task__in=[task.pk for task in tasks]).values_list("task", "version"))
    contents = _contents([task for task in tasks if verb_at(task)])
    actors = [Actor(user, post) for post in posts]
    return [_item(task, contents.get(task.process_id), looks.get(task.pk), actors) for task in tasks]


def _item(task: Task, content: _Content | None, looked: int | None, actors: Sequence[Actor]) -> Item:
    if content is None:
        return Item(task, Seen(task.pk, 0), looked is None, ASKS)
    why = _closed(task, content, actors) or _unseen(content, looked)
    return Item(task, Seen(task.pk, content.version), looked is None, why)


def _closed(task: Task, content: _Content, actors: Sequence[Actor]) -> str:
    """Why the verb is closed to this person whatever he has seen: what `fire` would refuse, as far as rows tell."""
    found = verb_at(task)
    assert found is not None  # noqa: S101 - contents are read of such desks alone
    able = [actor for actor in actors if _brings(actor, found[1].needs(task.right), task)]
    if not able:
        return ELSEWHERE
    if content.cancelled:
        return CALLED_OFF
    if content.signing:
        return SIGNED_FIRST
    return SUBMITTED if found[1].own_forbidden and all(content.people & actor.people for actor in able) else ""


def _brings(actor: Actor, right: str, task: Task) -> bool:
    post = actor.appointment
    return post is not None and post.unit_id == task.unit_id and access.brings(post, right, task.kind)


def _unseen(content: _Content, looked: int | None) -> str:
    if looked is None:
        return "" if content.waived else UNOPENED
    return "" if looked == content.version else CHANGED


def _contents(tasks: Sequence[Task]) -> dict[int, _Content]:
    """What these records are now, by process. Those of all kinds in one statement."""
    closing = Signing.objects.filter(
        task__process=OuterRef("process"), task__finished__isnull=True, status__in=Signing.CLOSES
    )
    kinds: dict[type[ProcessFlow], list[int]] = {}
    for task in tasks:
        kinds.setdefault(task.flow_task.flow_class, []).append(task.process_id)
    rows = [
        flow.model._default_manager.filter(process__in=keys)
        .order_by()
        .annotate(signing=Exists(closing))
        .values_list("process", "version", "round__unopened", "round__status", "submitter", "submitted_for", "signing")
        for flow, keys in kinds.items()
    ]
    found = rows[0].union(*rows[1:], all=True) if rows else []
    return {
        process: _Content(
            version, bool(waived), status == Round.Status.CANCELLED, frozenset(filter(None, people)), bool(signing)
        )
        for process, version, waived, status, *people, signing in found
    }


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
