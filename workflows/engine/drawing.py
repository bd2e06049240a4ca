"""What every draw at random leaves behind, so that anybody can draw again: the hash of the list, and the seed."""

import hashlib
import secrets
from collections.abc import Collection

SEED = 16
"""Bytes of a seed; it comes from the machine, so that nobody can choose whom it draws."""


def list_hash(numbers: Collection[str]) -> str:
    """SHA-256 in hex of the numbers that were drawn from, each once, sorted, one a line."""
    return hashlib.sha256("\n".join(sorted(set(numbers))).encode()).hexdigest()


def fresh_seed() -> str:
    """A seed in hex that nobody knew before."""
    return secrets.token_hex(SEED)
