"""A unit's list: keeping its order and its meeting, taking one member out, branches that nominate nobody."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from forms.fields import MeetingForm
from permissions.actor import Actor
from workflows.engine import record_page
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import AuditEntry
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page
from workflows.nomination import actions, queries
from workflows.nomination.forms.lists import DeclineForm, MemberForm, PlacingForm
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import listing, lists
from workflows.nomination.states import ListState as L
from workflows.nomination.views import list_desk
from workflows.nomination.views.list_page import SINGLE_OUT, WAYS, categories

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
HALF = "，会议没有填全，这一部分还没有保存"
VERBS = {"pull": actions.list_pull, "leave_out": actions.list_leave_out, "strike": actions.list_strike}
EFFECTS = {
    "pull": "该人选退回单位审核并离开本批名单，名额随之空出；其余人选照常办理。",
    "leave_out": "该人选不再推荐上报，名额随之空出；可作为其他批次的候选。其余人选照常办理。",
    "strike": "划去将终止该人选的推荐，名额随之空出；其余人选照常办理。",
}
READ_BY_THE_UNIT = "理由推荐单位可以看到，请勿引用会审意见。"


class Typed:
    """Places, votes and meeting as typed on the page of a list."""

    def __init__(self, request: HttpRequest, submission: NominationList) -> None:
        self.submission = submission
        self.rows = queries.members(submission) if submission.state in listing.IN_UNIT else []
        self.placings = {
            row.pk: PlacingForm(request.POST, prefix=str(row.pk), name=row.candidate) for row in self.rows
        }  # fmt: skip
        begun = any(request.POST.get(name) for name in MeetingForm.base_fields if name != "body")
        self.meeting = MeetingForm(request.POST) if begun and submission.state in listing.DECIDING else None

    def order_valid(self) -> bool:
        """Whether every place and number of votes is usable."""
        return all(form.is_valid() for form in self.placings.values())

    def meeting_valid(self) -> bool:
        """Whether the meeting, if one was begun, is complete."""
        return self.meeting is None or self.meeting.is_valid()

    def save(self, by: Actor, seen: Seen, *, meeting: bool) -> None:
        """Keep both in one transaction. Raises Stale, NotAllowed."""
        with transaction.atomic():
            if self.rows:
                given = [(key, form.cleaned_data) for key, form in self.placings.items()]
                placings = [actions.Placing(key, data["rank"], data["votes"]) for key, data in given]
                saved = actions.list_arrange(self.submission, placings, by=by, seen=seen)
                seen = Seen(seen.task, saved.version)
            if meeting and self.meeting is not None:
                actions.list_record_meeting(self.submission, self.meeting.cleaned_data, by=by, seen=seen)


@login_required
@require_POST
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Keep places, votes and the meeting; a script saves what is complete."""
    flow, submission = list_desk.find(request, number)
    typed = Typed(request, submission)
    by_script = request.headers.get("X-Requested-With") == "XMLHttpRequest"
    try:
        by, seen = list_desk.actor(request, submission), list_desk.seen(request)
        whole = typed.meeting_valid()
        if not typed.order_valid() or not (whole or by_script):
            return _again(flow, typed, request, "有填写有误的地方，没有保存，请按提示改正。", 422)
        typed.save(by, seen, meeting=whole)
    except Refused as refused:
        return _again(flow, typed, request, refused.message, STATUS[type(refused)])
    if by_script:
        return JsonResponse(_answer(submission) | ({} if whole else {"note": HALF}))
    messages.success(request, "名单和会议已保存。" if typed.rows else "会议已登记。")
    return redirect("record", number=number)


def _again(flow: type[ProcessFlow], typed: Typed, request: HttpRequest, error: str, status: int) -> HttpResponse:
    """The record page with all that was typed and the sentence."""
    if request.headers.get("X-Requested-With") == "XMLHttpRequest":
        return JsonResponse({"ok": False, "message": f"没有保存：{error}"}, status=status)
    _, fresh = list_desk.find(request, typed.submission.process.number)
    more: dict[str, Any] = {"error": error}
    if typed.rows:
        more["categories"] = categories(queries.Listing.of(fresh), typed.placings, may_leave=True)
    if typed.meeting is not None:
        more["meeting_form"] = typed.meeting
    return render(request, flow.page, record_page.context(flow, fresh, request, **more), status=status)


