"""Pages of an open desk: 转办, 认领, 退还转办, and 催办 by whoever handed the record in."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine import decisions, pages, transferring, urging
from workflows.engine.asked import Seen
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Record, Task
from workflows.engine.transitions import seen_of
from workflows.engine.views import STATUS, refused_page

EXPIRED = "页面已过期，请刷新后再办理。"


def _open_desk(record: Record) -> Task:
    """The open desk of a record. Raises Http404 for one that is closed or travels in a list."""
    tasks = Task.objects.filter(process=record.process_id, finished__isnull=True).exclude(right="")
    task: Task | None = tasks.select_related("owner__person", "unit").first()
    if task is None:
        raise Http404
    return task


def _seen(request: HttpRequest) -> Seen:
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused(EXPIRED)
    return seen


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def transfer(request: HttpRequest, number: str) -> HttpResponse:
    """Choose to whom a desk of one's own is handed over, and why. 404 for who may not act on it."""
    flow, record = pages.find(request, number)
    task = _open_desk(record)
    posts = decisions.capacities(request, task.right, task.unit_id, flow.key)
    if not posts or record.NAMED or task.owner_id not in (None, request.user.pk):
        raise Http404
    able = decisions.at_desk(flow, record, task, request)
    by = decisions.acting(request, able[0] if able else posts[0])
    if not able or not decisions.settles(flow, task, request):
        closed = NotAllowed(flow.why_closed(record, task.flow_task, by) or transferring.PARTLY)
        return refused_page(request, closed, f"/records/{number}/", "返回事项")
    context: dict[str, Any] = {
        "heading": record.title(),
        "number": number,
        "stage": flow.labels()[record.state],
        "people": transferring.candidates(record, task, by),
        "seen": str(seen_of(record)),
    }
    if request.method != "POST":
        return render(request, "workflows/transfer.html", context)
    given = {"to": request.POST.get("to", ""), "comment": request.POST.get("comment", "")}
    try:
        chosen = transferring.transfer(
            record, pages.key_of(given["to"]), by=by, seen=_seen(request), comment=decisions.opinion(request)
        )
    except Refused as refused:
        context |= given | {"error": refused.message}
        return render(request, "workflows/transfer.html", context, status=STATUS[type(refused)])
    messages.success(request, f"已转办给{chosen}：{record.title()}。")
    return redirect("record", number=number)


@login_required
@require_POST
def claim(request: HttpRequest, number: str) -> HttpResponse:
    """Take a desk that others could act on too."""
    flow, record = pages.find(request, number)
    task = _open_desk(record)
    posts = decisions.capacities(request, task.right, task.unit_id, flow.key)
    try:
        able = decisions.at_desk(flow, record, task, request) or posts
        transferring.claim(record, by=_first(request, able), seen=_seen(request))
    except Refused as refused:
        return refused_page(request, refused, f"/records/{number}/", "返回事项")
    messages.success(request, f"已认领，由您办理：{record.title()}。")
    return redirect("record", number=number)


@login_required
@require_POST
def give_back(request: HttpRequest, number: str) -> HttpResponse:
    """Give a desk back to all who may act on it: its owner, or a superior."""
    _, record = pages.find(request, number)
    task = _open_desk(record)
    posts: list[Appointment] = request.posts  # type: ignore[attr-defined]
    able = posts if task.owner_id == request.user.pk else transferring.superior_posts(posts, task)
    try:
        comment = decisions.opinion(request)
        transferring.give_back(record, by=_first(request, able), seen=_seen(request), comment=comment)
    except Refused as refused:
        return refused_page(request, refused, f"/records/{number}/", "返回事项")
    messages.success(request, f"已退还转办：{record.title()}，现由{task.unit}办理。")
    return redirect("record", number=number)


def _first(request: HttpRequest, posts: list[Appointment]) -> Actor:
    """The person in the first of these posts; in the chosen one where there is none, which the action then refuses."""
    chosen: Actor = request.actor  # type: ignore[attr-defined]
    return decisions.acting(request, posts[0]) if posts else chosen


@login_required
@require_POST
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Remind whoever may act now on what one handed in or sent on, at most once a day."""
    flow, record = pages.find(request, number)
    task = _open_desk(record)
    by: Actor = request.actor  # type: ignore[attr-defined]
    try:
        if why := flow.why_called_off(record):
            raise Refused(why)
        if decisions.at_desk(flow, record, task, request):
            raise Refused("这一项现在就由您办理，不用催办。")
        if not urging.may_urge(record, task, request.user.pk):
            raise NotAllowed("只有提交人和上一环节的办理人可以催办。")
        if not urging.urge(Task.objects.filter(pk=task.pk), by=by):
            raise Refused("今天已经催办过，明天可以再催。")
    except Refused as refused:
        return refused_page(request, refused, f"/records/{number}/", "返回事项")
    messages.success(request, f"已催办，办理人会收到消息：{record.title()}。")
    return redirect("record", number=number)
