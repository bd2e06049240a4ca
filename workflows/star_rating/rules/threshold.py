"""Which tier a score falls in, or a place in the ranking leads to."""

from decimal import Decimal
from typing import NamedTuple

from workflows.engine.shares import plain

from .results import Reason, ReasonKind, Tone, Used
from .scheme import Scheme
from .tiers import Tier


def by_score(scheme: Scheme, score: Decimal) -> tuple[Tier, Reason]:
    """The tier of a score: which bounds it lies between, and how far the next tier is."""
    tier = scheme.tier_of(score)
    place, above = scheme.ladder.index(tier), next_above(scheme, tier)
    bounds = [tier.bound] if place else []
    inputs = {"at_least": Used(f"{tier.name}下限", plain(tier.at_least), "scheme")}
    if above:
        bounds.append(above.below)
        inputs["next"] = Used(f"{above.name}下限", plain(above.at_least), "scheme")
    text = f"得分{score}，{'、'.join(bounds)}，对应{tier.name}" if bounds else f"得分{score}，对应{tier.name}"
    text += f"，{way_up(above, score)}。" if above else "。"
    tone = Tone.OK if above is None else Tone.NONE if place else Tone.BAD
    return tier, Reason(ReasonKind.THRESHOLD, tone, text, scheme.basis, inputs)


def next_above(scheme: Scheme, tier: Tier | None) -> Tier | None:
    """The tier above this one, the lowest for who has none; None above the highest."""
    place = 0 if tier is None else scheme.ladder.index(tier) + 1
    return scheme.ladder[place] if place < len(scheme.ladder) else None


def way_up(above: Tier, score: Decimal) -> str:
    """How far the next tier is; on its open bound no figure would say it."""
    gap = above.at_least - score
    return f"距{above.name}差{plain(gap)}分" if gap else f"{above.name}须{above.bound}"


UNRANKED = 0
"""The place of a branch that stands outside the ranking."""


class Placed(NamedTuple):
    """Where a branch stands in the ranking, and the level that the places led to; None for those beyond the last."""

    place: int
    level: int | None


def by_place(scheme: Scheme, score: Decimal, placing: Placed | None) -> tuple[Tier | None, Reason]:
    """The tier that a place led to; None while there is no ranking yet, and for those beyond the last place."""
    if placing is None:
        text = f"得分{score}，星级按排名确定，还没有排名。"
        return None, Reason(ReasonKind.PLACE, Tone.NONE, text, scheme.basis, {})
    tier = None if placing.level is None else scheme.tiers_by_level[placing.level]
    if placing.place == UNRANKED:
        text = f"得分{score}，不参加排名。"
        return tier, Reason(ReasonKind.PLACE, Tone.WARN, text, scheme.basis, {})
    text = f"得分{score}，排名第{placing.place}，{outcome_words(scheme, score, placing, tier)}。"
    inputs = {"place": Used("名次", str(placing.place), "list")}
    return tier, Reason(ReasonKind.PLACE, Tone.OK if tier else Tone.WARN, text, scheme.basis, inputs)


def outcome_words(scheme: Scheme, score: Decimal, placing: Placed, tier: Tier | None) -> str:
    """对应五星级（名额2个）; or why there is no star, or no higher one: too few points, no place left."""
    first = scheme.ranking.first if scheme.ranking else None
    if tier is None and first is not None and placing.place > first:
        return f"前{first}名才参加定星"
    above = next_above(scheme, tier)
    short = f"{above.name}须{above.bound}，" if above and not above.holds(score) else ""
    if tier is None:
        return f"{short or '名额已满，'}不评星"
    return f"{short}对应{tier.name}" + ("" if tier.places is None else f"（名额{tier.places}个）")
