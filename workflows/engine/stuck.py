"""卡在哪里: what waits where and for how long, over the records that a person may see. Reads only, constant statements.

How long: working days since it came to the desk where it lies.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from statistics import median
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from permissions import access
from permissions.models import Appointment, User
from permissions.roles import Right
from workflows.engine import calendar, pages, registry
from workflows.engine.models import Reminder, Task

LEADING = (Right.DECIDE, Right.SUPERVISE)
SHOWN = 25


@dataclass(frozen=True)
class Wait:
    """One open desk: its stage (key and words), its unit, the working days that it has waited, whether it is late."""

    task: int
    stage: str
    words: str
    unit: int
    unit_name: str
    days: int
    late: bool


@dataclass(frozen=True)
class Group:
    """Desks of one stage, or of one unit: how many, how many late, the median and the longest wait in working days."""

    key: str
    words: str
    number: int
    late: int
    median: float
    longest: int


def leads(posts: Sequence[Appointment]) -> bool:
    """Whether one of these posts decides or supervises somewhere. No statement."""
    return any(access.brings(post, right, key) for post in posts for right in LEADING for key in post.processes or [""])


def waits(user: User, today: date) -> list[Wait]:
    """Every open desk of a record that the person may see. Two statements."""
    fields = ("pk", "flow_task", "unit", "unit__short_name", "created", "due_on")
    rows = list(open_desks(user).values_list(*fields))
    oldest = min((timezone.localdate(created) for *_, created, _ in rows), default=today)
    since = _counter(calendar.load(oldest, today), today)
    return [
        Wait(pk, _key(node), _words(node), unit, name, since(at), bool(due and due < today))
        for pk, node, unit, name, at, due in rows
    ]


def _key(node: Any) -> str:
    return f"{node.flow_class.__name__}.{node.state}"


def _words(node: Any) -> str:
    flow = node.flow_class
    return f"{flow.label}：{flow.labels()[node.state]}"


def _counter(days: calendar.WorkCalendar, today: date) -> Callable[[datetime], int]:
    """How many working days have passed since a moment; worked out once for each day."""
    known: dict[date, int] = {}

    def since(at: datetime) -> int:
        day = timezone.localdate(at)
        if day not in known:
            known[day] = max(days.between(day, today), 0)
        return known[day]

    return since


def open_desks(user: User) -> QuerySet[Task]:
    """The open desks of all records that the person may see."""
    kinds = [
        pages.visible(flow.model._default_manager.filter(process__finished__isnull=True), user)
        .order_by()
        .values_list("process")
        for flow in registry.flows()
    ]
    seen = kinds[0].union(*kinds[1:], all=True)
    found: QuerySet[Task] = Task.objects.filter(process__in=seen, finished__isnull=True).exclude(right="")
    return found


def by_stage(found: Iterable[Wait]) -> list[Group]:
    """Per stage, the longest wait first."""
    return _grouped(found, lambda wait: (wait.stage, wait.words))


def by_unit(found: Iterable[Wait]) -> list[Group]:
    """Per unit where it lies, the longest wait first."""
    return _grouped(found, lambda wait: (str(wait.unit), wait.unit_name))


def _grouped(found: Iterable[Wait], key: Callable[[Wait], tuple[str, str]]) -> list[Group]:
    groups: dict[tuple[str, str], list[Wait]] = defaultdict(list)
    for wait in found:
        groups[key(wait)].append(wait)
    made = [_group(*words, rows) for words, rows in groups.items()]
    return sorted(made, key=lambda group: (-group.longest, -group.number, group.words))


def _group(key: str, words: str, rows: Sequence[Wait]) -> Group:
    days = [row.days for row in rows]
    return Group(key, words, len(rows), sum(row.late for row in rows), median(days), max(days))


def told_of(user: User) -> list[Reminder]:
    """What is late and was reported to a unit that the person leads (超期报上级), the latest first. One statement."""
    led = access.grants_in(user).filter(right__in=LEADING).values("content_object")
    rows = Reminder.objects.filter(kind=Reminder.Kind.SUPERIOR, unit__in=led, task__finished__isnull=True)
    return list(rows.select_related("task__process__unit", "task__unit").order_by("-pk")[:SHOWN])
