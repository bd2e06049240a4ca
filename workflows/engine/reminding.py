"""到期提醒、超期提醒、超期报上级: people are told of last days, each desk and each day once; nobody acts for anybody.

Any number of machines may do it at once: desks are locked, those that another one holds are passed over, and what was
said is a unique row.
"""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef
from django.utils import timezone

from permissions import standing
from permissions.roles import Right
from permissions.standing import Standing
from workflows.engine import calendar, notices, signing
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Notice, Reminder, Round, Task

Kind = Reminder.Kind
AHEAD, SUPERIOR = 1, 3
"""Working days: so long before the last day people are reminded, so long after it superiors are told."""
LATE_FOR, TOLD_FOR = timedelta(days=7), timedelta(days=60)
"""How long after its last day a desk is still looked at."""
MANY = 500
ROUND = ("handling", "status", "process_key", "title")
LEADING = (Right.DECIDE, Right.SUPERVISE)

Said = tuple[list[int], str, int | None]
"""Who is told, what, and the superior whose people they are."""


def ahead_of(round_: Round) -> int:
    """How many working days ahead people are reminded in a round; 0: not at all."""
    return int(round_.handling.get("ahead", AHEAD))


def superior_after(round_: Round) -> int:
    """After how many late working days superiors are told in a round; 0: never."""
    return int(round_.handling.get("superior", SUPERIOR))


def remind(today: date) -> int:
    """Remind of all last days that are near or over. Returns notices written. Safe to repeat."""
    days = calendar.around(today)
    near = days.after(today, 10)
    sent = _each(Kind.AHEAD, today, near, lambda desk: _ahead(desk, days, today))
    sent += _each(Kind.LATE, today - LATE_FOR, today - calendar.ONE, _late)
    return sent + _each(
        Kind.SUPERIOR, today - TOLD_FOR, today - calendar.ONE, lambda desk: _superior(desk, days, today)
    )


class _Desk:
    """An open desk with its round, and who stands where."""

    def __init__(self, task: Task, round_: Round, known: Standing) -> None:
        self.task, self.round, self.known = task, round_, known
        self.flow: type[ProcessFlow] = task.process.flow_class

    def people(self) -> list[int]:
        """Who may act there: its owner alone, else whoever holds its right."""
        if self.task.owner_id is not None:
            return [self.task.owner_id]
        return self.known.holders(self.task.unit_id, self.task.right)


def _each(kind: Kind, first: date, last: date, say: Callable[[_Desk], Said | None]) -> int:
    """Say something once of each open desk whose last day lies between two days, both included."""
    said = Reminder.objects.filter(task=OuterRef("pk"), due_on=OuterRef("due_on"), kind=kind)
    rows = Task.objects.filter(~Exists(said), finished__isnull=True, due_on__range=(first, last)).exclude(right="")
    keys = list(rows.order_by("pk").values_list("pk", flat=True))
    return sum(_some(kind, keys[at : at + MANY], say) for at in range(0, len(keys), MANY))


@transaction.atomic
def _some(kind: Kind, keys: Sequence[int], say: Callable[[_Desk], Said | None]) -> int:
    rows = Task.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("process")
    tasks = list(rows.filter(pk__in=keys, finished__isnull=True))
    # Asked again under the lock: another machine may have said it since.
    before = set(Reminder.objects.filter(task__in=tasks, kind=kind).values_list("task", "due_on"))
    made: list[Notice] = []
    given: list[Reminder] = []
    for desk in _desks([task for task in tasks if (task.pk, task.due_on) not in before]):
        if (found := say(desk)) is not None:
            users, text, unit = found
            made += notices.tell(users, desk.task.process, text, Notice.Kind.DUE)
            given.append(_row(desk.task, kind, unit))
    if kind == Kind.LATE:
        made += signing.stand_still([row.task.process_id for row in given], "已超过签署时限，还没有签署。")
    Reminder.objects.bulk_create(given)
    return len(Notice.objects.bulk_create(made))


def _row(task: Task, kind: Kind, unit: int | None) -> Reminder:
    assert task.due_on is not None  # noqa: S101 - asked for by its day
    return Reminder(task=task, kind=kind, due_on=task.due_on, unit_id=unit, at=timezone.now())


def _desks(tasks: Sequence[Task]) -> list[_Desk]:
    """The desks with their rounds; one statement for each kind of record, and one for each process.

    Those are left out that nobody acts on any more, for their round was cancelled.
    """
    kinds: dict[type[ProcessFlow], list[Task]] = {}
    for task in tasks:
        kinds.setdefault(task.process.flow_class, []).append(task)
    found = []
    for flow, some in kinds.items():
        known = standing.survey({task.unit_id for task in some if task.unit_id} or {0}, flow.key)
        rows = flow.model._default_manager.filter(process__in=[task.process_id for task in some])
        read = rows.select_related("round").only("process", *(f"round__{name}" for name in ROUND))
        rounds = {row.process_id: row.round for row in read if not flow.why_called_off(row)}
        found += [_Desk(task, rounds[task.process_id], known) for task in some if task.process_id in rounds]
    return found


def _ahead(desk: _Desk, days: calendar.WorkCalendar, today: date) -> Said | None:
    task, ahead = desk.task, ahead_of(desk.round)
    left = days.between(today, task.due_on) if task.due_on else 0
    if not ahead or left > ahead:
        return None
    when = f"还剩{left}个工作日" if left else "今日到期"
    return desk.people(), f"{task.process.title}应于{task.due_on:%m月%d日}前办理，{when}。", None


def _late(desk: _Desk) -> Said:
    task = desk.task
    return desk.people(), f"{task.process.title}应于{task.due_on:%m月%d日}前办理，已超期。", None


def _superior(desk: _Desk, days: calendar.WorkCalendar, today: date) -> Said | None:
    """To the nearest superior where somebody leads who does not hold the desk himself; not for what is kept apart."""
    task, after = desk.task, superior_after(desk.round)
    late = days.between(task.due_on, today) if task.due_on else 0
    if not after or late < after or not desk.flow.is_shown_around():
        return None
    path, own = desk.known.paths.get(task.unit_id or 0, ()), set(desk.people())
    for place in path[1:] or path:
        leaders = [user for right in LEADING for user in desk.known.own(place.id, right) if user not in own]
        if leaders:
            at = path[0].name
            text = f"{task.process.title}在{at}超期{late}个工作日，请督促办理。"
            return list(dict.fromkeys(leaders)), text, place.id
    return None
