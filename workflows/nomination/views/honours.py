"""The register of honours: searched, exported, and by unit or person."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Page, Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from permissions import access
from permissions.models import OrgUnit, Person, User
from workflows.engine import decisions, downloads, exports
from workflows.engine.errors import Refused
from workflows.engine.views import refused_page
from workflows.nomination.forms.honours import HonoursForm
from workflows.nomination.queries import honours
from workflows.nomination.queries.honours import Line
from workflows.nomination.queries.rounds import KEY
from workflows.nomination.workbooks.honours import register

PER_PAGE = 25


def _user(request: HttpRequest) -> User:
    assert isinstance(request.user, User)  # noqa: S101 - login_required in front
    return request.user


@login_required
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The honours of everybody whom the person may see, narrowed as the address says."""
    form = HonoursForm(request.GET, user=_user(request))
    valid = form.is_valid()
    rows = honours.register(_user(request), form.wanted()) if valid else honours.honours(_user(request)).none()
    shown = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "form": form,
        "rows": [_row(honours.line(fact)) for fact in shown],
        "page": _pager(shown, request),
        "narrowed": any(request.GET.get(name) for name in form.fields),
        "export_url": f"{reverse('nomination:honours_export')}?{query.urlencode()}",
    }
    return render(request, "nomination/honours.html", context, status=200 if valid else 422)


def _pager(shown: Page[Any], request: HttpRequest) -> dict[str, Any]:
    query = request.GET.copy()

    def at(number: int) -> str:
        query["page"] = str(number)
        return f"?{query.urlencode()}"

    return {
        "total_text": f"共{shown.paginator.count}项，每页{PER_PAGE}项",
        "number": shown.number,
        "previous_url": at(shown.previous_page_number()) if shown.has_previous() else "",
        "next_url": at(shown.next_page_number()) if shown.has_next() else "",
    }


def _row(line: Line) -> dict[str, Any]:
    fact = line.fact
    subject = ("person_honours", fact.person_id) if fact.person_id else ("unit_honours", fact.unit_id)
    return {
        "line": line,
        "year": fact.year,
        "source": fact.source,
        "url": reverse("record", args=[fact.process.number]) if fact.process else "",
        "subject_url": reverse(f"nomination:{subject[0]}", args=[subject[1]]),
    }


@login_required
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """The same as a workbook, all of it, which the ledger remembers. Raises Http404 for an address without sense."""
    form = HonoursForm(request.GET, user=_user(request))
    if not form.is_valid():
        raise Http404
    try:
        exports.taken("荣誉台账", by=decisions.actor(request))
    except Refused as error:
        return refused_page(request, error, reverse("nomination:honours"))
    lines = [honours.line(fact) for fact in honours.register(_user(request), form.wanted())]
    return downloads.as_file(register(lines, downloads.footer(request)), "荣誉台账.xlsx")


@login_required
@require_safe
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """Every honour of one unit; those below it and its people are a click away."""
    unit = get_object_or_404(access.units(_user(request), KEY), pk=pk)
    below = f"{reverse('nomination:honours')}?unit={pk}"
    offered = honours.units_above(_user(request)).filter(pk=pk).exists()
    return _subject(request, unit, unit.short_name, below if offered else "")


@login_required
@require_safe
def of_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Every honour of one person. Raises Http404 for somebody whom the person may not see."""
    person = get_object_or_404(Person.objects.select_related("branch"), pk=pk)
    return _subject(request, person, person.name)


def _subject(request: HttpRequest, subject: OrgUnit | Person, name: str, below: str = "") -> HttpResponse:
    facts = honours.of_subject(_user(request), subject)
    if isinstance(subject, Person) and not facts and not _sees(request, subject):
        raise Http404
    branch = subject.branch.short_name if isinstance(subject, Person) and subject.branch else ""
    rows = [_row(honours.line(fact)) for fact in facts]
    context = {"name": name, "branch": branch, "rows": rows, "below_url": below}
    return render(request, "nomination/honours_of.html", context)


def _sees(request: HttpRequest, person: Person) -> bool:
    return bool(access.units(_user(request), KEY).filter(pk=person.branch_id or 0).exists())
