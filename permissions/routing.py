"""Finding the superior that a desk asks for, on a tree of variable depth. Levels that do not exist are skipped."""

from collections.abc import Iterable
from dataclasses import dataclass

from permissions.models import OrgClosure
from permissions.roles import UnitKind


@dataclass(frozen=True)
class Place:
    """One unit on a path."""

    id: int
    kind: str
    name: str


Path = tuple[Place, ...]
"""A unit and everything above it, the unit first and the 工委 last."""


def paths(unit_ids: Iterable[int]) -> dict[int, Path]:
    """The path of each unit, nearest first. One statement."""
    rows = (
        OrgClosure.objects.filter(descendant__in=set(unit_ids))
        .order_by("descendant_id", "depth")
        .values_list("descendant_id", "ancestor_id", "ancestor__kind", "ancestor__short_name")
    )
    found: dict[int, list[Place]] = {}
    for unit, above, kind, name in rows:
        found.setdefault(unit, []).append(Place(above, kind, name))
    return {unit: tuple(places) for unit, places in found.items()}


def nearest(path: Path, *kinds: UnitKind) -> Place | None:
    """The nearest superior (not the unit itself) of one of these kinds, or None: the level does not exist here."""
    return next((place for place in path[1:] if place.kind in kinds), None)


def own(path: Path) -> Place | None:
    """The unit itself."""
    return path[0]


def within(path: Path, host: int) -> Path:
    """The part of a path up to the unit that holds a round; the whole of it where that unit is not on it."""
    ids = [place.id for place in path]
    return path[: ids.index(host) + 1] if host in ids else path


def host(path: Path) -> Place | None:
    """The unit that holds the round: a desk is given the path up to there."""
    return path[-1]


def root(path: Path) -> Place | None:
    """The 工委 on top of the path."""
    return next((place for place in path if place.kind == UnitKind.WORK_COMMITTEE), None)


def reporting_unit(path: Path) -> Place | None:
    """The unit that reports to the 工委 for this one: the level right below it; the 工委 for a direct branch."""
    below = [place for place in path if place.kind in (UnitKind.ORG_COMMITTEE, UnitKind.GENERAL_BRANCH)]
    return below[-1] if below else root(path)


def committee_between(path: Path) -> Place | None:
    """The 机关党委 between a unit and the one that holds the round, the nearest; None where there is none."""
    return nearest(path[:-1], UnitKind.ORG_COMMITTEE)


def superior(path: Path) -> Place | None:
    """The 机关党委 above a unit, else the unit that holds the round.

    None for what that unit leads itself, unless it is the 工委: nobody stands above it, so another post there looks.
    """
    alone = len(path) == 1 and path[0].kind != UnitKind.WORK_COMMITTEE
    return committee_between(path) or (None if alone else path[-1])


def general_branch(path: Path) -> Place | None:
    """The 党总支 between a branch and its 机关党委; None where there is no such level in between."""
    found = nearest(path, UnitKind.GENERAL_BRANCH)
    return None if found is None or found == reporting_unit(path) else found
