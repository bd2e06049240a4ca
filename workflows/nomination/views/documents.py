"""Documents made from templates: 汇总表 for all who take part, 公示稿 and the draft of the decision for the host."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.views.decorators.http import require_safe

from workflows.engine import documents, downloads, pages
from workflows.engine.errors import Refused
from workflows.engine.models import Publicity, Round
from workflows.engine.round_door import find_round, refused, runs, user_of
from workflows.nomination import queries
from workflows.nomination.models import NominationList
from workflows.nomination.queries import document_kinds as kinds
from workflows.nomination.queries import documents as reading
from workflows.nomination.queries.rounds import lists
from workflows.nomination.queries.summary import NOT_ON_IT
from workflows.nomination.states import NominationState as S

OF_ROUND = {"summary": kinds.SUMMARY, "notice": kinds.NOTICE, "decision": kinds.DECISION}
NOTHING = {
    "summary": "还没有您能看到的推荐对象，提名提交以后才有汇总表。",
    "notice": "还没有等待公示的推荐对象，审定以后可以生成公示稿。",
    "decision": "还没有公示期满的推荐对象，公示期满以后可以生成代拟稿。",
}
"""What is missing for a document that would be empty."""
FORMATS = {"docx": "Word", "xlsx": "Excel"}


@login_required
@require_safe
def of_round(request: HttpRequest, pk: int, name: str) -> HttpResponse:
    """A document of a round, by a name such as notice.docx; `?publicity=` names one notice of it."""
    round_ = find_round(request, pk, queries.KEY)
    word, _, extension = name.rpartition(".")
    kind = OF_ROUND.get(word)
    if kind is None or extension not in kind.formats or round_.status == Round.Status.DRAFT:
        raise Http404
    values = _values(request, round_, word)
    try:
        if not values["总数"]:
            raise Refused(NOTHING[word])
        return _made(request, kind, extension, values, f"{round_.title}{kind.label}")
    except Refused as error:
        return refused(request, error, round_)


def _values(request: HttpRequest, round_: Round, word: str) -> dict[str, Any]:
    """What the document says. Raises Http404 for who may not have it."""
    if word == "summary":
        return reading.summary_of_round(user_of(request), round_)
    if word == "notice":
        return reading.notice(round_, _publicity(request, round_))
    if not runs(request, round_):
        raise Http404
    return reading.decision(round_)


def _publicity(request: HttpRequest, round_: Round) -> Publicity | None:
    """The notice that the address names, else the next to print. Raises Http404 for one that is not one's own.

    A notice inside a unit is printed by those who see the unit's list; the others by who runs the round.
    """
    key = request.GET.get("publicity")
    if key is not None:
        found = get_object_or_404(Publicity.objects.select_related("unit"), round=round_, pk=pages.key_of(key))
        if found.unit_id is not None and lists(user_of(request)).filter(within=found).exists():
            return found
    if not runs(request, round_):
        raise Http404
    return reading.next_notice(round_) if key is None else found


@login_required
@require_safe
def of_list(request: HttpRequest, number: str) -> HttpResponse:
    """The 汇总表 of a unit's list."""
    _, record = pages.find(request, number)
    if not isinstance(record, NominationList):
        raise Http404
    values, title = reading.summary_of_list(record), f"{record.title()}汇总表"
    try:
        if not values["总数"]:
            raise Refused("名单里还没有推荐对象，没有可以导出的。")
        return _made(request, kinds.SUMMARY, "xlsx", values, title)
    except Refused as error:
        return refused(request, error, record.round)


def _made(
    request: HttpRequest, kind: documents.DocumentKind, extension: str, values: dict[str, Any], title: str
) -> HttpResponse:
    said = downloads.footer(request)
    content = documents.make(kind, extension, values | {"导出": said}, said)
    return downloads.as_file(content, f"{title}.{extension}", downloads.TYPES[extension])


# --- what pages offer ----------------------------------------------------------------------------------------------


def of_page(
    round_: Round, *, may_run: bool, notices: Sequence[Publicity], states: Mapping[str, int]
) -> list[dict[str, str]]:  # fmt: skip
    """The documents of a round's page, for each of its public notices a 公示稿 and one for who still waits for one;
    what is waited for where one is empty.

    `states`: how many nominations stand in each state. No statement.
    """
    if round_.status == Round.Status.DRAFT:
        return []
    found = [_offered(round_, "summary", "汇总表", any(n for state, n in states.items() if state not in NOT_ON_IT))]
    if not may_run:
        return found
    found += [_offer(round_, "notice", f"公示稿（{_from(each)}）", f"?publicity={each.pk}") for each in notices]
    waiting = bool(states.get(S.ANNOUNCING))
    if waiting or not notices:
        found.append(_offered(round_, "notice", "公示稿（待公示）" if notices else "公示稿", waiting))
    label = "上报文代拟稿" if queries.award_of(round_).reports_to else "表彰决定代拟稿"
    return [*found, _offered(round_, "decision", label, any(states.get(each) for each in reading.to_confer(round_)))]


def _offered(round_: Round, word: str, label: str, full: bool) -> dict[str, str]:
    """A document where somebody stands in it, else what it waits for."""
    return _offer(round_, word, label) if full else {"label": label, "waits": NOTHING[word]}


def _from(publicity: Publicity) -> str:
    return f"{publicity.starts_on.month}月{publicity.starts_on.day}日起"


def _offer(round_: Round, word: str, label: str, query: str = "") -> dict[str, str]:
    (extension,) = OF_ROUND[word].formats
    url = reverse("nomination:document", args=[round_.pk, f"{word}.{extension}"])
    return {"label": label, "format": FORMATS[extension], "url": f"{url}{query}"}


def of_list_page(submission: NominationList, *, members: int, compiling: bool) -> list[dict[str, Any]]:
    """What a list's page offers: 汇总表 and forms once somebody is in it; bringing a 汇总表 in. No statement."""
    number = submission.process.number
    found: list[dict[str, Any]] = []
    if compiling:
        found.append({"label": "导入汇总表", "url": reverse("nomination:import", args=[number])})
    if members:
        export = reverse("nomination:list_export", args=[number])
        found.append({"label": "导出汇总表", "url": export, "download": True})
        found.append({"label": "推荐审批表", "url": reverse("nomination:papers", args=[number, "form"])})
    if submission.within_id is not None:
        notice = reverse("nomination:document", args=[submission.round_id, "notice.docx"])
        url = f"{notice}?publicity={submission.within_id}"
        found.append({"label": "单位内公示稿", "url": url, "download": True})
    return found
