"""公示: the page of a notice during its days, and objections to one of its lines.

A notice inside a unit is there for the people of the unit, of those below it and of those above it; for everybody
else, and without signing in, there is no such page. Whoever writes from the page stays unknown: the system registers
the objection, and what keeps the writing slow is a cookie of the browser's, not a row of ours.
"""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from permissions import access
from permissions.actor import SYSTEM
from permissions.models import OrgUnit, User
from permissions.roles import Right
from workflows.engine import calendar, decisions, objections, pages, publicising, registry
from workflows.engine.errors import Refused
from workflows.engine.models import Objection, Publicity
from workflows.engine.office_forms import Channel, ObjectionForm, RegisterForm, ReplyForm
from workflows.engine.registry import Publicised
from workflows.engine.views import STATUS

WAIT = 60
"""Seconds that one browser waits between two objections."""
PER_HOUR = 60
"""Objections that one notice takes from the public page in an hour; after that there is the telephone."""
COOKIE = "objected"

Lines = Sequence[Publicised]


@require_safe
def publicity(request: HttpRequest, pk: int) -> HttpResponse:
    """The notice: for everybody on its days, afterwards for those who may see a record on it; else 404."""
    found, lines = _found(request, pk)
    if not (_runs(found) or _sees(request, lines)):
        raise Http404
    context = _head(found) | {"rows": lines, "titles": registry.titles_of(found)}
    context["decided"] = _decided(found, lines)
    if _runs(found) or (_registers(request, found) and _open(lines)):
        context["objection_url"] = reverse("publicity_objection", args=[pk])
        context["registers"] = _registers(request, found)
    return render(request, "workflows/publicity.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def objection(request: HttpRequest, pk: int) -> HttpResponse:
    """Object to a line: the public on the notice's days, the clerk who checks as long as the line is not settled."""
    found, lines = _found(request, pk)
    clerk = _registers(request, found)
    members = {str(line.record.pk): line for line in _open(lines)}
    if not ((clerk and members) or _runs(found)):
        raise Http404
    form = _form(request, clerk, members)
    if request.method == "POST":
        return _receive(request, found, clerk, members, form)
    return _page(request, found, form)


def _found(request: HttpRequest, pk: int) -> tuple[Publicity, Lines]:
    found = get_object_or_404(Publicity.objects.select_related("round__unit", "unit"), pk=pk)
    if found.unit_id is not None and not _inside(request, found.unit_id, found.round.process_key):
        raise Http404
    return found, registry.publicised(found)


def _inside(request: HttpRequest, unit: int, process: str) -> bool:
    return isinstance(request.user, User) and access.inside(request.user, unit, process)


def _decided(found: Publicity, lines: Lines) -> str:
    also = [body for line in lines for body in line.filed_with]
    return publicising.decided_words(found.round.unit.name, [line.decided_by for line in lines], also)


def _holder(found: Publicity) -> OrgUnit:
    """The unit that stands behind the notice and checks what is objected."""
    return found.unit or found.round.unit


def _runs(found: Publicity) -> bool:
    return found.starts_on <= timezone.localdate() <= found.ends_on


def _open(lines: Lines) -> list[Publicised]:
    return [line for line in lines if line.record.process.finished is None]


def _sees(request: HttpRequest, lines: Lines) -> bool:
    if not lines or not isinstance(request.user, User):
        return False
    rows = type(lines[0].record)._default_manager.filter(pk__in=[line.record.pk for line in lines])
    return bool(pages.visible(rows, request.user).exists())


def _registers(request: HttpRequest, found: Publicity) -> bool:
    """Whether the person, in the chosen capacity, is one of those who check objections."""
    if not isinstance(request.user, User):
        return False
    actor = request.actor  # type: ignore[attr-defined]
    return access.may(actor, Right.REVIEW, _holder(found), objections.ObjectionFlow.key)


def _head(found: Publicity) -> dict[str, Any]:
    today = timezone.localdate()
    light = calendar.light(calendar.around(today), found.ends_on, today)
    running = _runs(found) and light is not None
    over = "公示已结束" if today > found.ends_on else "公示尚未开始"
    return {
        "publicity": found,
        "institution": _holder(found).name,
        "light": {"level": light.level, "text": light.text} if running and light else {"level": "none", "text": over},
    }


def _form(request: HttpRequest, clerk: bool, members: dict[str, Publicised]) -> Form:
    made = RegisterForm if clerk else ObjectionForm
    choices = [(key, f"{line.unit} {line.name}") for key, line in members.items()]
    return made(request.POST if request.method == "POST" else None, members=choices)


def _page(request: HttpRequest, found: Publicity, form: Form, error: str = "", status: int = 200) -> HttpResponse:
    context = _head(found) | {"form": form, "error": error, "back_url": reverse("publicity", args=[found.pk])}
    context["clerk"] = isinstance(form, RegisterForm)
    return render(request, "workflows/publicity_objection.html", context, status=status)


def _receive(
    request: HttpRequest, found: Publicity, clerk: bool, members: dict[str, Publicised], form: Form
) -> HttpResponse:
    if not form.is_valid():
        return _page(request, found, form, status=422)
    if not clerk and (wait := _too_many(request, found)):
        return _page(request, found, form, wait, status=429)
    given = form.cleaned_data
    try:
        made = objections.receive(
            found, members[given["member"]].record, by=request.actor if clerk else SYSTEM,  # type: ignore[attr-defined]
            channel=given.get("channel", Channel.ONLINE), text=given["text"], signed=given["signed"],
        )  # fmt: skip
    except Refused as refused:
        return _page(request, found, form, refused.message, status=409)
    return _received(request, made, clerk)


def _too_many(request: HttpRequest, found: Publicity) -> str:
    if request.get_signed_cookie(COOKIE, default=None, max_age=WAIT) is not None:
        return "刚刚已收到一份意见，请过一分钟再提交下一份。"
    since = timezone.now() - timedelta(hours=1)
    lately = Objection.objects.filter(publicity=found, channel=Channel.ONLINE, process__created__gte=since)
    return "网上意见暂时较多，请过一小时再提交，或以公示所列的其他方式反映。" if lately.count() >= PER_HOUR else ""


def _received(request: HttpRequest, made: Objection, clerk: bool) -> HttpResponse:
    if clerk:
        messages.success(request, f"已登记异议，编号{made.process.number}。")
        return redirect("record", number=made.process.number)
    messages.success(request, "意见已收到，由受理单位调查核实；留有姓名和联系方式的，核实后答复本人。")
    response = redirect("publicity", pk=made.publicity_id)
    response.set_signed_cookie(
        COOKIE, "1", max_age=WAIT, secure=settings.SESSION_COOKIE_SECURE, httponly=True, samesite="Lax"
    )
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def reply(request: HttpRequest, number: str) -> HttpResponse:
    """Enter that whoever signed an objection was told what was found; for those who check it."""
    _, found = pages.find(request, number)
    if not isinstance(found, Objection) or not objections.may_answer(found):
        raise Http404
    form = ReplyForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            objections.answer(found, by=decisions.actor(request), **form.cleaned_data)
        except Refused as refused:
            form.add_error(None, refused.message)
            status = STATUS[type(refused)]
        else:
            messages.success(request, "已登记对反映人的答复。")
            return redirect("record", number=number)
    context = {"heading": "登记答复反映人", "text": f"核查结论：{found.get_finding_display()}。", "form": form}
    context |= {"action_label": "登记答复", "back_url": reverse("record", args=[number])}
    return render(request, "workflows/confirm.html", context, status=status)
