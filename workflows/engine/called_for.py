"""What a record called for elsewhere and who took it up, as its own page shows it."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse

from permissions.models import User
from workflows.engine.models import Event, Process
from workflows.engine.pages import visible


def rows(events: Sequence[Event], user: User) -> list[dict[str, Any]]:
    """What each event says, and the record that answers it, linked for whoever may see that one.

    A statement for each kind of record that answers; none while nothing was taken up.
    """
    able = _visible([event.answer for event in events if event.answer], user)
    return [_row(event, able) for event in events]


def link(process: Process | None, user: User) -> str:
    """The address of a record for whoever may see it; empty for others."""
    return _url(process, _visible([process], user)) if process else ""


def _row(event: Event, able: set[int]) -> dict[str, Any]:
    number = event.answer.number if event.answer else ""
    return {**event.data, "number": number, "url": _url(event.answer, able)}


def _url(process: Process | None, able: set[int]) -> str:
    return reverse("record", args=[process.number]) if process and process.pk in able else ""


def _visible(processes: Sequence[Process], user: User) -> set[int]:
    models = {process.flow_class.model for process in processes}
    return {
        key
        for model in models
        for key in visible(model._default_manager.filter(process__in=processes), user).values_list("process", flat=True)
    }
