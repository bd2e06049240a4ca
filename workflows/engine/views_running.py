"""Running a round of any process: further units, its cancellation, its close. A process says the words and the deeds.

`process` and `said` stand in the address of each process, beside the key of the round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from workflows.engine.models import Round
from workflows.engine.round_door import runner
from workflows.engine.round_forms import EndForm, MoreUnitsForm
from workflows.engine.views_rounds import page


@dataclass(frozen=True)
class Running:
    """How a process runs its rounds: what is done to one, and what a person reads before and after it."""

    open_more: Callable[..., int]
    """Lets further units take part; returns how many."""
    opened: str
    """The sentence after it, with the number of units."""
    cancel: Callable[..., None]
    of_cancellation: Callable[[Round], str]
    """What a cancellation brings about; raises Refused where a round cannot be cancelled any more."""
    close: Callable[..., Any]
    of_close: Callable[[Round], str]
    """What a close brings about."""
    closed: Callable[[Round, Any], str]
    """The sentence after it, from what `close` returned."""
    word: str = "批次"
    """What the process calls a round."""


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def more(request: HttpRequest, pk: int, process: str, said: Running) -> HttpResponse:
    """Let further units take part in a running round."""

    def carry(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
        return said.opened.format(said.open_more(round_, given["units"], by=runner(request, round_)))

    words = {"heading": "增加参加单位", "action_label": "增加"}
    return page(request, pk, process, _more_form, carry, lambda _round: words)


def _more_form(data: Any, round_: Round) -> MoreUnitsForm:
    return MoreUnitsForm(data, round_=round_)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def cancel(request: HttpRequest, pk: int, process: str, said: Running) -> HttpResponse:
    """Cancel a round."""

    def carry(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
        said.cancel(round_, reason=given["reason"], by=runner(request, round_))
        return f"“{round_.title}”已取消。"

    return page(request, pk, process, _end_form, carry, _ending("取消", said.word, said.of_cancellation))


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def close(request: HttpRequest, pk: int, process: str, said: Running) -> HttpResponse:
    """Close a round by hand."""

    def carry(request: HttpRequest, round_: Round, given: dict[str, Any]) -> str:
        return said.closed(round_, said.close(round_, reason=given["reason"], by=runner(request, round_)))

    return page(request, pk, process, _end_form, carry, _ending("结束", said.word, said.of_close))


def _end_form(data: Any, _round: Round) -> EndForm:
    return EndForm(data)


def _ending(how: str, word: str, effect: Callable[[Round], str]) -> Callable[[Round], dict[str, Any]]:
    label = f"{how}{word}"
    return lambda round_: {"heading": label, "effect": effect(round_), "action_label": label, "tone": "danger"}
