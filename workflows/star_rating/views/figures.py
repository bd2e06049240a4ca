"""Bringing figures in as a workbook (满意度): take the table, upload it, see old → new, confirm."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forms.excel import CellError
from workflows.engine import downloads
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.views import refused_page
from workflows.star_rating import actions, workbooks
from workflows.star_rating.forms.figures import PreviewedForm, SourceForm, written
from workflows.star_rating.queries import figures as reading
from workflows.star_rating.views.whole import may_review, reviewer, round_of

NO_FILE = "没有收到文件，请选择填好的得分表。"
READ_ONLY = "分项得分由工委组织部导入，您可以查看。"


def _round(request: HttpRequest, pk: int) -> Round:
    """A round with components that the 工委 imports, for somebody who sees the whole of it. Raises Http404."""
    found = round_of(request, pk)
    if not reading.office_components(found):
        raise Http404
    return found


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int) -> HttpResponse:
    """Choose a file and say where the figures come from; a POST shows what would change, nothing is written."""
    round_ = _round(request, pk)
    if request.method != "POST":
        return _page(request, round_, SourceForm())
    if not may_review(request, round_):
        return _refused(request, round_, NotAllowed(READ_ONLY))
    form, file = SourceForm(request.POST), request.FILES.get("file")
    read = workbooks.read_figures(file, round_) if file else workbooks.Figures(errors=[CellError("", 0, "", NO_FILE)])
    if not form.is_valid() or read.errors:
        return _page(request, round_, form, read.errors, 422)
    context = {
        "round": round_,
        "changes": reading.differences(round_, read.found),
        "source": form.cleaned_data["source"],
        "figures": written(read.found),
        "seen": reading.seen_now(read.found),
    }
    return render(request, "star_rating/figures_preview.html", context)


def _page(
    request: HttpRequest, round_: Round, form: Form, errors: list[CellError] | None = None, status: int = 200
) -> HttpResponse:
    context: dict[str, Any] = {"round": round_, "form": form, "errors": errors, "able": may_review(request, round_)}
    context["components"] = [item.name for item in reading.office_components(round_).values()]
    return render(request, "star_rating/figures.html", context, status=status)


def _refused(request: HttpRequest, round_: Round, refused: Refused) -> HttpResponse:
    return refused_page(request, refused, reverse("star_rating:figures", args=[round_.pk]), "回到导入")


@login_required
@require_http_methods(["POST"])
def confirm(request: HttpRequest, pk: int) -> HttpResponse:
    """Write what the preview showed."""
    round_ = _round(request, pk)
    if not may_review(request, round_):
        return _refused(request, round_, NotAllowed(READ_ONLY))
    form = PreviewedForm(request.POST)
    if not form.is_valid():
        return _refused(request, round_, Refused(next(str(text) for texts in form.errors.values() for text in texts)))
    given = form.cleaned_data
    try:
        changed = actions.figures_import(
            round_, given["figures"], given["source"], by=reviewer(request, round_), seen=given["seen"]
        )
    except Refused as refused:
        return _refused(request, round_, refused)
    messages.success(request, f"已写入，改动{changed}个支部的得分。")
    return redirect("star_rating:figures", pk=pk)


@login_required
@require_safe
def template(request: HttpRequest, pk: int) -> HttpResponse:
    """The table to fill in: the branches that still take figures, with those they have."""
    round_ = _round(request, pk)
    content = workbooks.figures_template(round_, reading.importable(round_), downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{round_.title}分项得分.xlsx")
