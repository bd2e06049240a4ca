"""Quotas and the ranking of a round, for the 工委's department: how many are taken, another limit, who stands where."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import decisions
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Quota, Round
from workflows.engine.pager import paged, pager
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import QuotaForm
from workflows.star_rating.forms.ranking import RankingForm
from workflows.star_rating.queries.quota_lines import uses, whose
from workflows.star_rating.queries.quotas import rule_of
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.views.round_door import find_round, refused, runs

MOST_WORDS = 40
"""Characters of what is looked for."""


def _run(request: HttpRequest, pk: int) -> Round:
    """A round that has begun and that the person runs; to others the page does not exist."""
    found = find_round(request, pk)
    if not runs(request, found) or found.status == Round.Status.DRAFT:
        raise Http404
    return found


def _place(request: HttpRequest) -> str:
    """Where in the list somebody is: the page and the words looked for, as the tail of an address."""
    kept = {name: request.GET[name] for name in ("page", "q") if request.GET.get(name)}
    return f"?{urlencode(kept)}" if kept else ""


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """Every quota of a round with its sum and how many places are taken, or those of the units looked for."""
    round_ = _run(request, pk)
    words = request.GET.get("q", "").strip()[:MOST_WORDS]
    every = uses(round_)
    shown = paged([row for row in every if words in row.unit or words == row.quota.unit.code], request)
    context = {
        "round": round_,
        "rows": list(shown),
        "any": bool(every),
        "words": words,
        "place": _place(request),
        "page": pager(shown, request, "项名额"),
    }
    return render(request, "star_rating/quotas.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Give one quota another limit, with the reason."""
    quota = get_object_or_404(Quota.objects.select_related("round__unit", "unit"), pk=pk)
    round_ = _run(request, quota.round_id)
    form = QuotaForm(request.POST if request.method == "POST" else None, quota=quota)
    back = reverse("star_rating:quotas", args=[round_.pk]) + _place(request)
    rule, error = rule_of(quota), ""
    if form.is_valid():
        try:
            actions.quota_set(quota, by=decisions.actor(request), **form.cleaned_data)
        except Refused as problem:
            error = problem.message
        else:
            messages.success(request, "名额已调整，变动记录里可以查到。")
            return redirect(back)
    context = {
        "heading": f"调整{whose(quota, rule)}{rule.stars}名额",
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
    shown = paged(found.rows, request)
    context: dict[str, Any] = {
        "round": round_,
        "rows": list(shown),
        "page": pager(shown, request, "个支部"),
        "form": form,
        "problems": [{"text": text} for text in problems],
    }
    return render(request, "star_rating/ranking.html", context, status=422 if form.is_bound else 200)
