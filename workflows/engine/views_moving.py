"""The page of 离职转办: whose own desks they are, to whom they go, and what came of each."""

from collections import Counter
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from workflows.engine import decisions, moving, pages, stuck
from workflows.engine.errors import Refused
from workflows.engine.inbox_page import stage
from workflows.engine.models import Task
from workflows.engine.round_door import user_of
from workflows.engine.views import STATUS


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest) -> HttpResponse:
    """Choose whose desks move (`from`) and to whom; a POST moves them. 404 for who leads nothing."""
    if not stuck.leads(request.posts):  # type: ignore[attr-defined]
        raise Http404
    found = moving.movable(user_of(request))
    whose = pages.key_of(request.POST.get("from", request.GET.get("from", "")))
    tasks = [task for task in found if task.owner_id == whose]
    owners = {task.owner_id: task.owner for task in found}
    number = Counter(task.owner_id for task in found)
    context: dict[str, Any] = {
        "owners": [{"pk": pk, "name": name, "number": number[pk]} for pk, name in owners.items()],
        "whose": owners.get(whose),
        "rows": [_row(task) for task in tasks],
        "people": moving.recipients(tasks) if tasks else [],
        "to": request.POST.get("to", ""),
        "comment": request.POST.get("comment", ""),
    }  # fmt: skip
    status = 200
    if request.method == "POST":
        try:
            context["results"] = _moved(request, tasks)
        except Refused as refused:
            context["error"], status = refused.message, STATUS[type(refused)]
    return render(request, "workflows/moving.html", context, status=status)


def _moved(request: HttpRequest, tasks: list[Task]) -> list[dict[str, Any]]:
    if not tasks:
        raise Refused("没有可以转办的事项，可能刚刚已经办理或者转办。")
    leading = [post for post in request.posts if stuck.leads([post])]  # type: ignore[attr-defined]
    by = decisions.acting(request, leading[0])
    done = moving.move(tasks, pages.key_of(request.POST.get("to", "")), by=by, comment=decisions.opinion(request))
    return [_row(moved.task) | {"refused": moved.refused} for moved in done]


def _row(task: Task) -> dict[str, Any]:
    process = task.process
    return {"title": process.title, "number": process.number, "unit": process.unit.short_name, "stage": stage(task)}
