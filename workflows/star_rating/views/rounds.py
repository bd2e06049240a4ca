"""Rounds: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from workflows.engine import decisions, pages
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.round_section import section
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import RoundForm
from workflows.star_rating.forms.cloning import as_prepared, carried_over, from_round
from workflows.star_rating.forms.rounds import from_scheme
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.queries.schemes import same_scheme
from workflows.star_rating.queries.stages import LABELS
from workflows.star_rating.views import round_draft, round_page
from workflows.star_rating.views.round_door import find_round, refused, runs, user_of


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
    may_run = runs(request, round_)
    if round_.status == Round.Status.DRAFT:
        if not may_run:
            raise Http404
        return render(request, "star_rating/round_draft.html", round_draft.context(round_))
    context = round_page.overview(request, user_of(request), round_, supervises=may_run)
    running = section(request, round_, LABELS, context["shut"])
    return render(request, "star_rating/round.html", context | running)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round; nobody sees it until it is started."""
    unit = reading.supervised(user_of(request)).first()
    if unit is None:
        raise Http404
    form = RoundForm(request.POST if request.method == "POST" else None, unit=unit, given=_given(request))
    if form.is_valid():
        try:
            round_ = actions.draft_round(unit, by=decisions.actor(request), like=_like(request), **form.given())
            return redirect("star_rating:round", pk=round_.pk)
        except NotAllowed as error:
            return refused(request, error)
        except Refused as error:  # what was typed stays
            form.add_error(None, error.message)
    status = 422 if form.is_bound else 200
    like = _like(request)
    context = {
        "form": form,
        "like": like,
        "beside": carried_over(like) if like else [],
        "schemes": Scheme.objects.order_by("-pk"),
    }
    return render(request, "star_rating/round_new.html", context, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a round while it is prepared; what it asks of the branches is shown next, as when it was new."""
    round_ = find_round(request, pk)
    if not runs(request, round_):
        raise Http404
    given = as_prepared(round_, same_scheme(round_))
    form = RoundForm(request.POST if request.method == "POST" else None, unit=round_.unit, given=given)
    try:
        actions.check_prepared(round_)
    except Refused as error:
        return refused(request, error, round_)
    if form.is_valid():
        try:
            actions.redraft_round(round_, by=decisions.actor(request), **form.given())
            messages.success(request, f"“{form.cleaned_data['title']}”已修改，请重新核对。")
            return redirect("star_rating:round", pk=pk)
        except NotAllowed as error:
            return refused(request, error, round_)
        except Refused as error:  # what was typed stays
            form.add_error(None, error.message)
    status = 422 if form.is_bound else 200
    return render(request, "star_rating/round_new.html", {"form": form, "round": round_}, status=status)


def _like(request: HttpRequest) -> Round | None:
    """The round that the new one is to be like, where the address names one that the person runs."""
    rows = Round.objects.filter(process_key=queries.KEY, pk=pages.key_of(request.GET.get("like", "")))
    return rows.filter(unit__in=reading.supervised(user_of(request))).first()


def _given(request: HttpRequest) -> dict[str, Any]:
    """What the form starts with: last year's round, or the dates of the scheme chosen, else of the latest one."""
    schemes = Scheme.objects.order_by("-pk")
    if like := _like(request):
        return from_round(like, same_scheme(like))
    chosen = schemes.filter(pk=pages.key_of(request.GET.get("scheme", ""))).first() or schemes.first()
    return from_scheme(chosen, timezone.localdate().year) if chosen else {}


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a prepared round, its 减负体检 seen and answered: the worker opens it for every branch."""
    round_ = find_round(request, pk)
    form = None
    if round_.status == Round.Status.DRAFT and not round_.checkup and runs(request, round_):
        form = round_draft.form_of(round_, request.POST)
        if not form.is_valid():
            return render(request, "star_rating/round_draft.html", round_draft.context(round_, form), status=422)
    try:
        actions.start_round(round_, form.answer() if form else None, by=decisions.actor(request))
    except Refused as error:
        return refused(request, error, round_)
    messages.success(request, f"“{round_.title}”正在启动，各支部随后会在工作台收到自评。")
    return redirect("star_rating:round", pk=pk)
