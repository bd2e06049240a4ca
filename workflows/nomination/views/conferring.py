"""Entering the document that gives honours or sends names up, and a higher sponsor's answer; for a list or a round."""

from collections.abc import Callable, Sequence
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permissions.actor import Actor
from workflows.engine import decisions, pages
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Task
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page
from workflows.nomination import actions, queries
from workflows.nomination.forms.conferring import AnswerForm, ConferForm, DocumentForm
from workflows.nomination.models import Nomination, NominationList
from workflows.nomination.queries import conferring
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])
NOT_YOURS = "这份名单现在不由您办理，您可以查看。"
OVER = "这份名单不在“待授予或上报”环节，可能刚刚办结，请重新查看。"
OLD_PAGE = "页面已过期，请刷新后再办理。"


class Desk:
    """A list that waits for a document, whether all lists of its round are taken with it, and who is concerned."""

    def __init__(self, request: HttpRequest, number: str, state: S) -> None:
        _, found = pages.find(request, number)
        if not isinstance(found, NominationList):
            raise Http404
        self.submission = found
        self.whole = request.GET.get("whole") == "1"
        self.lists = list(conferring.lists_to_confer(found, whole=True).select_related("unit"))
        taken = self.lists if self.whole else [each for each in self.lists if each.pk == found.pk]
        self.everybody = conferring.waiting(self.lists, state)
        rows = [row for row in self.everybody if row.submission in taken]
        late = conferring.held(rows)
        self.ready = [row for row in rows if row not in late]
        self.held = [*conferring.waiting(taken, S.PUBLICISING), *late]

    def by(self, request: HttpRequest) -> Actor:
        """The person in the post that the list's desk asks for. Raises NotAllowed, and Refused when it has gone."""
        if self.submission.state != L.CONFERRING:
            raise Refused(OVER)
        task = Task.objects.filter(process=self.submission.process_id, finished__isnull=True).first()
        posts = decisions.capacities(request, task.right, task.unit_id, queries.KEY) if task else []
        if not posts:
            raise NotAllowed(NOT_YOURS)
        return decisions.acting(request, posts[0])


@login_required
@GET_OR_POST
def confer(request: HttpRequest, number: str) -> HttpResponse:
    """Register the 表彰决定, or the 上报文 where the round reports to a higher sponsor."""
    desk = Desk(request, number, S.CONFERRING)
    award = queries.award_of(desk.submission.round)
    form = ConferForm(request.POST if request.method == "POST" else None, award=award)
    higher = award.reports_to
    return _page(request, desk, form, _words_up(higher) if higher else WORDS_GIVE, _confer)


@login_required
@GET_OR_POST
def answer(request: HttpRequest, number: str) -> HttpResponse:
    """Register the higher sponsor's document: who was awarded, who was not and why."""
    desk = Desk(request, number, S.RECOMMENDED)
    form = AnswerForm(request.POST if request.method == "POST" else None, rows=desk.ready)
    return _page(request, desk, form, WORDS_ANSWER, _answer)


WORDS_GIVE = {
    "heading": "登记表彰决定",
    "effect": "登记后荣誉即时生效，记入荣誉台账，不能撤回。有未结异议的不在其中，办结后另行登记。",
    "label": "登记并授予",
}
WORDS_ANSWER = {
    "heading": "登记上级决定",
    "effect": "登记后获授予的荣誉即时生效，记入荣誉台账，不能撤回；没有获授予的须写明原因。",
    "label": "登记上级决定",
}


def _words_up(higher: str) -> dict[str, str]:
    effect = f"登记后人选转为“已推荐上报”，等待{higher}的决定。有未结异议的不在其中，办结后另行登记。"
    return {"heading": "登记上报文", "effect": effect, "label": "登记并上报"}


Act = Callable[[Desk, Any, Actor, Seen], list[Nomination]]


def _confer(desk: Desk, form: Any, by: Actor, seen: Seen) -> list[Nomination]:
    excuse = form.cleaned_data.get("excuse", "")
    return actions.list_confer(desk.submission, form.paper(), by=by, seen=seen, whole=desk.whole, excuse=excuse)


def _answer(desk: Desk, form: Any, by: Actor, seen: Seen) -> list[Nomination]:
    left = form.passed_over()
    return actions.list_answer(desk.submission, form.paper(), left, by=by, seen=seen, whole=desk.whole)


def _page(request: HttpRequest, desk: Desk, form: DocumentForm, words: dict[str, str], act: Act) -> HttpResponse:
    number = desk.submission.process.number
    back = reverse("record", args=[number])
    try:
        by = desk.by(request)
    except Refused as error:
        return refused_page(request, error, back)
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        try:
            done = act(desk, form, by, _seen(request))
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, f"{words['heading']}：已办理{len(done)}个人选。")
            return redirect("record", number=number)
    context = words | _context(desk, form) | {"form": form, "back_url": back, "submission": desk.submission}
    return render(request, "nomination/confer.html", context, status=status)


def _seen(request: HttpRequest) -> Seen:
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused(OLD_PAGE)
    return seen


def _context(desk: Desk, form: DocumentForm) -> dict[str, Any]:
    here = sum(row.submission_id == desk.submission.pk for row in desk.everybody)
    return {
        "seen": str(seen_of(desk.submission)),
        "plain": [form[name] for name in ("number", "dated_on", "excuse") if name in form.fields],
        "rows": [_row(row, form) for row in desk.ready],
        "asks": isinstance(form, AnswerForm),
        "held": [_row(row, form) for row in desk.held],
        "whole": desk.whole,
        "here": here,
        "all_of": len(desk.everybody),
        "units": len({row.submission_id for row in desk.everybody}),
    }


def _row(row: Nomination, form: DocumentForm) -> dict[str, Any]:
    award = queries.award_of(row.round)
    asked = isinstance(form, AnswerForm) and row in form.rows
    return {
        "number": row.process.number,
        "unit": row.submission.unit.short_name if row.submission else "",
        "name": row.candidate,
        "branch": row.unit.short_name if row.person_id else "",
        "category": award.by_code[row.category].name,
        "boxes": form.fields_of(row) if asked else (),  # type: ignore[attr-defined]
    }


def links_of_list(submission: NominationList, rows: Sequence[Nomination], *, may: bool) -> list[dict[str, str]]:
    """Where the page of a list leads: to its notices, and for whom it lies with, to what waits for a document."""
    found = [pages.notice_link(submission.publicity_id)] if submission.publicity_id else []
    if submission.within_id and submission.state != L.COMPILING:
        found.append(pages.notice_link(submission.within_id, "单位内公示页面"))
    if submission.state == L.CONFERRING and may:
        found += _documents(submission, {row.state for row in rows})
    return found


def _documents(submission: NominationList, states: set[str]) -> list[dict[str, str]]:
    number, up = submission.process.number, queries.award_of(submission.round).reports_to
    found = []
    if S.CONFERRING in states:
        label = WORDS_GIVE["heading"] if not up else _words_up(up)["heading"]
        found.append({"label": label, "url": reverse("nomination:confer", args=[number]), "next": "yes"})
    if S.RECOMMENDED in states:
        url = reverse("nomination:answer", args=[number])
        found.append({"label": WORDS_ANSWER["heading"], "url": url, "next": "yes"})
    return found
