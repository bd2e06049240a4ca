"""The archive of a round of any process: how far it is, having it made, taking it along; for who runs the round."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from permissions.actor import Actor
from workflows.engine import archives, attachments
from workflows.engine.errors import Refused
from workflows.engine.models import Archive, Round
from workflows.engine.round_door import address, refused, run_round, runner

Start = Callable[..., Archive]
"""Has the archive of a round made: `start(round_, by=…)`."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, pk: int, process: str, start: Start, holds: str) -> HttpResponse:
    """The archives of a round; a POST has another made. `holds` says in words what is in one."""
    try:
        round_ = run_round(request, pk, process)
        if round_.status == Round.Status.DRAFT:
            raise Http404
        if request.method == "POST":
            start(round_, by=runner(request, round_))
            messages.success(request, "归档文件正在后台生成，完成后在本页下载。")
            return redirect(address("archive", round_))
    except Refused as error:
        return refused(request, error, process=process)
    return render(request, "workflows/archive.html", _context(round_) | {"holds": holds})


def _context(round_: Round) -> dict[str, Any]:
    rows = archives.of_round(round_)
    return {
        "round": round_,
        "rows": [{"row": row, "url": f"{address('archive', round_)}{row.pk}/"} for row in rows],
        "last": rows[0] if rows else None,
        "pct": rows[0].done * 100 // rows[0].total if rows and rows[0].total else 0,
        "back_url": address("round", round_),
    }


@login_required
@require_safe
def archive_file(request: HttpRequest, pk: int, other: int, process: str) -> HttpResponseBase:
    """Hand out the newest archive, which the ledger keeps; 404 once a newer one took its place."""
    try:
        round_ = run_round(request, pk, process)
    except Refused as error:
        return refused(request, error, process=process)
    return _handed_out(round_, other, runner(request, round_))


def _handed_out(round_: Round, key: int, by: Actor) -> FileResponse:
    ready = Archive.objects.select_related("round").filter(round=round_, status=Archive.Status.READY)
    row = get_object_or_404(ready, pk=key)
    path = attachments.path_of(row.sha256)
    if not path.exists():
        raise Http404
    archives.taken(row, by=by)
    name = f"{round_.title}归档.zip"
    response = FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response
