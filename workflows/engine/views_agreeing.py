"""批量同意 from the inbox: what was ticked, one by one, and what came of each."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from permissions.actor import Actor
from workflows.engine import agreeing, decisions, inbox_address, pages
from workflows.engine.errors import Refused
from workflows.engine.models import Record, Task
from workflows.engine.views import refused_page

NOTHING = "没有选择事项。请先勾选要同意的事项，再按“批量同意”。"
TOO_MANY = "一次最多办理{}件，请分几次办理。"


@login_required
@require_POST
def agree(request: HttpRequest) -> HttpResponse:
    """Agree to each of the ticked desks; one that fails does not stop the others. What one may not see is left out."""
    back = f"{reverse('inbox')}?{inbox_address.kept(request.GET, inbox_address.box_of(request.GET) or 'todo')}"
    keys = [key for key in map(pages.key_of, request.POST.getlist("task")) if key]
    if not keys or len(keys) > agreeing.MOST:
        said = TOO_MANY.format(agreeing.MOST) if keys else NOTHING
        return refused_page(request, Refused(said), back, "返回待办")
    results = [_agreed(request, *pair) for pair in _ticked(request, keys)]
    left = sum(bool(row["refused"]) for row in results)
    context = {"results": results, "done": len(results) - left, "left": left, "back_url": back}
    return render(request, "workflows/agreed.html", context)


def _ticked(request: HttpRequest, keys: list[int]) -> list[tuple[agreeing.Item, Record]]:
    """The desks with their records, as far as the person may see them, in the order of the form."""
    rows = Task.objects.select_related("process__unit", "owner__person").in_bulk(keys)
    tasks = [rows[key] for key in dict.fromkeys(keys) if key in rows]
    records = pages.records_of(request, [task.process for task in tasks])
    tasks = [task for task in tasks if task.process_id in records]
    items = agreeing.survey(request.user, request.posts, tasks)  # type: ignore[arg-type, attr-defined]
    return [(item, records[item.task.process_id]) for item in items]


def _agreed(request: HttpRequest, item: agreeing.Item, record: Record) -> dict[str, Any]:
    process = item.task.process
    return {
        "title": process.title,
        "number": process.number,
        "unit": process.unit.short_name,
        "kind": item.task.flow_task.flow_class.short,
        "refused": agreeing.agree(item, record, by=_actor(request, item.task, record)),
    }


def _actor(request: HttpRequest, task: Task, record: Record) -> Actor:
    """The person in the post that brings the verb, if possible in one in which the record is not his own."""
    found = agreeing.verb_at(task)
    right = found[1].needs(task.right) if found else task.right
    posts = decisions.capacities(request, right, task.unit_id, task.kind)
    able = decisions.disinterested(record, posts, request) or posts
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return decisions.acting(request, able[0]) if able else chosen
