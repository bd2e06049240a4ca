"""推荐审批表 on A4, of one nomination or of a whole list: to print, and as .docx."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.engine import documents, downloads, pages
from workflows.engine.errors import Refused
from workflows.engine.round_door import refused, user_of
from workflows.nomination import queries
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import document_kinds as kinds
from workflows.nomination.queries.papers import NEEDED, Papers
from workflows.nomination.queries.rounds import lists
from workflows.nomination.views.candidate import with_past
from workflows.nomination.views.list_opinions import may_read

MOST = 100
"""Forms that one document holds, while a person waits for it; a longer list is printed from the round's archive."""
EMPTY = "名单里还没有推荐对象，没有可以打印的推荐审批表。"
NAMES = ("form", "form.docx")


@login_required
@require_safe
def papers(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The forms of a record: `form` to print, `form.docx` to take along."""
    _, record = pages.find(request, number)
    if name not in NAMES or not isinstance(record, Nomination | NominationList):
        raise Http404
    try:
        values = _values(request, _rows(record))
        if name == "form":
            return render(request, "nomination/paper_form.html", _context(record, values))
        made = documents.make(kinds.FORM_PAPER, "docx", values)
    except Refused as error:
        return refused(request, error, record.round)
    return downloads.as_file(made, f"{record.title()}{kinds.FORM_PAPER.label}.docx", downloads.DOCX)


def _rows(record: Nomination | NominationList) -> Sequence[Nomination]:
    """The nominations whose forms are wanted. Raises Refused: none, or too many for one document."""
    members = queries.members(record) if isinstance(record, NominationList) else [record]
    if not members:
        raise Refused(EMPTY)
    if len(members) > MOST:
        raise Refused(f"一次最多打印{MOST}份，本批有{len(members)}份，请从批次的归档文件中取用。")
    keys = [row.pk for row in members]
    found = {row.pk: row for row in Nomination.objects.filter(pk__in=keys).select_related(*NEEDED)}
    return [found[key] for key in keys]


def _values(request: HttpRequest, rows: Sequence[Nomination]) -> dict[str, Any]:
    """What the forms say: decisions to those who see the list, 会审 to those of the host, 处分 to those who review."""
    user = user_of(request)
    of = {row.submission_id for row in rows if row.submission_id}
    told = set(lists(user).filter(pk__in=of).values_list("pk", flat=True))
    submission = rows[0].submission
    consulted = submission is not None and may_read(request, submission)
    return Papers(rows, lists=told, consulted=consulted, past=with_past(request, rows)).values()


def _context(record: Nomination | NominationList, values: dict[str, Any]) -> dict[str, Any]:
    number = record.process.number
    return values | {
        "heading": f"{kinds.FORM_PAPER.label}：{record.title()}",
        "number": number,
        "back_url": reverse("record", args=[number]),
        "docx_url": reverse("nomination:papers", args=[number, "form.docx"]),
    }
