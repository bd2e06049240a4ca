"""The door to one round of star rating, and where its notice leads the reader."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from workflows.engine import round_door
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import runs, user_of
from workflows.star_rating import queries
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.states import RatingState

__all__ = ["find_round", "next_step", "refused", "run_round", "runs", "user_of"]


def find_round(request: HttpRequest, pk: int) -> Round:
    """A round that the person may see. Raises Http404."""
    return round_door.find_round(request, pk, queries.KEY)


def run_round(request: HttpRequest, pk: int) -> Round:
    """A round that the person runs. Raises Http404 when it may not be seen, NotAllowed when it may be seen only."""
    return round_door.run_round(request, pk, queries.KEY)


def refused(request: HttpRequest, error: Refused, round_: Round | None = None) -> HttpResponse:
    """The page that says why it was not done, with the way back to the round."""
    return round_door.refused(request, error, round_, queries.KEY)


def next_step(request: HttpRequest, round_: Round) -> dict[str, str]:
    """What the person does next: fill in the own sheet, look at the own record, or see how the round stands."""
    own = reading.own(user_of(request), [round_]).get(round_.pk)
    if own is None:
        return {"label": "查看批次进度", "url": reverse("star_rating:round", args=[round_.pk])}
    if own.state == RatingState.SELF_ASSESSING and round_.status == Round.Status.OPEN:
        return {"label": "填写自评", "url": reverse("star_rating:sheet", args=[own.process.number])}
    label = f"查看本支部进度（{own.get_state_display()}）"
    return {"label": label, "url": reverse("record", args=[own.process.number])}
