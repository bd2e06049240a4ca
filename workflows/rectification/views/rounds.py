"""Programmes: which there are, how one stands, preparing one and starting it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import pages
from workflows.engine.models import Round
from workflows.engine.round_door import address, drafter, find_round, runs, user_of
from workflows.engine.round_section import section
from workflows.engine.views_preparing import Preparing, like, prepare, prepared, units_of
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
    if round_.status == Round.Status.DRAFT:
        return prepared(request, round_, PREPARING)
    context = round_page.overview(request, round_, runs=runs(request, round_))
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
    document, given, model = found
    form = RoundForm(request.POST if request.method == "POST" else None, units=units, given=given)

    def draft(given: dict[str, Any]) -> Round:
        return actions.draft_round(
            given["unit"],
            document.to_data(),
            by=drafter(request, given["unit"], KEY),
            title=given["title"],
            resume=given["resume"],
            stages=form.stages(),
            scope=units_of(given),
            like=model,
            basis=given["basis"],
        )

    return prepare(request, KEY, form, draft, {"like": model, "programme": document})


def _choose(request: HttpRequest) -> HttpResponse:
    """The documents to choose from: those that the person's units wrote, and the ready ones."""
    context = {"ready": [ready(code) for code in ready_codes()], "own": programmes.own(user_of(request))}
    return render(request, "rectification/round_choose.html", context)


def _begin(request: HttpRequest) -> tuple[Programme, dict[str, Any], Round | None] | None:
    """The document that the address names and what the form starts with: a ready one, or that of an earlier programme.

    None when it names none. Raises Http404 for one that there is not.
    """
    if model := like(request, KEY, reading.held(user_of(request))):
        given = {"title": model.title, "unit": model.unit_id, "resume": model.resume, "basis": model.basis}
        return programme_of(model), given, model
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


PREPARING = Preparing(
    checkup=checkup,
    context=round_page.draft,
    start=actions.start_round,
    started="“{}”已启动，可以登记或者导入问题。",
)
