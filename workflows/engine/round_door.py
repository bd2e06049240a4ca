"""The door to one round: who may see it, who runs it, and how a refusal is shown."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse

from permissions.actor import Actor
from permissions.models import OrgUnit, User
from workflows.engine import decisions, registry
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.views import refused_page


def user_of(request: HttpRequest) -> User:
    """The person who signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required in front
    return request.user


def find_round(request: HttpRequest, pk: int, process: str) -> Round:
    """A round of a process that the person may see. Raises Http404."""
    rows = registry.office(process).sees(user_of(request)).filter(process_key=process)
    return get_object_or_404(rows.select_related("unit"), pk=pk)


def runs(request: HttpRequest, round_: Round) -> bool:
    """Whether one of the person's posts lets him run the round. No statement."""
    return _runner(request, round_.unit, round_.process_key) is not None


def runner(request: HttpRequest, round_: Round) -> Actor:
    """The person in the post chosen on the form or the one that runs the round, else in the session's. No statement."""
    return _runner(request, round_.unit, round_.process_key) or decisions.actor(request)


def drafter(request: HttpRequest, unit: OrgUnit, process: str) -> Actor:
    """The person in the post that runs the rounds of a unit, else in the one of the session. No statement."""
    return _runner(request, unit, process) or decisions.actor(request)


def _runner(request: HttpRequest, unit: OrgUnit, process: str) -> Actor | None:
    for right in registry.office(process).rights(unit.kind):
        if posts := decisions.capacities(request, right, unit.pk, process):
            return decisions.acting(request, posts[0])
    return None


def run_round(request: HttpRequest, pk: int, process: str) -> Round:
    """A round that the person runs. Raises Http404 when it may not be seen, NotAllowed when it may be seen only."""
    found = find_round(request, pk, process)
    if not runs(request, found):
        raise NotAllowed(registry.office(process).not_yours)
    return found


def address(name: str, round_: Round) -> str:
    """The address of a page of a round, by its name in every process: round, notice, round_extend …"""
    return reverse(f"{round_.process_key}:{name}", args=[round_.pk])


def refused(request: HttpRequest, error: Refused, round_: Round | None = None, process: str = "") -> HttpResponse:
    """The page that says why it was not done, with the way back to the round, else to the rounds of the process."""
    back = address("round", round_) if round_ else reverse(f"{process}:index")
    return refused_page(request, error, back)
