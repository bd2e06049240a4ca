"""会审: asking for opinions, going on without one that is overdue, ruling on an objection; the page of an opinion."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.record_page import History
from workflows.engine.views import refused_page
from workflows.nomination import actions, queries
from workflows.nomination.actions.avoiding import NOMINATED, is_about
from workflows.nomination.forms.consultations import AskForm, ReasonForm
from workflows.nomination.models import Consultation, ConsultationLine, NominationList
from workflows.nomination.queries.consultations import lines_of
from workflows.nomination.states import ConsultationState as C
from workflows.nomination.views import list_desk
from workflows.nomination.views.list_opinions import may_read
from workflows.nomination.views.lists import confirm

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@require_POST
def ask(request: HttpRequest, number: str) -> HttpResponse:
    """Ask every body of the round for its opinion, by a day."""
    _, submission = list_desk.find(request, number)
    form = AskForm(request.POST)
    try:
        by = list_desk.actor(request, submission)
        if not form.is_valid():
            raise Refused("请填写回复期限，例如2026-05-20。")
        asked = actions.consultations_ask(submission, by=by, seen=list_desk.seen(request), **form.cleaned_data)
    except Refused as refused:
        return refused_page(request, refused, reverse("record", args=[number]))
    messages.success(request, f"已向{'、'.join(each.body for each in asked)}征求意见。")
    return redirect("record", number=number)


def _whole(request: HttpRequest, number: str) -> NominationList:
    """A list of which the person reads the opinions too. Raises Http404."""
    _, submission = list_desk.find(request, number)
    if not may_read(request, submission):
        raise Http404
    return submission


@login_required
@GET_OR_POST
def waive(request: HttpRequest, number: str, consultation: str) -> HttpResponse:
    """Rule that the list goes on without an opinion that is overdue."""
    submission = _whole(request, number)
    rows = Consultation.objects.select_related("process", "unit", "round")
    found = get_object_or_404(rows, submission=submission, process__number=consultation)
    words = {
        "heading": f"裁定{found.body}逾期未复",
        "text": f"{found.body}应于{found.reply_by:%Y年%m月%d日}前回复。",
        "effect": "裁定后名单可以不等该部门的意见继续办理，裁定理由留痕。",
        "action_label": "裁定继续",
    }
    return _rule(request, submission, words, actions.consultation_waive, consultation=found)


@login_required
@GET_OR_POST
def rule(request: HttpRequest, number: str, line: int) -> HttpResponse:
    """Rule that a member stays although a body objects."""
    submission = _whole(request, number)
    rows = ConsultationLine.objects.select_related("consultation", "nomination__person", "nomination__honoured")
    found = get_object_or_404(rows, consultation__submission=submission, pk=line)
    if is_about(found.nomination, request.user):
        return refused_page(request, NotAllowed(NOMINATED), reverse("record", args=[number]))
    words = {
        "heading": f"裁定{found.consultation.body}的意见",
        "text": f"{found.nomination.candidate}：{found.words}",
        "effect": "裁定后该人选保留在名单中，裁定理由留痕；不保留的请划去。",
        "action_label": "裁定保留",
    }
    return _rule(request, submission, words, actions.consultation_rule, line=found)


def _rule(
    request: HttpRequest, submission: NominationList, words: dict[str, str], act: Any, **more: Any
) -> HttpResponse:  # fmt: skip
    number = submission.process.number
    form = ReasonForm(request.POST if request.method == "POST" else None)
    try:
        by = list_desk.actor(request, submission)
        if form.is_valid():
            act(submission, by=by, seen=list_desk.seen(request), comment=form.cleaned_data["comment"], **more)
            messages.success(request, f"{words['heading']}：已登记。")
            return redirect("record", number=number)
    except Refused as refused:
        return refused_page(request, refused, reverse("record", args=[number]))
    return confirm(request, submission, words | {"form": form})


def consultation_details(consultation: Consultation, history: History, request: HttpRequest) -> dict[str, Any]:
    """Whom it is about and what is asked; nothing else of the candidates or of the list."""
    opinions = {each.code: each for each in queries.award_of(consultation.round).opinions}
    return {
        "subline": consultation.body,
        "about": opinions[consultation.code].about,
        "lines": [_line(line) for line in lines_of(consultation)],
        "answered": consultation.state != C.ASKED,
    }


def _line(line: ConsultationLine) -> dict[str, str]:
    nomination = line.nomination
    branch = nomination.person.branch if nomination.person else None
    return {
        "name": nomination.candidate,
        "of": (branch or nomination.unit).short_name,
        "state": "有不同意见" if line.objects_to else "无不同意见",
        "tone": "red" if line.objects_to else "green",
        "words": line.words,
    }
