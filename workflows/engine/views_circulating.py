"""Pages of 抄送 and 传阅: sending a record to others to read, taking that back, and 已阅."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from permissions.actor import Actor
from permissions.models import Appointment
from workflows.engine import circulating, decisions, pages, partaking
from workflows.engine.circulation_forms import SendForm
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Circulation
from workflows.engine.record_page import History
from workflows.engine.views import STATUS, refused_page

OTHERS = "只有正在办理或者办理过这一事项的人可以抄送、传阅。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def circulate(request: HttpRequest, number: str) -> HttpResponse:
    """Choose to whom a record is sent to read, and how; `recall` takes a sending back."""
    flow, record = pages.find(request, number)
    by = partaking.actor(flow, History(record), request)
    problem = NotAllowed(OTHERS) if by is None else _refusal(circulating.closed_to(record))
    if by is None or problem is not None:
        return refused_page(request, problem or NotAllowed(OTHERS), f"/records/{number}/", "返回事项")
    if "recall" in request.POST:
        return _recall(request, record, by)
    form = SendForm(record, request.POST if request.method == "POST" else None)
    context: dict[str, Any] = {"form": form, "heading": record.title(), "number": number}
    if request.method != "POST":
        return render(request, "workflows/circulate.html", context)
    try:
        _check(form)
        made = circulating.send(record, form.sending(), by=by)
    except Refused as refused:
        context["error"] = "" if form.errors else refused.message
        return render(request, "workflows/circulate.html", context, status=STATUS[type(refused)])
    messages.success(request, f"已{made.get_kind_display()}：{record.title()}，送{len(form.sending().readers)}人。")
    return redirect("record", number=number)


def _refusal(sentence: str) -> Refused | None:
    return NotAllowed(sentence) if sentence else None


def _check(form: SendForm) -> None:
    if not form.is_valid():
        raise Incomplete([str(error) for errors in form.errors.values() for error in errors])


def _recall(request: HttpRequest, record: Any, by: Actor) -> HttpResponse:
    number = record.process.number
    try:
        circulating.recall(_of(record, request.POST["recall"]), by=by)
    except Refused as refused:
        return refused_page(request, refused, f"/records/{number}/", "返回事项")
    messages.success(request, f"已收回，收件人不能再凭此查看：{record.title()}。")
    return redirect("record", number=number)


def _of(record: Any, key: str) -> Circulation:
    """A sending of this record. Raises Http404."""
    rows = Circulation.objects.filter(process=record.process_id, pk=pages.key_of(key))
    found = rows.select_related("process", "sent_by__person").first()
    if found is None:
        raise Http404
    return found


@login_required
@require_POST
def mark_read(request: HttpRequest, number: str) -> HttpResponse:
    """已阅 by one to whom the record goes round, with a line if he likes."""
    _, record, _ = pages.find_to_read(request, number)
    posts: list[Appointment] = request.posts  # type: ignore[attr-defined]
    own = next((post for post in posts if post.giver_id is None), None)
    by: Actor = decisions.acting(request, own) if own else request.actor  # type: ignore[attr-defined]
    try:
        circulating.mark_read(_sent(record, request), by=by, comment=request.POST.get("comment", ""))
    except Refused as refused:
        return refused_page(request, refused, f"/records/{number}/", "返回事项")
    messages.success(request, f"已阅：{record.title()}。")
    return redirect("record", number=number)


def _sent(record: Any, request: HttpRequest) -> Circulation:
    try:
        return _of(record, request.POST.get("circulation", ""))
    except Http404:
        raise NotAllowed("这一事项没有送您传阅，或者已经收回。") from None