def _answer(submission: NominationList) -> dict[str, Any]:
    rows = NominationList.objects.select_related("unit", "round__unit", "process")
    fresh = rows.get(pk=submission.pk)
    return {
        "ok": True,
        "version": str(seen_of(fresh)),
        "saved_at": f"{timezone.localtime():%H:%M}",
        "problems": [{"text": text, "url": ""} for text in queries.list_lacking(fresh)],
    }


@login_required
@GET_OR_POST
def member(request: HttpRequest, number: str, member: str) -> HttpResponse:
    """Take one member out of its list, after the effect was shown and a reason given."""
    _, submission = list_desk.find(request, number)
    rows = Nomination.objects.select_related("unit", "round", "process", "person", "honoured")
    row = get_object_or_404(rows, process__number=member)
    if _repeated(request, submission, row):
        return _out(request, submission, row)
    if row.submission_id != submission.pk:
        raise Http404
    form = MemberForm(request.POST) if request.method == "POST" else MemberForm(initial={"verb": _verb(request)})
    try:
        by = list_desk.actor(request, submission)
        if row.state not in SINGLE_OUT:
            raise NotAllowed(list_desk.NOT_YOURS)
        if form.is_bound and form.is_valid():
            given = form.cleaned_data
            act = VERBS[given["verb"]]
            act(submission, row, by=by, seen=list_desk.seen(request), comment=given["comment"])
            return _out(request, submission, row)
    except Refused as refused:
        if _repeated(request, submission, row):
            return _out(request, submission, row)
        return refused_page(request, refused, reverse("record", args=[number]))
    return _confirm_out(request, submission, row, form)


def _out(request: HttpRequest, submission: NominationList, row: Nomination) -> HttpResponse:
    messages.success(request, f"{row.candidate}已从名单中{WAYS[request.POST['verb']]}。")
    return redirect("record", number=submission.process.number)


def _repeated(request: HttpRequest, submission: NominationList, row: Nomination) -> bool:
    """Whether the last thing that a person did to this member is this very click: twice is the same as once."""
    if request.POST.get("verb") not in VERBS:
        return False
    last = AuditEntry.objects.filter(process=row.process_id, actor__isnull=False).order_by("-seq").first()
    click = (request.POST["verb"], request.user.pk, submission.process_id)
    return last is not None and (last.verb, last.actor_id, last.data.get("via")) == click


def _verb(request: HttpRequest) -> str:
    verb = request.GET.get("verb", "pull")
    return verb if verb in VERBS else "pull"


def _confirm_out(request: HttpRequest, submission: NominationList, row: Nomination, form: MemberForm) -> HttpResponse:
    verb = str(form["verb"].value())
    verb = verb if verb in VERBS else "pull"
    context = {
        "heading": f"{WAYS[verb]}{row.candidate}",
        "text": row.title(),
        "effect": f"{EFFECTS[verb]}{READ_BY_THE_UNIT}",
        "action_label": WAYS[verb],
        "tone": "danger" if verb == "strike" else "main",
        "form": form,
    }
    return confirm(request, submission, context)


def confirm(request: HttpRequest, submission: NominationList, context: dict[str, Any]) -> HttpResponse:
    """A page that asks once more, with a form, about something that is done to a list."""
    shown = {
        "back_url": reverse("record", args=[submission.process.number]),
        "fields": [{"name": "seen", "value": request.POST.get("seen") or seen_of(submission)}],
    }
    status = 422 if context["form"].is_bound else 200
    return render(request, "workflows/confirm.html", shown | context, status=status)


@login_required
@GET_OR_POST
def decline(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Enter that a branch nominates nobody, and why."""
    _, submission = list_desk.find(request, number)
    form = DeclineForm(request.POST if request.method == "POST" else None)
    try:
        by = list_desk.actor(request, submission)
        if submission.state != L.COMPILING:
            raise NotAllowed(list_desk.NOT_YOURS)
        branch = next((each.unit for each in lists.silent(submission) if each.unit.code == code), None)
        if branch is None:
            raise Http404
        if form.is_valid():
            given = {"seen": list_desk.seen(request), "comment": form.cleaned_data["comment"]}
            actions.list_decline(submission, code, by=by, **given)
            messages.success(request, f"已登记{branch.short_name}不推荐。")
            return redirect("record", number=number)
    except Refused as refused:
        return refused_page(request, refused, reverse("record", args=[number]))
    words = {
        "heading": f"登记{branch.short_name}不推荐",
        "text": "支部说明没有合适对象的，在此登记；没有消息的仍按未报。",
        "action_label": "登记不推荐",
    }
    return confirm(request, submission, words | {"form": form})
