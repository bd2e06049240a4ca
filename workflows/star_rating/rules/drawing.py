"""抽查: drawing at random so that anybody can draw again from the same list and seed. 依据: domain 2.3, 2.4."""

import hashlib
from collections.abc import Collection
from decimal import ROUND_CEILING, Decimal


def how_many(pool: int, *, count: int | None = None, percent: Decimal | None = None) -> int:
    """How many to draw of `pool`: a number, or a share rounded up; at least one of any, never more than there are."""
    wanted = count if percent is None else int((pool * percent / 100).to_integral_value(ROUND_CEILING))
    return min(pool, max(1, wanted or 0))


def draw(numbers: Collection[str], seed: str, n: int) -> list[str]:
    """The first `n` numbers in the order of SHA-256 over the seed and the number; the order given plays no part."""
    return sorted(set(numbers), key=lambda number: (hashlib.sha256(f"{seed}{number}".encode()).digest(), number))[:n]
