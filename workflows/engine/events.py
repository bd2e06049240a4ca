"""Events: what a step of one process asks another to take up, written with it, so that a rollback leaves none."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from workflows.engine import registry
from workflows.engine.models import Event, Process


@dataclass(frozen=True)
class NewEvent:
    """An event of a kind that some process declares: from which record, about which unit, with what it tells.

    `item` tells several events of one source and kind apart.
    """

    kind: str
    source_id: int
    unit_id: int
    data: dict[str, Any] = field(default_factory=dict)
    item: str = ""


def raise_many(new: Sequence[NewEvent]) -> None:
    """Put events into the outbox; one that is there already stays as it is. Raises KeyError: undeclared kind."""
    undeclared = {event.kind for event in new} - registry.event_kinds().keys()
    if undeclared:
        raise KeyError(f"events not declared by any process: {sorted(undeclared)}")
    now = timezone.now()
    Event.objects.bulk_create([Event(**vars(event), raised_at=now) for event in new], ignore_conflicts=True)


def waiting(kind: str) -> QuerySet[Event]:
    """The events of a kind that nobody has taken up and that still stand, the oldest first."""
    return Event.objects.filter(kind=kind, taken_at__isnull=True).order_by("pk")


def settle(kind: str, sources: Collection[int]) -> int:
    """Mark what these records raised and nobody took up yet as no longer called for. Returns how many."""
    rows = Event.objects.filter(kind=kind, source__in=sources, taken_at__isnull=True)
    return rows.update(taken_at=timezone.now())


def called_for(sources: Q) -> list[Event]:
    """What these records called for and still do, or somebody took up: by their `source`. One statement."""
    settled = Q(taken_at__isnull=False, answer__isnull=True)
    return list(Event.objects.filter(sources).exclude(settled).select_related("answer").order_by("pk"))


def take(event: Event, answer: Process | None) -> bool:
    """Mark an event as taken up by a record, in the transaction that makes it. False: somebody was faster."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("take() belongs into the transaction that answers the event")
    rows = Event.objects.filter(pk=event.pk, taken_at__isnull=True)
    return rows.update(taken_at=timezone.now(), answer=answer) == 1
