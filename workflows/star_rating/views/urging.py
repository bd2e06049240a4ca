"""一键催办: reminding everybody on whose desk a stage of a round lies."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from workflows.engine import decisions, urging
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.star_rating.queries import cockpit
from workflows.star_rating.views.round_door import refused, run_round
from workflows.star_rating.views.round_page import COLUMNS, URGED


@login_required
@require_POST
def urge(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind of one stage, each desk at most once a day; says how many were."""
    try:
        round_ = run_round(request, pk)
        if round_.status != Round.Status.OPEN:
            raise Refused("批次不在进行中，没有可以催办的事项。")
    except Refused as error:
        return refused(request, error)
    group = dict(COLUMNS).get(request.POST.get("stage", ""))
    if group is None:
        raise Http404
    stage = request.POST["stage"]
    desks = cockpit.desks_at(round_, [state for state in group if state in URGED])
    done = urging.urge(desks, by=decisions.actor(request))
    if done:
        messages.success(request, f"已催办“{stage}”环节的{done}件事项，办理人会收到消息。")
    else:
        messages.info(request, f"“{stage}”环节今天都已催办过，没有等待办理的事项，或者无人可办。")
    return redirect("star_rating:round", pk=pk)
