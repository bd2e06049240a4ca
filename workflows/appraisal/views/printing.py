"""Paper: the ballot forms to print, and roll and results as a workbook."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.appraisal.queries import counting
from workflows.appraisal.queries.plans import plan_of
from workflows.appraisal.rules import Kind, Subject
from workflows.appraisal.views.door import find_meeting, holder, of_branch
from workflows.appraisal.workbooks.results import write
from workflows.engine import exports
from workflows.engine.downloads import as_file, footer
from workflows.engine.errors import NotAllowed
from workflows.engine.views import refused_page


@login_required
@require_safe
def ballot(request: HttpRequest, number: str, form: str) -> HttpResponse:
    """One blank ballot, A4, like every other: to be printed as often as needed."""
    meeting = find_meeting(request, number)
    kind = plan_of(meeting.round).form_by_code.get(form)
    if kind is None:
        raise Http404
    if not of_branch(request, meeting) and holder(request, meeting) is None:
        back = reverse("record", args=[number])
        return refused_page(request, NotAllowed("测评票由支部印发，您可以查看会议。"), back)
    subjects = [name for _, name in counting.subjects(kind, counting.judged(meeting))]
    context = {
        "meeting": meeting,
        "form": kind,
        "subjects": subjects,
        "points": kind.kind is Kind.NUMBERS,
        "of_members": kind.subject is Subject.MEMBERS,
    }
    return render(request, "appraisal/ballot_paper.html", context)


@login_required
@require_safe
def book(request: HttpRequest, number: str) -> HttpResponse:
    """Roll and results as .xlsx, for the branch alone; the ledger keeps who took it."""
    meeting = find_meeting(request, number)
    if not of_branch(request, meeting):
        back = reverse("record", args=[number])
        return refused_page(request, NotAllowed("名册和测评结果由党支部掌握，您可以查看会议。"), back)
    exports.taken(f"{meeting.title()}名册和结果", by=request.actor)  # type: ignore[attr-defined]
    return as_file(write(meeting, footer(request)), f"{meeting.title()}名册和结果.xlsx")
