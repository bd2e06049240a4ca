"""Finding problems that are much alike among thousands, without comparing each with each."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from zlib import crc32

from .repeats import plain

ALIKE = 0.75
"""From this likeness on, two problems of a unit are pointed out as possibly the same."""
GRAM = 3
ANCHORS = 4
CROWD = 30
"""Problems that share an anchor, beyond which it says too little: a phrase that the whole ledger repeats."""


def grams(text: str) -> frozenset[str]:
    """The runs of three characters of a text already made plain; short texts are their own run."""
    return frozenset(text[at : at + GRAM] for at in range(max(len(text) - GRAM + 1, 1)))


def likeness(one: frozenset[str], other: frozenset[str]) -> float:
    """How alike two sets of runs are, from 0 to 1: those shared among all."""
    shared = len(one & other)
    return shared / (len(one) + len(other) - shared)


def anchors(runs: Iterable[str]) -> list[int]:
    """A few runs, chosen alike in every text, so that like texts share one of them nearly always."""
    return sorted(map(crc32, map(str.encode, runs)))[:ANCHORS]


def alike(texts: Sequence[tuple[object, str]]) -> Iterator[tuple[int, int]]:
    """Pairs (earlier, later) of places whose texts are much alike within the same group; each later place once.

    `texts`: (group, text). Looks only at texts that share an anchor, so that thousands take little time.
    """
    seen: defaultdict[tuple[object, int], list[int]] = defaultdict(list)
    runs: list[frozenset[str]] = []
    for place, (group, text) in enumerate(texts):
        runs.append(grams(plain(text)))
        met = [seen[group, anchor] for anchor in anchors(runs[place])]
        candidates = sorted(set().union(*met))
        found = next((other for other in candidates if likeness(runs[other], runs[place]) >= ALIKE), None)
        for places in met:
            if len(places) < CROWD:
                places.append(place)
        if found is not None:
            yield found, place
