"""Problems that other processes found: each event becomes one, on the desk of the host of a programme that takes it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from permissions.actor import SYSTEM
from workflows.engine import events
from workflows.engine.models import Event, Round
from workflows.engine.transitions import open_many
from workflows.rectification.models import Problem
from workflows.rectification.queries import KEY, programme_of
from workflows.rectification.queries.rounds import taking_part
from workflows.rectification.rules import LimitKind, Programme

AT_ONCE = 500
"""Events that a programme takes in one run; the rest come with the next."""


@dataclass(frozen=True)
class Taker:
    """A running programme with its document as the rules read it."""

    round: Round
    programme: Programme

    def waiting(self) -> Sequence[Event]:
        """What it takes and nobody took yet, the first raised first: found at a unit that it is for. One statement."""
        kinds = {kind for source in self.programme.sources for kind in source.events}
        rows = Event.objects.filter(kind__in=kinds, unit__in=taking_part(self.round), taken_at__isnull=True)
        return list(rows.select_related("source").order_by("pk")[:AT_ONCE])


def take_up_due(_today: date) -> int:
    """Register a problem for every event that a running programme takes. Returns how many.

    Of several programmes the one of the nearest superior takes it, the latest first. An event that none takes waits.
    """
    takers = (Taker(each, programme_of(each)) for each in _running())
    return sum(_take(event, taker) for taker in takers for event in taker.waiting())


def _running() -> Sequence[Round]:
    """The lowest host first: of those above a unit, which stand in one line, it is the nearest."""
    rows = Round.objects.filter(process_key=KEY, status=Round.Status.OPEN).annotate(depth=Count("unit__above"))
    return list(rows.select_related("unit").order_by("-depth", "-pk"))


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
