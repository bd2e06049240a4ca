"""The score sheet: 支部自评 and 机关党委初评 as typed, kept as a draft, handed in; read by everybody else."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from workflows.engine import attachments
from workflows.engine.errors import OWN, Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Citation
from workflows.engine.transitions import Seen
from workflows.engine.views import STATUS
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import SheetForm
from workflows.star_rating.states import Sheet
from workflows.star_rating.views import sheet_page, sheet_panel
from workflows.star_rating.views.desk import HAND_IN, SheetDesk

MOVED = "该事项已离开这一环节，或者材料在您填写期间已被他人保存。您填写的内容没有写入，请比对。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def sheet(request: HttpRequest, number: str) -> HttpResponse:
    """Show the sheet; a POST keeps the draft, and with `submit` hands it in."""
    desk = SheetDesk.find(request, number)
    if request.method == "POST":
        return _save(desk)
    return _page(desk)


def _page(desk: SheetDesk, form: SheetForm | None = None, status: int = 200, **more: Any) -> HttpResponse:
    context = sheet_page.context(desk, queries.Sheets(desk.rating), form) | more
    return render(desk.request, "star_rating/score_sheet.html", context, status=status)


def _save(desk: SheetDesk) -> HttpResponse:
    """Write the whole sheet or nothing; whatever goes wrong, the answer holds what was typed."""
    request = desk.request
    seen = Seen.parse(request.POST.get("seen", ""))
    try:
        if seen != desk.seen:
            raise Stale(MOVED) if desk.left_behind(seen) else NotAllowed("您不能填写这份评分表。")
        if not desk.editable:
            raise NotAllowed(OWN if desk.barred else "这份评分表由别的职务填写，您可以查看。")
        form = desk.form(queries.Sheets(desk.rating), request.POST)
        if not form.is_valid():
            return _invalid(desk, form)
        assert desk.sheet is not None  # noqa: S101 - editable says so
        actions.save_sheet(desk.rating, desk.sheet, form.given(), by=desk.actor(), seen=desk.seen)
    except Refused as refused:
        return _refused(desk, refused)
    return _saved(desk)


def _wants_json(request: HttpRequest) -> bool:
    return request.headers.get("X-Requested-With") == "XMLHttpRequest"


def _invalid(desk: SheetDesk, form: SheetForm) -> HttpResponse:
    errors = sheet_page.errors(form)
    if _wants_json(desk.request):
        message = f"没有保存：{errors[0]['text']}"
        return JsonResponse({"ok": False, "message": message, "errors": errors}, status=422)
    return _page(desk, form, 422, errors=errors)


def _refused(desk: SheetDesk, refused: Refused) -> HttpResponse:
    status = STATUS[type(refused)]
    if _wants_json(desk.request):
        how = "按“保存草稿”可以看到两份内容。" if isinstance(refused, Stale) else ""
        return JsonResponse({"ok": False, "message": f"没有保存：{refused.message}{how}"}, status=status)
    if not isinstance(refused, Stale):
        context = {"message": refused.message, "back_url": reverse("record", args=[desk.rating.process.number])}
        return render(desk.request, "refused.html", context, status=status)
    return _conflict(SheetDesk.find(desk.request, desk.rating.process.number), refused)


def _conflict(fresh: SheetDesk, refused: Refused) -> HttpResponse:
    """What was typed beside what is stored now; the typed content goes on as hidden fields."""
    posted = fresh.request.POST
    sheet = Sheet(posted["sheet"]) if posted.get("sheet") in Sheet.values else fresh.sheet or Sheet.SELF
    sheets = queries.Sheets(fresh.rating)
    form = fresh.form(sheets, posted, sheet=sheet)
    context = {
        "heading": str(fresh.rating),
        "message": refused.message,
        "differences": form.differences(fresh.stored(sheets, sheet)),
        "fields": [(name, posted.get(name, "")) for name in (*form.fields, "sheet")],
        "seen": fresh.seen,
        "url": reverse("star_rating:sheet", args=[fresh.rating.process.number]),
        "record_url": reverse("record", args=[fresh.rating.process.number]),
        "may_overwrite": fresh.editable and sheet == fresh.sheet,
    }
    return render(fresh.request, "workflows/conflict.html", context, status=409)


def _saved(desk: SheetDesk) -> HttpResponse:
    """The draft is kept; go on with what was asked: nothing, evidence for a line, or handing in."""
    number = desk.rating.process.number
    fresh = SheetDesk.find(desk.request, number)
    if _wants_json(desk.request):
        return JsonResponse(_answer(fresh))
    if code := desk.request.POST.get("evidence"):
        return redirect("star_rating:evidence", number=number, code=code)
    if "submit" in desk.request.POST:
        return _hand_in(fresh)
    messages.success(desk.request, "草稿已保存，可以随时回来接着填。")
    return redirect("star_rating:sheet", number=number)


def _answer(desk: SheetDesk) -> dict[str, Any]:
    sheets = queries.Sheets(desk.rating)
    panel, figures = sheet_panel.panel(desk, sheets), sheet_panel.score_data(desk, sheets)
    return {
        "ok": True,
        "version": str(desk.seen),
        "seen": str(desk.seen),
        "saved_at": f"{timezone.localtime():%H:%M}",
        "score": panel["base"],
        "tier": panel["tier_name"],
        "indicators": panel["indicators"],
        "problems": sheet_page.problems(desk, sheets),
        "panel": render_to_string("star_rating/includes/panel.html", {"panel": panel, "score_data": figures}),
    }


def _hand_in(desk: SheetDesk) -> HttpResponse:
    assert desk.sheet is not None  # noqa: S101 - it was just saved
    try:
        moved = HAND_IN[desk.sheet](desk.rating, by=desk.actor(desk.signers()), seen=desk.seen)
    except Incomplete:
        return _page(desk, None, 422, refused="草稿已保存，但还有内容没有补齐，没有提交。")
    except Refused as refused:
        return _refused(desk, refused)
    done = "已提交自评" if desk.sheet == Sheet.SELF else "已提交初评"
    messages.success(desk.request, f"{done}，现在是“{moved.get_state_display()}”。")
    return redirect("record", number=desk.rating.process.number)


@login_required
@require_safe
def evidence(request: HttpRequest, number: str, code: str) -> HttpResponse:
    """The files cited for one line, and those that may be cited without uploading them again."""
    desk = SheetDesk.find(request, number)
    line = queries.scheme_of(desk.rating.round).lines.get(code)
    if line is None:
        raise Http404
    cited = Citation.objects.filter(process=desk.rating.process_id, code=code).select_related("attachment")
    rows = list(cited.order_by("pk"))
    here = {row.attachment_id for row in rows}
    others = attachments.citable(desk.rating, request.user)[:50] if desk.editable else []  # type: ignore[arg-type]
    context = {
        "desk": desk,
        "rating": desk.rating,
        "line": line,
        "code": code,
        "cited": rows,
        "others": [file for file in others if file.pk not in here],
        "capacity": desk.posts[0].pk if desk.posts else "",
    }
    return render(request, "star_rating/evidence.html", context)
