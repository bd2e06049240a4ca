"""What the page of a record shows of 抄送 and 传阅: who has read it and when, where one sends it on or marks 已阅."""

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest
from django.urls import reverse

from workflows.engine import partaking
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Circulation, Record

if TYPE_CHECKING:
    from workflows.engine.record_page import History


def context(flow: type[ProcessFlow], record: Record, history: "History", request: HttpRequest) -> dict[str, Any]:
    """The sendings of a record, where one sends it on, and what the person himself is asked to read."""
    by = partaking.actor(flow, history, request) if flow.is_shown_around() else None
    number = history.number
    return {
        "circulations": [_shown(made, by is not None, request.user.pk) for made in history.circulations],
        "circulate_url": reverse("circulate", args=[number]) if by else "",
    }


def _shown(made: Circulation, takes_part: bool, user: int | None) -> dict[str, Any]:
    copies = list(made.copies.all())
    standing = [copy for copy in copies if copy.recalled_at is None]
    mine = next((copy for copy in standing if copy.reader_id == user and copy.arrived_at), None)
    return {
        "made": made,
        "copies": copies,
        "read": sum(copy.read_at is not None for copy in copies),
        "recalls": takes_part and bool(standing),
        "to_read": made.asks and mine is not None and mine.read_at is None,
    }
