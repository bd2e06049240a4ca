"""The archive of a round: how far it is, having it made, and taking it along; for who runs the round."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import archives, attachments, decisions
from workflows.engine.errors import Refused
from workflows.engine.models import Archive, Round
from workflows.star_rating.views.round_door import refused, run_round
from workflows.star_rating.workbooks import archive as building


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, pk: int) -> HttpResponse:
    """The archives of a round; a POST has another made."""
    try:
        round_ = run_round(request, pk)
        if round_.status == Round.Status.DRAFT:
            raise Http404
        if request.method == "POST":
            building.start(round_, by=decisions.actor(request))
            messages.success(request, "归档文件正在后台生成，完成后在本页下载。")
            return redirect("star_rating:archive", pk=pk)
    except Refused as error:
        return refused(request, error)
    rows = archives.of_round(round_)
    context = {"round": round_, "rows": rows, "last": rows[0] if rows else None, "pct": _pct(rows[0]) if rows else 0}
    return render(request, "star_rating/archive.html", context)


def _pct(row: Archive) -> int:
    return row.done * 100 // row.total if row.total else 0


@login_required
@require_safe
def archive_file(request: HttpRequest, pk: int, other: int) -> HttpResponseBase:
    """Hand out the newest archive, which the ledger keeps; 404 once a newer one took its place."""
    try:
        round_ = run_round(request, pk)
    except Refused as error:
        return refused(request, error)
    ready = Archive.objects.select_related("round").filter(round=round_, status=Archive.Status.READY)
    row = get_object_or_404(ready, pk=other)
    path = attachments.path_of(row.sha256)
    if not path.exists():
        raise Http404
    archives.taken(row, by=decisions.actor(request))
    made = path.open("rb")
    name = f"{round_.title}归档.zip"
    response = FileResponse(made, as_attachment=True, filename=name, content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response
