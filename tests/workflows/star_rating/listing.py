"""Rounds of schemes that differ from scheme C in one thing, and lists of 甲局 and others in them."""

from dataclasses import replace
from decimal import Decimal
from itertools import count
from typing import Any

from django.utils import timezone

from tests.workflows.engine.steps import UNIT, review
from tests.world import LOOKED_OVER, World, scheme_c
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.rules import Direction, QuotaBase, QuotaNode, QuotaRule, Rounding, Scheme, Tier

OTHER = "乙局机关党委"
VERSIONS = count(1)
"""Schemes are read once per round and version, and rounds of different tests may have the same key."""


def most(tier: int, number: int, **more: Any) -> QuotaRule:
    """At most so many in each list, or as `more` says."""
    given: dict[str, Any] = {
        "tier": tier, "percent": None, "count": number, "direction": Direction.MAX, "rounding": Rounding.DOWN,
        "node": QuotaNode.SUBMITTING_UNIT, "base": QuotaBase.RATED, "hard": True, "basis": "",
    }  # fmt: skip
    return QuotaRule(**(given | more))


def least(tier: int, number: int, **more: Any) -> QuotaRule:
    """At least so many in each list, or as `more` says."""
    return most(tier, number, **({"direction": Direction.MIN, "rounding": Rounding.UP} | more))


def share(tier: int, percent: str, **more: Any) -> QuotaRule:
    """At most this percentage in each list, or as `more` says."""
    return most(tier, 0, **({"percent": Decimal(percent), "count": None} | more))


def tiers(*places: int | None) -> tuple[Tier, ...]:
    """五星、四星、三星 with these places and no bound of points."""
    names = {5: "五星级", 4: "四星级", 3: "三星级"}
    return tuple(Tier(level, names[level], Decimal(0), places=n) for level, n in zip((5, 4, 3), places, strict=True))


def round_of(world: World, stages: dict[str, Any] | None = None, resume: str = "direct", **changes: Any) -> Round:
    """Open a round for everybody, of scheme C with these changes."""
    scheme: Scheme = replace(scheme_c(), version=f"试{next(VERSIONS)}", **changes)
    today = timezone.localdate()
    round_ = Round.objects.create(
        process_key="star_rating", year=today.year, title=f"{today.year}年度评定", unit=world.units["工委"],
        resume=resume, stages=stages or {}, scheme=scheme.to_data(), scheme_version=scheme.version, checkup=LOOKED_OVER,
    )  # fmt: skip
    actions.open_round(round_, by=world.clerk)
    return round_


PEOPLE = {
    "甲一支部": ("secretary", "staff"),
    "甲二支部": ("sibling", "staff"),
    "甲四支部": ("fourth", "staff"),
    "乙一支部": ("outsider", "other_deputy"),
}


def listed(world: World, *branches: str, five: bool = True) -> RatingList:
    """Put branches into their unit's list, with five stars or with three. Returns the list."""
    for branch in branches:
        secretary, reviewer = PEOPLE[branch]
        world.submit(branch, getattr(world, secretary))
        review(world, branch, five_stars=five, by=reviewer)
    return world.list_of(OTHER if branches[0] == "乙一支部" else UNIT)
