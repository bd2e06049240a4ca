"""Bringing in a 汇总表: take an empty one, upload it filled, see who would be nominated, confirm."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.excel import CellError
from workflows.engine import downloads
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.transitions import seen_of
from workflows.engine.views import STATUS, refused_page
from workflows.nomination import actions, queries
from workflows.nomination.forms.importing import PicksForm, written
from workflows.nomination.models import NominationList
from workflows.nomination.queries.importing import Roster
from workflows.nomination.states import ListState
from workflows.nomination.views import list_desk
from workflows.nomination.workbooks import nominees

NO_FILE = "没有收到文件，请选择填好的汇总表。"
GONE_ON = "推荐名单已经报送，不能再导入；需要增加人选的，请由党支部提名，列入下一批名单。"


def _compiling(request: HttpRequest, number: str) -> NominationList:
    """A list that lies with this person and is still being compiled. Raises Http404, NotAllowed, Refused."""
    _, submission = list_desk.find(request, number)
    list_desk.actor(request, submission)
    if submission.state != ListState.COMPILING:
        raise Refused(GONE_ON)
    return submission


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, number: str) -> HttpResponse:
    """Choose a file; a POST shows whom it would nominate, or every cell that is wrong. Nothing is written."""
    try:
        submission = _compiling(request, number)
    except Refused as refused:
        return _refused(request, number, refused)
    if request.method != "POST":
        return _page(request, submission)
    file = request.FILES.get("file")
    if file is None:
        return _page(request, submission, [CellError("", 0, "", NO_FILE)], 422)
    read = nominees.read_nominees(file, Roster(submission))
    if read.errors:
        return _page(request, submission, read.errors, 422)
    context = {"found": read.found, "picks": written(read.picks), "seen": seen_of(submission)}
    return render(request, "nomination/import_preview.html", _context(submission) | context)


def _page(
    request: HttpRequest, submission: NominationList, errors: list[CellError] | None = None, status: int = 200
) -> HttpResponse:
    return render(request, "nomination/import.html", _context(submission) | {"errors": errors}, status=status)


def _context(submission: NominationList) -> dict[str, Any]:
    number = submission.process.number
    return {
        "submission": submission,
        "number": number,
        "back_url": reverse("record", args=[number]),
        "most": nominees.MOST,
    }


def _refused(request: HttpRequest, number: str, refused: Refused) -> HttpResponse:
    return refused_page(request, refused, reverse("record", args=[number]), "回到推荐名单")


@login_required
@require_POST
def confirm(request: HttpRequest, number: str) -> HttpResponse:
    """Nominate those whom the preview showed, all or none."""
    try:
        submission = _compiling(request, number)
        form = PicksForm(request.POST)
        if not form.is_valid():
            raise Refused(next(str(text) for texts in form.errors.values() for text in texts))
        by, seen = list_desk.actor(request, submission), list_desk.seen(request)
        made = actions.nominations_import(submission, form.cleaned_data["picks"], by=by, seen=seen)
    except Incomplete as refused:
        errors = [CellError("", 0, "", problem) for problem in refused.problems]
        return _page(request, submission, errors, STATUS[Incomplete])
    except Refused as refused:
        return _refused(request, number, refused)
    messages.success(request, f"已提名{len(made)}个，由各党支部继续填写、表决后提交。")
    return redirect("record", number=number)


@login_required
@require_safe
def template(request: HttpRequest, number: str) -> HttpResponse:
    """An empty table to fill in."""
    try:
        submission = _compiling(request, number)
    except Refused as refused:
        return _refused(request, number, refused)
    title = f"{submission.round.title}{submission.unit.short_name}推荐对象汇总表"
    content = nominees.template(queries.award_of(submission.round), title, downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{title}.xlsx")
