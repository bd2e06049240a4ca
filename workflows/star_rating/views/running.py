"""Running a round: more time, further branches, its cancellation, its close by hand."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from workflows.engine import decisions, running
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.views import STATUS
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import EndForm, ExtendForm, MoreUnitsForm
from workflows.star_rating.models import Rating
from workflows.star_rating.views.round_door import find_round, refused, run_round

Make = Callable[[Any, Round], forms.Form]
Carry = Callable[[HttpRequest, Round, dict[str, Any]], str]
Words = Callable[[Round], dict[str, Any]]


def _page(request: HttpRequest, pk: int, make: Make, carry: Carry, words: Words) -> HttpResponse:
    """One form about a round: shown, or carried out, after which the round's page says what was done."""
    try:
        round_ = run_round(request, pk)
    except NotAllowed as error:
        return refused(request, error, find_round(request, pk))
    form = make(request.POST if request.method == "POST" else None, round_)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            messages.success(request, carry(request, round_, form.cleaned_data))
            return redirect("star_rating:round", pk=pk)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
    context = {"text": round_.title, "form": form, "back_url": reverse("star_rating:round", args=[pk])}
    return render(request, "workflows/confirm.html", context | words(round_), status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a stage more time: 延期 for all, 补报 for one unit."""
    return _page(request, pk, lambda data, round_: ExtendForm(data, round_=round_), _extended, _of_extension)


def _extended(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    made = actions.round_extend(
        round_, given["stage"], unit=given["unit"], until=given["until"], reason=given["reason"],
        by=decisions.actor(request),
    )  # fmt: skip
    whom = made.unit.short_name if made.unit else "全部单位"
    return f"{whom}可以办理到{running.words_of(made.until)}。"


def _of_extension(round_: Round) -> dict[str, Any]:
    return {"heading": "延期和补报", "action_label": "延长时间"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a running round for further branches."""
    return _page(request, pk, lambda data, round_: MoreUnitsForm(data, round_=round_), _opened_more, _of_more)


def _opened_more(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    opened = actions.round_open_more(round_, given["units"], by=decisions.actor(request))
    return f"正在为{opened}个支部开启，随后会出现在各支部的工作台。"


def _of_more(round_: Round) -> dict[str, Any]:
    return {"heading": "增加参加单位", "action_label": "开启"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a round."""
    return _page(request, pk, lambda data, round_: EndForm(data), _cancelled, _of_cancellation)


def _cancelled(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    actions.round_cancel(round_, reason=given["reason"], by=decisions.actor(request))
    return f"“{round_.title}”已取消。"


def _of_cancellation(round_: Round) -> dict[str, Any]:
    under_way = running.under_way(Rating, round_).count()
    effect = f"取消后，{under_way}个支部未办结的评定和各单位的呈报批全部终止，不能恢复；已填写的内容保留备查。"
    return {"heading": "取消批次", "effect": effect, "action_label": "取消批次", "tone": "danger"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round by hand: branches that have not handed in end."""
    return _page(request, pk, lambda data, round_: EndForm(data), _closed, _of_close)


def _closed(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    silent = actions.round_close(round_, reason=given["reason"], by=decisions.actor(request))
    return f"{silent}个未报送的支部正在终止；其余事项办结后，批次自动结束。"


def _of_close(round_: Round) -> dict[str, Any]:
    silent = queries.not_handed_in(round_).count()
    rest = running.under_way(Rating, round_).count() - silent
    effect = f"还在自评环节的{silent}个支部以“逾期未报”终止，不能恢复；其余{rest}个照常办理，全部办结后批次自动结束。"
    return {"heading": "结束批次", "effect": effect, "action_label": "结束批次", "tone": "danger"}
