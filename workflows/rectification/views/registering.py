"""Registering a problem by hand and changing it before it is handed over; what looks the same is pointed out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import decisions, pages
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import Round
from workflows.engine.round_door import address, find_round
from workflows.engine.transitions import Seen, seen_of
from workflows.engine.views import STATUS, refused_page
from workflows.rectification import actions
from workflows.rectification.forms.registering import RegisterForm
from workflows.rectification.models import Problem
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.queries.repeats import like
from workflows.rectification.states import ProblemState as S
from workflows.rectification.views.steps import OLD_PAGE

HOSTS = "问题由主办单位登记，您可以查看。"
GET_OR_POST = require_http_methods(["GET", "HEAD", "POST"])


@login_required
@GET_OR_POST
def new(request: HttpRequest, pk: int) -> HttpResponse:
    """Register a problem; the first time that something looks the same, it is shown before it is saved."""
    round_ = find_round(request, pk, KEY)
    if not _hosts(request, round_):
        return refused_page(request, NotAllowed(HOSTS), address("round", round_))
    if round_.status != Round.Status.OPEN:
        return refused_page(request, Refused("专项没有在进行，不能登记问题。"), address("round", round_))
    form = _form(request, round_)
    if form.is_valid():
        same = (
            like(round_, form.cleaned_data["unit"], form.cleaned_data["text"]) if not request.POST.get("anyway") else []
        )
        if same:
            return _page(request, form, round_, "登记问题", same=same)
        try:
            unit, given, others = form.given()
            made = actions.problem_register(round_, unit, given, by=_by(request, round_), participants=others)
        except Refused as error:
            form.add_error(None, error.message)
            return _page(request, form, round_, "登记问题", status=STATUS[type(error)])
        messages.success(request, f"已登记，编号{made.process.number}；核对后请交办。")
        return redirect("record", number=made.process.number)
    return _page(request, form, round_, "登记问题", status=422 if form.is_bound else 200)


@login_required
@GET_OR_POST
def change(request: HttpRequest, number: str) -> HttpResponse:
    """Change a problem that was not handed over yet, its lead among the rest."""
    _, problem = pages.find(request, number)
    if not isinstance(problem, Problem):
        raise Http404
    back = reverse("record", args=[number])
    if not _hosts(request, problem.round):
        return refused_page(request, NotAllowed(HOSTS), back)
    if problem.state != S.REGISTERING:
        return refused_page(request, Stale("问题已交办，要修改请先收回改派。"), back)
    form = _form(request, problem.round, problem)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            _save(request, problem, form)
        except Refused as error:
            form.add_error(None, error.message)
            status = STATUS[type(error)]
        else:
            messages.success(request, "已保存。")
            return redirect(back)
    fields = {"seen": request.POST.get("seen") or str(seen_of(problem))}
    return _page(request, form, problem.round, "修改登记", status=status, back_url=back, **fields)


def _save(request: HttpRequest, problem: Problem, form: RegisterForm) -> None:
    seen = Seen.parse(request.POST.get("seen", ""))
    if seen is None:
        raise Refused(OLD_PAGE)
    unit, given, others = form.given()
    actions.problem_save(problem, unit, given, by=_by(request, problem.round), seen=seen, participants=others)


def _form(request: HttpRequest, round_: Round, problem: Problem | None = None) -> RegisterForm:
    data = request.POST if request.method == "POST" else None
    return RegisterForm(data, programme=programme_of(round_), within=round_.unit, problem=problem)


def _hosts(request: HttpRequest, round_: Round) -> bool:
    return bool(decisions.capacities(request, Right.REVIEW, round_.unit_id, KEY))


def _by(request: HttpRequest, round_: Round) -> Actor:
    return decisions.in_post(request, Right.REVIEW, round_.unit_id, KEY)


def _page(
    request: HttpRequest, form: RegisterForm, round_: Round, heading: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"form": form, "round": round_, "heading": heading, "back_url": address("round", round_)} | more
    return render(request, "rectification/register.html", context, status=status)
