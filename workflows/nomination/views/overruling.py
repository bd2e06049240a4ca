"""Overruling one condition's answer, after the answer and what follows were shown."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permissions.models import Appointment
from workflows.engine import pages
from workflows.engine.decisions import acting, capacities, disinterested
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Record, Task
from workflows.engine.registry import flow_of
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import refused_page
from workflows.nomination import actions, queries
from workflows.nomination.actions.avoiding import is_about
from workflows.nomination.forms.nominations import OverruleForm
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries.ruling import ruled_on
from workflows.nomination.rules import Judged, Verdict

LOOK_AGAIN = "页面没有带来所看的核对结果，核对结果可能已经变化，没有认定，请重新打开核对后再认定。"
NOT_YOURS = "资格条件由审核单位在审核环节、主办单位在初审会审环节认定，您现在不能认定。"


def rulers(request: HttpRequest, nomination: Nomination, task: Task | None) -> list[Appointment]:
    """The posts in which this person may rule, told from the open desk of `ruled_on`. No statement."""
    of = ruled_on(nomination)
    if of is None or task is None or is_about(nomination, request.user):
        return []
    flow: type[ProcessFlow] = flow_of(type(of))
    able = capacities(request, task.right, task.unit_id, queries.KEY)
    return disinterested(of, able, request) if flow.bars_submitter(task.flow_task) else able


def desk_of(record: Record | None) -> Task | None:
    """The open desk of a record, if any."""
    if record is None:
        return None
    found: Task | None = Task.objects.filter(process=record.process_id, finished__isnull=True).first()
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def overrule(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """Show one condition with its answer; a POST says otherwise, with a reason."""
    _, nomination = pages.find(request, number)
    if not isinstance(nomination, Nomination):
        raise Http404
    back = reverse("record", args=[number])
    answer = _answer(nomination, code)
    record = ruled_on(nomination)
    posts = rulers(request, nomination, desk_of(record))
    if record is None or not posts:
        return refused_page(request, NotAllowed(NOT_YOURS), back, "查看提名")
    form = OverruleForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _page(request, nomination, answer, form, record)
    try:
        _rule(request, nomination, code, form, posts[0])
    except Refused as refused:
        return refused_page(request, refused, back, "查看提名")
    messages.success(request, "已认定，理由已留痕。")
    return redirect("record", number=number)


def _answer(nomination: Nomination, code: str) -> Judged:
    judged = queries.eligibility_now([nomination])[nomination.pk].answers
    found = next((each for each in judged if each.answer.code == code), None)
    if found is None:
        raise Http404
    return found


def _rule(request: HttpRequest, nomination: Nomination, code: str, form: OverruleForm, post: Appointment) -> None:
    seen, shown = Seen.parse(request.POST.get("seen", "")), request.POST.get("shown", "")
    if seen is None:
        raise Stale("页面已过期，请刷新后再办理。")
    if not shown:
        raise Stale(LOOK_AGAIN)
    verdict, reason = Verdict(form.cleaned_data["verdict"]), form.cleaned_data["reason"]
    actions.overrule(nomination, code, verdict, reason, by=acting(request, post), seen=seen, shown=shown)


def _page(
    request: HttpRequest, nomination: Nomination, answer: Judged, form: OverruleForm, record: Record
) -> HttpResponse:
    award = queries.award_of(nomination.round)
    conditions = award.conditions_of(award.by_code[nomination.category])
    words = next(each.words for each in conditions if each.code == answer.answer.code)
    listed = isinstance(record, NominationList)
    context = {
        "heading": f"认定资格条件：{nomination.candidate}",
        "text": f"条件：{words}\n系统核对：{answer.answer.verdict.words}。{answer.text}",
        "effect": f"认定后以认定结果为准，原来的核对结果仍然保留。{'名单中的其他人选不受影响。' if listed else ''}",
        "action_label": "认定",
        "back_url": reverse("record", args=[nomination.process.number]),
        "fields": [
            {"name": "seen", "value": request.POST.get("seen") or seen_of(record)},
            {"name": "shown", "value": request.POST.get("shown") or actions.mark_of(answer.answer)},
        ],
        "form": form,
    }
    return render(request, "workflows/confirm.html", context, status=422 if form.is_bound else 200)
