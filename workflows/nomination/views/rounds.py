"""Rounds: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import pages
from workflows.engine.models import Round
from workflows.engine.round_door import drafter, find_round, runs, user_of
from workflows.engine.round_section import section
from workflows.engine.views_preparing import Preparing, like, prepare, prepared, units_of
from workflows.nomination import actions, queries
from workflows.nomination.forms.rounds import RoundForm, from_round
from workflows.nomination.models import AwardPlan
from workflows.nomination.queries import plans
from workflows.nomination.queries import rounds as reading
from workflows.nomination.queries.checkups import checkup
from workflows.nomination.queries.stages import LABELS
from workflows.nomination.rules import AwardRound, RoundError
from workflows.nomination.rules.filling import of_year
from workflows.nomination.views import round_draft, round_page


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The rounds this person has to do with, the newest first, each with the next step."""
    return render(request, "nomination/rounds.html", round_page.index(user_of(request)))


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How a round stands; before it is open, what it will ask."""
    round_ = find_round(request, pk, queries.KEY)
    if round_.status == Round.Status.DRAFT:
        return prepared(request, round_, PREPARING)
    context = round_page.overview(request, user_of(request), round_, runs=runs(request, round_))
    return render(request, "nomination/round.html", context | section(request, round_, LABELS, context["shut"]))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a round: first the plan is chosen, then what it left open is filled in; nobody sees it until then."""
    units = reading.held(user_of(request))
    if not units.exists():
        raise Http404
    found = _begin(request)
    if found is None:
        return render(request, "nomination/round_choose.html", _choices())
    document, given, model = found
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        award=AwardRound.from_data(document), units=units, given=given,
    )  # fmt: skip

    def draft(given: dict[str, Any]) -> Round:
        return actions.draft_round(
            given["unit"],
            form.document(document),
            by=drafter(request, given["unit"], queries.KEY),
            title=given["title"],
            resume=given["resume"],
            stages=form.stages(),
            scope=units_of(given),
            like=model,
        )

    return prepare(request, queries.KEY, form, draft, {"like": model, "plan": document["name"]})


def _begin(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any], Round | None] | None:
    """The document that the address names, with what the form starts with: a plan, a ready one, or last year's round.

    None when it names none. Raises Http404 for one that there is not.
    """
    if model := like(request, queries.KEY, reading.held(user_of(request))):
        return *_usable(from_round(model)), model
    if "plan" in request.GET:
        plan = AwardPlan.objects.filter(pk=pages.key_of(request.GET["plan"])).first()
        if plan is None:
            raise Http404
        return plan.document, {}, None
    if "ready" in request.GET:
        if request.GET["ready"] not in plans.documents():
            raise Http404
        return of_year(plans.documents()[request.GET["ready"]], timezone.localdate().year), {}, None
    return None


def _usable(found: tuple[dict[str, Any], dict[str, Any]]) -> tuple[dict[str, Any], dict[str, Any]]:
    """A document that the rules can read. Raises Http404 for a copy that they cannot."""
    try:
        AwardRound.from_data(found[0])
    except RoundError:
        raise Http404 from None
    return found


def _choices() -> dict[str, Any]:
    rows = AwardPlan.objects.defer("document").order_by("-pk")
    return {"rows": rows, "ready": plans.shipped().items()}


PREPARING = Preparing(
    checkup=checkup,
    context=round_draft.context,
    start=actions.start_round,
    started="“{}”正在启动，各单位随后会在工作台收到推荐名单。",
)
