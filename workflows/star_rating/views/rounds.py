"""Rounds: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.models import User
from workflows.engine import decisions, downloads
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.views import STATUS
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.forms import RoundForm
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.views import round_page


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required in front
    return request.user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rounds this person has to do with, the newest first, each with the next step."""
    return render(request, "star_rating/rounds.html", round_page.index(_user(request)))


def _round(request: HttpRequest, pk: int) -> Round:
    """A round that the person may see: some rating of it, or all of them as its supervisor. Raises Http404."""
    found = get_object_or_404(Round.objects.select_related("unit"), pk=pk, process_key=queries.KEY)
    user = _user(request)
    if not (reading.ratings(user).filter(round=found).exists() or _supervises(user, found)):
        raise Http404
    return found


def _supervises(user: User, round_: Round) -> bool:
    return reading.supervised(user).filter(pk=round_.unit_id).exists()


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How a round stands; before it is open, what it will ask of the branches."""
    round_ = _round(request, pk)
    supervises = _supervises(_user(request), round_)
    if round_.status == Round.Status.DRAFT:
        if not supervises:
            raise Http404
        return render(request, "star_rating/round_draft.html", round_page.draft(round_))
    return render(
        request, "star_rating/round.html", round_page.overview(request, _user(request), round_, supervises=supervises)
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round; nobody sees it until it is started."""
    unit = reading.supervised(_user(request)).first()
    if unit is None:
        raise Http404
    form = RoundForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("year", "title", "basis", "resume")}
        try:
            round_ = actions.draft_round(
                unit,
                form.cleaned_data["scheme"],
                by=decisions.actor(request),
                stages=form.stages(),
                **given,
            )
        except Refused as refused:
            return _refused(request, refused)
        return redirect("star_rating:round", pk=round_.pk)
    status = 422 if form.is_bound else 200
    return render(request, "star_rating/round_new.html", {"form": form}, status=status)


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a prepared round: the worker opens it for every branch."""
    round_ = _round(request, pk)
    try:
        actions.start_round(round_, by=decisions.actor(request))
    except Refused as refused:
        return _refused(request, refused, round_)
    messages.success(request, f"“{round_.title}”正在启动，各支部随后会在工作台收到自评。")
    return redirect("star_rating:round", pk=pk)


def _refused(request: HttpRequest, refused: Refused, round_: Round | None = None) -> HttpResponse:
    back = reverse("star_rating:round", args=[round_.pk]) if round_ else reverse("star_rating:index")
    context: dict[str, Any] = {"message": refused.message, "back_url": back}
    return render(request, "refused.html", context, status=STATUS[type(refused)])


@login_required
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponse:
    """The round as 汇总表, as far as the person may see it."""
    round_ = _round(request, pk)
    rows = reading.for_summary(_user(request), round_)
    named = [(row.submission.unit.short_name if row.submission else "", row) for row in rows]
    footer = downloads.footer(request)
    return downloads.as_file(workbooks.summary(f"{round_.title}汇总表", named, footer), f"{round_.title}汇总表.xlsx")
