"""What running a round brings about, in words: further units, its cancellation, its close; and reminding of a stage."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from workflows.engine import running, urging
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import address, refused, run_round, runner
from workflows.engine.views_running import Running
from workflows.nomination import actions, queries
from workflows.nomination.models import Nomination
from workflows.nomination.queries import standing
from workflows.nomination.views.round_page import URGED


def _of_cancellation(round_: Round) -> str:
    under_way = running.under_way(Nomination, round_).count()
    return f"取消后，{under_way}件未办结的提名和各单位的推荐名单全部终止，不能恢复；已填写的内容保留备查。"


def _of_close(round_: Round) -> str:
    silent, drafts = standing.silent_lists(round_).count(), standing.not_handed_in(round_).count()
    counted = "逾期视为不推荐" if queries.award_of(round_).late_forfeits else "逾期未报"
    waiting = standing.unreported_lists(round_).count() - silent
    others = f"另有{waiting}个单位未报但已有提名在办，这些提名和" if waiting else ""
    return (
        f"{silent}个没有报送、也没有提名在办的单位以“{counted}”终止，{drafts}件没有提交的提名同时终止，不能恢复；"
        f"{others}其余事项照常办理，全部办结后批次自动结束。"
    )


def _closed(_round: Round, silent: int) -> str:
    return f"没有提交的提名和{silent}个没有提名在办的单位的名单正在终止；其余事项办结后，批次自动结束。"


RUNNING = Running(
    open_more=actions.round_open_more,
    opened="正在为{}个单位开启，随后会出现在各单位的工作台。",
    cancel=actions.round_cancel,
    of_cancellation=_of_cancellation,
    close=actions.round_close,
    of_close=_of_close,
    closed=_closed,
)


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
