"""Files of a record: put one in, cite one that is there, take one out; and handing a file out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from forms.uploads import Upload
from permissions.actor import Actor
from workflows.engine import attachments, decisions, pages
from workflows.engine.editing import edit
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Attachment, Citation
from workflows.engine.registry import flow_of
from workflows.engine.transitions import Seen
from workflows.engine.views import STATUS

INLINE = {".pdf", ".jpg", ".png"}
"""Kinds that a browser shows by itself; everything else is saved."""
SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'; frame-ancestors 'none'; sandbox"
GONE = "文件已不在服务器上，请联系系统管理员从备份恢复。"
OTHER_KIND = "这里的材料只收{}，请换成其中一种再上传。"
NO_FILE = "没有收到文件，请选择文件后再上传。"


@login_required
@require_safe
def attachment(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Hand out a file under its own name, to those who may see it; 404 to all others, and when its bytes are gone."""
    found = attachments.find(pk, request.user)  # type: ignore[arg-type]
    if found is None:
        raise Http404
    return hand_out(request, found)


def hand_out(request: HttpRequest, found: Attachment) -> HttpResponseBase:
    """The answer that carries a file, which the caller has found the person may see."""
    try:
        content = attachments.path_of(found.sha256).open("rb")
    except FileNotFoundError:
        return render(request, "refused.html", {"heading": f"“{found.name}”打不开", "message": GONE}, status=404)
    response = FileResponse(
        content,
        as_attachment=found.extension not in INLINE,
        filename=found.name,
        content_type=found.content_type,
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = SANDBOX
    response["Cache-Control"] = "private, no-store"
    return response


@login_required
@require_POST
def record_files(request: HttpRequest, number: str) -> HttpResponse:
    """Change the files of a record on its desk: `file`, or `attachment` to cite again, or `remove`; for item `code`.

    Answers with JSON to script, else with a redirect to where the form was.
    """
    _, record = pages.find(request, number)
    try:
        citation = _change(request, record)
    except Refused as refused:
        return _refused(request, number, refused)
    if "X-Requested-With" in request.headers:
        return JsonResponse(_answer(citation, Seen.parse(request.POST["seen"])))
    done = f"“{citation.attachment.name}”已列入材料。" if citation else "已从材料中移出，文件仍可再引用。"
    messages.success(request, done)
    response = HttpResponseRedirect(_back(request, number))
    response.status_code = 303
    return response


def _change(request: HttpRequest, record: Any) -> Citation | None:
    """Do what was asked, in one transaction; a large file is inspected before the record is locked."""
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused("页面已过期，请刷新后再上传。")
    by = decisions.actor(request)
    found = _inspected(request)
    if found is not None:
        _check_kind(record, found.extension)
    with transaction.atomic():
        edit(record, by=by, seen=seen, state=record.state)
        if "remove" in request.POST:
            attachments.uncite(record, request.POST["remove"], by)
            return None
        evidence = _evidence(request, record, found, by)
        _check_kind(record, evidence.extension)
        return attachments.cite(record.process, evidence, request.POST.get("code", "")[:40])


def _inspected(request: HttpRequest) -> Upload | None:
    if "remove" in request.POST or "attachment" in request.POST:
        return None
    file = request.FILES.get("file")
    if file is None:
        raise Refused(NO_FILE)
    return attachments.inspect(file, file.name or "")


def _check_kind(record: Any, extension: str) -> None:
    """Raise Refused for a file that would not count here, before anybody relies on it."""
    flow = flow_of(type(record))
    kinds = flow.file_kinds(record) if flow.file_kinds else ()
    if kinds and extension.removeprefix(".") not in kinds:
        raise Refused(OTHER_KIND.format("、".join(kinds).upper()))


def _evidence(request: HttpRequest, record: Any, found: Upload | None, by: Actor) -> Attachment:
    """The file that was sent, kept for the unit acted for, or the one that was chosen."""
    if found is None:
        rows = attachments.citable(record, request.user)  # type: ignore[arg-type]
        return get_object_or_404(rows, pk=pages.key_of(request.POST["attachment"]))
    if by.appointment is None:
        raise NotAllowed("您目前没有任职，不能上传材料。")
    unit = attachments.provider(record, by.appointment)
    return attachments.keep(unit, request.FILES["file"], found, by)  # type: ignore[arg-type]


def _answer(citation: Citation | None, seen: Seen | None) -> dict[str, Any]:
    """For script: the citation, and what the page has seen from now on, because the content is one version newer."""
    answer: dict[str, Any] = {"seen": str(Seen(seen.task, seen.version + 1)) if seen else ""}
    if citation is not None:
        file = citation.attachment
        answer |= {"citation": citation.pk, "attachment": file.pk, "code": citation.code, "name": file.name}
        answer |= {"url": reverse("attachment", args=[file.pk]), "size": filesizeformat(file.size)}
    return answer


def _refused(request: HttpRequest, number: str, refused: Refused) -> HttpResponse:
    status = STATUS[type(refused)]
    if "X-Requested-With" in request.headers:
        return JsonResponse({"error": refused.message}, status=status)
    context = {"heading": "材料没有保存", "message": refused.message, "back_url": _back(request, number)}
    return render(request, "refused.html", context | {"back_label": "回到原来的页面"}, status=status)


def _back(request: HttpRequest, number: str) -> str:
    """The page that the form was on, when it is one of ours, else the record's."""
    came_from = request.headers.get("Referer", "")
    ours = url_has_allowed_host_and_scheme(came_from, {request.get_host()}, require_https=request.is_secure())
    return came_from if ours else reverse("record", args=[number])
