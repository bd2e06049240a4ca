"""Preparing a round of any process and starting it. A process says the form, the pages' words and the deeds.

`process` and `said` stand in the address of each process where a view here has one.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from permissions.models import OrgUnit
from workflows.engine import pages
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.gate_forms import CheckupForm
from workflows.engine.gates import Gate
from workflows.engine.models import Round
from workflows.engine.round_door import address, find_round, refused, runner, runs


@dataclass(frozen=True)
class Preparing:
    """How a process starts what was prepared: what is asked, what is shown, what is done."""

    checkup: Callable[[Round], Gate]
    """The 减负体检 as it is now."""
    context: Callable[[Round, CheckupForm | None], dict[str, Any]]
    """What the page of a prepared round shows; the form is what was sent and lacks something."""
    start: Callable[..., None]
    started: str
    """The sentence after it, with the round's title."""


def prepared(request: HttpRequest, round_: Round, said: Preparing, form: CheckupForm | None = None) -> HttpResponse:
    """The page of a prepared round, for who runs it. Raises Http404 for others."""
    if not runs(request, round_):
        raise Http404
    template, context = f"{round_.process_key}/round_draft.html", said.context(round_, form)
    return render(request, template, context, status=422 if form else 200)


@login_required
@require_POST
def start(request: HttpRequest, pk: int, process: str, said: Preparing) -> HttpResponse:
    """Start a prepared round, its 减负体检 seen and answered."""
    round_ = find_round(request, pk, process)
    form = None
    if round_.status == Round.Status.DRAFT and not round_.checkup and runs(request, round_):
        form = CheckupForm(request.POST, gate=said.checkup(round_))
        if not form.is_valid():
            return prepared(request, round_, said, form)
    try:
        said.start(round_, form.answer() if form else None, by=runner(request, round_))
    except Refused as error:
        return refused(request, error, round_)
    messages.success(request, said.started.format(round_.title))
    return redirect(address("round", round_))


def like(request: HttpRequest, process: str, units: Any) -> Round | None:
    """The round of these units that the new one is to be like; None where the address names none. Raises Http404."""
    if "like" not in request.GET:
        return None
    rows = Round.objects.filter(process_key=process, unit__in=units)
    found = rows.filter(pk=pages.key_of(request.GET["like"])).first()
    if found is None:
        raise Http404
    return found


def prepare(
    request: HttpRequest, process: str, form: Form, draft: Callable[[dict[str, Any]], Round], more: Mapping[str, Any]
) -> HttpResponse:
    """The form of a new round shown, or the round drafted from it; what was typed stays where it is refused."""
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            return redirect(address("round", draft(form.cleaned_data)))
        except NotAllowed as error:
            return refused(request, error, process=process)
        except Refused as error:
            form.add_error(None, error.message)
    return render(request, f"{process}/round_new.html", {"form": form, **more}, status=status)


def units_of(given: Mapping[str, Any]) -> list[int]:
    """The keys of the units for which alone a round is prepared; none: for all."""
    scope: list[OrgUnit] = given["scope"]
    return [unit.pk for unit in scope]
