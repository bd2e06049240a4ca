"""Sending records of the cast to people of the cast to read."""

from typing import Any

from tests.workflows.engine.signing import posts
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import circulating
from workflows.engine.circulating import Kind, Sending
from workflows.engine.models import Circulation, Record


def send(world: World, record: Record, by: str, *who: str, kind: Kind = Kind.COPY, words: str = "") -> Circulation:
    """Somebody gives these people a copy of a record."""
    return circulating.send(record, Sending(posts(world, *who), kind, words), by=getattr(world, by))


def opens(world: World, record: Record, who: str, page: str = "") -> int:
    """How the record's page, or one below it, answers somebody of the cast."""
    answer: Any = signed_in(world.users[who]).get(f"/records/{record.process.number}/{page}")
    return int(answer.status_code)


def reads(made: Circulation) -> list[tuple[str, bool, bool]]:
    """Each reader, whether it has arrived with him, and whether he has read it, in order."""
    rows = made.copies.order_by("position").select_related("reader__person")
    return [(str(row.reader), row.arrived_at is not None, row.read_at is not None) for row in rows]
