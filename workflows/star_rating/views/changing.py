"""Changing a published star: proposing it, what its record shows; and all the stars that a unit ever had."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from permissions import access
from permissions.roles import Right
from workflows.engine import called_for, decisions, pages
from workflows.engine.decisions import capacities
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Fact, Meeting
from workflows.engine.record_page import History
from workflows.engine.views import STATUS, refused_page
from workflows.star_rating import actions, queries
from workflows.star_rating.forms import ChangeForm
from workflows.star_rating.models import Rating, StarChange
from workflows.star_rating.queries import stars
from workflows.star_rating.rules import plain
from workflows.star_rating.states import RatingState
from workflows.star_rating.views.round_door import user_of

NOT_YOURS = "星级变更由工委组织部提出，您可以查看。"


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, number: str) -> HttpResponse:
    """Propose to change a published star; what the star is now stands beside the form."""
    _, rating = pages.find(request, number)
    if not isinstance(rating, Rating):
        raise Http404
    if not may_change(request, rating):
        return refused_page(request, NotAllowed(NOT_YOURS), reverse("record", args=[number]))
    form = ChangeForm(request.POST if request.method == "POST" else None, rating=rating)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            made = actions.change_propose(rating, actions.NewStar(**form.cleaned_data), by=decisions.actor(request))
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, f"已提请工委审定，编号{made.process.number}。")
            return redirect("record", number=made.process.number)
    return _page(request, rating, form, status)


def may_change(request: HttpRequest, rating: Rating) -> bool:
    """Whether one of the person's posts proposes changes of stars. No statement once the round is loaded."""
    return bool(capacities(request, Right.SUPERVISE, rating.round.unit_id, queries.KEY))


def _page(request: HttpRequest, rating: Rating, form: ChangeForm, status: int) -> HttpResponse:
    star = stars.star_of(rating)
    now = f"现在的星级：{star.words}，得分{star.value['score']}（{star.source}）。" if star else "现在没有公布的星级。"
    context = {
        "heading": f"变更{rating.unit.short_name}的星级",
        "text": now,
        "effect": "提请工委审定，审定同意后才生效；原评定记录不改动，新的星级取代原星级，历年都可查。",
        "form": form,
        "action_label": "提请审定",
        "back_url": reverse("record", args=[rating.process.number]),
    }
    return render(request, "workflows/confirm.html", context, status=status)


# --- what pages show ---------------------------------------------------------------------------------------------


def change_details(change: StarChange, history: History, request: HttpRequest) -> dict[str, Any]:
    """The star before and after, why, and the meeting that decided it."""
    meeting = Meeting.objects.filter(process=change.process_id).first()
    rows = [
        ("党支部", change.unit.name),
        ("变更", change.get_kind_display()),
        ("现星级", f"{change.fact.words}（{change.fact.source}）"),
        ("变更后", change.words),
        ("更正后得分", "" if change.score is None else plain(change.score)),
        ("得分对应的星级", f"{change.by_score}（与变更后的星级不同）" if change.by_score else ""),
        ("变更原因", change.reason),
        ("依据", change.basis),
        ("审定会议", f"{meeting.body}　{meeting.held_on:%Y年%m月%d日}　{meeting.number}".strip() if meeting else ""),
        ("会议决定", meeting.minutes if meeting else ""),
    ]
    return {
        "facts": [{"label": label, "value": value} for label, value in rows if value],
        "links": [
            {"label": "原评定", "url": reverse("record", args=[change.rating.process.number])},
            {"label": "历年星级", "url": reverse("star_rating:unit_stars", args=[change.unit_id])},
        ],
    }


def after_publication(rating: Rating, request: HttpRequest) -> dict[str, Any]:
    """What an ended rating shows beyond itself: what it called for; published, its changes and what may be done."""
    if rating.process.finished is None:
        return {}
    called = called_for.rows(stars.events_of(rating), user_of(request))
    if rating.state != RatingState.PUBLISHED:
        return {"called_for": called}
    links = [{"label": "历年星级", "url": reverse("star_rating:unit_stars", args=[rating.unit_id])}]
    if may_change(request, rating):
        links.append({"label": "变更星级", "url": reverse("star_rating:change", args=[rating.process.number])})
    return {
        "after_links": links,
        "changes_made": [_change(row) for row in stars.changes_of(rating)],
        "called_for": called,
    }


def _change(row: StarChange) -> dict[str, str]:
    return {
        "title": f"{row.get_kind_display()}：{row.fact.words} → {row.words}",
        "url": reverse("record", args=[row.process.number]),
        "state": row.get_state_display(),
        "reason": row.reason,
    }


@login_required
@require_safe
def unit_stars(request: HttpRequest, pk: int) -> HttpResponse:
    """Every star that a unit had or has, with what superseded it; for those who may see the unit."""
    unit = get_object_or_404(access.units(user_of(request), queries.KEY), pk=pk)
    rows = list(stars.history(unit.pk))
    context = {"unit": unit, "rows": [_star(row) for row in rows]}
    return render(request, "star_rating/unit_stars.html", context)


def _star(row: Fact) -> dict[str, Any]:
    return {
        "year": row.year,
        "words": row.words,
        "level": row.value.get("tier") or 0,
        "score": row.value.get("score", ""),
        "source": row.source,
        "url": reverse("record", args=[row.process.number]) if row.process else "",
        "since": row.valid_from,
        "superseded": row.superseded_by_id is not None,
    }
