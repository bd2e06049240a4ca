"""Rounds: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workflows.appraisal import actions
from workflows.appraisal.forms.rounds import RoundForm
from workflows.appraisal.queries import KEY, plans
from workflows.appraisal.queries import rounds as reading
from workflows.appraisal.queries.burden import checkup
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Plan, ready, ready_codes
from workflows.appraisal.views import round_page
from workflows.engine import pages
from workflows.engine.models import Round
from workflows.engine.round_door import drafter, find_round, user_of
from workflows.engine.round_section import section
from workflows.engine.views_preparing import Preparing, like, prepare, prepared, units_of


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
        return prepared(request, round_, PREPARING)
    context = round_page.overview(request, round_)
    return render(request, "appraisal/round.html", context | section(request, round_, round_page.LABELS))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round: first its plan is chosen, then the rest is filled in; nobody sees it until it is started."""
    units = reading.held(user_of(request))
    if not units.exists():
        raise Http404
    found = _begin(request)
    if found is None:
        choices = {"ready": [ready(code) for code in ready_codes()], "own": plans.own(user_of(request))}
        return render(request, "appraisal/round_choose.html", choices)
    document, given, model = found
    form = RoundForm(request.POST if request.method == "POST" else None, units=units, given=given)

    def draft(given: dict[str, Any]) -> Round:
        return actions.draft_round(
            given["unit"],
            document,
            by=drafter(request, given["unit"], KEY),
            year=given["year"],
            title=given["title"],
            stages=form.stages(),
            scope=units_of(given),
            like=model,
            basis=given["basis"],
        )

    return prepare(request, KEY, form, draft, {"like": model, "plan": document})


def _begin(request: HttpRequest) -> tuple[Plan, dict[str, Any], Round | None] | None:
    """The plan that the address names and what the form starts with: a ready or own one, or that of an earlier round.

    None when it names none. Raises Http404 for one that there is not.
    """
    year = timezone.localdate().year
    if model := like(request, KEY, reading.held(user_of(request))):
        given = {"title": model.title, "year": year, "unit": model.unit_id, "basis": model.basis}
        return plan_of(model), given, model
    if "own" in request.GET:
        kept = plans.own(user_of(request)).filter(pk=pages.key_of(request.GET["own"])).first()
        if kept is None:
            raise Http404
        found = Plan.read(kept.document)
        given = {"title": f"{year}年度民主评议党员", "year": year, "unit": kept.unit_id, "basis": found.basis}
        return found, given, None
    if "ready" in request.GET:
        if request.GET["ready"] not in ready_codes():
            raise Http404
        return ready(request.GET["ready"]), {"title": f"{year}年度民主评议党员", "year": year}, None
    return None


PREPARING = Preparing(
    checkup=checkup,
    context=round_page.draft,
    start=actions.start_round,
    started="“{}”正在启动，各支部随后会在工作台收到会议筹备事项。",
)
