"""The door to one round: who may see it, who runs it, and how a refusal is shown."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from permissions.models import User
from permissions.roles import Right
from workflows.engine.decisions import capacities
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.views import STATUS
from workflows.star_rating import queries
from workflows.star_rating.queries import rounds as reading

NOT_YOURS = "批次由工委组织部管理，您可以查看。"


def user_of(request: HttpRequest) -> User:
    """The person who signed in."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required in front
    return request.user


def find_round(request: HttpRequest, pk: int) -> Round:
    """A round that the person may see: some rating of it, or all of them as its supervisor. Raises Http404."""
    found = get_object_or_404(Round.objects.select_related("unit"), pk=pk, process_key=queries.KEY)
    if not (runs(request, found) or reading.ratings(user_of(request)).filter(round=found).exists()):
        raise Http404
    return found


def runs(request: HttpRequest, round_: Round) -> bool:
    """Whether one of the person's posts brings 督办 on the round's unit. No statement."""
    return bool(capacities(request, Right.SUPERVISE, round_.unit_id, queries.KEY))


def run_round(request: HttpRequest, pk: int) -> Round:
    """A round that the person runs. Raises Http404 when it may not be seen, NotAllowed when it may be seen only."""
    found = find_round(request, pk)
    if not runs(request, found):
        raise NotAllowed(NOT_YOURS)
    return found


def refused(request: HttpRequest, error: Refused, round_: Round | None = None) -> HttpResponse:
    """The page that says why it was not done, with the way back to the round."""
    back = reverse("star_rating:round", args=[round_.pk]) if round_ else reverse("star_rating:index")
    context: dict[str, Any] = {"message": error.message, "back_url": back}
    return render(request, "refused.html", context, status=STATUS[type(error)])
