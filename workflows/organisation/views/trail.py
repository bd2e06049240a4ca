"""Pages of the trail for the 三员: what was done to the organisation, and the seals over the whole trail."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_tasks_db.compat import TaskResultStatus

from permissions import access
from permissions.roles import Duty
from workflows.engine import downloads
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry
from workflows.engine.views import refused_page
from workflows.organisation.actions import seals as actions
from workflows.organisation.forms.trail import Subject, TrailForm
from workflows.organisation.queries import trail as reading
from workflows.organisation.views import require

PER_PAGE = 25
PAGES = {
    Subject.UNIT: (Duty.ORGANISATION, "organisation:unit"),
    Subject.PERSON: (Duty.ORGANISATION, "organisation:person"),
    Subject.ACCOUNT: (Duty.ACCOUNTS, "organisation:account"),
}
"""Where a row has a page of its own, and the duty that opens it."""


@login_required
@require_safe
def trail(request: HttpRequest) -> HttpResponse:
    """What was done to units, people, posts, accounts and settings, the latest first."""
    require(request, Duty.TRAIL)
    form = TrailForm(request.GET)
    valid = form.is_valid()
    shown = _page(reading.entries(form.cleaned_data) if valid else AuditEntry.objects.none(), request)
    context = {"form": form, "rows": [_row(entry, request) for entry in shown], "page": _pager(shown, request)}
    context["narrowed"] = any(request.GET.get(name) for name in form.fields)
    return render(request, "organisation/trail.html", context, status=200 if valid else 422)


def _page(rows: Any, request: HttpRequest) -> Page[Any]:
    return Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))


def _pager(shown: Page[Any], request: HttpRequest, noun: str = "条") -> dict[str, Any]:
    query = request.GET.copy()

    def at(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "total_text": f"共{shown.paginator.count}{noun}，每页{PER_PAGE}{noun}",
        "number": shown.number,
        "previous_url": at(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": at(shown.next_page_number()) if shown.has_next() else "",
    }


def _row(entry: AuditEntry, request: HttpRequest) -> dict[str, Any]:
    kind, _, key = entry.subject.partition(":")
    return {
        "at": entry.at,
        "who": entry.actor_name,
        "post": entry.post,
        "label": entry.label,
        "kind": Subject(kind).label if kind in Subject.values else "",
        "name": entry.data.get("name", ""),
        "page": _own_page(kind, request),
        "key": key,
        "fields": [(label, before, after) for label, (before, after) in entry.data.get("fields", {}).items()],
        "comment": entry.comment,
    }


def _own_page(kind: str, request: HttpRequest) -> str:
    """The address of the row's own page, when this person may open it."""
    post = request.actor.appointment  # type: ignore[attr-defined]
    duty, name = PAGES.get(kind, (None, ""))  # type: ignore[call-overload]
    return name if duty and access.bears(post, duty) else ""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def seals(request: HttpRequest) -> HttpResponse:
    """The seals, what is not sealed yet, and the last check of the whole trail; a POST begins a new one."""
    require(request, Duty.SEALS)
    if request.method == "POST":
        return _check(request)
    shown = _page(reading.seals(), request)
    job = reading.last_check()
    context = {
        "rows": shown.object_list,
        "page": _pager(shown, request, "次"),
        "unsealed": reading.unsealed(),
        "checking": reading.checking(job),
        "check": _checked(job) if job and not reading.checking(job) else None,
    }
    return render(request, "organisation/seals.html", context)


def _check(request: HttpRequest) -> HttpResponse:
    try:
        actions.check(by=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "已开始核对，记录多时需要几分钟，结果显示在本页。")
    return redirect("organisation:seals")


def _checked(job: Any) -> dict[str, Any]:
    """What the last check found: whole, broken with its sentences, or broken off."""
    done = job.status == TaskResultStatus.SUCCESSFUL
    return {"at": job.finished_at, "done": done, "problems": job.return_value if done else []}


@login_required
@require_POST
def seals_export(request: HttpRequest) -> HttpResponse:
    """Hand out the seals as lines of JSON, as `verify_audit --seals` takes them."""
    require(request, Duty.SEALS)
    try:
        content = actions.export(by=request.actor)  # type: ignore[attr-defined]
    except Refused as refused:
        return refused_page(request, refused)
    name = f"seals-{timezone.localtime():%Y%m%d-%H%M}.jsonl"
    return downloads.as_file(content, name, "application/jsonl; charset=utf-8")
