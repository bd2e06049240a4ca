"""What is done beside the decisions on a meeting and on one of its members, one page each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from permissions.actor import Actor
from permissions.roles import Right
from workflows.appraisal import actions
from workflows.appraisal.forms import meetings, members
from workflows.appraisal.models import Appraisal, Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.views.door import find_meeting, find_member, holder
from workflows.appraisal.views.results import hints
from workflows.engine import decisions
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page

OLD_PAGE = "页面已过期，请刷新后再办理。"
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Step:
    """One step of a meeting: its words, its form, the stages at which it is taken, and what it does."""

    label: str
    form: Any
    states: tuple[M, ...]
    act: Callable[..., Any]
    effect: str = ""


@dataclass(frozen=True)
class MemberStep(Step):
    """One step about a member; `at`: where the member's own record has to be."""

    at: tuple[A, ...] = ()


def _arrange(meeting: Meeting, given: dict[str, Any], **by: Any) -> None:
    actions.meeting_arrange(meeting, actions.Arrangement(**given), **by)


def _find(meeting: Meeting, given: dict[str, Any], *, by: Any, **_: Any) -> None:
    actions.finding_add(meeting, given["text"], given["category"], by=by)


STEPS = {
    "arrange": Step("会议安排", meetings.ArrangeForm, (M.PREPARING, M.CHECKING_IN), _arrange),
    "sitting": Step("登记评定会议", meetings.SittingForm, (M.GRADING,), actions.sitting_record),
    "finding": Step(
        "登记查摆问题", meetings.FindingForm,
        (M.CHECKING_IN, M.BALLOTING, M.COUNTING, M.GRADING, M.FEEDING_BACK), _find,
        "会议办结时转问题整改，由正在进行的整改专项受理。",
    ),
}  # fmt: skip
MEMBER_STEPS = {
    "assess": MemberStep(
        "代录自评", members.AssessForm, (M.PREPARING, M.CHECKING_IN), actions.assess_for,
        "由支部代本人录入；本人可以登录提交的，请由本人提交。", (A.SELF_ASSESSING,),
    ),
    "note": MemberStep(
        "登记互评意见", members.NoteForm, (M.CHECKING_IN, M.BALLOTING, M.COUNTING), actions.note_add, "",
        (A.DISCUSSING, A.BALLOTING),
    ),
    "grade": MemberStep("评定等次", members.GradeForm, (M.GRADING,), actions.grade_save, "", (A.GRADING,)),
    "tell": MemberStep(
        "登记反馈", members.TellForm, (M.FEEDING_BACK,), actions.acknowledge_for,
        "本人没有登录确认的，由支部登记书面签字或者当面告知。", (A.FEEDING_BACK,),
    ),
}  # fmt: skip


@login_required
@GET_OR_POST
def step(request: HttpRequest, number: str, what: str) -> HttpResponse:
    """Take one step on a meeting. Raises Http404 for what may not be seen, and for a step that there is not."""
    meeting, found = find_meeting(request, number), STEPS.get(what)
    if found is None:
        raise Http404
    by = holder(request, meeting)
    if refusal := refused(request, meeting, found.label, found.states, by):
        return refusal
    data = request.POST if request.method == "POST" else None
    form = found.form(data, initial=found.form.given(meeting))

    def act() -> None:
        found.act(meeting, form.cleaned_data, by=by, seen=_seen(request))

    more = {"fields": [{"name": "seen", "value": request.POST.get("seen") or seen_of(meeting)}]}
    return _page(request, form, act, _words(found, meeting, meeting.title()) | more)


