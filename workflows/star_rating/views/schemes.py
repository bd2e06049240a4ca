"""Schemes: which there are, how one reads, taking one in from a workbook, a copy, two versions side by side."""

import json
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from forms.excel import CellError
from permissions.models import User
from workflows.engine import decisions, downloads
from workflows.engine.errors import Refused
from workflows.engine.gate_forms import DespiteForm
from workflows.engine.views import refused_page
from workflows.star_rating import actions, workbooks
from workflows.star_rating.forms import CopyForm, DocumentForm
from workflows.star_rating.forms.trials import DraftTrialForm
from workflows.star_rating.models import Scheme
from workflows.star_rating.queries import checkups, schemes
from workflows.star_rating.queries import rounds as reading
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules import differences
from workflows.star_rating.rules.compliance import findings
from workflows.star_rating.views import compliance, scheme_page

NO_FILE = "没有收到文件，请选择方案工作簿。"


def _keeper(request: HttpRequest) -> None:
    """Raise Http404 for whoever does not look after rounds: schemes are kept by the 工委's department."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required in front
    if not reading.supervised(request.user).exists():
        raise Http404


def _rules(scheme: Scheme) -> RatingScheme:
    return RatingScheme.from_data(scheme.document)


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Every scheme and version, the newest first."""
    _keeper(request)
    rows = Scheme.objects.select_related("created_by__person").defer("document").order_by("-pk")
    return render(request, "star_rating/schemes.html", {"rows": rows})


@login_required
@require_safe
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One version as a person would read it."""
    _keeper(request)
    scheme = get_object_or_404(Scheme, pk=pk)
    more = {"scheme": scheme, "others": schemes.siblings(scheme)}
    more |= compliance.of_scheme(_rules(scheme), kept=checkups.kept_despite(_rules(scheme)))
    return render(request, "star_rating/scheme.html", scheme_page.context(_rules(scheme)) | more)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Take a workbook in: what is wrong in which cell, or the scheme as it would be kept, to be confirmed."""
    _keeper(request)
    if request.method != "POST":
        return _upload_page(request)
    file = request.FILES.get("file")
    if file is None:
        return _upload_page(request, [CellError("", 0, "", NO_FILE)])
    rules, errors = workbooks.read_scheme(file)
    if rules is None:
        return _upload_page(request, errors)
    return render(request, "star_rating/scheme_preview.html", _preview(rules))


def _upload_page(request: HttpRequest, errors: list[CellError] | None = None) -> HttpResponse:
    context = {"errors": errors or [], "shipped": schemes.shipped().items()}
    return render(request, "star_rating/scheme_new.html", context, status=422 if errors else 200)


def _preview(rules: RatingScheme, despite: DespiteForm | None = None) -> dict[str, Any]:
    """The scheme in words, beside the last version of the same name; `despite` is what was sent and lacks a reason."""
    before = schemes.last_version(rules.name)
    despite = despite or DespiteForm(found=findings(rules))
    form = DocumentForm(initial={"document": json.dumps(rules.to_data(), ensure_ascii=False)})
    compared = differences(_rules(before), rules) if before else []
    more = {"form": form, "before": before, "differences": compared, "trial": DraftTrialForm()}
    return scheme_page.context(rules) | more | compliance.of_scheme(rules, despite)


@login_required
@require_http_methods(["POST"])
def keep(request: HttpRequest) -> HttpResponse:
    """Keep the scheme that was shown."""
    _keeper(request)
    form = DocumentForm(request.POST)
    if not form.is_valid():
        return _upload_page(request, [CellError("", 0, "", str(text)) for text in form.errors["document"]])
    rules = form.cleaned_data["document"]
    despite = DespiteForm(request.POST, found=findings(rules))
    if not despite.is_valid():
        return render(request, "star_rating/scheme_preview.html", _preview(rules, despite), status=422)
    try:
        made = actions.scheme_new(rules, by=decisions.actor(request), despite=despite.despite())
    except Refused as refused:
        return refused_page(request, refused, reverse("star_rating:scheme_new"), "重新上传方案")
    messages.success(request, f"方案已保存：{made}。")
    return redirect("star_rating:scheme", pk=made.pk)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def copy(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep a version once more under a new name of version, as the beginning of next year's."""
    _keeper(request)
    scheme = get_object_or_404(Scheme, pk=pk)
    taken = [scheme.version, *(other.version for other in schemes.siblings(scheme))]
    form = CopyForm(request.POST if request.method == "POST" else None, taken=taken)
    if form.is_valid():
        rules = replace(_rules(scheme), version=form.cleaned_data["version"])
        try:
            kept = checkups.kept_despite(_rules(scheme))
            made = actions.scheme_new(rules, by=decisions.actor(request), despite=kept)
        except Refused as refused:
            return refused_page(request, refused)
        messages.success(request, f"已复制为{made}。")
        return redirect("star_rating:scheme", pk=made.pk)
    status = 422 if form.is_bound else 200
    return render(request, "star_rating/scheme_copy.html", {"scheme": scheme, "form": form}, status=status)


@login_required
@require_safe
def compare(request: HttpRequest, pk: int, other: int) -> HttpResponse:
    """What differs between an earlier version and this one."""
    _keeper(request)
    scheme, before = get_object_or_404(Scheme, pk=pk), get_object_or_404(Scheme, pk=other)
    context = {"scheme": scheme, "before": before, "differences": differences(_rules(before), _rules(scheme))}
    return render(request, "star_rating/scheme_compare.html", context)


@login_required
@require_safe
def download(request: HttpRequest, pk: int) -> HttpResponse:
    """A version as a workbook, to be edited and taken in again."""
    _keeper(request)
    scheme = get_object_or_404(Scheme, pk=pk)
    return _as_book(request, _rules(scheme))


@login_required
@require_safe
def shipped_page(request: HttpRequest, name: str) -> HttpResponse:
    """A scheme that comes with the product in words, to be kept as it is or downloaded and edited first."""
    _keeper(request)
    if name not in schemes.shipped():
        raise Http404
    context = _preview(schemes.shipped()[name]) | {"shipped": name}
    return render(request, "star_rating/scheme_preview.html", context)


@login_required
@require_safe
def shipped(request: HttpRequest, name: str) -> HttpResponse:
    """A scheme that comes with the product, as a workbook."""
    _keeper(request)
    if name not in schemes.shipped():
        raise Http404
    return _as_book(request, schemes.shipped()[name])


def _as_book(request: HttpRequest, rules: RatingScheme) -> HttpResponse:
    content = workbooks.scheme_book(rules, downloads.footer(request, "下载"))
    return downloads.as_file(content, f"{rules.name}_{rules.version}.xlsx")


@login_required
@require_safe
def of_round(request: HttpRequest, pk: int) -> HttpResponse:
    """The scheme frozen in a round, for everybody who takes part in it."""
    assert isinstance(request.user, User)  # noqa: S101 - login_required in front
    round_ = next((item for item in reading.rounds(request.user) if item.pk == pk), None)
    if round_ is None:
        raise Http404
    rules = RatingScheme.from_data(round_.scheme)
    return render(request, "star_rating/scheme.html", scheme_page.context(rules) | {"round": round_})
