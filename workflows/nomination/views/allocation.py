"""The allocation table 分配表 of a prepared round: typed on one page, or taken from a workbook and looked at first."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.excel import CellError
from workflows.engine import downloads
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.round_door import find_round, refused, runner, runs
from workflows.engine.views import STATUS
from workflows.nomination import actions, queries
from workflows.nomination.forms.places import AllocationForm
from workflows.nomination.queries.allocation import Cells, Table, seen_of
from workflows.nomination.views.places import NOT_YOURS
from workflows.nomination.workbooks.allocation import allocation_template, read_allocation

NO_FILE = "没有收到文件，请选择填好的分配表。"
STARTED = "批次已经启动，分配表不能再整份修改。需要变动的，请调剂，或者逐项调整并写明原因。"


def _prepared(request: HttpRequest, pk: int) -> Round:
    """A prepared round that the person runs. Raises Http404, NotAllowed, and Refused once it was started."""
    found = find_round(request, pk, queries.KEY)
    if not runs(request, found):
        raise NotAllowed(NOT_YOURS)
    if found.status != Round.Status.DRAFT or found.opened_at is not None:
        raise Refused(STARTED)
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def table(request: HttpRequest, pk: int) -> HttpResponse:
    """The whole table in one form; a POST keeps it, whole or not at all."""
    try:
        found = Table.of(_prepared(request, pk))
    except Refused as error:
        return refused(request, error, find_round(request, pk, queries.KEY))
    if request.method != "POST":
        return _stored(request, found)
    form = AllocationForm(request.POST, table=found)
    if not form.is_valid():
        return _page(request, found, form, status=422)
    try:
        actions.allocation_save(
            found.round, form.cells(), by=runner(request, found.round), seen=form.cleaned_data["seen"]
        )  # fmt: skip
    except Refused as error:
        problems = error.problems if isinstance(error, Incomplete) else [error.message]
        return _page(request, found, form, problems, status=STATUS[type(error)])
    messages.success(request, "分配表已保存。")
    return redirect("nomination:allocation", pk=pk)


def _stored(request: HttpRequest, found: Table) -> HttpResponse:
    rows = found.stored()
    cells = found.cells(rows)
    first = AllocationForm.filled(found, cells) | {"seen": seen_of(rows)}
    return _page(request, found, AllocationForm(initial=first, table=found), found.problems(cells) if cells else [])


def _page(
    request: HttpRequest, found: Table, form: AllocationForm, problems: list[str] | None = None, *,
    errors: list[CellError] | None = None, imported: bool = False, status: int = 200,
) -> HttpResponse:  # fmt: skip
    context: dict[str, Any] = {
        "round": found.round,
        "form": form,
        "categories": found.categories,
        "lines": form.lines(),
        "problems": [{"text": text} for text in problems or []],
        "errors": errors,
        "imported": imported,
        "totals": [*_category_totals(found), *(f"{each.name}共{each.places}个" for each in found.award.totals)],
    }
    return render(request, "nomination/allocation.html", context, status=status)


def _category_totals(found: Table) -> list[str]:
    stated = [(each, "约" if each.about else "") for each in found.categories if each.places is not None]
    return [f"{each.name}{about}{each.places}个" for each, about in stated]


@login_required
@require_POST
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what a workbook says in the form, or every cell that is wrong; nothing is kept before it is saved."""
    try:
        found = Table.of(_prepared(request, pk))
    except Refused as error:
        return refused(request, error, find_round(request, pk, queries.KEY))
    rows, file = found.stored(), request.FILES.get("file")
    seen = {"seen": seen_of(rows)}
    if file is None:
        errors, cells = [CellError("", 0, "", NO_FILE)], found.cells(rows)
    else:
        read = read_allocation(file, found)
        errors, cells = read.errors, found.cells(rows) if read.errors else read.cells
    form = AllocationForm(initial=AllocationForm.filled(found, cells) | seen, table=found)
    if errors:
        return _page(request, found, form, errors=errors, status=422)
    return _page(request, found, form, found.problems(cells), imported=True)


@login_required
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The table to fill in: the units that take part, with the places they have."""
    try:
        found = Table.of(_prepared(request, pk))
    except Refused as error:
        return refused(request, error, find_round(request, pk, queries.KEY))
    cells: Cells = found.cells(found.stored())
    content = allocation_template(found, cells, downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{found.round.title}名额分配表.xlsx")
