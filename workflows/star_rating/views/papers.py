"""自评表 and 审定表 on A4, of a branch or of a whole list: to print, as .docx, and the scan sent back."""

from collections.abc import Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.engine import decisions, documents, downloads, pages
from workflows.engine.attachments import SIGNED
from workflows.engine.errors import Refused
from workflows.engine.flow import ProcessFlow
from workflows.engine.transitions import seen_of
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries import document_kinds as kinds
from workflows.star_rating.queries.papers import (
    SIGNED_AT,
    Papers,
    asks_for_scan,
    outdated,
    scan_lacking,
    scans,
)
from workflows.star_rating.views.desk import open_desk
from workflows.star_rating.views.round_door import refused, user_of

KINDS = {"own": kinds.OWN_SHEET, "decision": kinds.DECISION_SHEET}
EMPTY = "还没有可以打印的审定表：初评提交以后才有。"
MOST = 100
"""Papers that one document holds, while a person waits for it; a longer list is printed from the round's archive."""


@login_required
@require_safe
def papers(request: HttpRequest, number: str, name: str) -> HttpResponse:
    """The papers of a record: own or decision to print, own.docx or decision.docx to take along."""
    flow, record = pages.find(request, number)
    word, _, extension = name.partition(".")
    kind = KINDS.get(word)
    if kind is None or extension not in ("", "docx") or not isinstance(record, Rating | RatingList):
        raise Http404
    rows = _rows(request, record)
    if word == "decision":
        rows = [row for row in rows if row.result]
    try:
        if not rows:
            raise Refused(EMPTY)
        if len(rows) > MOST:
            raise Refused(f"一次最多打印{MOST}个支部，本批有{len(rows)}个，请从批次的归档文件中取用。")
        values = _values(request, rows, word)
        if extension:
            made = documents.make(kind, extension, values)
            return downloads.as_file(made, f"{record.title()}{kind.label}.docx", downloads.DOCX)
    except Refused as error:
        return refused(request, error)
    return render(request, f"star_rating/paper_{word}.html", _context(request, flow, record, word, values))


def _rows(request: HttpRequest, record: Rating | RatingList) -> Sequence[Rating]:
    if isinstance(record, RatingList):
        return queries.members(record)
    return list(Rating.objects.filter(pk=record.pk).select_related("unit", "round", "process", "submission__unit"))


def _reviewed(record: Rating | RatingList) -> bool:
    """Whether there is a 审定表 yet; the members of a list were all reviewed."""
    return isinstance(record, RatingList) or bool(record.result)


def _values(request: HttpRequest, rows: Sequence[Rating], word: str) -> dict[str, Any]:
    """What the papers say; what bodies decided only to those who may see the list."""
    lists = {row.submission_id for row in rows}
    seen = pages.visible(RatingList.objects.all(), user_of(request)).filter(pk__in=[pk for pk in lists if pk])
    read = Papers(rows, meetings=seen.exists())
    return read.own() if word == "own" else read.decision()


def _context(
    request: HttpRequest, flow: type[ProcessFlow], record: Rating | RatingList, word: str, values: dict[str, Any]
) -> dict[str, Any]:
    number = record.process.number
    task = open_desk(record)
    at_desk = task is not None and record.state == SIGNED_AT[type(record)]
    holds = at_desk and bool(decisions.capacities(request, task.right, task.unit_id, flow.key))  # type: ignore[union-attr]
    cited = list(scans([record.process_id]).select_related("attachment"))
    asked = asks_for_scan(record)
    return values | {
        "record": record,
        "heading": f"{record.title()}{KINDS[word].label}",
        "number": number,
        "back_url": reverse("record", args=[number]),
        "docx_url": reverse("star_rating:papers", args=[number, f"{word}.docx"]),
        "other": [
            {"label": kind.label, "url": reverse("star_rating:papers", args=[number, other])}
            for other, kind in KINDS.items()
            if other != word and (other == "own" or _reviewed(record))
        ],
        "scans": [
            {"pk": row.pk, "file": row.attachment, "old": outdated(record, row) if asked else ""} for row in cited
        ],
        "asked": asked,
        "lacking": scan_lacking(record, cited) if asked else "",
        "may_scan": holds,
        "seen": seen_of(record) if holds else "",
        "code": SIGNED,
    }
