"""Pages of a ledger's way in: upload, what the columns mean, what it would change, confirm."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from forms.excel import CellError
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import decisions
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.round_door import find_round
from workflows.engine.views import refused_page
from workflows.rectification.actions import importing as actions
from workflows.rectification.forms.importing import MappingForm, UploadForm
from workflows.rectification.models import SheetImport
from workflows.rectification.queries import importing as reading
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.queries.rounds import KEY
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.workbooks import jobs
from workflows.rectification.workbooks.draft import usual_errors

PER_PAGE = 25
REFRESH = 3
"""Seconds after which the page of an import under way loads itself again."""
S = SheetImport.Status
TONES = {
    S.MAPPING: "yellow", S.CHECKING: "blue", S.WRITING: "blue", S.READY: "yellow", S.DONE: "green",
    S.CANCELLED: "line", S.REFUSED: "red", S.FAILED: "red",
}  # fmt: skip
EXPLAINED = (S.MAPPING, S.REFUSED, S.READY)


def _door(request: HttpRequest, pk: int) -> tuple[Round, Actor]:
    """A programme that the person sees, and the post that imports into it. Raises Http404, NotAllowed."""
    round_ = find_round(request, pk, KEY)
    posts = decisions.capacities(request, Right.REVIEW, round_.unit_id, KEY)
    if not posts:
        raise NotAllowed(actions.NOT_YOURS)
    return round_, decisions.acting(request, posts[0])


def _refused(request: HttpRequest, refused: Refused, pk: int) -> HttpResponse:
    back = reverse("inbox") if isinstance(refused, NotAllowed) else reverse("rectification:imports", args=[pk])
    return refused_page(request, refused, back)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """The own imports into a programme, and the place to upload another."""
    try:
        round_, actor = _door(request, pk)
        if request.method != "POST":
            return _upload_page(request, round_, actor, UploadForm())
        form = UploadForm(request.POST, request.FILES)
        if not form.is_valid():
            return _upload_page(request, round_, actor, form, status=422)
        file = form.cleaned_data["file"]
        row, errors = jobs.start(round_, file, file.name, by=actor)
    except Refused as refused:
        return _refused(request, refused, pk)
    if row is None:
        return _upload_page(request, round_, actor, form, errors, 422)
    return redirect("rectification:import", pk=pk, other=row.pk)


def _upload_page(
    request: HttpRequest, round_: Round, actor: Actor, form: UploadForm, errors: list[CellError] | None = None,
    status: int = 200,
) -> HttpResponse:  # fmt: skip
    rows = reading.own(actor, round_).defer("errors", "plan", "samples")[:PER_PAGE]
    listed = [{"row": row, "tone": TONES[S(row.status)]} for row in rows]
    ready = [(code, name) for code, (name, _) in columns.READY.items()]
    context = {"round": round_, "form": form, "errors": errors, "rows": listed, "most": jobs.MOST, "ready": ready}
    return render(request, "rectification/imports.html", context, status=status)


def _own(request: HttpRequest, pk: int, other: int) -> SheetImport:
    round_, actor = _door(request, pk)
    rows = reading.own(actor, round_).select_related("round__unit")
    return get_object_or_404(rows, pk=other)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """How an import stands: its columns to be explained, its progress, what is wrong, or what it would change."""
    try:
        row = _own(request, pk, other)
        if request.method == "POST":
            return _explain(request, row)
    except Refused as refused:
        return _refused(request, refused, pk)
    if row.status == S.MAPPING or (row.status in EXPLAINED and request.GET.get("columns")):
        return _mapping_page(request, row, MappingForm(row, programme_of(row.round)))
    return _state_page(request, row)


def _explain(request: HttpRequest, row: SheetImport) -> HttpResponse:
    form = MappingForm(row, programme_of(row.round), request.POST)
    if form.is_valid():
        for name, sentence in usual_errors(row.round, form.pairs(), form.usual()).items():
            form.add_error(name, sentence)
    if not form.is_valid():
        return _mapping_page(request, row, form, 422)
    jobs.explain(row, form.pairs(), form.usual(), form.cleaned_data["template"].strip())
    return redirect("rectification:import", pk=row.round_id, other=row.pk)


def _mapping_page(request: HttpRequest, row: SheetImport, form: MappingForm, status: int = 200) -> HttpResponse:
    ready = columns.ready_for([heading for heading, _ in row.columns])
    known = columns.READY[ready][0] if ready else ""
    context = {"row": row, "round": row.round, "form": form, "known": known}
    return render(request, "rectification/import_columns.html", context, status=status)


def _state_page(request: HttpRequest, row: SheetImport) -> HttpResponse:
    under_way = row.status in (S.CHECKING, S.WRITING)
    context: dict[str, Any] = {"row": row, "round": row.round, "tone": TONES[S(row.status)], "under_way": under_way}
    if under_way:
        context |= {"stalled": not reading.at_work(row), "percent": 100 * row.done // row.total if row.total else 0}
    elif row.errors:
        context |= _listed(request, row.errors, "处")
    elif row.plan:
        shown = "changes" if row.plan["changes"] and not request.GET.get("new") else "rows"
        context |= _listed(request, row.plan[shown], "处变更" if shown == "changes" else "行") | {"shown": shown}
    response = render(request, "rectification/import.html", context)
    if under_way:
        response.headers["Refresh"] = str(REFRESH)
    return response


def _listed(request: HttpRequest, rows: list[dict[str, Any]], noun: str) -> dict[str, Any]:
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    more = "&new=1" if request.GET.get("new") else ""
    pager = {
        "total_text": f"共{shown.paginator.count}{noun}",
        "number": shown.number,
        "previous_url": f"?page={shown.previous_page_number()}{more}" if shown.has_previous() else "",
        "next_url": f"?page={shown.next_page_number()}{more}" if shown.has_next() else "",
    }
    return {"listed": shown.object_list, "page": pager}


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """Have a checked import written."""
    try:
        jobs.confirm(_own(request, pk, other))
    except Refused as refused:
        return _refused(request, refused, pk)
    return redirect("rectification:import", pk=pk, other=other)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """End an import before it is written."""
    try:
        row = _own(request, pk, other)
        actions.cancel(row)
    except Refused as refused:
        return _refused(request, refused, pk)
    messages.success(request, f"导入“{row.name}”已取消，没有写入。")
    return redirect("rectification:imports", pk=pk)
