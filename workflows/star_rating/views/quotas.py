"""Quotas and the ranking of a round, for the 工委's department: how many are taken, another limit, who stands where."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import decisions
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Quota, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import QuotaForm
from workflows.star_rating.forms.ranking import RankingForm
from workflows.star_rating.queries.quotas import rule_of, uses
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.views.round_door import find_round, refused, runs


def _run(request: HttpRequest, pk: int) -> Round:
    """A round that has begun and that the person runs; to others the page does not exist."""
    found = find_round(request, pk)
    if not runs(request, found) or found.status == Round.Status.DRAFT:
        raise Http404
    return found


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Every quota of a round with its sum and how many places are taken."""
    round_ = _run(request, pk)
    return render(request, "star_rating/quotas.html", {"round": round_, "rows": uses(round_)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one quota another limit, with the reason."""
    quota = get_object_or_404(Quota.objects.select_related("round__unit", "unit"), pk=pk)
    round_ = _run(request, quota.round_id)
    form = QuotaForm(request.POST if request.method == "POST" else None, initial={"limit": quota.limit})
    back = reverse("star_rating:quotas", args=[round_.pk])
    error = ""
    if form.is_valid():
        try:
            given = form.cleaned_data
            actions.quota_set(quota, given["limit"], by=decisions.actor(request), reason=given["reason"])
        except Refused as problem:
            error = problem.message
        else:
            messages.success(request, "名额已调整，变动记录里可以查到。")
            return redirect(back)
    context = {
        "heading": f"调整{quota.unit.short_name}{rule_of(quota).stars}名额",
        "text": f"现为{quota.limit}个（{quota.formula}），已占用{quota.reservations.count()}个。",
        "effect": "调整后按新的名额核对报送的名单，已报送的不受影响。",
        "action_label": "调整名额",
        "back_url": back,
        "form": form,
        "error": error,
    }
    return render(request, "workflows/confirm.html", context, status=422 if form.is_bound else 200)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ranking(request: HttpRequest, pk: int) -> HttpResponse:
    """Rank the whole round by score, after people gave the order of those with the same score."""
    round_ = _run(request, pk)
    if not queries.ranks_at(queries.scheme_of(round_), QuotaNode.ROOT):
        raise Http404
    found = queries.RoundRanking(round_)
    given = request.POST if request.method == "POST" else None
    form = RankingForm(given, ties=found.ties, may_exceed=queries.has_soft_quota(round_))
    problems: list[str] = found.lacking()
    if form.is_valid():
        try:
            actions.rank_round(
                round_, by=decisions.actor(request), order=form.order(), excuse=form.cleaned_data.get("excuse", "")
            )
        except Incomplete as lacking:
            problems = lacking.problems
        except Refused as error:
            return refused(request, error, round_)
        else:
            messages.success(request, f"已按得分统一排名，{len(found.rows)}个支部的星级随之确定。")
            return redirect("star_rating:ranking", pk=pk)
    context: dict[str, Any] = {
        "round": round_,
        "rows": found.rows,
        "form": form,
        "problems": [{"text": text} for text in problems],
    }
    return render(request, "star_rating/ranking.html", context, status=422 if form.is_bound else 200)
