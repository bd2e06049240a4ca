"""Taking the ledger out: a short one at once, a long one as a file made in the background, for the asker alone."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import attachments, decisions, downloads, exports
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import find_round, user_of
from workflows.engine.views import refused_page
from workflows.rectification.actions.exporting import HOURS
from workflows.rectification.forms.ledger import LedgerForm
from workflows.rectification.models import LedgerExport, Problem, SheetTemplate
from workflows.rectification.queries import KEY, ledger
from workflows.rectification.queries import exporting as reading
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.views.ledger import units_below
from workflows.rectification.workbooks import exporting as jobs
from workflows.rectification.workbooks import ledger as workbooks

REFRESH = 3
"""Seconds after which the page of a file being made loads itself again."""
S = LedgerExport.Status
TONES = {S.WORKING: "blue", S.READY: "green", S.FAILED: "red", S.REMOVED: "line"}


@login_required
@require_safe
def export(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What the person may see of the ledger, in the columns of a template. Raises Http404 for one that is not there.

    `template`: the key of a remembered one of the host, or the code of a ready one; none: the general columns. `box`
    and the other filters of the ledger's page narrow it as they narrow that; without `box` it is the whole. More than
    a person should wait for is not made here: the answer leads to the page that has it made.
    """
    round_ = find_round(request, pk, KEY)
    problems = reading.problems(round_, user_of(request), _wanted(request, round_))
    pairs = columns_of(round_, request.GET.get("template", "general"))
    if reading.is_large(problems):
        return redirect(f"{reverse('rectification:exports', args=[pk])}?{request.GET.urlencode()}")
    return _at_once(request, round_, problems, pairs)


def _at_once(
    request: HttpRequest, round_: Round, problems: QuerySet[Problem], pairs: list[columns.Pair]
) -> HttpResponseBase:
    try:
        _enter(request, round_)
    except Refused as refused:
        return refused_page(request, refused, reverse("inbox"))
    return _sent(round_, workbooks.as_file(round_, problems, pairs, downloads.footer(request)))


def _enter(request: HttpRequest, round_: Round) -> None:
    exports.taken(f"“{round_.title}”整改台账", by=decisions.actor(request))


def _sent(round_: Round, file: Any) -> FileResponse:
    response = FileResponse(file, as_attachment=True, filename=f"{round_.title}台账.xlsx", content_type=downloads.XLSX)
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The own files of a programme and how far they are; a POST has the ledger of this address made into another."""
    round_ = find_round(request, pk, KEY)
    wanted = _wanted(request, round_)
    if request.method == "POST":
        pairs = columns_of(round_, request.GET.get("template", "general"))
        try:
            jobs.start(round_, wanted, pairs, downloads.footer(request), by=decisions.actor(request))
        except Refused as refused:
            return refused_page(request, refused, request.get_full_path())
        return redirect(request.get_full_path())
    context = _context(request, round_, wanted)
    response = render(request, "rectification/exports.html", context)
    if context["working"] and not context["stalled"]:
        response.headers["Refresh"] = str(REFRESH)
    return response


def _context(request: HttpRequest, round_: Round, wanted: ledger.Wanted | None) -> dict[str, Any]:
    user = user_of(request)
    rows = list(reading.own(user, round_)[: reading.SHOWN])
    working = next((row for row in rows if row.status == S.WORKING), None)
    total = reading.problems(round_, user, wanted).order_by().count()
    return {
        "round": round_,
        "rows": [{"row": row, "tone": TONES[S(row.status)], "narrowed": row.wanted is not None} for row in rows],
        "working": working,
        "percent": 100 * working.done // working.total if working and working.total else 0,
        "stalled": working is not None and not reading.at_work(working),
        "total": total,
        "large": total > reading.AT_ONCE,
        "at_once": reading.AT_ONCE,
        "narrowed": wanted is not None,
        "hours": HOURS,
        "query": request.GET.urlencode(),
    }


@login_required
@require_safe
def file(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    """Hand out a file to the one who asked for it, while he holds the post in which he asked. Raises Http404."""
    round_ = find_round(request, pk, KEY)
    posts = [post.pk for post in request.posts]  # type: ignore[attr-defined]
    row = get_object_or_404(reading.own(user_of(request), round_).filter(status=S.READY, post__in=posts), pk=other)
    path = attachments.path_of(row.sha256)
    if not path.exists():
        raise Http404
    _enter(request, round_)
    return _sent(round_, path.open("rb"))


def _wanted(request: HttpRequest, round_: Round) -> ledger.Wanted | None:
    """What the address narrows the ledger to, as its page does; without `box` nothing. Raises Http404 for nonsense."""
    if "box" not in request.GET:
        return None
    units = units_below(user_of(request), round_)
    form = LedgerForm(request.GET, programme=programme_of(round_), host=round_.unit, units=units)
    if not form.is_valid():
        raise Http404
    return form.wanted()


def columns_of(round_: Round, template: str) -> list[columns.Pair]:
    """The columns of a template: a ready one by its code, else one of the host by its key. Raises Http404."""
    if template in columns.READY:
        return list(columns.READY[template][1])
    if not (template.isascii() and template.isdecimal() and len(template) < 18):
        raise Http404
    found = get_object_or_404(SheetTemplate, unit=round_.unit, pk=int(template))
    return [(heading, name) for heading, name in found.columns]
