"""评议办法: a ready one, that of a round, and those of one's own: a workbook taken, shown beside the last, and kept."""

import json
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forms.excel import CellError
from permissions.models import OrgUnit
from workflows.appraisal import actions
from workflows.appraisal.forms.plans import KeepForm
from workflows.appraisal.queries import KEY, plans
from workflows.appraisal.queries import rounds as reading
from workflows.appraisal.rules import Plan, cautions, ready, ready_codes
from workflows.appraisal.views.plan_words import differences, in_words
from workflows.appraisal.workbooks.plan import plan_book, read_plan
from workflows.engine import downloads
from workflows.engine.decisions import acting, actor, capacities
from workflows.engine.errors import Refused
from workflows.engine.round_door import address, find_round, refused, user_of

NO_FILE = "没有收到文件，请选择评议办法工作簿。"


def _units(request: HttpRequest) -> Any:
    """The units whose rounds the person runs. Raises Http404 without any."""
    units = reading.held(user_of(request))
    if not units.exists():
        raise Http404
    return units


def _context(found: Plan) -> dict[str, Any]:
    return {"plan": found, "facts": in_words(found), "cautions": cautions(found)}


@login_required
@require_safe
def of_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The plan of a round as a person reads it."""
    round_ = find_round(request, pk, KEY)
    context = _context(plans.plan_of(round_)) | {"back_url": address("round", round_)}
    return render(request, "appraisal/plan.html", context)


@login_required
@require_safe
def plan_ready(request: HttpRequest, code: str) -> HttpResponse:
    """A ready plan as a person reads it."""
    if code not in ready_codes():
        raise Http404
    context = _context(ready(code)) | {"back_url": reverse("appraisal:round_new")}
    return render(request, "appraisal/plan.html", context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: what is wrong in which cell, or the plan as it would be kept, to be confirmed."""
    units = _units(request)
    if request.method != "POST":
        return _upload_page(request)
    file = request.FILES.get("file")
    if file is None:
        return _upload_page(request, [CellError("", 0, "", NO_FILE)])
    found, errors = read_plan(file)
    if found is None:
        return _upload_page(request, errors)
    form = KeepForm(units=units, initial={"document": json.dumps(found.to_data(), ensure_ascii=False)})
    context = _context(found) | _compared(plans.last_version(units.first(), found.name), found)
    return render(request, "appraisal/plan_preview.html", context | {"form": form})


def _compared(before: Any, after: Plan) -> dict[str, Any]:
    changed = differences(Plan.read(before.document), after) if before else []
    return {"before": before, "differences": changed}


def _upload_page(request: HttpRequest, errors: list[CellError] | None = None) -> HttpResponse:
    context = {
        "ready": [ready(code) for code in ready_codes()],
        "back_url": reverse("appraisal:round_new"),
        "errors": errors,
    }
    return render(request, "appraisal/plan_upload.html", context, status=422 if errors else 200)


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the plan that was shown."""
    form = KeepForm(request.POST, units=_units(request))
    if not form.is_valid():
        said = [str(text) for found in form.errors.values() for text in found]
        return _upload_page(request, [CellError("", 0, "", text) for text in said])
    unit: OrgUnit = form.cleaned_data["unit"]
    posts = [post for right in reading.running_rights(unit.kind) for post in capacities(request, right, unit.pk, KEY)]
    by = acting(request, posts[0]) if posts else actor(request)
    try:
        made = actions.plan_keep(unit, form.cleaned_data["document"], by=by)
    except Refused as error:
        return refused(request, error, process=KEY)
    messages.success(request, f"评议办法已保存：{made}。")
    return redirect("appraisal:plan_own", pk=made.pk)


@login_required
@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as a person reads it, beside the one before. Raises Http404 for another unit's."""
    row = get_object_or_404(plans.own(user_of(request)), pk=pk)
    found = Plan.read(row.document)
    urls = {
        "row": row,
        "back_url": reverse("appraisal:round_new"),
        "book_url": reverse("appraisal:plan_own_book", args=[pk]),
        "use_url": f"{reverse('appraisal:round_new')}?own={pk}",
    }
    context = _context(found) | _compared(plans.version_before(row), found) | urls
    return render(request, "appraisal/plan.html", context)


@login_required
@require_safe
def own_book(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a workbook, to be edited and taken in again."""
    row = get_object_or_404(plans.own(user_of(request)), pk=pk)
    return _as_book(request, Plan.read(row.document))


@login_required
@require_safe
def ready_book(request: HttpRequest, code: str) -> HttpResponse:
    """A plan that comes with the product, as a workbook."""
    _units(request)
    if code not in ready_codes():
        raise Http404
    return _as_book(request, ready(code))


def _as_book(request: HttpRequest, plan: Plan) -> HttpResponse:
    content = plan_book(plan, downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{plan.name}_{plan.version}.xlsx")
