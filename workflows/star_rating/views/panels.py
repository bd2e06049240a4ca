"""While reviewers score: another last day, a reminder to who has not handed in, a branch taken out."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_POST

from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine.decisions import in_post
from workflows.star_rating import actions, queries
from workflows.star_rating.forms.panels import DueForm, RestoreForm, StrikeForm
from workflows.star_rating.models import Evaluation
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.views.evaluations import answering, confirm, held, seen_on_page


def _by(request: HttpRequest, found: Evaluation) -> Actor:
    return in_post(request, Right.REVIEW, found.unit_id, queries.KEY)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def due(request: HttpRequest, number: str) -> HttpResponse:
    """Set the last day for the sheets."""
    found = held(request, number)
    data = request.POST if request.method == "POST" else None
    form = DueForm(data, held_on=found.held_on, initial={"until": found.due_on})
    if not form.is_valid():
        return confirm(
            request, found, form, heading="评分截止日期", text=found.name,
            effect="评委待办里的到期日随之改变，还没有提交的评委会收到消息。", action_label="确定",
        )  # fmt: skip
    until = form.cleaned_data["until"]
    actions.evaluation_due(found, until, by=_by(request, found), seen=seen_on_page(request))
    messages.success(request, f"评分截止日期定为{until:%Y年%m月%d日}。")
    return redirect("record", number=number)


@login_required
@require_POST
@answering
def urge(request: HttpRequest, number: str) -> HttpResponse:
    """Remind the reviewers who have not handed in, each at most once a day; says how many were."""
    found = held(request, number)
    if told := actions.evaluation_urge(found, by=_by(request, found)):
        messages.success(request, f"已催办{told}名评委，评委会收到消息。")
    else:
        messages.info(request, "没有提交的评委今天都已催办过，或者评分表都已提交。")
    return redirect("record", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def strike(request: HttpRequest, number: str, branch: int) -> HttpResponse:
    """Take a branch out, with the reason."""
    found = held(request, number)
    row = get_object_or_404(reading.counted(found).select_related("rating__unit"), pk=branch)
    form = StrikeForm(request.POST if request.method == "POST" else None)
    name = row.rating.unit.short_name
    if not form.is_valid():
        return confirm(
            request, found, form, heading=f"划出支部：{name}", text=found.name, tone="danger",
            effect="各评委给该支部打的分不再作数，其余支部照常汇总；没有其他支部可评的评分表随之取消，"
            "取消后不能恢复；没有评分表因此取消的，汇总以前可以恢复。",
            action_label="划出支部",
        )  # fmt: skip
    given = form.cleaned_data
    actions.evaluation_strike(found, row.pk, by=_by(request, found), seen=seen_on_page(request), **given)
    messages.success(request, f"已划出{name}，不再评分。")
    return redirect("record", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@answering
def restore(request: HttpRequest, number: str, branch: int) -> HttpResponse:
    """Have a branch that was taken out scored again, with the reason."""
    found = held(request, number)
    row = get_object_or_404(found.evaluated.exclude(struck="").select_related("rating__unit"), pk=branch)
    form = RestoreForm(request.POST if request.method == "POST" else None)
    name = row.rating.unit.short_name
    if not form.is_valid():
        return confirm(
            request, found, form, heading=f"恢复支部：{name}", text=found.name,
            effect="该支部重新参加评审，划出前打的分照样作数，没有打分的评委须补打。", action_label="恢复支部",
        )  # fmt: skip
    given = form.cleaned_data
    actions.evaluation_restore(found, row.pk, by=_by(request, found), seen=seen_on_page(request), **given)
    messages.success(request, f"已恢复{name}，评委可以继续评分。")
    return redirect("record", number=number)
