"""催办: reminding those on whose desk something lies, each desk at most once a day, with a note on each trail."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from permissions import standing
from permissions.actor import Actor
from workflows.engine import notices, writing
from workflows.engine.models import Notice, Record, Task

MANY = 500


def urgeable(tasks: QuerySet[Task]) -> QuerySet[Task]:
    """Of these desks, the open ones that somebody holds and that nobody urged today."""
    today = timezone.localdate()
    rows = tasks.filter(finished__isnull=True).exclude(right="")
    return rows.filter(Q(urged_on__isnull=True) | Q(urged_on__lt=today))


def may_urge(record: Record, task: Task, user: int | None) -> bool:
    """Whether a person handed the record in, himself or by a delegate, or sent it to this desk, which is not his."""
    senders = {*record.submitters(), task.sender_id}
    return bool(task.right) and user in senders and task.owner_id != user


def urge(tasks: QuerySet[Task], *, by: Actor) -> int:
    """Remind whoever may act on these desks; returns how many were reminded of. The caller checked the right.

    Each in chunks of 500, in constant statements a chunk; a desk that was left meanwhile, or urged by somebody else
    this day, is passed over.
    """
    keys = list(urgeable(tasks).order_by("pk").values_list("pk", flat=True))
    return sum(_urge(keys[at : at + MANY], by) for at in range(0, len(keys), MANY))


@transaction.atomic
def _urge(keys: Collection[int], by: Actor) -> int:
    """The records are locked before their desks, as every step does it."""
    found = urgeable(Task.objects.filter(pk__in=keys)).select_related("process")
    records = _locked(list(found))
    able = who_may_act([task for task in found.all() if task.process_id in records])
    rows = [task for task, users in able if users]
    Task.objects.filter(pk__in=[task.pk for task in rows]).update(urged_on=timezone.localdate())
    _tell(able, by)
    by_model: dict[type, list[Any]] = defaultdict(list)
    for task in rows:
        by_model[type(records[task.process_id])].append(records[task.process_id])
    for some in by_model.values():
        writing.note_many(some, by, writing.URGE, "催办")
    return len(rows)


def _locked(tasks: Sequence[Task]) -> dict[int, Any]:
    """The records of these desks by process, locked. One statement for each kind of record."""
    kinds: dict[Any, list[int]] = defaultdict(list)
    for task in tasks:
        kinds[task.process.flow_class.model].append(task.process_id)
    return {
        record.process_id: record
        for model in sorted(kinds, key=lambda kind: str(kind.__name__))
        for record in model._default_manager.select_for_update(no_key=True)
        .filter(process__in=kinds[model])
        .order_by("pk")
    }


def who_may_act(tasks: Sequence[Task]) -> list[tuple[Task, list[int]]]:
    """Each desk with the users who may act there; nobody where the post is vacant. One statement for each process."""
    found: list[tuple[Task, list[int]]] = []
    for kind in sorted({task.kind for task in tasks}):
        some = [task for task in tasks if task.kind == kind]
        known = standing.survey({task.unit_id for task in some if task.unit_id} or {0}, kind)
        found += [(t, [t.owner_id] if t.owner_id else known.holders(t.unit_id, t.right)) for t in some]
    return found


def _tell(able: Sequence[tuple[Task, list[int]]], by: Actor) -> None:
    """A notice to each who may act. One statement."""
    made: list[Notice] = []
    for task, users in able:
        due = f"，{task.due_on.month}月{task.due_on.day}日到期" if task.due_on else ""
        made += notices.tell(
            users, task.process, f"{by.name}催办：{task.process.title}{due}，请尽快办理。", Notice.Kind.DUE
        )
    Notice.objects.bulk_create(made)
