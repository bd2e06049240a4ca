"""What a star brings about elsewhere: a low one raises an event, to be put right. 依据: domain 2.5."""

from collections.abc import Sequence

from workflows.engine import events
from workflows.engine.models import Record
from workflows.star_rating import queries


def raise_low_results(stars: Sequence[tuple[Record, int | None]]) -> None:
    """Raise an event for each record whose star calls for follow-up by the scheme of its round. One statement."""
    found = []
    for record, level in stars:
        tier = next((tier for tier in queries.scheme_of(record.round).tiers if tier.level == level), None)
        if tier is not None and tier.follow_up:
            told = {"tier": tier.level, "words": tier.name, "follow_up": tier.follow_up, "days": tier.follow_days}
            found.append(events.NewEvent(queries.LOW_RESULT, record.process_id, record.unit_id, told))
    if found:
        events.raise_many(found)
