"""The page of the search in the top bar."""

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from workflows.engine import searching

LONGEST = 60


@login_required
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """What one search finds, grouped; a search that is too short says so."""
    words = " ".join(request.GET.get("q", "").split())[:LONGEST]
    enough = len(words) >= searching.SHORTEST
    groups = searching.search(request.actor, words) if enough else []  # type: ignore[attr-defined]
    context = {"words": words, "enough": enough, "groups": groups, "shown": searching.SHOWN}
    return render(request, "workflows/search.html", context)
