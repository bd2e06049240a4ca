"""The score sheet as a workbook: handed out, and taken back as if it had been typed."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from forms.excel import CellError
from workflows.engine import downloads
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.transitions import Seen
from workflows.engine.views import STATUS
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.states import Sheet
from workflows.star_rating.views.desk import SheetDesk

OLDER = "下载这份表格之后，评分又在系统里改动过，为免覆盖没有导入。请重新下载，把改动填进新表再上传。"
NO_FILE = "没有收到文件，请选择填好的评分表。"
FORBIDDEN = "这份评分表现在不由您填写，不能下载或导入。"


@login_required
@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet that lies on this desk, for whoever may fill it."""
    desk = SheetDesk.find(request, number)
    if not desk.editable or desk.sheet is None:
        return _forbidden(desk)
    footer = downloads.footer(request, "下载")
    content = workbooks.score_sheet(desk.rating, desk.sheet, str(desk.seen), footer, desk.filled_in_by())
    return downloads.as_file(content, f"{desk.rating.unit.short_name}{desk.sheet.label}表_{number}.xlsx")


def _forbidden(desk: SheetDesk) -> HttpResponse:
    return render(desk.request, "refused.html", {"message": FORBIDDEN}, status=STATUS[NotAllowed])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, number: str) -> HttpResponse:
    """Take a filled sheet back: the whole of it, or nothing and a list of what is wrong in which cell."""
    desk = SheetDesk.find(request, number)
    if not desk.editable or desk.sheet is None:
        return _forbidden(desk)
    if request.method != "POST":
        return _page(desk)
    try:
        errors, status = _take(desk, desk.sheet), 422
    except Stale:
        errors, status = [CellError("", 0, "", OLDER)], 409
    except Refused as refused:
        errors, status = [CellError("", 0, "", refused.message)], STATUS[type(refused)]
    if errors:
        return _page(desk, errors, status)
    messages.success(request, "评分表已导入，成为草稿。请查看后提交。")
    return redirect("star_rating:sheet", number=number)


def _page(desk: SheetDesk, errors: Any = (), status: int = 200) -> HttpResponse:
    return render(desk.request, "star_rating/upload.html", {"rating": desk.rating, "errors": errors}, status=status)


def _take(desk: SheetDesk, sheet: Sheet) -> list[CellError]:
    """Read, check by the same form as the page, and save; what is wrong, cell by cell."""
    file = desk.request.FILES.get("file")
    if file is None:
        return [CellError("", 0, "", NO_FILE)]
    typed = workbooks.read_score_sheet(file, desk.rating, sheet)
    if typed.errors:
        return typed.errors
    form = desk.form(queries.Sheets(desk.rating), typed.data)
    if not form.is_valid():
        return [typed.wrong(name, str(text)) for name, texts in form.errors.items() for text in texts]
    seen = Seen.parse(typed.stamp.get("seen", ""))
    if seen is None:
        raise Stale(OLDER)
    actions.save_sheet(desk.rating, sheet, form.given(), by=desk.actor(), seen=seen)
    return []
