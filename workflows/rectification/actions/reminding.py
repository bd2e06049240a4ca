"""Reminders ahead: whoever works on a problem or a measure is told so many days before its day, once each."""

from collections.abc import Callable, Sequence
from datetime import date

from django.db import transaction

from permissions import access
from workflows.engine import calendar, notices
from workflows.engine.models import Notice, Round, Task
from workflows.rectification.models import Measure, Problem
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.rules import Programme, reminder_now, reminder_reach
from workflows.rectification.states import MeasureState, ProblemState


def remind_due(today: date) -> int:
    """Tell the people of desks whose day is near, by the days of the programme. Returns notices written."""
    days = calendar.around(today)
    rounds = Round.objects.filter(process_key=KEY, status=Round.Status.OPEN).order_by("pk")
    return sum(_remind(each, programme_of(each), today, days) for each in rounds)


def _remind(round_: Round, programme: Programme, today: date, days: calendar.WorkCalendar) -> int:
    last = reminder_reach(programme.reminders, today, days, working=programme.reminders_working)
    if last is None:
        return 0
    return _tell(_near(round_, today, last), lambda task: _text(task, programme, today, days))


def _near(round_: Round, first: date, last: date) -> list[int]:
    """The processes of problems and measures that are worked on and due in these days. Two statements."""
    span = {"round": round_, "due_on__range": (first, last)}
    problems = Problem.objects.filter(state=ProblemState.RECTIFYING, **span).values_list("process_id", flat=True)
    measures = Measure.objects.filter(state=MeasureState.WORKING, **span).values_list("process_id", flat=True)
    return [*problems, *measures]


@transaction.atomic
def _tell(processes: Sequence[int], text: Callable[[Task], str]) -> int:
    rows = Task.objects.filter(process__in=processes, finished__isnull=True, due_on__isnull=False)
    tasks = list(rows.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("process"))
    texts = {task.pk: text(task) for task in tasks}
    said = set(Notice.objects.filter(process__in=processes).values_list("process_id", "text"))
    new = [task for task in tasks if (task.process_id, texts[task.pk]) not in said]
    people = access.holders({(task.unit_id or 0, task.right) for task in new}, KEY)
    made = [
        notice
        for task in new
        for notice in notices.tell(
            people.get((task.unit_id or 0, task.right), []), task.process, texts[task.pk], Notice.Kind.DUE
        )
    ]
    return len(Notice.objects.bulk_create(made))


def _text(task: Task, programme: Programme, today: date, days: calendar.WorkCalendar) -> str:
    """Named after the narrowest span that its day lies in, so that what comes late is told of once and not thrice."""
    assert task.due_on is not None  # noqa: S101 - the query asked for it
    working = programme.reminders_working
    number = reminder_now(programme.reminders, task.due_on, today, days, working=working)
    unit = "个工作日" if working else "天"
    return f"{task.process.title}应于{task.due_on:%m月%d日}前完成，剩余时间不超过{number}{unit}。"
