"""Somebody of the cast acts in the post of another."""

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from permissions.actor import Actor
from permissions.models import Appointment
from tests.world import World
from workflows.organisation.actions.delegations import DelegationInput, delegate

DAY = timedelta(days=1)


def today(days: int = 0) -> date:
    """Return the day that is so many days away."""
    return timezone.localdate() + days * DAY


def delegated(
    world: World, giver: str | Actor, to: str, first: int = 0, last: int = 2, **more: Any
) -> Appointment:  # fmt: skip
    """Let somebody act in the only post of a giver, from today for three days."""
    by = giver if isinstance(giver, Actor) else getattr(world, giver)
    given = DelegationInput(world.users[to], today(first), today(last), "出差", **more)
    assert by.appointment is not None
    return delegate(by.appointment, given, by=by)


def acting(world: World, giver: str | Actor, to: str, **more: Any) -> Actor:
    """Return the delegate as he acts for the giver."""
    made = delegated(world, giver, to, **more)
    return Actor(world.users[to], Appointment.every.select_related("unit", "principal__person").get(pk=made.pk))
