"""The pages that all processes share: inbox, record, chart, 无人可办."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from workflows.engine import chart, decisions, inbox_address, inbox_page, pages, record_page
from workflows.engine import inbox as engine_inbox
from workflows.engine.asked import Seen
from workflows.engine.errors import Foreseen, Incomplete, NotAllowed, Refused, Stale
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Task

STATUS = {Stale: 409, NotAllowed: 403, Foreseen: 422, Incomplete: 422, Refused: 422}


def refused_page(request: HttpRequest, error: Refused, back_url: str = "", back_label: str = "") -> HttpResponse:
    """The page that says why something was not done, with the way back."""
    context = {"message": error.message, "back_url": back_url, "back_label": back_label}
    return render(request, "refused.html", context, status=STATUS[type(error)])


@login_required
@require_GET
def inbox(request: HttpRequest) -> HttpResponse:
    """One list of work over all processes: 待办, 已办, 我发起的."""
    return render(request, "workflows/inbox.html", inbox_page.context(request))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def record(request: HttpRequest, number: str) -> HttpResponse:
    """A record with its path, opinions, materials, and the verbs this person may take; a POST takes one."""
    flow, found, by_copy = pages.find_to_read(request, number)
    if request.method == "POST":
        return _decide(request, flow, found)
    more = {"links": [], "by_copy": True} if by_copy else {}
    return render(request, flow.page, record_page.context(flow, found, request, **more))


def _decide(request: HttpRequest, flow: type[ProcessFlow], found: Any) -> HttpResponse:
    try:
        moved = decisions.take(flow, found, request)
    except Refused as refused:
        return _refused(request, flow, found, refused)
    verb = request.POST["verb"]
    arrow = flow.arrow(found.state, verb)
    done = arrow.done if arrow else "已办理"
    messages.success(request, f"{done}：{moved.title()}，现在是“{moved.get_state_display()}”。")
    if "onward" in request.POST:
        return _onward(request)
    return redirect("record", number=found.process.number)


def _onward(request: HttpRequest) -> HttpResponse:
    """To the next record of the list that the person came from; to the list when nothing is left in it."""
    seen = Seen.parse(request.POST["seen"])
    settled = Task.objects.get(pk=seen.task)  # type: ignore[union-attr]
    filters = inbox_address.filters_of(request.GET)
    task = engine_inbox.following(request.user, filters, settled)  # type: ignore[arg-type]
    kept = inbox_address.kept(request.GET, inbox_address.box_of(request.GET))
    if task is not None:
        return redirect(f"{reverse('record', args=[task.process.number])}?{kept}")
    messages.info(request, "这里的事项都办完了。")
    return redirect(f"{reverse('inbox')}?{kept}")


def _refused(request: HttpRequest, flow: type[ProcessFlow], found: Any, refused: Refused) -> HttpResponse:
    """The same page with the sentence and all that was typed; nothing was written."""
    if not isinstance(refused, Foreseen):
        flow, found, _ = pages.find_to_read(request, found.process.number)
    context = record_page.context(flow, found, request, error=refused.message)
    if context["decision"]:
        _keep_typed(flow, found, context["decision"], request)
        if isinstance(refused, Incomplete):
            context["decision"]["problems"] = [{"text": text} for text in refused.problems]
    return render(request, flow.page, context, status=STATUS[type(refused)])


def _keep_typed(flow: type[ProcessFlow], record: Any, card: dict[str, Any], request: HttpRequest) -> None:
    card["values"] = {name: request.POST.get(name, "") for name in ("verb", "comment", "to")}
    for verb in card["verbs"]:
        if verb["form"] is not None and verb["verb"] == card["values"]["verb"]:
            verb["form"] = decisions.form_of(flow, record, verb["verb"], request.POST)


@login_required
@require_GET
def record_chart(request: HttpRequest, number: str) -> HttpResponse:
    """The record's way through the process, as a picture."""
    flow, found, _ = pages.find_to_read(request, number)
    context = chart.draw(flow, found) | {"heading": found.title(), "number": number, "back_url": f"/records/{number}/"}
    return render(request, "workflows/chart.html", context)


@login_required
@require_GET
def unattended(request: HttpRequest) -> HttpResponse:
    """Records on desks where nobody can act, for those who look after the whole."""
    if not pages.supervises(request.user):  # type: ignore[arg-type]
        raise Http404
    tasks = Task.objects.filter(unattended=True, finished__isnull=True).order_by("created")[:200]
    rows = [_waiting(task) for task in tasks.select_related("process__unit", "unit", "owner__person")]
    return render(request, "workflows/unattended.html", {"rows": rows})


def _waiting(task: Task) -> dict[str, Any]:
    labels = task.flow_task.flow_class.labels()
    return {
        "title": task.process.title,
        "url": f"/records/{task.process.number}/",
        "number": task.process.number,
        "unit": task.process.unit.short_name,
        "stage": labels[task.flow_task.state],
        "since": task.created,
        "why": _why(task),
    }


def _why(task: Task) -> str:
    if task.owner is not None:
        return f"指定的办理人{task.owner}已不在任"
    return f"{task.unit.short_name if task.unit else ''}没有在任的“{task.get_right_display()}”人员"
