"""Taking an honour back: proposing it, what its record shows, and what an award shows of it."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permissions.roles import Right
from workflows.engine import decisions, pages
from workflows.engine.decisions import capacities
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.record_page import History
from workflows.engine.views import STATUS, refused_page
from workflows.nomination import actions, queries
from workflows.nomination.forms.revocations import RevocationForm
from workflows.nomination.models import Nomination, Revocation
from workflows.nomination.queries.revoking import nobody_decides
from workflows.nomination.states import NominationState, RevocationState
from workflows.nomination.views.correcting import document_of

NOT_YOURS = "撤销荣誉由主办单位提出，您可以查看。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose to take an honour back, with the reason."""
    _, nomination = pages.find(request, number)
    if not isinstance(nomination, Nomination):
        raise Http404
    if not may_propose(request, nomination):
        return refused_page(request, NotAllowed(NOT_YOURS), reverse("record", args=[number]))
    by = decisions.in_post(request, Right.REVIEW, nomination.round.unit_id, queries.KEY)
    if why := nobody_decides(nomination, by.people):
        return refused_page(request, Refused(why), reverse("record", args=[number]))
    form = RevocationForm(request.POST if request.method == "POST" else None)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = actions.revocation_propose(nomination, form.cleaned_data["reason"], by=by)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, f"已提请撤销，编号{made.process.number}。")
            return redirect("record", number=made.process.number)
    return render(request, "workflows/confirm.html", _page(nomination, form), status=status)


def may_propose(request: HttpRequest, nomination: Nomination) -> bool:
    """Whether one of the person's posts is in the department of the host. No statement once the round is loaded."""
    return bool(capacities(request, Right.REVIEW, nomination.round.unit_id, queries.KEY))


def _page(nomination: Nomination, form: RevocationForm) -> dict[str, Any]:
    award = queries.award_of(nomination.round)
    category = award.by_code[nomination.category].name
    return {
        "heading": f"撤销{nomination.candidate}的荣誉",
        "text": f"{nomination.round.title}，{category}。",
        "effect": "提请主办单位研究，登记批准机关和文号后荣誉才撤销；原推荐记录不改动，荣誉台账注明撤销。",
        "form": form,
        "action_label": "提请撤销",
        "back_url": reverse("record", args=[nomination.process.number]),
    }


def revocation_details(revocation: Revocation, history: History, request: HttpRequest) -> dict[str, Any]:
    """Whose honour, why, by whom and under which document it is taken back, and whether the plaque is there."""
    rows = [
        ("授予对象", revocation.nomination.candidate),
        ("荣誉", revocation.fact.words),
        ("授予机关", revocation.fact.value["sponsor"]),
        ("授予文号", revocation.fact.value["document"]),
        ("撤销原因", revocation.reason),
        ("批准机关", revocation.approved_by),
        ("撤销文号", revocation.document),
        ("撤销日期", _day(revocation.revoked_on)),
        ("牌匾、证书收回", _day(revocation.plaque_back_on)),
    ]
    number = revocation.nomination.process.number
    return {
        "facts": [{"label": label, "value": value} for label, value in rows if value],
        "links": [{"label": "原推荐", "url": reverse("record", args=[number])}],
    }


def _day(day: Any) -> str:
    return f"{day:%Y年%-m月%-d日}" if day else ""


def after_award(request: HttpRequest, nomination: Nomination) -> dict[str, Any]:
    """What an award shows beyond itself: its document, what was done about it since, and what may be done."""
    if nomination.state in (NominationState.RECOMMENDED, NominationState.NOT_AWARDED):
        return _after_it_went_up(request, nomination)
    if nomination.state != NominationState.AWARDED:
        return {}
    hosts = _of_the_host(request, nomination)
    rows = nomination.revocations.select_related("process").order_by("-pk")
    if not hosts:
        rows = rows.exclude(state=RevocationState.DECIDING)
    subject = (
        ("person_honours", nomination.person_id) if nomination.person_id else ("unit_honours", nomination.honoured_id)
    )
    links = [{"label": "历年荣誉", "url": reverse(f"nomination:{subject[0]}", args=[subject[1]])}]
    if may_propose(request, nomination):
        links.append({"label": "撤销荣誉", "url": reverse("nomination:revoke", args=[nomination.process.number])})
        links.append(_correction(nomination))
    return {
        "after_links": links,
        "award_document": nomination.conferred_by.words if nomination.conferred_by else "",
        "revocations": [_made(row, linked=hosts) for row in rows],
    }


def _after_it_went_up(request: HttpRequest, nomination: Nomination) -> dict[str, Any]:
    """The document under which it went up, or was passed over, for whoever may correct its number."""
    if not may_propose(request, nomination):
        return {}
    document = document_of(nomination)
    return {
        "after_heading": "上报之后",
        "after_links": [_correction(nomination)],
        "award_document": document.words if document else "",
    }


def _correction(nomination: Nomination) -> dict[str, str]:
    return {"label": "更正文号", "url": reverse("nomination:document_correct", args=[nomination.process.number])}


def _of_the_host(request: HttpRequest, nomination: Nomination) -> bool:
    """Whether the person holds a post of the host, whose record a revocation is until it is decided. No statement."""
    posts = request.posts  # type: ignore[attr-defined]
    return any(post.unit_id == nomination.round.unit_id for post in posts)


def _made(row: Revocation, *, linked: bool) -> dict[str, str]:
    return {
        "title": f"撤销荣誉（{row.process.number}）",
        "url": reverse("record", args=[row.process.number]) if linked else "",
        "state": row.get_state_display(),
        "reason": row.reason,
    }
