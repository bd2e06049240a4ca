"""Whether what stands agrees: members with their lists, places with who holds them, what is asked with its list."""

from collections.abc import Iterator

from workflows.engine.models import Reservation
from workflows.nomination.models import Consultation, Nomination
from workflows.nomination.models.list import UNIT_STAGES
from workflows.nomination.models.nomination import ENDED, OUT
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.rules import Per
from workflows.nomination.states import ConsultationState, ListState
from workflows.nomination.states import NominationState as S

BEHIND = (S.PUBLICISING, S.CONFERRING, S.RECOMMENDED)
"""Where members may be one by one while their list waits for the last of them."""


def out_of_step() -> Iterator[str]:
    """A sentence for each member that is not where its list is, each place that nobody may hold, each idle 会审."""
    yield from _members()
    yield from _places()
    idle = Consultation.objects.filter(state=ConsultationState.ASKED).exclude(submission__state=ListState.VERIFYING)
    for row in idle.select_related("process"):
        yield f"{row.process.number}还在征求意见，名单却不在初审会审。"


def _members() -> Iterator[str]:
    rows = Nomination.objects.filter(submission__isnull=False).exclude(state__in=ENDED)
    found = rows.values_list("state", "submission__state", "process__number", "submission__process__number")
    for state, where, number, list_number in found:
        expected = S.LISTED if where in UNIT_STAGES else where
        apart = state in BEHIND and where in (ListState.PUBLICISING, ListState.CONFERRING)
        if state != expected and not apart:
            yield f"{number}与所在的{list_number}不在同一环节。"


def _places() -> Iterator[str]:
    """A branch's place is held from handing in, one of the unit and over all from its list's report; to the end."""
    held = Reservation.objects.filter(quota__round__process_key=KEY).select_related("process")
    handed_in = Nomination.objects.exclude(state__in=(*OUT, S.DRAFTING))
    gone = handed_in.filter(submission__isnull=False).exclude(submission__state=ListState.COMPILING)
    of_branch = held.filter(quota__key__startswith=f"{Per.BRANCH}:").exclude(process__in=handed_in.values("process"))
    above = held.exclude(quota__key__startswith=f"{Per.BRANCH}:").exclude(process__in=gone.values("process"))
    for row in (*of_branch, *above):
        yield f"{row.process.number}占用名额，却没有提交，或者不在已报送的名单中。"
