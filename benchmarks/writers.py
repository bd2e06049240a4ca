"""Several processes deciding on records of their own at once."""

import multiprocessing
import time
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.synchronize import Barrier
from typing import Any

from benchmarks.organisation import Office, analyze, place
from permissions.actor import SYSTEM
from workflows.engine.transitions import fire
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState


@dataclass(frozen=True)
class Race:
    """What several writers came to: decisions a second, the longest one waited for, and what went wrong."""

    rate: float
    longest: float
    errors: list[str]


def race(shares: Sequence[Sequence[Rating]]) -> Race:
    """Let one process for each share publish it, all starting together."""
    from django.db import connections

    connections.close_all()  # a forked process must not speak on its parent's connection
    context = multiprocessing.get_context("fork")
    barrier, results = context.Barrier(len(shares) + 1), context.SimpleQueue()
    writers = [context.Process(target=_write, args=(list(share), barrier, results)) for share in shares]
    for writer in writers:
        writer.start()
    barrier.wait()
    start = time.perf_counter()
    found = [results.get() for _ in writers]
    taken = time.perf_counter() - start
    for writer in writers:
        writer.join()
    errors = [text for _, failures in found for text in failures]
    return Race(sum(len(share) for share in shares) / taken, max(longest for longest, _ in found), errors)


def _write(share: list[Rating], barrier: Barrier, results: Any) -> None:
    longest, errors = 0.0, []
    barrier.wait()
    for rating in share:
        start = time.perf_counter()
        try:
            fire(rating, "publish", by=SYSTEM, seen=None)
        except Exception as error:  # the race goes on, and the row of the goals fails
            errors.append(repr(error))
        longest = max(longest, time.perf_counter() - start)
    results.put((longest, errors))


def shares(writers: int, each: int, races: int = 1) -> list[list[list[Rating]]]:
    """For every race, so many records for each writer, waiting for the end of their 公示."""
    office = Office(writers * each * races)
    ratings = place(office.ratings(office.branches), RatingState.PUBLICISING)
    analyze()
    cut = [ratings[at : at + each] for at in range(0, len(ratings), each)]
    return [cut[at : at + writers] for at in range(0, len(cut), writers)]
