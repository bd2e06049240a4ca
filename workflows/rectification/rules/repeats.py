"""Whether two rows tell of the same problem: the key of an imported row, and how alike two texts are."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from decimal import ROUND_HALF_UP, Decimal

ALIKE = Decimal("0.80")
"""From here on two texts are pointed out as possible duplicates; a person decides."""

NUMBERING = re.compile(r"^(?:\(?[0-9一二三四五六七八九十]{1,3}[.、)](?![0-9]))+")


def plain(text: str) -> str:
    """The text without full width, spaces, punctuation, capitals and a number in front: 1.、（一）."""
    folded = re.sub(r"\s", "", unicodedata.normalize("NFKC", text)).lower()
    return re.sub(r"[^\w]|_", "", NUMBERING.sub("", folded))


def row_key(source: str, batch: str, text: str) -> str:
    """What tells an imported row from others where it has no number of ours: source, round and text."""
    told = "\n".join((plain(source), plain(batch), plain(text)))
    return hashlib.sha256(told.encode()).hexdigest()


def likeness(one: str, other: str) -> Decimal:
    """From 0 to 1 by the pairs of neighbouring characters that both texts have, 2 places half up."""
    return _likeness(_pairs(one), _pairs(other))


def likely_repeats(text: str, others: Mapping[str, str], least: Decimal = ALIKE) -> list[tuple[str, Decimal]]:
    """The keys of texts at least so alike, the likest first."""
    mine = _pairs(text)
    found = [(key, _likeness(mine, _pairs(other))) for key, other in others.items()]
    return sorted((each for each in found if each[1] >= least), key=lambda each: (-each[1], each[0]))


def _pairs(text: str) -> frozenset[str]:
    kept = plain(text)
    return frozenset(kept[n : n + 2] for n in range(max(len(kept) - 1, 1))) if kept else frozenset()


def _likeness(one: frozenset[str], other: frozenset[str]) -> Decimal:
    if not one or not other:
        return Decimal(0)
    exact = Decimal(2 * len(one & other)) / (len(one) + len(other))
    return exact.quantize(Decimal("0.01"), ROUND_HALF_UP)
