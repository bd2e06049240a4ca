"""Documents of a round made from templates: 汇总表 for all who take part, 公示名单 and 通报 for who runs it."""

from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.engine import documents, downloads, pages
from workflows.engine.errors import Refused
from workflows.engine.models import Publicity, Round
from workflows.star_rating.queries import document_kinds as kinds
from workflows.star_rating.queries import documents as reading
from workflows.star_rating.views.round_door import find_round, refused, runs, user_of

OF_ROUND = {"summary": kinds.SUMMARY, "notice": kinds.NOTICE_LIST, "announcement": kinds.ANNOUNCEMENT}
NOTHING = {
    "summary": "",
    "notice": "还没有经工委审定的星级，审定以后可以生成公示名单。",
    "announcement": "还没有公布的星级，公示期满公布以后可以生成通报。",
}
"""What is missing for a document that would be empty."""
FORMATS = {"docx": "Word", "xlsx": "Excel"}


@login_required
@require_safe
def of_round(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A document of a round, by a name such as notice.docx."""
    round_ = find_round(request, pk)
    word, _, extension = name.rpartition(".")
    kind = OF_ROUND.get(word)
    if kind is None or extension not in kind.formats or round_.status == Round.Status.DRAFT:
        raise Http404
    if word != "summary" and not runs(request, round_):
        raise Http404
    try:
        values = _values(request, round_, word)
        content = documents.make(kind, extension, values, values["导出"])
    except Refused as error:
        return refused(request, error, round_)
    return downloads.as_file(content, f"{round_.title}{kind.label}.{extension}", downloads.TYPES[extension])


def _values(request: HttpRequest, round_: Round, word: str) -> dict[str, Any]:
    """What the document says, with who took it. Raises Refused where it would say nothing."""
    if word == "summary":
        values = reading.summary(user_of(request), round_)
    elif word == "notice":
        values = reading.notice(round_, _publicity(request, round_))
    else:
        values = reading.announcement(round_)
    if NOTHING[word] and not values["总数"]:
        raise Refused(NOTHING[word])
    return values | {"导出": downloads.footer(request)}


def _publicity(request: HttpRequest, round_: Round) -> Publicity | None:
    """The public notice that the address names, else the next to print. Raises Http404 for one of another round."""
    key = request.GET.get("publicity")
    if key is None:
        return reading.next_notice(round_)
    return get_object_or_404(Publicity, round=round_, pk=pages.key_of(key))


def of_page(round_: Round, *, runs: bool, waiting: int, published: int) -> list[dict[str, Any]]:
    """The documents that a round's page offers, each in its formats. One statement for who runs the round.

    `waiting`: how many ratings are decided and on no public notice yet; a document that would be empty is not offered.
    """
    summary = _offer(round_, "summary", kinds.SUMMARY.label)
    if not runs:
        return [summary]
    announcement = [_offer(round_, "announcement", kinds.ANNOUNCEMENT.label)] if published else []
    return [summary, *_notices(round_, waiting), *announcement]


def _notices(round_: Round, waiting: int) -> list[dict[str, Any]]:
    """A 公示名单 for each public notice, and one for what waits for the next."""
    label = kinds.NOTICE_LIST.label
    found = [
        _offer(round_, "notice", f"{label}（{_from(each)}）", f"?publicity={each.pk}")
        for each in reading.publicities(round_)
    ]
    if not found:
        return [_offer(round_, "notice", label)] if waiting else []
    return found + ([_offer(round_, "notice", f"{label}（待公示）")] if waiting else [])


def _from(publicity: Publicity) -> str:
    return f"{publicity.starts_on.month}月{publicity.starts_on.day}日起"


def _offer(round_: Round, word: str, label: str, query: str = "") -> dict[str, Any]:
    address = {
        extension: reverse("star_rating:document", args=[round_.pk, f"{word}.{extension}"]) + query
        for extension in FORMATS
    }
    return {"label": label, "files": [{"format": FORMATS[key], "url": url} for key, url in address.items()]}
