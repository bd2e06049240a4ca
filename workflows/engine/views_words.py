"""What a person writes beside deciding: a remark on a record, and his own frequent phrases."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from permissions.models import User
from workflows.engine import decisions, pages, phrases, remarks
from workflows.engine.errors import Refused
from workflows.engine.record_page import History
from workflows.engine.views import STATUS, refused_page


@login_required
@require_POST
def remark(request: HttpRequest, number: str) -> HttpResponse:
    """Put a remark on the trail of a record that one takes part in."""
    flow, record = pages.find(request, number)
    by = remarks.actor(flow, History(record), request) or request.actor  # type: ignore[attr-defined]
    try:
        remarks.remark(record, by=by, text=decisions.opinion(request))
    except Refused as refused:
        return refused_page(request, refused, f"/records/{number}/", "返回事项")
    messages.success(request, "意见已记入办理经过。")
    return redirect("record", number=number)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def phrases_page(request: HttpRequest) -> HttpResponse:
    """One's own frequent phrases: add (`text`), put one up (`up`), take one away (`remove`)."""
    user = request.user
    if not isinstance(user, User):
        raise Http404
    error = ""
    if request.method == "POST":
        try:
            _change(user, request)
        except Refused as refused:
            error = refused.message
        else:
            return redirect("phrases")
    context = {
        "rows": phrases.of(user),
        "error": error,
        "text": request.POST.get("text", ""),
        "longest": phrases.LONGEST,
    }
    return render(request, "workflows/phrases.html", context, status=STATUS[Refused] if error else 200)


def _change(user: User, request: HttpRequest) -> None:
    if "up" in request.POST:
        phrases.raise_one(user, pages.key_of(request.POST["up"]))
    elif "remove" in request.POST:
        phrases.remove(user, pages.key_of(request.POST["remove"]))
    else:
        phrases.add(user, request.POST.get("text", ""))
