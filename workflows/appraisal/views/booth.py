"""投票: the booth, where nobody is signed in; a code and choices come in a form, and nothing is kept but the box.

No table of the database is read or written here.
"""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from workflows.appraisal.ballots import sealed, verify
from workflows.appraisal.ballots.answers import Answer, Ballot, BoxError
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import cast, receipt, shortened
from workflows.appraisal.ballots.frozen import Frozen
from workflows.appraisal.forms.ballots import CAST, ballot_of, rows_of
from workflows.appraisal.queries.ballots import NAMED, box_named, frozen_in
from workflows.engine.booth import failed

STATEMENT = "appraisal/ballots/statement.html"


# Whoever holds a code may vote from anywhere: there is no session that another site could misuse.
@csrf_exempt
@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def booth(request: HttpRequest, name: str) -> HttpResponse:
    """Explain the vote, take a code, take a ballot; after sealing, show what anybody may check.

    A refusal is a page with its sentence, answered 200: a line in the web server's log shall not tell it apart.
    """
    box = box_named(name)
    if box is None:
        raise Http404
    try:
        return _shown(request, box)
    except BoxError as error:
        return _failed(request, box, error)


def _shown(request: HttpRequest, box: Box) -> HttpResponse:
    if frozen_in(box).groups == (NAMED,):  # those who vote there sign in
        raise Http404
    return _sealed(request, box) if box.is_sealed else _open(request, box)


def _open(request: HttpRequest, box: Box) -> HttpResponse:
    if request.method != "POST":
        return _statement(request, box)
    frozen = box.frozen()
    return _answered(request, box, frozen, ballot_of(request.POST, frozen))


def _answered(request: HttpRequest, box: Box, frozen: Frozen, ballot: Ballot) -> HttpResponse:
    """A code without choices is incomplete, once it may vote: then the ballot is shown."""
    answer = cast(box, ballot)
    if answer is Answer.ACCEPTED:
        return render(request, "appraisal/ballots/receipt.html", {"frozen": frozen, "mark": receipt(frozen, ballot)})
    if answer is not Answer.INCOMPLETE:
        return _statement(request, box, answer.value)
    checked = CAST in request.POST
    rows = rows_of(frozen, ballot.choices, checked=checked)
    context = {"frozen": frozen, "ballot": ballot, "rows": rows, "missing": sum(row.missing for row in rows)}
    return render(request, "appraisal/ballots/ballot.html", context)


def _failed(request: HttpRequest, box: Box, error: BoxError) -> HttpResponse:
    """Nothing was taken: the voter reads why, and the log learns the sort of the error.

    A box that was sealed meanwhile is shown as such; of one that cannot be read there is nothing to show but why.
    """
    try:
        page = _shown(request, box) if box.is_sealed else _statement(request, box, str(error))
    except BoxError as still:
        failed(request, still.sort)
        return render(request, "appraisal/ballots/unreadable.html", {"error": str(still)})
    if not box.is_sealed:
        failed(request, error.sort)
    return page


def _statement(request: HttpRequest, box: Box, error: str = "") -> HttpResponse:
    """What is protected and what is not, and the field for the code once the barrier is lifted."""
    if box.is_sealed:
        return _sealed(request, box)
    context = {"frozen": box.frozen(), "voting": box.phase() == "voting", "error": error}
    return render(request, STATEMENT, context)


def _sealed(request: HttpRequest, box: Box) -> HttpResponse:
    """What anybody may check: hashes, how many voted, and what became of the own code; no total."""
    found = sealed.read(box.sealed_path)
    context: dict[str, Any] = {
        "frozen": found.frozen,
        "hash": found.hash,
        "digest": found.frozen.digest,
        "states": [(label, [shortened(each) for each in found.codes[name]]) for name, label in verify.STATES.items()],
    }
    if request.method == "POST":
        context["said"] = verify.state_of(request.POST.get("code", ""), found.configuration, found.codes)
        context["late"] = CAST in request.POST
    return render(request, "appraisal/ballots/check.html", context)


app_name = "booth"
urlpatterns = [path("<str:name>/", booth, name="booth")]
