"""The office's calendar: everybody reads a year, the system administrator changes a day or imports a year."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from forms.excel import CellError
from permissions import access
from permissions.roles import Duty
from workflows.engine import calendar, downloads
from workflows.engine.errors import Refused
from workflows.engine.models import DayOff
from workflows.engine.views import STATUS
from workflows.organisation.actions import calendar as actions
from workflows.organisation.forms.calendar import FIRST, LAST, DayForm, PreviewedForm, YearForm, written
from workflows.organisation.queries import calendar as reading
from workflows.organisation.views import require
from workflows.organisation.workbooks import calendar as workbook

NO_FILE = "没有收到文件，请选择填好的工作日历。"
UNKNOWN = "系统里还没有{}年的放假安排，请下载模板，按国务院办公厅的通知填好后上传。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def year(request: HttpRequest) -> HttpResponse:
    """A year by months with its working days; a POST sets one day."""
    form = DayForm(request.POST) if request.method == "POST" else None
    if form is not None and not _keeps(request):
        return _refused(request, Refused(actions.NOT_YOURS), 403)
    if form is not None and form.is_valid():
        given = form.cleaned_data
        try:
            actions.set_day(given["day"], works=given["works"], name=given["name"], by=_actor(request))
        except Refused as refused:
            return _refused(request, refused, STATUS[type(refused)])
        messages.success(request, f"{reading.dated(given['day'])}已改为{'上班' if given['works'] else '休息'}。")
        return redirect(f"{reverse('organisation:calendar')}?year={given['day'].year}")
    return render(request, "organisation/calendar.html", _shown(request, form), status=422 if form else 200)


def _actor(request: HttpRequest) -> Any:
    return request.actor  # type: ignore[attr-defined]


def _keeps(request: HttpRequest) -> bool:
    post = _actor(request).appointment
    return post is not None and access.bears(post, Duty.SETTINGS)


def _refused(request: HttpRequest, refused: Refused, status: int) -> HttpResponse:
    context = {"message": refused.message, "back_url": reverse("organisation:calendar")}
    return render(request, "refused.html", context | {"back_label": "回到工作日历"}, status=status)


def _year(request: HttpRequest, default: int) -> int:
    given = request.GET.get("year", "")
    chosen = int(given) if given.isascii() and given.isdecimal() and len(given) == 4 else default
    return chosen if FIRST <= chosen <= LAST else default


def _shown(request: HttpRequest, form: DayForm | None) -> dict[str, Any]:
    today = timezone.localdate()
    chosen = _year(request, today.year)
    rows = calendar.exceptions(chosen)
    months = reading.months(chosen, rows)
    return {
        "year": chosen,
        "today": today,
        "previous": chosen - 1 if chosen > FIRST else None,
        "next": chosen + 1 if chosen < LAST else None,
        "months": months,
        "total": sum(month.works for month in months),
        "rows": [(reading.dated(row.day), "上班" if row.works else "休息", row.name) for row in rows.values()],
        "weekdays": reading.WEEKDAYS,
        "keeps": _keeps(request),
        "form": form or DayForm(),
    }


# --- importing a year ----------------------------------------------------------------------------------------------


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def import_year(request: HttpRequest) -> HttpResponse:
    """Choose a year and where it comes from; see what would change; write it."""
    require(request, Duty.SETTINGS)
    if request.method != "POST":
        return _choose(request, YearForm(initial={"year": _proposed(request)}))
    if "confirm" in request.POST:
        return _write(request)
    form = YearForm(request.POST)
    if not form.is_valid():
        return _choose(request, form)
    found = _offered(request, form.cleaned_data["year"])
    if found.errors:
        return _choose(request, form, found.errors)
    return _preview(request, form.cleaned_data["year"], found.days)


def _proposed(request: HttpRequest) -> int:
    today = timezone.localdate()
    return _year(request, calendar.missing(today) or today.year + 1)


def _offered(request: HttpRequest, chosen: int) -> workbook.Read:
    """The days from the library, which leaves what the office already has, or from the file."""
    if "library" in request.POST:
        try:
            days = calendar.published(chosen)
        except NotImplementedError:
            return workbook.Read(errors=[CellError("", 0, "", UNKNOWN.format(chosen))])
        kept = calendar.exceptions(chosen)
        return workbook.Read([row for row in days if row.day not in kept])
    file = request.FILES.get("file")
    return workbook.read(file, chosen) if file else workbook.Read(errors=[CellError("", 0, "", NO_FILE)])


def _choose(request: HttpRequest, form: YearForm, errors: list[CellError] | None = None) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "organisation/calendar_import.html", {"form": form, "errors": errors}, status=status)


def _preview(request: HttpRequest, chosen: int, days: list[DayOff]) -> HttpResponse:
    changes = reading.differences(days)
    context = {
        "year": chosen,
        "changes": [(reading.dated(change.day), change.before, change.after) for change in changes],
        "days": written([change.row for change in changes]),
        "seen": reading.mark(calendar.exceptions(chosen)),
    }
    return render(request, "organisation/calendar_preview.html", context)


def _write(request: HttpRequest) -> HttpResponse:
    form = PreviewedForm(request.POST)
    if not form.is_valid():
        sentences = [str(text) for texts in form.errors.values() for text in texts]
        return _refused(request, Refused(sentences[0]), 422)
    given = form.cleaned_data
    try:
        changed = actions.import_year(given["year"], given["rows"], seen=given["seen"], by=_actor(request))
    except Refused as refused:
        return _refused(request, refused, STATUS[type(refused)])
    messages.success(request, f"{given['year']}年的工作日历已导入，改动{changed}天。")
    return redirect(f"{reverse('organisation:calendar')}?year={given['year']}")


@login_required
@require_safe
def template(request: HttpRequest) -> HttpResponse:
    """The file to fill in for a year, with the days that it already has."""
    require(request, Duty.SETTINGS)
    chosen = _proposed(request)
    content = workbook.template(chosen, calendar.exceptions(chosen).values(), downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{chosen}年工作日历.xlsx")
