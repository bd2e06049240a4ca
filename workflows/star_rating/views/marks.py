"""A reviewer's sheet: keeping and handing it in, and the same as a workbook."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.excel import CellError
from permissions.roles import Right
from workflows.engine import downloads, pages, record_page
from workflows.engine.decisions import in_post
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.flow import ProcessFlow
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS
from workflows.star_rating import actions, queries, workbooks
from workflows.star_rating.forms.marks import MarksForm
from workflows.star_rating.models import ReviewSheet
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.views.evaluation_page import retyped

OLD_PAGE = "页面已过期，请刷新后再办理。"
HANDED_IN = "评分表已提交或已取消，不能再填。"
OLDER = "下载这份表格之后，评分又在系统里改动过，为免覆盖没有导入。请重新下载，把分数填进新表再上传。"
NO_FILE = "没有收到文件，请选择填好的评分表。"


def _find(request: HttpRequest, number: str) -> tuple[type[ProcessFlow], ReviewSheet]:
    flow, found = pages.find(request, number)
    if not isinstance(found, ReviewSheet):
        raise Http404
    return flow, found


@login_required
@require_POST
def save(request: HttpRequest, number: str) -> HttpResponse:
    """Keep what was typed, and hand it in when the button says so; a script keeps it while it is typed."""
    flow, sheet = _find(request, number)
    form = MarksForm(sheet.evaluation, reading.sheet_lines(sheet), request.POST)
    try:
        seen = Seen.parse(request.POST.get("seen", ""))
        if seen is None:
            raise Stale(OLD_PAGE)
        if not form.is_valid():
            return _again(flow, sheet, form, request, "有填写有误的地方，没有保存，请按提示改正。", 422)
        kept = actions.marks_save(
            sheet, form.given(), by=in_post(request, Right.INSPECT, sheet.unit_id, queries.KEY), seen=seen
        )
        if "submit" in request.POST:
            actions.marks_submit(
                kept, by=in_post(request, Right.INSPECT, sheet.unit_id, queries.KEY), seen=seen_of(kept)
            )
    except Refused as refused:
        return _again(flow, sheet, form, request, refused.message, STATUS[type(refused)])
    if _by_script(request):
        return JsonResponse(_answer(kept))
    messages.success(request, "评分表已提交。" if "submit" in request.POST else "评分已保存，还没有提交。")
    return redirect("record", number=number)


def _by_script(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _answer(sheet: ReviewSheet) -> dict[str, Any]:
    lacking = reading.marks_lacking(sheet.evaluation, reading.sheet_lines(sheet))
    return {
        "ok": True,
        "version": str(seen_of(sheet)),
        "saved_at": f"{timezone.localtime():%H:%M}",
        "problems": [{"text": text, "url": f"#id_m_{key}_0"} for key, text in lacking],
    }


def _again(
    flow: type[ProcessFlow], sheet: ReviewSheet, form: MarksForm, request: HttpRequest, error: str, status: int
) -> HttpResponse:
    """The sheet with all that was typed and the sentence."""
    if _by_script(request):
        return JsonResponse({"ok": False, "message": f"没有保存：{error}"}, status=status)
    _, fresh = _find(request, sheet.process.number)
    more: dict[str, Any] = {"error": error}
    if fresh.state == ReviewSheet.State.MARKING:
        more |= retyped(form)
    return render(request, flow.page, record_page.context(flow, fresh, request, **more), status=status)


@login_required
@require_safe
def download(request: HttpRequest, number: str) -> HttpResponse:
    """The sheet to print, or to fill in offline."""
    _, sheet = _find(request, number)
    footer = downloads.footer(request, "下载")
    content = workbooks.marks_book(sheet, str(request.user), str(seen_of(sheet)), footer)
    return downloads.as_file(content, f"{sheet.title()}_{request.user}.xlsx")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: HttpRequest, number: str) -> HttpResponse:
    """Take a filled sheet back: the whole of it, or nothing and a list of what is wrong in which cell."""
    _, sheet = _find(request, number)
    if sheet.state != ReviewSheet.State.MARKING:
        return render(request, "refused.html", {"message": HANDED_IN}, status=STATUS[NotAllowed])
    if request.method != "POST":
        return _page(request, sheet)
    try:
        errors, status = _take(request, sheet), 422
    except Refused as refused:
        errors, status = [CellError("", 0, "", refused.message)], STATUS[type(refused)]
    if errors:
        return _page(request, sheet, errors, status)
    messages.success(request, "评分已导入，还没有提交。请查看后提交。")
    return redirect("record", number=number)


def _page(request: HttpRequest, sheet: ReviewSheet, errors: Any = (), status: int = 200) -> HttpResponse:
    return render(request, "star_rating/marks_upload.html", {"sheet": sheet, "errors": errors}, status=status)


def _take(request: HttpRequest, sheet: ReviewSheet) -> list[CellError]:
    """Read, check by the same form as the page, and keep; what is wrong, cell by cell."""
    file = request.FILES.get("file")
    if file is None:
        return [CellError("", 0, "", NO_FILE)]
    lines = reading.sheet_lines(sheet)
    typed = workbooks.read_marks(file, sheet, lines)
    if typed.errors:
        return typed.errors
    form = MarksForm(sheet.evaluation, lines, typed.data)
    if not form.is_valid():
        return [typed.wrong(name, str(text)) for name, texts in form.errors.items() for text in texts]
    seen = Seen.parse(typed.stamp.get("seen", ""))
    if seen is None or seen != seen_of(sheet):
        raise Stale(OLDER)
    actions.marks_save(sheet, form.given(), by=in_post(request, Right.INSPECT, sheet.unit_id, queries.KEY), seen=seen)
    return []
