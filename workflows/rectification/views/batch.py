"""One verb on many problems at once: which are offered, and afterwards what became of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import decisions, pages
from workflows.engine.models import Round
from workflows.engine.round_door import find_round, user_of
from workflows.engine.transitions import Seen
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.queries import KEY, batch
from workflows.rectification.queries.words import Words
from workflows.rectification.views.rows import Days, row


@dataclass(frozen=True)
class Many:
    """A verb as it is offered for many: its word, what it brings about, the action that takes it on each."""

    label: str
    effect: str
    act: Callable[..., list[actions.Done]]


VERBS = {
    "assign": Many("批量交办", "所选问题交给各自的责任单位签收，没有写时限的按整改类型推算。", actions.assign_many),
    "sign": Many("批量签收", "所选问题签收后按时限整改。", actions.sign_many),
    "close": Many("批量销号", "所选问题逐个核验：条件不齐的不销号，并说明原因。", actions.close_many),
}
RIGHTS = {"assign": (Right.REVIEW,), "sign": (Right.PROPOSE,), "close": (Right.REVIEW, Right.DECIDE)}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Choose among what is offered, or carry it out on what was chosen. Raises Http404 for another verb."""
    round_ = find_round(request, pk, KEY)
    if verb not in VERBS:
        raise Http404
    results = _carry_out(request, round_, verb) if request.method == "POST" else []
    rows = batch.offered(user_of(request), round_, verb)
    days = Days(Words(round_))
    context = {
        "round": round_,
        "many": VERBS[verb],
        "items": [
            row(each.problem, days, reverse("record", args=[each.problem.process.number]))
            | {"value": f"{each.problem.pk}:{each.seen}"}
            for each in batch.items(rows)
        ],
        "total": rows.count(),
        "at_once": batch.AT_ONCE,
        "results": results,
        "done": sum(not each["refused"] for each in results),
        "failed": sum(bool(each["refused"]) for each in results),
    }
    return render(request, "rectification/batch.html", context)


def _carry_out(request: HttpRequest, round_: Round, verb: str) -> list[dict[str, Any]]:
    """What became of each that was chosen, in its own transaction and in the post that its desk asks for."""
    chosen = dict(_parsed(value) for value in request.POST.getlist("item")[: batch.AT_ONCE])
    rows = Problem.objects.filter(batch.VERBS[verb], round=round_, pk__in=chosen)
    seen = pages.visible(rows.select_related("unit", "process", "round"), user_of(request)).order_by("pk")
    done: list[dict[str, Any]] = []
    for problem in seen:
        (result,) = VERBS[verb].act([(problem, chosen[problem.pk])], by=_by(request, problem, verb))
        done.append({"problem": problem, "refused": result.refused})
    return done


def _parsed(value: str) -> tuple[int, Seen]:
    key, _, seen = value.partition(":")
    return pages.key_of(key), Seen.parse(seen) or Seen(0, 0)


def _by(request: HttpRequest, problem: Problem, verb: str) -> Actor:
    """The person in a post that may bring the right, looked for at the host, the unit and whatever lies between."""
    posts = request.posts  # type: ignore[attr-defined]
    units = {post.unit_id for post in posts} if verb == "close" else {problem.unit_id, problem.round.unit_id}
    for right in RIGHTS[verb]:
        for unit in units:
            if found := decisions.capacities(request, right, unit, KEY):
                return decisions.acting(request, found[0])
    return decisions.actor(request)
