"""The page 卡在哪里 of whoever decides or supervises: stages, then units of a stage, then the records themselves."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from workflows.engine import calendar, stuck
from workflows.engine.inbox_page import stage as stage_words
from workflows.engine.models import Reminder, Task
from workflows.engine.pager import paged, pager
from workflows.engine.round_door import user_of
from workflows.engine.stuck import Group, Wait


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """What waits where and for how long; `stage` and `unit` lead down to the records. 404 for who leads nothing."""
    if not stuck.leads(request.posts):  # type: ignore[attr-defined]
        raise Http404
    today = timezone.localdate()
    found = stuck.waits(user_of(request), today)
    stage, unit = request.GET.get("stage", ""), request.GET.get("unit", "")
    chosen = [wait for wait in found if stage in ("", wait.stage) and unit in ("", str(wait.unit))]
    context: dict[str, Any] = {
        "total": len(found),
        "late": sum(wait.late for wait in found),
        "stage": chosen[0].words if stage and chosen else "",
        "unit": chosen[0].unit_name if unit and chosen else "",
        "stage_url": f"?{urlencode({'stage': stage})}",
    }
    if stage and unit:
        context |= _records(request, chosen, today)
    elif stage:
        context["groups"] = [_row(group, stage=stage, unit=group.key) for group in stuck.by_unit(chosen)]
    else:
        context["groups"] = [_row(group, stage=group.key) for group in stuck.by_stage(found)]
        context["told"] = [_told(row) for row in stuck.told_of(user_of(request))]
    return render(request, "workflows/stuck.html", context)


def _row(group: Group, **address: str) -> dict[str, Any]:
    return {"group": group, "median": f"{group.median:g}", "url": f"?{urlencode(address)}"}


def _told(row: Reminder) -> dict[str, Any]:
    task = row.task
    return {"url": _url(task), "process": task.process, "unit": task.unit, "due_on": row.due_on, "at": row.at}


def _url(task: Task) -> str:
    return reverse("record", args=[task.process.number])


def _records(request: HttpRequest, chosen: Sequence[Wait], today: Any) -> dict[str, Any]:
    """The records of one stage and unit, the longest wait first, a page of them."""
    page = paged(sorted(chosen, key=lambda wait: (-wait.days, wait.task)), request)
    rows = list(page)
    tasks = Task.objects.select_related("process__unit", "owner__person").in_bulk([row.task for row in rows])
    days = calendar.around(today)
    shown = [_record(tasks[row.task], row, days, today) for row in rows if row.task in tasks]
    return {"rows": shown, "page": pager(page, request, "项")}


def _record(task: Task, wait: Wait, days: calendar.WorkCalendar, today: Any) -> dict[str, Any]:
    light = calendar.light(days, task.due_on, today)
    return {
        "title": task.process.title,
        "number": task.process.number,
        "url": _url(task),
        "unit": task.process.unit.short_name,
        "stage": stage_words(task),
        "owner": task.owner,
        "since": task.created,
        "days": wait.days,
        "due_on": task.due_on,
        "light": light,
    }
