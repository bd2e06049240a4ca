"""A branch takes part in one round of a year: refused before a second one is prepared, started or opened for it."""

from collections.abc import Collection

from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.star_rating import queries


def check_apart(round_: Round, units: Collection[int] = ()) -> None:
    """Refuse a round whose branches (among `units` and below; none: all) are in another of its year. Raises Refused.

    Whoever starts a round or adds to it first calls `lock_year`, so that of two at once the second sees the first.
    """
    if found := queries.overlaps(round_, units):
        raise Refused("".join(each.text for each in found))


def lock_year(round_: Round) -> None:
    """Lock every round of the year, by key, before any of them is locked alone."""
    rows = Round.objects.select_for_update(no_key=True).filter(process_key=queries.KEY, year=round_.year)
    list(rows.order_by("pk").values_list("pk"))
