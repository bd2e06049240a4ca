"""Running a round of ratings: further branches, its cancellation, its close by hand."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from workflows.engine import running
from workflows.engine.models import Round
from workflows.engine.round_door import runner
from workflows.engine.round_forms import EndForm, MoreUnitsForm
from workflows.engine.views_rounds import page
from workflows.star_rating import actions, queries
from workflows.star_rating.actions.running import check_cancel, silent_in
from workflows.star_rating.models import Rating


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Open a running round for further branches."""
    return page(request, pk, queries.KEY, _more_form, _opened_more, _of_more)


def _more_form(data: Any, round_: Round) -> MoreUnitsForm:
    return MoreUnitsForm(data, round_=round_)


def _opened_more(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    opened = actions.round_open_more(round_, given["units"], by=runner(request, round_))
    return f"正在为{opened}个支部开启，随后会出现在各支部的工作台。"


def _of_more(round_: Round) -> dict[str, Any]:
    return {"heading": "增加参加单位", "action_label": "开启"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a round."""
    return page(request, pk, queries.KEY, lambda data, round_: EndForm(data), _cancelled, _of_cancellation)


def _cancelled(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    actions.round_cancel(round_, reason=given["reason"], by=runner(request, round_))
    return f"“{round_.title}”已取消。"


def _of_cancellation(round_: Round) -> dict[str, Any]:
    check_cancel(round_)
    under_way = running.under_way(Rating, round_).count()
    effect = f"取消后，{under_way}个支部未办结的评定和各单位的呈报批全部终止，不能恢复；已填写的内容保留备查。"
    return {"heading": "取消批次", "effect": effect, "action_label": "取消批次", "tone": "danger"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round by hand: branches that have not handed in end."""
    return page(request, pk, queries.KEY, lambda data, round_: EndForm(data), _closed, _of_close)


def _closed(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    silent = actions.round_close(round_, reason=given["reason"], by=runner(request, round_))
    return f"{silent}个未报送的支部正在终止；其余事项办结后，批次自动结束。"


def _of_close(round_: Round) -> dict[str, Any]:
    silent = silent_in(round_)
    rest = running.under_way(Rating, round_).count() - silent
    effect = f"还在自评环节的{silent}个支部以“逾期未报”终止，不能恢复；其余{rest}个照常办理，全部办结后批次自动结束。"
    return {"heading": "结束批次", "effect": effect, "action_label": "结束批次", "tone": "danger"}
