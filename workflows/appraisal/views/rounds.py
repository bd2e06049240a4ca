"""Rounds: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.models import OrgUnit
from workflows.appraisal import actions
from workflows.appraisal.forms.rounds import RoundForm
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries import rounds as reading
from workflows.appraisal.queries.burden import checkup
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Plan, cautions, ready, ready_codes
from workflows.appraisal.views import round_page
from workflows.appraisal.views.plan_words import in_words
from workflows.engine import pages
from workflows.engine.decisions import acting, actor, capacities
from workflows.engine.errors import Refused
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.models import Round
from workflows.engine.round_door import address, find_round, refused, runner, runs, user_of
from workflows.engine.round_section import section


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rounds this person has to do with, the newest first, each with the next step."""
    return render(request, "appraisal/rounds.html", round_page.index(user_of(request)))


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How a round stands; before it is open, what it will ask."""
    round_ = find_round(request, pk, KEY)
    if round_.status == Round.Status.DRAFT:
        if not runs(request, round_):
            raise Http404
        return render(request, "appraisal/round_draft.html", round_page.draft(round_))
    context = round_page.overview(request, round_)
    return render(request, "appraisal/round.html", context | section(request, round_, round_page.LABELS))


@login_required
@require_safe
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of a round as a person reads it."""
    round_ = find_round(request, pk, KEY)
    return _plan_page(request, plan_of(round_), address("round", round_))


@login_required
@require_safe
def plan_ready(request: HttpRequest, code: str) -> HttpResponse:
    """A ready plan as a person reads it."""
    if code not in ready_codes():
        raise Http404
    return _plan_page(request, ready(code), reverse(f"{KEY}:round_new"))


def _plan_page(request: HttpRequest, found: Plan, back_url: str) -> HttpResponse:
    context = {"plan": found, "facts": in_words(found), "cautions": cautions(found), "back_url": back_url}
    return render(request, "appraisal/plan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round: first its plan is chosen, then the rest is filled in; nobody sees it until it is started."""
    units = reading.held(user_of(request))
    if not units.exists():
        raise Http404
    found = _begin(request)
    if found is None:
        return render(request, "appraisal/round_choose.html", {"ready": [ready(code) for code in ready_codes()]})
    document, given, like = found
    form = RoundForm(request.POST if request.method == "POST" else None, units=units, given=given)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return redirect(address("round", _drafted(request, form, document, like)))
        except Refused as error:
            form.add_error(None, error.message)
    context = {"form": form, "like": like, "plan": document}
    return render(request, "appraisal/round_new.html", context, status=status)


def _begin(request: HttpRequest) -> tuple[Plan, dict[str, Any], Round | None] | None:
    """The plan that the address names and what the form starts with: a ready one, or that of an earlier round.

    None when it names none. Raises Http404 for one that there is not.
    """
    year = timezone.localdate().year
    if "like" in request.GET:
        rows = Round.objects.filter(process_key=KEY, unit__in=reading.held(user_of(request)))
        like = rows.filter(pk=pages.key_of(request.GET["like"])).first()
        if like is None:
            raise Http404
        return plan_of(like), {"title": like.title, "year": year, "unit": like.unit_id, "basis": like.basis}, like
    if "ready" in request.GET:
        if request.GET["ready"] not in ready_codes():
            raise Http404
        return ready(request.GET["ready"]), {"title": f"{year}年度民主评议党员", "year": year}, None
    return None


def _drafted(request: HttpRequest, form: RoundForm, document: Plan, like: Round | None) -> Round:
    """The round, prepared in the name of the post that runs those of its unit. Raises Refused."""
    given = form.cleaned_data
    unit: OrgUnit = given["unit"]
    posts = [post for right in reading.running_rights(unit.kind) for post in capacities(request, right, unit.pk, KEY)]
    return actions.draft_round(
        unit,
        document,
        by=acting(request, posts[0]) if posts else actor(request),
        year=given["year"],
        title=given["title"],
        stages=form.stages(),
        scope=[each.pk for each in given["scope"]],
        like=like,
        basis=given["basis"],
    )


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a prepared round, its 减负体检 seen and answered: the worker opens it for every branch."""
    round_ = find_round(request, pk, KEY)
    form = None
    if round_.status == Round.Status.DRAFT and not round_.checkup and runs(request, round_):
        form = CheckupForm(request.POST, gate=checkup(round_))
        if not form.is_valid():
            return render(request, "appraisal/round_draft.html", round_page.draft(round_, form), status=422)
    try:
        actions.start_round(round_, form.answer() if form else None, by=runner(request, round_))
    except Refused as error:
        return refused(request, error, round_)
    messages.success(request, f"“{round_.title}”正在启动，各支部随后会在工作台收到会议筹备事项。")
    return redirect(address("round", round_))
