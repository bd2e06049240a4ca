"""离职转办: all that lies on one person's own desk moves to another, each by itself, with what came of each."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import Exists, OuterRef

from permissions import access
from permissions.actor import Actor
from permissions.models import Appointment, Grant, OrgClosure, User
from workflows.engine import stuck, transferring, writing
from workflows.engine.asked import Seen
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Notice, Task
from workflows.engine.notices import tell
from workflows.engine.transferring import LEADING

MOST = 500


@dataclass(frozen=True)
class Moved:
    """One desk and why it did not move; empty: it did."""

    task: Task
    refused: str = ""


def movable(user: User) -> list[Task]:
    """The open desks that are one person's (转办, 认领), of records that this person sees, where he leads.

    He decides or supervises there or above. What names the one person whose it is does not move. One statement.
    """
    led = access.grants_in(user).filter(right__in=LEADING).values("content_object")
    below = OrgClosure.objects.filter(descendant=OuterRef("unit"), ancestor__in=led)
    rows = stuck.open_desks(user).filter(Exists(below), owner__isnull=False)
    found = rows.select_related("process__unit", "owner__person", "unit").order_by("pk")[:MOST]
    return [task for task in found if not task.process.flow_class.model.NAMED]


def recipients(tasks: Sequence[Task]) -> list[User]:
    """Who holds the right of one of these desks today, other than who has them now. One statement."""
    units, rights = {task.unit_id for task in tasks}, {task.right for task in tasks}
    held = Grant.objects.in_force().filter(content_object__in=units, right__in=rights)
    posts = Appointment.every.filter(pk__in=held.values("appointment"), user__is_active=True)
    rows = posts.exclude(user__in={task.owner_id for task in tasks}).select_related("user__person")
    return list(dict.fromkeys(post.user for post in rows.order_by("user__person__name", "pk")))


def move(tasks: Sequence[Task], to: int, *, by: Actor, comment: str) -> list[Moved]:
    """Hand desks of one person over to another, one transaction each; one that fails does not stop the others.

    Raises Incomplete without a reason, NotAllowed for who leads one of them not.
    """
    if not comment.strip():
        raise Incomplete(["“离职转办”须写明原因。"])
    if by.user is None or set(tasks) - set(movable(by.user)) - _moved_on(tasks):
        raise NotAllowed("只有本组织和上级组织中签批、督办的人可以办理离职转办。")
    return [Moved(task, _moved(task, to, by, comment.strip())) for task in tasks]


def _moved_on(tasks: Sequence[Task]) -> set[Task]:
    """Those that were settled, given back or handed over since they were listed: each says so by itself."""
    before = {task.pk: task.owner_id for task in tasks}
    now = Task.objects.filter(pk__in=before).only("owner", "finished")
    return {task for task in now if task.finished or task.owner_id != before[task.pk]}


def _moved(task: Task, to: int, by: Actor, comment: str) -> str:
    try:
        _move(task, to, by, comment)
    except Refused as refused:
        return refused.message
    return ""


@transaction.atomic
def _move(task: Task, to: int, by: Actor, comment: str) -> None:
    model = task.process.flow_class.model
    record = model._default_manager.select_related("round").get(process=task.process_id)
    place = transferring.find(record, Seen(task.pk, record.version))
    if place.task.owner_id != task.owner_id:
        raise Refused("这一项刚刚改由他人办理，没有转办。")
    able = transferring.candidates(place.record, place.task, Actor(task.owner, None))
    chosen = next((user for user in able if user.pk == to), None)
    if chosen is None:
        raise Refused("接办人不能办理这一环节，没有转办。")
    Task.objects.filter(pk=task.pk).update(owner=chosen)
    said = f"由{task.owner}转给{chosen}。{comment}"
    writing.note(place.record, by, writing.TRANSFER, "离职转办", said)
    text = f"{by.name}把{task.owner}的事项转给您办理：{task.process.title}。"
    Notice.objects.bulk_create(tell([chosen.pk], task.process, text, Notice.Kind.TODO))
