"""Problems that other processes found: each event becomes one, on the desk of the host of a programme that takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone

from permissions.actor import SYSTEM
from permissions.models import OrgClosure
from workflows.engine import events
from workflows.engine.models import Event, Round
from workflows.engine.transitions import open_many
from workflows.rectification.models import Problem
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.rules import LimitKind, Programme

AT_ONCE = 500
"""Events of one run; the rest come with the next."""


@dataclass(frozen=True)
class Taker:
    """A running programme with its document as the rules read it."""

    round: Round
    programme: Programme


def take_up_due(_today: date) -> int:
    """Register a problem for every event that a running programme takes. Returns how many.

    Of several programmes the one of the nearest superior takes it, the latest first. An event that none takes waits.
    """
    takers = [Taker(each, programme_of(each)) for each in _running()]
    kinds = {kind for taker in takers for source in taker.programme.sources for kind in source.events}
    waiting = Event.objects.filter(kind__in=kinds, taken_at__isnull=True).select_related("source")
    found = list(waiting.order_by("pk")[:AT_ONCE])
    above = _distances(found)
    return sum(_take(event, taker) for event in found if (taker := _taker(event, takers, above)) is not None)


def _running() -> Sequence[Round]:
    rows = Round.objects.filter(process_key=KEY, status=Round.Status.OPEN)
    return list(rows.select_related("unit").order_by("-pk"))


def _distances(found: Sequence[Event]) -> dict[tuple[int, int], int]:
    """How far each unit above stands from the units of the events. One statement."""
    rows = OrgClosure.objects.filter(descendant__in={event.unit_id for event in found})
    return {(below, above): depth for below, above, depth in rows.values_list("descendant_id", "ancestor_id", "depth")}


def _taker(event: Event, takers: Sequence[Taker], above: dict[tuple[int, int], int]) -> Taker | None:
    able = [
        taker
        for taker in takers
        if taker.programme.source_for(event.kind) and (event.unit_id, taker.round.unit_id) in above
    ]
    return min(able, key=lambda taker: above[event.unit_id, taker.round.unit_id], default=None)


@transaction.atomic
def _take(event: Event, taker: Taker) -> int:
    """Register one; 0 when another worker was faster."""
    source = taker.programme.source_for(event.kind)
    assert source is not None  # noqa: S101 - the taker was chosen by it
    limits = sorted(taker.programme.limits, key=lambda limit: limit.kind is not LimitKind.DATED)
    problem = Problem(
        round=taker.round, unit_id=event.unit_id, source=source.code, limit=limits[0].code, origin=event.source,
        text=str(event.data["text"])[:2000], requirement=str(event.data.get("requirement", ""))[:2000],
        found_on=timezone.localdate(event.raised_at),
    )  # fmt: skip
    (made,) = open_many([problem], by=SYSTEM, comment=f"由{event.source.title}转来。")
    if not events.take(event, made.process):
        transaction.set_rollback(True)
        return 0
    return 1
