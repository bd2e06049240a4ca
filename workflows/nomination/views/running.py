"""Running a round: further units, its cancellation, its close by hand, and reminding of a stage."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from workflows.engine import running, urging
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import address, refused, run_round, runner
from workflows.engine.round_forms import EndForm, MoreUnitsForm
from workflows.engine.views_rounds import page
from workflows.nomination import actions, queries
from workflows.nomination.models import Nomination
from workflows.nomination.queries import standing
from workflows.nomination.views.round_page import URGED


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, pk: int) -> HttpResponse:
    """Let further units take part in a running round."""
    return page(request, pk, queries.KEY, _more_form, _opened_more, _of_more)


def _more_form(data: Any, round_: Round) -> MoreUnitsForm:
    return MoreUnitsForm(data, round_=round_)


def _opened_more(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    joined = actions.round_open_more(round_, given["units"], by=runner(request, round_))
    return f"正在为{joined}个单位开启，随后会出现在各单位的工作台。"


def _of_more(round_: Round) -> dict[str, Any]:
    return {"heading": "增加参加单位", "action_label": "开启"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Cancel a round."""
    return page(request, pk, queries.KEY, _end_form, _cancelled, _of_cancellation)


def _end_form(data: Any, _round: Round) -> EndForm:
    return EndForm(data)


def _cancelled(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    actions.round_cancel(round_, reason=given["reason"], by=runner(request, round_))
    return f"“{round_.title}”已取消。"


def _of_cancellation(round_: Round) -> dict[str, Any]:
    under_way = running.under_way(Nomination, round_).count()
    effect = f"取消后，{under_way}件未办结的提名和各单位的推荐名单全部终止，不能恢复；已填写的内容保留备查。"
    return {"heading": "取消批次", "effect": effect, "action_label": "取消批次", "tone": "danger"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a round by hand: what was not handed in ends."""
    return page(request, pk, queries.KEY, _end_form, _closed, _of_close)


def _closed(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    silent = actions.round_close(round_, reason=given["reason"], by=runner(request, round_))
    return f"没有提交的提名和{silent}个没有提名在办的单位的名单正在终止；其余事项办结后，批次自动结束。"


def _of_close(round_: Round) -> dict[str, Any]:
    silent, drafts = standing.silent_lists(round_).count(), standing.not_handed_in(round_).count()
    counted = "逾期视为不推荐" if queries.award_of(round_).late_forfeits else "逾期未报"
    waiting = standing.unreported_lists(round_).count() - silent
    others = f"另有{waiting}个单位未报但已有提名在办，这些提名和" if waiting else ""
    effect = (
        f"{silent}个没有报送、也没有提名在办的单位以“{counted}”终止，{drafts}件没有提交的提名同时终止，不能恢复；"
        f"{others}其余事项照常办理，全部办结后批次自动结束。"
    )
    return {"heading": "结束批次", "effect": effect, "action_label": "结束批次", "tone": "danger"}


@login_required
@require_POST
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind of one stage, each desk at most once a day; says how many were."""
    try:
        round_ = run_round(request, pk, queries.KEY)
        if round_.status != Round.Status.OPEN:
            raise Refused("批次不在进行中，没有可以催办的事项。")
    except Refused as error:
        return refused(request, error, process=queries.KEY)
    stage = request.POST.get("stage", "")
    if stage not in URGED:
        raise Http404
    done = urging.urge(standing.desks_at(round_, URGED[stage]), by=runner(request, round_))
    if done:
        messages.success(request, f"已催办“{stage}”环节的{done}件事项，办理人会收到消息。")
    else:
        messages.info(request, f"“{stage}”环节今天都已催办过，没有等待办理的事项，或者无人可办。")
    return redirect(address("round", round_))
