"""What runs a round of any process: more time, and one form about a round, shown or carried out.

`process` stands in the address of each process, beside the key of the round.
"""

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from permissions.models import OrgUnit
from workflows.engine import handling as handled
from workflows.engine import registry, reminding, running
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Round
from workflows.engine.round_door import address, find_round, refused, run_round, runner
from workflows.engine.round_forms import ExtendForm, HandlingForm
from workflows.engine.views import STATUS

Make = Callable[[Any, Round], forms.Form]
Carry = Callable[[HttpRequest, Round, dict[str, Any]], str]
Words = Callable[[Round], dict[str, Any]]


def page(request: HttpRequest, pk: int, process: str, make: Make, carry: Carry, words: Words) -> HttpResponse:
    """One form about a round: shown, or carried out, after which the round's page says what was done.

    `words` raises Refused where nothing of the kind can be done any more: then no form is shown.
    """
    try:
        round_ = run_round(request, pk, process)
    except NotAllowed as error:
        return refused(request, error, find_round(request, pk, process))
    form = make(request.POST if request.method == "POST" else None, round_)
    status = 422 if form.is_bound else 200
    if form.is_valid():
        try:
            messages.success(request, carry(request, round_, form.cleaned_data))
            return redirect(address("round", round_))
        except Refused as error:
            form.add_error(None, error.problems if isinstance(error, Incomplete) else error.message)
            status = STATUS[type(error)]
    context = {"text": round_.title, "form": form, "back_url": address("round", round_)}
    try:
        return render(request, "workflows/confirm.html", context | words(round_), status=status)
    except Refused as error:
        return refused(request, error, round_)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def extend(request: HttpRequest, pk: int, process: str) -> HttpResponse:
    """Give a stage more time: 延期 for all, 补报 for one unit."""
    return page(request, pk, process, _extend_form, _extended, _of_extension)


def _extend_form(data: Any, round_: Round) -> ExtendForm:
    stages = {str(state): str(state.label) for state in registry.office(round_.process_key).extended}
    return ExtendForm(data, round_=round_, stages=stages)


def _extended(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    unit: OrgUnit | None = given["unit"]
    made = running.extend_stage(
        round_, given["stage"], unit=unit, until=given["until"], reason=given["reason"], by=runner(request, round_)
    )
    return f"{unit.short_name if unit else '全部单位'}可以办理到{running.words_of(made.until)}。"


def _of_extension(round_: Round) -> dict[str, Any]:
    return {"heading": "延期和补报", "action_label": "延长时间"}


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def handling(request: HttpRequest, pk: int, process: str) -> HttpResponse:
    """Say how long desks may take, when people are reminded, and whether 批量同意 asks for opening first."""
    return page(request, pk, process, _handling_form, _handled, _of_handling)


def _handling_form(data: Any, round_: Round) -> HandlingForm:
    now = {f"days_{state}": days for state, days in round_.handling.get("days", {}).items()}
    more = {"ahead": reminding.ahead_of(round_), "superior": reminding.superior_after(round_)}
    initial = now | more | {"unopened": round_.unopened}
    return HandlingForm(data, stages=handled.handled_stages(round_), initial=initial)


def _handled(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
    handled.set_handling(round_, by=runner(request, round_), **given)
    return "办理时限和提醒已保存，以后到达的事项按新的时限。"


def _of_handling(round_: Round) -> dict[str, Any]:
    handled.check_not_over(round_)
    return {
        "heading": "办理时限和提醒",
        "action_label": "保存",
        "effect": "空着的按各环节原来的天数。规定了截止日期的环节，截止日以前仍按截止日期；已经到达的事项，时限不变。",
    }
