"""领票 on screen: a member who signed in takes one code, shown once."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from workflows.appraisal import actions
from workflows.appraisal.ballots.codes import grouped
from workflows.appraisal.models import RollEntry
from workflows.appraisal.queries.ballots import TICKETING, phase
from workflows.appraisal.queries.tickets import may_vote, own_entry
from workflows.appraisal.states import MeetingState as S
from workflows.appraisal.states import Voting
from workflows.engine.errors import Refused
from workflows.engine.round_door import user_of
from workflows.engine.views import STATUS


def _own_entry(request: HttpRequest, number: str) -> RollEntry:
    """The person's own line on the roll of a meeting. Raises Http404 to whoever has none."""
    found = own_entry(user_of(request), number)
    if found is None or found.meeting.voting != Voting.SCREEN:
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def ticket(request: HttpRequest, number: str) -> HttpResponse:
    """Say what taking a code on screen trusts, and hand it out."""
    entry = _own_entry(request, number)
    meeting, error, code = entry.meeting, "", ""
    if request.method == "POST":
        try:
            code = grouped(actions.ticket_take(entry, user=user_of(request)).codes[0])
        except Refused as refused:
            error, status = refused.message, STATUS[type(refused)]
    taking = meeting.state == S.BALLOTING and phase(meeting) == TICKETING
    context = {
        "meeting": meeting, "entry": entry, "code": code, "error": error,
        "open": taking and may_vote(meeting, entry) and not entry.ticketed and not error,
        "address": request.build_absolute_uri(reverse("booth:booth", args=[meeting.box])),
    }  # fmt: skip
    return render(request, "appraisal/ballots/ticket.html", context, status=status if error else 200)
