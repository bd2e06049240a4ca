"""The pictures of a round: how the stars are spread, and how full each quota is."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.queries.cockpit import QuotaUse
from workflows.star_rating.queries.rounds import Reporting, Standing

HEIGHT, WIDTH, BAR = 120, 56, 32
"""Measures of the picture: the highest column, the room of each, and its breadth."""
TOP = 24
"""Room for the figure above a column."""


def stars(now: Standing, quotas: Sequence[QuotaUse], round_: Round) -> dict[str, Any]:
    """The spread of the stars as a picture with its figures; the sum of the places stands beside it."""
    total = sum(now.stars.values())
    if not total:
        return {"dist": None}
    places = _places(quotas)
    ladder = list(queries.scheme_of(round_).ladder)
    highest = max(*now.stars.values(), *(places.get(tier.level, 0) for tier in ladder))
    columns = [
        _column(n, tier.name, now.stars.get(tier.level, 0), places.get(tier.level), total, highest)
        for n, tier in enumerate(ladder)
    ]
    notes = [f"虚线为{tier.name}名额，合计{places[tier.level]}个。" for tier in ladder if tier.level in places]
    return {
        "dist": columns,
        "dist_width": WIDTH * len(columns),
        "dist_text": f"已初评{total}个",
        "dist_note": "".join(notes),
    }


def _places(quotas: Sequence[QuotaUse]) -> dict[int, int]:
    """The places of each limited star, over all units that the page shows; of two limits of one unit the less."""
    held: dict[tuple[int, int], int] = {}
    for quota in quotas:
        if quota.tier is not None:
            at = quota.tier, quota.unit_id
            held[at] = min(quota.limit, held.get(at, quota.limit))
    tiers = {tier for tier, _ in held}
    return {tier: sum(limit for (own, _), limit in held.items() if own == tier) for tier in tiers}


def _column(at: int, name: str, n: int, places: int | None, total: int, highest: int) -> dict[str, Any]:
    """Where a column and its line stand in the picture."""
    height = round(n * HEIGHT / highest)
    left = at * WIDTH
    return {
        "name": name,
        "n": n,
        "pct": n * 100 // total,
        "x": left + (WIDTH - BAR) // 2,
        "y": TOP + HEIGHT - height,
        "h": height,
        "middle": left + WIDTH // 2,
        "label_y": TOP + HEIGHT - height - 6,
        "left": left + 4,
        "right": left + WIDTH - 4,
        "line": None if places is None else TOP + HEIGHT - round(places * HEIGHT / highest),
    }


def _room(quota: QuotaUse) -> tuple[bool, int]:
    """Where a quota stands in the table: by what is wrong, then by how little is left."""
    return not quota.amiss, quota.limit - (quota.taken if quota.reached is None else quota.reached)


def quota_rows(quotas: Collection[QuotaUse], units: Mapping[int, Reporting], *, runs: bool) -> list[dict[str, Any]]:
    """Each quota that the person may see the use of, those amiss or full first.

    Those are the quotas of units whose lists may be seen; all of them for who runs the round.
    """
    seen = {unit for unit, reporting in units.items() if reporting.number}
    rows = sorted((quota for quota in quotas if runs or quota.unit_id in seen), key=_room)
    return [
        {
            "unit": quota.unit,
            "stars": quota.stars + ("（至少）" if quota.least else ""),
            "limit": quota.limit,
            "formula": quota.formula,
            "taken": quota.taken,
            "reached": quota.reached,
            "bad": quota.amiss,
            "pct": min(100, quota.taken * 100 // quota.limit) if quota.limit else 0,
        }
        for quota in rows
    ]