@login_required
@GET_OR_POST
def member(request: HttpRequest, number: str, pk: int, what: str) -> HttpResponse:
    """Take one step on a member of a meeting. Raises Http404 likewise."""
    meeting, found = find_meeting(request, number), MEMBER_STEPS.get(what)
    row = find_member(meeting, pk)
    if found is None:
        raise Http404
    by = holder(request, meeting)
    if refusal := refused(request, meeting, found.label, found.states, by):
        return refusal
    if row.state not in found.at:
        said = f"{row.entry.name}现在是“{row.get_state_display()}”，不能{found.label}。"
        return refused_page(request, Stale(said), _back(meeting))
    form = found.form(request.POST if request.method == "POST" else None, appraisal=row)

    def act() -> None:
        found.act(row, by=by, **form.given())

    more = {"member": row, "hints": hints(meeting, row) if what == "grade" else []}
    return _page(request, form, act, _words(found, meeting, row.title()) | more, "appraisal/member_step.html")


def refused(
    request: HttpRequest, meeting: Meeting, label: str, states: tuple[M, ...], by: object
) -> HttpResponse | None:
    """The page that says why a step is not taken: at another stage, or by somebody else; None when it may be."""
    if meeting.state not in states:
        said = f"会议现在是“{meeting.get_state_display()}”，不能办理“{label}”。"
        return refused_page(request, Stale(said) if by else NotAllowed(said), _back(meeting))
    if by is None:
        return refused_page(request, NotAllowed(f"“{label}”现在不由您办理，您可以查看。"), _back(meeting))
    return None


def _page(
    request: HttpRequest, form: forms.Form, act: Callable[[], None], words: dict[str, Any],
    template: str = "workflows/confirm.html",
) -> HttpResponse:  # fmt: skip
    """Show a step's form or carry it out."""
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            act()
        except Refused as error:
            form.add_error(None, error.problems if isinstance(error, Incomplete) else error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, f"{words['heading']}：已保存。")
            return redirect(words["back_url"])
    return render(request, template, words | {"form": form}, status=status)


def _words(found: Step, meeting: Meeting, text: str) -> dict[str, Any]:
    return {
        "heading": found.label, "text": text, "effect": found.effect, "action_label": "保存", "back_url": _back(meeting)
    }  # fmt: skip


def _back(meeting: Meeting) -> str:
    return reverse("record", args=[meeting.process.number])


def _seen(request: HttpRequest) -> Seen:
    found = Seen.parse(request.POST.get("seen", ""))
    if found is None:
        raise Refused(OLD_PAGE)
    return found


@login_required
@require_POST
def finding_drop(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Take a problem off again that was entered by mistake."""
    meeting = find_meeting(request, number)
    found = get_object_or_404(meeting.findings, pk=pk)
    try:
        actions.finding_drop(found, by=holder(request, meeting) or decisions.actor(request))
    except Refused as error:
        return refused_page(request, error, _back(meeting))
    return redirect(_back(meeting))


@login_required
@require_POST
def again(request: HttpRequest, number: str) -> HttpResponse:
    """Open the meeting that is held in the stead of a void one."""
    meeting = find_meeting(request, number)
    try:
        made = actions.meeting_again(meeting, by=_proposer(request, meeting))
    except Refused as error:
        return refused_page(request, error, _back(meeting))
    messages.success(request, "已另行筹备，名册和个人自评已带入，请核对。")
    return redirect(_back(made))


def _proposer(request: HttpRequest, meeting: Meeting) -> Actor:
    return decisions.in_post(request, Right.PROPOSE, meeting.unit_id, KEY)


def offered(states: dict[str, Any], meeting: Meeting) -> list[dict[str, str]]:
    """The steps that whoever has the meeting on the desk may take now. No statement."""
    number = meeting.process.number
    return [
        {"label": each.label, "url": reverse("appraisal:step", args=[number, name])}
        for name, each in states.items()
        if meeting.state in each.states
    ]


def member_links(meeting: Meeting, row: Appraisal) -> list[dict[str, str]]:
    """The steps that may be taken on a member now, by whoever has the meeting on the desk. No statement."""
    number = meeting.process.number
    return [
        {"label": each.label, "url": reverse("appraisal:member", args=[number, row.pk, name])}
        for name, each in MEMBER_STEPS.items()
        if meeting.state in each.states and row.state in each.at
    ]
