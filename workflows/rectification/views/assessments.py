"""评估: the list of a programme, one with its arithmetic, entering one, many in a workbook, the list as a workbook."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.excel import CellError
from permissions import access
from permissions.actor import Actor
from permissions.models import OrgClosure, OrgUnit
from permissions.roles import Right
from workflows.engine import decisions, downloads
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.pager import paged, pager
from workflows.engine.round_door import find_round, user_of
from workflows.engine.views import STATUS, refused_page
from workflows.rectification import actions
from workflows.rectification.forms.assessments import DAMAGED, AssessmentForm, PreviewedForm, written
from workflows.rectification.models import Assessment
from workflows.rectification.queries import KEY, assessments, programme_of
from workflows.rectification.rules import ScoreForm, judged
from workflows.rectification.rules.scoring import lacks_to_score
from workflows.rectification.workbooks import assessments as workbook

NO_FILE = "没有收到文件，请选择填好的评估表。"
NOT_YOURS = "评估由工委或者上级党组织登记，您可以查看。"


def _reviewing(request: HttpRequest) -> list[Any]:
    """The person's posts that review. No statement."""
    posts = request.posts  # type: ignore[attr-defined]
    return [post for post in posts if access.brings(post, Right.REVIEW, KEY)]


def _by(request: HttpRequest, units: list[OrgUnit]) -> Actor:
    """The person in a post above these units, else in the session's. One statement."""
    for post in _reviewing(request):
        above = OrgClosure.objects.filter(ancestor=post.unit_id, descendant__in=units, depth__gt=0)
        if above.values("descendant").distinct().count() == len({unit.pk for unit in units}):
            return decisions.acting(request, post)
    return decisions.actor(request)


def _found(request: HttpRequest, pk: int, code: str) -> tuple[Round, ScoreForm]:
    """A programme that the person may see, and one of its forms. Raises Http404."""
    round_ = find_round(request, pk, KEY)
    form = assessments.form_of(round_, code)
    if form is None:
        raise Http404
    return round_, form


def _list(round_: Round) -> str:
    return reverse("rectification:assessments", args=[round_.pk])


@login_required
@require_safe
def index(request: HttpRequest, pk: int) -> HttpResponse:
    """What was judged of the units that the person sees, and the forms in which more may be entered."""
    round_ = find_round(request, pk, KEY)
    shown = paged(assessments.seen(user_of(request), round_), request)
    forms = programme_of(round_).assessments
    context = {
        "round": round_,
        "rows": shown,
        "page": pager(shown, request, "件"),
        "forms": [{"form": form, "lacks": lacks_to_score(form)} for form in forms],
        "enters": bool(_reviewing(request)),
    }
    return render(request, "rectification/assessments.html", context)


@login_required
@require_safe
def detail(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """One assessment with the arithmetic, and what was entered before it. Raises Http404."""
    round_ = find_round(request, pk, KEY)
    rows = Assessment.objects.filter(access.unit_seen(user_of(request), process=KEY), round=round_)
    row = get_object_or_404(rows.select_related("unit", "problem__process", "by__person"), pk=other)
    context = {"round": round_, "row": row, "form": assessments.form_of(round_, row.form)}
    return render(request, "rectification/assessment.html", context | {"earlier": assessments.earlier(row)})


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Enter one assessment; what it comes to is shown next."""
    round_, asked = _found(request, pk, code)
    if not _reviewing(request):
        return refused_page(request, NotAllowed(NOT_YOURS), _list(round_))
    form = AssessmentForm(request.POST if request.method == "POST" else None, round_=round_, form=asked)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            by = _by(request, [form.unit_of()])
            (made,) = actions.assessments_enter(round_, code, [form.given()], by=by)
            return redirect("rectification:assessment", pk=pk, other=made.pk)
        except Refused as error:
            form.add_error(None, error.problems if isinstance(error, Incomplete) else error.message)
            status = STATUS[type(error)]
    context = {"heading": asked.name, "text": round_.title, "form": form, "action_label": "登记评估"}
    return render(request, "workflows/confirm.html", context | {"back_url": _list(round_)}, status=status)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Choose a workbook of many; a POST shows what they come to, or what is wrong in which cell. Nothing is written."""
    round_, form = _found(request, pk, code)
    if not _reviewing(request):
        return refused_page(request, NotAllowed(NOT_YOURS), _list(round_))
    if request.method != "POST":
        return _upload_page(request, round_, form)
    file = request.FILES.get("file")
    if file is None:
        return _upload_page(request, round_, form, [CellError("", 0, "", NO_FILE)])
    found = workbook.read(file, round_, form)
    if found.errors:
        return _upload_page(request, round_, form, found.errors)
    context = {
        "round": round_,
        "form": form,
        "rows": [(row, judged(form, row.given)) for row in found.rows],
        "kept": PreviewedForm(form=form, initial={"lines": written(found.lines)}),
    }
    return render(request, "rectification/assessment_preview.html", context)


@login_required
@require_POST
def confirm(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """Enter what the preview showed: the whole of it, or nothing and what is wrong in which line."""
    round_, form = _found(request, pk, code)
    if not _reviewing(request):
        return refused_page(request, NotAllowed(NOT_YOURS), _list(round_))
    kept = PreviewedForm(request.POST, form=form)
    if not kept.is_valid():
        return _upload_page(request, round_, form, [CellError("", 0, "", DAMAGED)])
    found = workbook.entered(kept.cleaned_data["lines"], round_, form)
    if found.errors:
        return _upload_page(request, round_, form, found.errors)
    try:
        by = _by(request, [row.unit for row in found.rows])
        made = actions.assessments_enter(round_, code, found.rows, by=by)
    except Refused as error:
        sentences = error.problems if isinstance(error, Incomplete) else [error.message]
        return _upload_page(request, round_, form, [CellError("", 0, "", text) for text in sentences])
    messages.success(request, f"已登记{len(made)}件评估。")
    return redirect("rectification:assessments", pk=pk)


def _upload_page(
    request: HttpRequest, round_: Round, form: ScoreForm, errors: list[CellError] | None = None
) -> HttpResponse:
    context = {
        "heading": f"导入{form.name}",
        "text": "下载的表里有已经登记的评估；可以接着往下填，也可以改了再导入，原来的保留备查。",
        "book_url": reverse("rectification:assessment_book", args=[round_.pk, form.code]),
        "book_label": "下载评估表",
        "label": "填好的评估表",
        "action_label": "核对评估",
        "back_url": _list(round_),
        "errors": errors,
    }
    return render(request, "rectification/upload.html", context, status=422 if errors else 200)


@login_required
@require_safe
def book(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """What the person sees of the assessments in one form, as the workbook that is also filled in."""
    round_, form = _found(request, pk, code)
    rows = assessments.seen(user_of(request), round_).filter(form=code)
    content = workbook.book(form, list(rows.order_by("unit__code", "pk")), downloads.footer(request))
    return downloads.as_file(content, f"{round_.title}{form.name}.xlsx")
