"""One measure: what its page shows, changing it in a plan, taking it out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from permissions.roles import Right
from workflows.engine import decisions, pages
from workflows.engine.errors import Refused
from workflows.engine.record_page import History
from workflows.engine.transitions import Seen
from workflows.engine.views import refused_page
from workflows.rectification import actions
from workflows.rectification.forms.steps import ChangeForm
from workflows.rectification.models import Measure, Problem
from workflows.rectification.queries import KEY
from workflows.rectification.states import MeasureState
from workflows.rectification.states import ProblemState as S
from workflows.rectification.views.steps import OLD_PAGE, Step, offered, take


def measure_details(measure: Measure, history: History, request: HttpRequest) -> dict[str, Any]:
    """The problem it serves, as much of it as whoever does it must know, and what was reported. Three statements."""
    problem = Problem.objects.select_related("unit", "process").get(pk=measure.problem_id)
    able = pages.visible(Problem.objects.filter(pk=problem.pk), request.user).exists()  # type: ignore[arg-type]
    return {
        "problem": problem,
        "problem_url": reverse("record", args=[problem.process.number]) if able else "",
        "reports": list(measure.reports.select_related("by__person")),
        "links": offered(request, measure),
        "may_file": measure.state == MeasureState.WORKING and _able(request, measure),
    }


def _able(request: HttpRequest, measure: Measure) -> bool:
    return bool(decisions.capacities(request, Right.PROPOSE, measure.unit_id, KEY))


def _found(request: HttpRequest, number: str, measure: str) -> tuple[Problem, Measure]:
    """A problem that the person may see, and one of its measures that is still being drafted. Raises Http404."""
    _, problem = pages.find(request, number)
    if not isinstance(problem, Problem):
        raise Http404
    rows = Measure.objects.filter(problem=problem, state=MeasureState.DRAFTED)
    return problem, get_object_or_404(rows.select_related("unit", "process"), process__number=measure)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, number: str, measure: str) -> HttpResponse:
    """Change a measure of a plan that is being made."""
    problem, found = _found(request, number, measure)
    step = Step("修改措施", ChangeForm, (S.PLANNING,), actions.measure_change)
    return take(request, problem, step, measure=found)


@login_required
@require_POST
def remove(request: HttpRequest, number: str, measure: str) -> HttpResponse:
    """Take a measure out of a plan that is being made."""
    problem, found = _found(request, number, measure)
    by = decisions.in_post(request, Right.PROPOSE, problem.unit_id, KEY)
    try:
        seen = Seen.parse(request.POST.get("seen", ""))
        if seen is None:
            raise Refused(OLD_PAGE)
        actions.measure_remove(problem, found, by=by, seen=seen)
    except Refused as error:
        return refused_page(request, error, reverse("record", args=[number]))
    messages.success(request, "措施已删去。")
    return redirect("record", number=number)
