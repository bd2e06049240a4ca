"""保密记名: the ballot of a member who signed in; signing in and voting are one step, and the page says so."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from workflows.appraisal import actions
from workflows.appraisal.ballots.answers import Answer
from workflows.appraisal.forms.ballots import CAST, ballot_of, rows_of
from workflows.appraisal.models import RollEntry
from workflows.appraisal.queries.tickets import own_entry
from workflows.appraisal.states import Voting
from workflows.engine.errors import Refused
from workflows.engine.round_door import user_of
from workflows.engine.views import STATUS

TEMPLATE = "appraisal/ballots/named.html"


@sensitive_post_parameters()
@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def vote(request: HttpRequest, number: str) -> HttpResponse:
    """The ballot, or what came of it. Raises Http404 to whoever is not on the roll, and where it is voted otherwise."""
    entry = own_entry(user_of(request), number)
    if entry is None or entry.meeting.voting != Voting.NAMED:
        raise Http404
    try:
        return _answered(request, entry)
    except Refused as refused:
        context = {"meeting": entry.meeting, "error": refused.message}
        return render(request, TEMPLATE, context, status=STATUS[type(refused)])


def _answered(request: HttpRequest, entry: RollEntry) -> HttpResponse:
    frozen = actions.asked_of(entry.meeting)
    said = ballot_of(request.POST, frozen)
    answer = actions.vote_named(entry, said, by_person=user_of(request).person_id)
    done = answer is Answer.ACCEPTED
    context = {"meeting": entry.meeting, "entry": entry, "done": done, "closes": frozen.closes}
    if answer is Answer.INCOMPLETE:
        rows = rows_of(frozen, said.choices, checked=CAST in request.POST)
        context |= {"rows": rows, "missing": sum(row.missing for row in rows)}
    elif answer is not Answer.ACCEPTED:
        context["error"] = USED if answer is Answer.USED else answer.value
    return render(request, TEMPLATE, context)


USED = "您已经投过票，每人只能投一次。"
