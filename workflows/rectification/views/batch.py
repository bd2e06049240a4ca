"""One verb on many problems at once: which are offered, and afterwards what became of each."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import decisions, pages
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.engine.round_door import find_round, user_of
from workflows.engine.transitions import Seen
from workflows.engine.views import refused_page
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.queries import KEY, batch, queue
from workflows.rectification.queries.words import Words
from workflows.rectification.views.rows import Days, row

PER_PAGE = 50
REFRESH = 3
"""Seconds after which the page of a run under way loads itself again."""


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
RUNS = frozenset({"assign", "sign"})
"""What may be had on all that is offered at once; what is closed, somebody has looked at."""
RIGHTS = {"assign": (Right.REVIEW,), "sign": (Right.PROPOSE,), "close": (Right.REVIEW, Right.DECIDE)}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def many(request: HttpRequest, pk: int, verb: str) -> HttpResponse:
    """Choose among what is offered, or carry it out on what was chosen. Raises Http404 for another verb.

    `all`: on everything that is offered, in the background.
    """
    round_ = find_round(request, pk, KEY)
    if verb not in VERBS:
        raise Http404
    if request.method == "POST" and request.POST.get("all") and verb in RUNS:
        return _begin(request, round_, verb)
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
        "most": batch.MOST,
        "runs": verb in RUNS,
        "results": results,
        "done": sum(not each["refused"] for each in results),
        "failed": sum(bool(each["refused"]) for each in results),
    }
    return render(request, "rectification/batch.html", context)


def _begin(request: HttpRequest, round_: Round, verb: str) -> HttpResponse:
    """Have the verb taken on all that is offered, each as it stands now and in the post that its desk asks for."""
    found = batch.items(batch.offered(user_of(request), round_, verb), batch.MOST)
    asked = [(each.problem.pk, each.seen, _by(request, each.problem, verb).appointment) for each in found]
    try:
        run = actions.batch_begin(round_, verb, asked, by=user_of(request))
    except Refused as refused:
        return refused_page(request, refused, reverse("rectification:batch", args=[round_.pk, verb]))
    return redirect("rectification:batch_run", pk=round_.pk, run=run.pk)


@login_required
@require_safe
def run(request: HttpRequest, pk: int, run: int) -> HttpResponse:
    """How far an own run is, and what became of each problem. Raises Http404 for another's."""
    round_ = find_round(request, pk, KEY)
    found = batch.run_of(user_of(request), round_, run)
    if found is None:
        raise Http404
    failed = sum(bool(refused) for _, refused in found.results)
    shown = Paginator(found.results, PER_PAGE).get_page(request.GET.get("page"))
    under_way = found.finished_at is None
    context = {
        "round": round_, "run": found, "many": VERBS[found.verb], "total": len(found.items), "failed": failed,
        "done": len(found.results) - failed, "taken": len(found.results), "under_way": under_way,
        "percent": 100 * len(found.results) // len(found.items),
        "stalled": under_way and not queue.at_work(batch.JOBS, found.pk),
        "listed": batch.outcome(found, shown.start_index() - 1 if shown else 0, PER_PAGE),
        "page": {
            "total_text": f"共{len(found.results)}个，每页{PER_PAGE}个", "number": shown.number,
            "previous_url": f"?page={shown.previous_page_number()}" if shown.has_previous() else "",
            "next_url": f"?page={shown.next_page_number()}" if shown.has_next() else "",
        },
    }  # fmt: skip
    response = render(request, "rectification/batch_run.html", context)
    if under_way and not context["stalled"]:
        response.headers["Refresh"] = str(REFRESH)
    return response


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
