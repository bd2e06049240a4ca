"""What a star brings about elsewhere: a low one raises an event, to be put right. 依据: domain 2.5."""

from collections.abc import Sequence

from workflows.engine import events
from workflows.engine.models import Record
from workflows.star_rating import queries
from workflows.star_rating.rules import Scheme, Tier
from workflows.star_rating.rules.wording import star_name


def raise_low_results(stars: Sequence[tuple[Record, int | None]]) -> None:
    """Raise an event for each record whose star calls for follow-up by the scheme of its round. One statement.

    No star at all (取消评星资格, 摘星) calls for what the lowest star with follow-up does; the caller leaves out
    those too new for a star.
    """
    found = []
    for record, level in stars:
        tier = _calling(queries.scheme_of(record.round), level)
        if tier is not None:
            words = star_name(0) if level is None else tier.name
            told = {
                "tier": level or 0, "words": words, "follow_up": tier.follow_up, "days": tier.follow_days,
                "text": f"{record.round.title}评定结果为{words}。", "requirement": tier.follow_up,
            }  # fmt: skip
            found.append(events.NewEvent(queries.LOW_RESULT, record.process_id, record.unit_id, told))
    if found:
        events.raise_many(found)


def _calling(scheme: Scheme, level: int | None) -> Tier | None:
    """The tier whose follow-up a star calls for; None where there is none."""
    able = [tier for tier in scheme.ladder if tier.follow_up and level in (None, tier.level)]
    return able[0] if able else None
