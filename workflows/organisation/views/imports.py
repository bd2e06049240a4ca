"""Pages of imports: uploading a workbook, what it would change, confirming or cancelling it, the template."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from permissions.actor import Actor
from permissions.roles import Duty
from workflows.engine import exports
from workflows.engine.downloads import as_file, footer
from workflows.engine.errors import Refused
from workflows.engine.views import STATUS, refused_page
from workflows.organisation.actions import imports as actions
from workflows.organisation.forms.imports import ImportForm
from workflows.organisation.models import Import
from workflows.organisation.queries import imports as reading
from workflows.organisation.views import require
from workflows.organisation.workbooks import jobs
from workflows.organisation.workbooks import template as workbooks

PER_PAGE = 25
REFRESH = 3
"""Seconds after which the page of an import under way loads itself again."""
TONES = {
    Import.Status.CHECKING: "blue", Import.Status.WRITING: "blue", Import.Status.READY: "yellow",
    Import.Status.DONE: "green", Import.Status.CANCELLED: "line",
    Import.Status.REFUSED: "red", Import.Status.FAILED: "red",
}  # fmt: skip
UNDER_WAY = (Import.Status.CHECKING, Import.Status.WRITING)


def _acting(request: HttpRequest) -> Actor:
    """Who acts. Raises Http404 unless the post chosen for the session keeps the organisation."""
    require(request, Duty.ORGANISATION)
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def _own(request: HttpRequest, pk: int) -> Import:
    return get_object_or_404(reading.own(_acting(request)), pk=pk)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The own imports, the newest first."""
    rows = reading.own(_acting(request)).defer("errors", "plan")
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    listed = [{"row": row, "tone": TONES[Import.Status(row.status)]} for row in shown]
    return render(request, "organisation/imports.html", {"tab": "imports", "rows": listed, "page": _pager(shown, "次")})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Upload a workbook; it is checked in the background and nothing is written before it was confirmed."""
    actor = _acting(request)
    if request.method != "POST":
        return _upload_page(request, ImportForm())
    form = ImportForm(request.POST, request.FILES)
    if not form.is_valid():
        return _upload_page(request, form, 422)
    file = form.cleaned_data["file"]
    try:
        row = jobs.start(file, file.name, by=actor)
    except Refused as refused:
        form.add_error("file", refused.message)
        return _upload_page(request, form, STATUS[type(refused)])
    return redirect("organisation:import", pk=row.pk)


def _upload_page(request: HttpRequest, form: ImportForm, status: int = 200) -> HttpResponse:
    return render(request, "organisation/import_new.html", {"tab": "imports", "form": form}, status=status)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """How an import stands: its progress, what is wrong with it, or what it would change."""
    row = _own(request, pk)
    under_way = row.status in UNDER_WAY
    context = {"tab": "imports", "row": row, "tone": TONES[Import.Status(row.status)], "under_way": under_way}
    if under_way:
        context |= {"stalled": not reading.at_work(row), "percent": 100 * row.done // row.total if row.total else 0}
    elif row.errors:
        context |= _listed(request, row.errors, "处")
    elif row.plan:
        context |= _listed(request, row.plan["changes"], "处变更") | _planned(row)
    response = render(request, "organisation/import.html", context)
    if under_way:
        response.headers["Refresh"] = str(REFRESH)
    return response


def _listed(request: HttpRequest, rows: list[dict[str, Any]], noun: str) -> dict[str, Any]:
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    return {"listed": shown.object_list, "page": _pager(shown, noun)}


def _planned(row: Import) -> dict[str, Any]:
    sheets = row.plan["sheets"]
    total = {kind: sum(each[kind] for each in sheets) for kind in ("new", "changed", "same")}
    return {"sheets": sheets, "total": total, "warnings": row.plan["warnings"]}


def _pager(shown: Page[Any], noun: str) -> dict[str, Any]:
    return {
        "total_text": f"共{shown.paginator.count}{noun}",
        "number": shown.number,
        "previous_url": f"?page={shown.previous_page_number()}" if shown.has_previous() else "",
        "next_url": f"?page={shown.next_page_number()}" if shown.has_next() else "",
    }


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a checked import written."""
    row = _own(request, pk)
    try:
        jobs.confirm(row)
    except Refused as refused:
        return _refused(request, row, refused)
    return redirect("organisation:import", pk=pk)


@login_required
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """End an import before it is written."""
    row = _own(request, pk)
    try:
        actions.cancel(row)
    except Refused as refused:
        return _refused(request, row, refused)
    messages.success(request, f"导入“{row.name}”已取消，没有写入。")
    return redirect("organisation:imports")


def _refused(request: HttpRequest, row: Import, refused: Refused) -> HttpResponse:
    return refused_page(request, refused, reverse("organisation:import", args=[row.pk]))


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The workbook to fill in; with `filled=1`, holding the present organisation."""
    actor = _acting(request)
    if request.GET.get("filled") == "1":
        exports.taken("组织、人员、任职和账号", by=actor)
        return as_file(workbooks.filled(actor, footer(request)), f"组织人员_{timezone.localdate()}.xlsx")
    return as_file(workbooks.template(), "组织人员导入模板.xlsx")


@login_required
@require_safe
def errors(request: HttpRequest, pk: int) -> HttpResponse:
    """All that is wrong with an import, as a workbook."""
    row = _own(request, pk)
    exports.taken(f"“{row.name}”的错误清单", by=_acting(request))
    return as_file(workbooks.error_list(row.name, row.errors, footer(request)), f"错误清单_{row.pk}.xlsx")
