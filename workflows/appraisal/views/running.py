"""Running a round: further units, its cancellation, its close."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from workflows.appraisal import actions
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries import KEY
from workflows.engine import running
from workflows.engine.models import Round
from workflows.engine.round_door import runner
from workflows.engine.round_forms import EndForm, MoreUnitsForm
from workflows.engine.views_rounds import page

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Let further units take part in a running round."""
    return page(request, pk, KEY, _more_form, _opened_more, _of_more)


def _more_form(data: Any, round_: Round) -> MoreUnitsForm:
    return MoreUnitsForm(data, round_=round_)


def _opened_more(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    joined = actions.round_open_more(round_, given["units"], by=runner(request, round_))
    return f"正在为{joined}个支部开启，稍后可以看到。"


def _of_more(_round: Round) -> dict[str, Any]:
    return {"heading": "增加参加单位", "action_label": "增加"}


@login_required
@GET_OR_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a round."""
    return page(request, pk, KEY, _end_form, _cancelled, _of_cancellation)


def _end_form(data: Any, _round: Round) -> EndForm:
    return EndForm(data)


def _cancelled(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    actions.round_cancel(round_, reason=given["reason"], by=runner(request, round_))
    return f"“{round_.title}”已取消。"


def _of_cancellation(round_: Round) -> dict[str, Any]:
    left = running.under_way(Meeting, round_).count()
    effect = f"取消后，{left}个支部的会议和评议全部终止，不能恢复；已填写的内容保留备查。已有支部办结的不能取消。"
    return {"heading": "取消批次", "effect": effect, "action_label": "取消批次", "tone": "danger"}


@login_required
@GET_OR_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round in which every meeting has ended."""
    return page(request, pk, KEY, _end_form, _closed, _of_close)


def _closed(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    actions.round_close(round_, reason=given["reason"], by=runner(request, round_))
    return f"“{round_.title}”已结束。"


def _of_close(_round: Round) -> dict[str, Any]:
    effect = "结束后不能再增加参加单位；作废的会议也不能另行召开。"
    return {"heading": "结束批次", "effect": effect, "action_label": "结束批次"}
