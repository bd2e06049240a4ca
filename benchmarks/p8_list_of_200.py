"""P8: 200 ratings whose 公示 is over, published with `fire_many` and one by one with `fire`."""

from functools import partial
from typing import Any

from benchmarks.measure import Figure, in_turn, seconds, statements
from benchmarks.organisation import Office, analyze, place
from permissions.actor import SYSTEM
from workflows.engine.transitions import fire, fire_many
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState

TARGET = "≤ 40 statements, ≤ 0.2 × the time, locks held ≤ 1 s"
NUMBER, RUNS = 200, 5


def run() -> Figure:
    """Publish lists both ways, in turn."""
    office = Office(NUMBER * 2 * RUNS + NUMBER)
    ratings = place(office.ratings(office.branches), RatingState.PUBLICISING)
    lists = [ratings[at : at + NUMBER] for at in range(0, len(ratings), NUMBER)]
    analyze()
    number = statements(partial(_together, lists.pop()))
    together: list[float] = []

    def timed(rows: list[Rating]) -> None:
        together.append(seconds(partial(_together, rows)))

    pairs: list[tuple[Any, Any]] = [
        (partial(timed, mine), partial(_one_by_one, single))
        for mine, single in zip(lists[:RUNS], lists[RUNS:], strict=True)
    ]
    mine, single = in_turn(pairs, skip=1)
    held = max(together)
    words = f"{number} statements in {mine:.2f} s, rows locked at most {held:.2f} s; one by one {single:.2f} s"
    return Figure(mine / single, TARGET, number <= 40 and mine / single <= 0.2 and held <= 1, words)


def _together(rows: list[Rating]) -> None:
    fire_many(rows, "publish", by=SYSTEM)


def _one_by_one(rows: list[Rating]) -> None:
    for row in rows:
        fire(row, "publish", by=SYSTEM, seen=None)
