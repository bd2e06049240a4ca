"""Documents made from templates: letters of the ladder, the form of 销号, the weekly report."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.engine import documents, downloads, pages
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import find_round, refused, user_of
from workflows.engine.views import refused_page
from workflows.rectification.models import Letter, Problem
from workflows.rectification.queries import KEY
from workflows.rectification.queries import document_kinds as kinds
from workflows.rectification.queries.closing_paper import closing_paper
from workflows.rectification.queries.letter_papers import letter_paper
from workflows.rectification.queries.letters import kind_of
from workflows.rectification.queries.weekly import weekly

FORMATS = {"docx": "Word", "xlsx": "Excel"}
NOT_APPLIED = "还没有申请销号，申请以后可以下载销号审批表。"
NOTHING = "还没有您能看到的问题，登记交办以后才有周报。"
NOT_ISSUED = "这份函还没有签发，签发以后可以下载。"


@login_required
@require_safe
def letter(request: HttpRequest, number: str) -> HttpResponse:
    """A letter as it was issued, for who may see it."""
    _, record = pages.find(request, number)
    if not isinstance(record, Letter):
        raise Http404
    try:
        if record.issued_on is None:
            raise Refused(NOT_ISSUED)
        kind = kinds.LETTERS[kind_of(record).rung]
        return _made(kind, "docx", letter_paper(record), f"{record.number}{record.name}")
    except Refused as error:
        return refused_page(request, error, reverse("record", args=[number]))


@login_required
@require_safe
def closing(request: HttpRequest, number: str) -> HttpResponse:
    """问题销号审批表 of one problem, once its unit applied, for who sees the problem."""
    _, record = pages.find(request, number)
    if not isinstance(record, Problem):
        raise Http404
    try:
        if not record.result:
            raise Refused(NOT_APPLIED)
        kind = kinds.CLOSING_PAPER
        return _made(kind, "docx", closing_paper(record, user_of(request)), f"{number}{kind.label}")
    except Refused as error:
        return refused_page(request, error, reverse("record", args=[number]))


@login_required
@require_safe
def of_round(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """The weekly report of a programme, weekly.docx or weekly.xlsx, as far as the person sees it."""
    round_ = find_round(request, pk, KEY)
    word, _, extension = name.rpartition(".")
    kind = kinds.WEEKLY_REPORT
    if word != "weekly" or extension not in kind.formats or round_.status == Round.Status.DRAFT:
        raise Http404
    values, said = weekly(user_of(request), round_), downloads.footer(request)
    try:
        if not values["总数"]:
            raise Refused(NOTHING)
        title = f"{round_.title}{kind.label}（{values['止']}）"
        return _made(kind, extension, values | {"导出": said}, title, said)
    except Refused as error:
        return refused(request, error, round_)


def _made(
    kind: documents.DocumentKind, extension: str, values: dict[str, Any], title: str, footer: str = ""
) -> HttpResponse:
    content = documents.make(kind, extension, values, footer)
    return downloads.as_file(content, f"{title}.{extension}", downloads.TYPES[extension])


def offered(round_: Round) -> list[dict[str, Any]]:
    """The weekly report, as the pages of a running programme offer it. No statement."""
    return [
        {
            "label": f"{kinds.WEEKLY_REPORT.label}（{FORMATS[extension]}）",
            "url": reverse("rectification:document", args=[round_.pk, f"weekly.{extension}"]),
            "download": True,
        }
        for extension in kinds.WEEKLY_REPORT.formats
    ]
