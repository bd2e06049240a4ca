"""Rounds: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.models import OrgUnit
from workflows.engine import pages
from workflows.engine.decisions import acting, actor, capacities
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import address, find_round, refused, runner, runs, user_of
from workflows.engine.round_section import section
from workflows.nomination import actions, queries
from workflows.nomination.forms.rounds import RoundForm, from_round
from workflows.nomination.models import AwardPlan
from workflows.nomination.queries import plans
from workflows.nomination.queries import rounds as reading
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
    may_run = runs(request, round_)
    if round_.status == Round.Status.DRAFT:
        if not may_run:
            raise Http404
        return render(request, "nomination/round_draft.html", round_draft.context(round_))
    context = round_page.overview(request, user_of(request), round_, runs=may_run)
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
    document, given, like = found
    form = RoundForm(
        request.POST if request.method == "POST" else None,
        award=AwardRound.from_data(document), units=units, given=given,
    )  # fmt: skip
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return redirect(address("round", _drafted(request, form, document, like)))
        except Refused as error:
            form.add_error(None, error.message)
    context = {"form": form, "like": like, "plan": document["name"]}
    return render(request, "nomination/round_new.html", context, status=status)


def _begin(request: HttpRequest) -> tuple[dict[str, Any], dict[str, Any], Round | None] | None:
    """The document that the address names, with what the form starts with: a plan, a ready one, or last year's round.

    None when it names none. Raises Http404 for one that there is not.
    """
    if "like" in request.GET:
        rows = Round.objects.filter(process_key=queries.KEY, unit__in=reading.held(user_of(request)))
        like = rows.filter(pk=pages.key_of(request.GET["like"])).first()
        if like is None:
            raise Http404
        return *_usable(from_round(like)), like
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


def _drafted(request: HttpRequest, form: RoundForm, document: dict[str, Any], like: Round | None) -> Round:
    """The round, prepared in the name of the post that runs rounds of its unit. Raises Refused."""
    given = form.cleaned_data
    unit: OrgUnit = given["unit"]
    posts = [
        post for right in reading.running_rights(unit.kind) for post in capacities(request, right, unit.pk, queries.KEY)
    ]
    return actions.draft_round(
        unit,
        form.document(document),
        by=acting(request, posts[0]) if posts else actor(request),
        title=given["title"],
        resume=given["resume"],
        stages=form.stages(),
        scope=[each.pk for each in given["scope"]],
        like=like,
    )


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a prepared round, its 减负体检 seen and answered: the worker opens it for every unit."""
    round_ = find_round(request, pk, queries.KEY)
    form = None
    if round_.status == Round.Status.DRAFT and not round_.checkup and runs(request, round_):
        form = round_draft.form_of(round_, request.POST)
        if not form.is_valid():
            return render(request, "nomination/round_draft.html", round_draft.context(round_, form), status=422)
    try:
        actions.start_round(round_, form.answer() if form else None, by=runner(request, round_))
    except Refused as error:
        return refused(request, error, round_)
    messages.success(request, f"“{round_.title}”正在启动，各单位随后会在工作台收到推荐名单。")
    return redirect(address("round", round_))
