"""Rounds: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import pages
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import drafter, refused, runner
from workflows.engine.round_section import section
from workflows.engine.views_preparing import Preparing, like, prepare, prepared
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import RoundForm
from workflows.star_rating.forms.cloning import as_prepared, carried_over, from_round
from workflows.star_rating.forms.rounds import from_scheme
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.queries.schemes import same_scheme
from workflows.star_rating.queries.stages import LABELS
from workflows.star_rating.views import round_draft, round_page
from workflows.star_rating.views.round_door import find_round, runs, user_of


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rounds this person has to do with, the newest first, each with the next step."""
    return render(request, "star_rating/rounds.html", round_page.index(user_of(request)))


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How a round stands; before it is open, what it will ask of the branches."""
    round_ = find_round(request, pk)
    if round_.status == Round.Status.DRAFT:
        return prepared(request, round_, PREPARING)
    context = round_page.overview(request, user_of(request), round_, supervises=runs(request, round_))
    running = section(request, round_, LABELS, context["shut"])
    return render(request, "star_rating/round.html", context | running)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round; nobody sees it until it is started."""
    unit = reading.supervised(user_of(request)).first()
    if unit is None:
        raise Http404
    model = like(request, queries.KEY, reading.supervised(user_of(request)))
    given = _given(request, model)
    form = RoundForm(request.POST if request.method == "POST" else None, unit=unit, given=given)

    def draft(_: dict[str, Any]) -> Round:
        return actions.draft_round(unit, by=drafter(request, unit, queries.KEY), like=model, **form.given())

    beside = carried_over(model) if model else []
    more = {"like": model, "beside": beside, "schemes": Scheme.objects.order_by("-pk")}
    return prepare(request, queries.KEY, form, draft, more)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a round while it is prepared; what it asks of the branches is shown next, as when it was new."""
    round_ = find_round(request, pk)
    if not runs(request, round_):
        raise Http404
    try:
        actions.check_prepared(round_)
    except Refused as error:
        return refused(request, error, round_)
    given = as_prepared(round_, same_scheme(round_))
    form = RoundForm(request.POST if request.method == "POST" else None, unit=round_.unit, given=given)

    def redraft(_: dict[str, Any]) -> Round:
        said = f"“{form.cleaned_data['title']}”已修改，请重新核对。{_other_scheme(round_, form.cleaned_data['scheme'])}"
        actions.redraft_round(round_, by=runner(request, round_), **form.given())
        messages.success(request, said)
        return round_

    return prepare(request, queries.KEY, form, redraft, {"round": round_})


def _other_scheme(round_: Round, chosen: Scheme) -> str:
    """What whoever gives a round another scheme must know: its dates stay as they are; empty for the same one."""
    if chosen == same_scheme(round_):
        return ""
    return f"评定方案已换为“{chosen}”，各环节截止日期没有随方案改变，请逐项核对。"


def _given(request: HttpRequest, model: Round | None) -> dict[str, Any]:
    """What the form starts with: last year's round, or the dates of the scheme chosen, else of the latest one."""
    schemes = Scheme.objects.order_by("-pk")
    if model:
        return from_round(model, same_scheme(model))
    chosen = schemes.filter(pk=pages.key_of(request.GET.get("scheme", ""))).first() or schemes.first()
    return from_scheme(chosen, timezone.localdate().year) if chosen else {}


PREPARING = Preparing(
    checkup=checkup,
    context=round_draft.context,
    start=actions.start_round,
    started="“{}”正在启动，各支部随后会在工作台收到自评。",
)
