"""What a published result brings about elsewhere: events of what must be put right. 依据: domain 2.5, 5.1."""

from collections.abc import Iterator, Sequence

from workflows.engine import events
from workflows.engine.models import Record
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.rules import Scheme, Tier, plain
from workflows.star_rating.rules.following import follows_indicators, found_vetoes, low_indicators
from workflows.star_rating.rules.wording import star_name
from workflows.star_rating.states import Sheet


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


def raise_findings(ratings: Sequence[Rating]) -> None:
    """Raise an event for each indicator below what its scheme asks and for each veto found, as 初评 has them.

    One statement, one more where a scheme follows up indicators.
    """
    found = [*_low_indicators(ratings), *_vetoes(ratings)]
    if found:
        events.raise_many(found)


def _low_indicators(ratings: Sequence[Rating]) -> Iterator[events.NewEvent]:
    asked = [row for row in ratings if follows_indicators(queries.scheme_of(row.round))]
    lines = queries.deductions([row.pk for row in asked], Sheet.REVIEW) if asked else {}
    for row in asked:
        for indicator, mark in low_indicators(queries.scheme_of(row.round), lines.get(row.pk, ())):
            words = f"“{indicator.name}”得{plain(mark)}分，低于{plain(indicator.follow_below or mark)}分"
            yield _event(queries.LOW_INDICATOR, row, indicator.code, words)


def _vetoes(ratings: Sequence[Rating]) -> Iterator[events.NewEvent]:
    for row in ratings:
        for code, said in found_vetoes(row.result):
            yield _event(queries.VETOED, row, code, said.rstrip("。"))


def _event(kind: str, rating: Rating, item: str, words: str) -> events.NewEvent:
    told = {"words": words, "text": f"{rating.round.title}：{words}。"}
    return events.NewEvent(kind, rating.process_id, rating.unit_id, told, item)
