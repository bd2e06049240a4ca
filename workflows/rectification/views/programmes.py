"""整改办法 of one's own: a workbook taken, shown as a person reads it beside the last version, and kept."""

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
from workflows.engine import downloads
from workflows.engine.decisions import acting, actor, capacities
from workflows.engine.errors import Refused
from workflows.engine.round_door import refused, user_of
from workflows.rectification import actions
from workflows.rectification.forms.programmes import KeepForm
from workflows.rectification.queries import KEY, programmes
from workflows.rectification.queries import rounds as reading
from workflows.rectification.rules import Programme, ready, ready_codes
from workflows.rectification.rules.describing import described, differences
from workflows.rectification.workbooks.programme import programme_book, read_programme

NO_FILE = "没有收到文件，请选择整改办法工作簿。"


def in_words(programme: Programme) -> dict[str, Any]:
    """A programme as a person reads it."""
    return {"programme": programme, "parts": list(described(programme).items())}


def _units(request: HttpRequest) -> Any:
    """The units whose programmes the person runs. Raises Http404 without any."""
    units = reading.held(user_of(request))
    if not units.exists():
        raise Http404
    return units


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: what is wrong in which cell, or the programme as it would be kept, to be confirmed."""
    units = _units(request)
    if request.method != "POST":
        return _upload_page(request)
    file = request.FILES.get("file")
    if file is None:
        return _upload_page(request, [CellError("", 0, "", NO_FILE)])
    found, errors = read_programme(file)
    if found is None:
        return _upload_page(request, errors)
    document = json.dumps(found.to_data(), ensure_ascii=False)
    form = KeepForm(units=units, initial={"document": document})
    before = programmes.last_version(units.first(), found.name)
    return render(request, "rectification/programme_preview.html", in_words(found) | _compared(before, found, form))


def _compared(before: Any, after: Programme, form: KeepForm | None = None) -> dict[str, Any]:
    changed = differences(Programme.read(before.document), after) if before else []
    return {"before": before, "differences": changed, "form": form}


def _upload_page(request: HttpRequest, errors: list[CellError] | None = None) -> HttpResponse:
    context = {
        "heading": "写本单位的整改办法",
        "text": "从示例改起：下载工作簿，改好上传，逐格核对，核对无误再请您确认。",
        "ready": [_ready(code) for code in ready_codes()],
        "label": "整改办法工作簿",
        "action_label": "核对办法",
        "back_url": reverse("rectification:round_new"),
        "errors": errors,
    }
    return render(request, "rectification/upload.html", context, status=422 if errors else 200)


def _ready(code: str) -> dict[str, str]:
    return {
        "name": ready(code).name,
        "url": reverse("rectification:programme_ready", args=[code]),
        "book_url": reverse("rectification:programme_ready_book", args=[code]),
    }


@login_required
@require_POST
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the programme that was shown."""
    form = KeepForm(request.POST, units=_units(request))
    if not form.is_valid():
        return _upload_page(
            request, [CellError("", 0, "", str(text)) for found in form.errors.values() for text in found]
        )
    unit: OrgUnit = form.cleaned_data["unit"]
    posts = [post for right in reading.running_rights(unit.kind) for post in capacities(request, right, unit.pk, KEY)]
    by = acting(request, posts[0]) if posts else actor(request)
    try:
        made = actions.programme_keep(unit, form.cleaned_data["document"], by=by)
    except Refused as error:
        return refused(request, error, process=KEY)
    messages.success(request, f"整改办法已保存：{made}。")
    return redirect("rectification:programme_own", pk=made.pk)


@login_required
@require_safe
def own(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as a person reads it, beside the one before. Raises Http404 for another unit's."""
    row = get_object_or_404(programmes.own(user_of(request)), pk=pk)
    found = Programme.read(row.document)
    context = (
        in_words(found)
        | _compared(programmes.version_before(row), found)
        | {
            "row": row,
            "back_url": reverse("rectification:round_new"),
            "book_url": reverse("rectification:programme_own_book", args=[pk]),
            "use_url": f"{reverse('rectification:round_new')}?own={pk}",
        }
    )
    return render(request, "rectification/programme.html", context)


@login_required
@require_safe
def own_book(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a workbook, to be edited and taken in again."""
    row = get_object_or_404(programmes.own(user_of(request)), pk=pk)
    return _as_book(request, Programme.read(row.document))


@login_required
@require_safe
def ready_book(request: HttpRequest, code: str) -> HttpResponse:
    """A programme that comes with the product, as a workbook; its own sources are no basis of anybody else."""
    _units(request)
    if code not in ready_codes():
        raise Http404
    return _as_book(request, ready(code))


def _as_book(request: HttpRequest, programme: Programme) -> HttpResponse:
    content = programme_book(programme, downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{programme.name}_{programme.version}.xlsx")
