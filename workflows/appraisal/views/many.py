"""The pages on which the branch enters for several members at once: self-assessments, and that results were told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from permissions.actor import Actor
from workflows.appraisal import actions
from workflows.appraisal.forms.many import AssessManyForm, TellManyForm
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.counting import judged
from workflows.appraisal.states import AppraisalState as A
from workflows.appraisal.states import MeetingState as M
from workflows.appraisal.views.door import find_meeting, holder
from workflows.appraisal.views.steps import GET_OR_POST, refused
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS


@dataclass(frozen=True)
class Table:
    """One table: its words, its form, of whom, at which stages of the meeting, and what it does."""

    label: str
    effect: str
    form: Any
    at: A
    states: tuple[M, ...]
    act: Callable[..., int]


ASSESSMENTS = Table(
    "成批代录自评", "录入本人交来的书面自评；空着的不录，本人可以登录提交的请由本人提交。提交后不能再改。",
    AssessManyForm, A.SELF_ASSESSING, (M.PREPARING, M.CHECKING_IN), actions.assess_many,
)  # fmt: skip
FEEDBACK = Table(
    "成批登记反馈", "勾选已经书面签字或者当面告知的人；本人登录确认的不用登记。",
    TellManyForm, A.FEEDING_BACK, (M.FEEDING_BACK,), actions.acknowledge_many,
)  # fmt: skip


@login_required
@GET_OR_POST
def assessments(request: HttpRequest, number: str) -> HttpResponse:
    """Self-assessments of several members, as they handed them in on paper."""
    return _page(request, number, ASSESSMENTS)


@login_required
@GET_OR_POST
def feedback(request: HttpRequest, number: str) -> HttpResponse:
    """Several members who were told the own result."""
    return _page(request, number, FEEDBACK)


def _page(request: HttpRequest, number: str, table: Table) -> HttpResponse:
    meeting = find_meeting(request, number)
    by = holder(request, meeting)
    refusal = refused(request, meeting, table.label, table.states, by)
    if refusal is not None or by is None:
        return refusal or HttpResponse(status=403)
    members = [row for row in judged(meeting) if row.state == table.at]
    form = table.form(request.POST if request.method == "POST" else None, members=members)
    made, status = _carried_out(request, meeting, table, form, by)
    if made:
        return redirect(reverse("record", args=[number]))
    context = {
        "heading": table.label, "effect": table.effect, "meeting": meeting, "form": form, "members": members,
        "back_url": reverse("record", args=[number]),
    }  # fmt: skip
    return render(request, "appraisal/many.html", context, status=status)


def _carried_out(request: HttpRequest, meeting: Meeting, table: Table, form: Any, by: Actor) -> tuple[bool, int]:
    """Whether it was done, and the status of the page that says why not."""
    if not form.is_valid():
        return False, 422 if form.is_bound else 200
    try:
        done = table.act(meeting, by=by, **form.given())
    except Refused as error:
        form.add_error(None, error.message)
        return False, STATUS[type(error)]
    messages.success(request, f"{table.label}：已登记{done}人。")
    return True, 200
