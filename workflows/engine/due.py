"""What a day brings without anybody's click: ended 公示, desks left alone, reminders, seals.

Any number of machines may do it at once: each step locks what it touches and skips what another one holds.
"""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial

from django.db import transaction
from django.utils import timezone

from permissions import access
from workflows.engine import attendance, audit, mailing, notices, registry
from workflows.engine.models import Notice, Task

log = logging.getLogger(__name__)
REMIND_FOR = timedelta(days=7)
"""How long after its last day a desk is still looked at; each desk is reminded of once."""


@dataclass(frozen=True)
class Outcome:
    """One step of a run: how many rows it touched, or None when it failed and was put off to the next run."""

    label: str
    count: int | None


def run(today: date | None = None) -> list[Outcome]:
    """Do all that is due. A step that fails is logged and does not keep the others from their turn."""
    day = today or timezone.localdate()
    steps: list[tuple[str, Callable[[], int]]] = [
        (spec.label, partial(call, day)) for spec in registry.every() for call in spec.due
    ]
    steps += [
        ("无人可办复查", attendance.recheck),
        ("超期提醒", partial(remind, day)),
        ("消息邮件", mailing.send),
        ("办理记录封存", _seal),
    ]
    return [_attempt(label, step) for label, step in steps]


def _attempt(label: str, step: Callable[[], int]) -> Outcome:
    try:
        return Outcome(label, step())
    except Exception:
        log.exception("due work failed: %s", label)
        return Outcome(label, None)


def _seal() -> int:
    made = audit.seal()
    return len(made.heads) if made else 0


@transaction.atomic
def remind(today: date) -> int:
    """Tell the people of desks whose last day has just passed, each once. Returns notices written."""
    late = Task.objects.filter(finished__isnull=True, due_on__lt=today, due_on__gte=today - REMIND_FOR)
    tasks = list(
        late.exclude(right="").select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("process")
    )
    texts = {task.pk: f"{task.process.title}应于{task.due_on:%m月%d日}前办理，已超期。" for task in tasks}
    said = set(Notice.objects.filter(process__in=[task.process_id for task in tasks]).values_list("process_id", "text"))
    made: list[Notice] = []
    for task in tasks:
        if (task.process_id, texts[task.pk]) not in said:
            made += notices.tell(_people(task), task.process, texts[task.pk])
    return len(Notice.objects.bulk_create(made))


def _people(task: Task) -> list[int]:
    if task.owner_id is not None:
        return [task.owner_id]
    pair = (task.unit_id or 0, task.right)
    return access.holders({pair}, task.kind).get(pair, [])
