"""One's own problems, and those of one unit, over all programmes."""

from collections.abc import Collection
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from permissions import access
from permissions.roles import Right
from workflows.engine.models import Round
from workflows.engine.pager import paged, pager
from workflows.engine.round_door import user_of
from workflows.rectification.models import Problem
from workflows.rectification.queries import KEY, units
from workflows.rectification.queries.assessments import of_units
from workflows.rectification.queries.words import Words
from workflows.rectification.views.rows import Days, row


@login_required
@require_safe
def mine(request: HttpRequest) -> HttpResponse:
    """What the units lead and do for which the person fills in or signs."""
    posts = request.posts  # type: ignore[attr-defined]
    able = (Right.PROPOSE, Right.DECIDE)
    own = {post.unit_id for post in posts if any(access.brings(post, right, KEY) for right in able)}
    return _page(request, own, "我的整改问题", "您任职单位牵头、参与的整改问题和正在落实的措施")


@login_required
@require_safe
def of_unit(request: HttpRequest, pk: int) -> HttpResponse:
    """What one unit leads, does and takes part in. Raises Http404 for a unit that the person may not see."""
    unit = get_object_or_404(access.units(user_of(request), KEY), pk=pk)
    return _page(request, {unit.pk}, f"{unit.short_name}整改问题", "牵头、参与的整改问题和正在落实的措施")


def _page(request: HttpRequest, own: Collection[int], heading: str, about: str) -> HttpResponse:
    shown = paged(units.still_open(own), request)
    days: dict[int, Days] = {}
    context = {
        "heading": heading,
        "about": about,
        "counted": units.counted(own),
        "rows": [_row(problem, days) for problem in shown],
        "page": pager(shown, request, "个未销号"),
        "measures": [{"measure": each, "url": _url(each)} for each in units.measures(own)],
        "joint": [
            {"problem": each.problem, "unit": each.unit, "url": _url(each.problem) if able else ""}
            for each, able in units.taking_part(own, user_of(request))
        ],
        "closed": [_row(problem, days) for problem in units.closed(own)],
        "assessed": of_units(own),
    }
    return render(request, "rectification/unit.html", context)


def _url(record: Any) -> str:
    return reverse("record", args=[record.process.number])


def _row(problem: Problem, days: dict[int, Days]) -> dict[str, Any]:
    round_: Round = problem.round
    known = days.setdefault(round_.pk, Days(Words(round_)))
    return row(problem, known, _url(problem)) | {"round": round_.title}
