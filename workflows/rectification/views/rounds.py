"""Programmes: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.models import OrgUnit
from workflows.engine import pages
from workflows.engine.decisions import acting, actor, capacities
from workflows.engine.errors import Refused
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.models import Round
from workflows.engine.round_door import address, find_round, refused, runner, runs, user_of
from workflows.engine.round_section import section
from workflows.rectification import actions
from workflows.rectification.forms.rounds import RoundForm
from workflows.rectification.queries import KEY, programme_of, programmes
from workflows.rectification.queries import rounds as reading
from workflows.rectification.queries.burden import checkup
from workflows.rectification.queries.stages import LABELS
from workflows.rectification.rules import Programme, ready, ready_codes
from workflows.rectification.views import round_page
from workflows.rectification.views.programmes import in_words


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The programmes this person has to do with, the newest first, each with the next step."""
    return render(request, "rectification/rounds.html", round_page.index(user_of(request)))


@login_required
@require_safe
def overview(request: HttpRequest, pk: int) -> HttpResponse:
    """How a programme stands; before it is open, what it will ask."""
    round_ = find_round(request, pk, KEY)
    may_run = runs(request, round_)
    if round_.status == Round.Status.DRAFT:
        if not may_run:
            raise Http404
        return render(request, "rectification/round_draft.html", round_page.draft(round_))
    context = round_page.overview(request, round_, runs=may_run)
    return render(request, "rectification/round.html", context | section(request, round_, LABELS))


@login_required
@require_safe
def programme(request: HttpRequest, pk: int) -> HttpResponse:
    """The document of a programme as a person reads it."""
    round_ = find_round(request, pk, KEY)
    context = in_words(programme_of(round_)) | {"round": round_, "back_url": address("round", round_)}
    return render(request, "rectification/programme.html", context)


@login_required
@require_safe
def programme_ready(request: HttpRequest, code: str) -> HttpResponse:
    """A ready document as a person reads it."""
    if code not in ready_codes():
        raise Http404
    context = in_words(ready(code)) | {"back_url": reverse("rectification:round_new")}
    context["book_url"] = reverse("rectification:programme_ready_book", args=[code])
    return render(request, "rectification/programme.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Prepare a programme: first its document is chosen, then the rest is filled in; nobody sees it until then."""
    units = reading.held(user_of(request))
    if not units.exists():
        raise Http404
    found = _begin(request)
    if found is None:
        return _choose(request)
    document, given, like = found
    form = RoundForm(request.POST if request.method == "POST" else None, units=units, given=given)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return redirect(address("round", _drafted(request, form, document, like)))
        except Refused as error:
            form.add_error(None, error.message)
    context = {"form": form, "like": like, "programme": document}
    return render(request, "rectification/round_new.html", context, status=status)


def _choose(request: HttpRequest) -> HttpResponse:
    """The documents to choose from: those that the person's units wrote, and the ready ones."""
    context = {"ready": [ready(code) for code in ready_codes()], "own": programmes.own(user_of(request))}
    return render(request, "rectification/round_choose.html", context)


def _begin(request: HttpRequest) -> tuple[Programme, dict[str, Any], Round | None] | None:
    """The document that the address names and what the form starts with: a ready one, or that of an earlier programme.

    None when it names none. Raises Http404 for one that there is not.
    """
    if "like" in request.GET:
        rows = Round.objects.filter(process_key=KEY, unit__in=reading.held(user_of(request)))
        like = rows.filter(pk=pages.key_of(request.GET["like"])).first()
        if like is None:
            raise Http404
        given = {"title": like.title, "unit": like.unit_id, "resume": like.resume, "basis": like.basis}
        return programme_of(like), given, like
    if "own" in request.GET:
        kept = programmes.own(user_of(request)).filter(pk=pages.key_of(request.GET["own"])).first()
        if kept is None:
            raise Http404
        found = Programme.read(kept.document)
        return found, {"title": found.name, "unit": kept.unit_id, "basis": found.basis}, None
    if "ready" in request.GET:
        if request.GET["ready"] not in ready_codes():
            raise Http404
        found = ready(request.GET["ready"])
        return found, {"title": found.name}, None
    return None


def _drafted(request: HttpRequest, form: RoundForm, document: Programme, like: Round | None) -> Round:
    """The programme, prepared in the name of the post that runs those of its unit. Raises Refused."""
    given = form.cleaned_data
    unit: OrgUnit = given["unit"]
    posts = [post for right in reading.running_rights(unit.kind) for post in capacities(request, right, unit.pk, KEY)]
    return actions.draft_round(
        unit,
        document.to_data(),
        by=acting(request, posts[0]) if posts else actor(request),
        title=given["title"],
        resume=given["resume"],
        stages=form.stages(),
        scope=[each.pk for each in given["scope"]],
        like=like,
        basis=given["basis"],
    )


@login_required
@require_POST
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Start a prepared programme, its 减负体检 seen and answered."""
    round_ = find_round(request, pk, KEY)
    form = None
    if round_.status == Round.Status.DRAFT and not round_.checkup and runs(request, round_):
        form = CheckupForm(request.POST, gate=checkup(round_))
        if not form.is_valid():
            return render(request, "rectification/round_draft.html", round_page.draft(round_, form), status=422)
    try:
        actions.start_round(round_, form.answer() if form else None, by=runner(request, round_))
    except Refused as error:
        return refused(request, error, round_)
    messages.success(request, f"“{round_.title}”已启动，可以登记或者导入问题。")
    return redirect(address("round", round_))
