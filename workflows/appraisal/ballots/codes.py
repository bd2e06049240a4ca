"""Voting codes: drawn at random, read aloud, typed on a phone."""

import hashlib
import hmac
import secrets
import unicodedata

# 32 signs, 5 bits each; without 0, O, 1 and I, which are taken for each other.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
RANDOM_SIGNS = 15
GROUP = 4


def draw(count: int) -> list[str]:
    """New codes of 75 random bits and a check character, none twice; nobody keeps the order they were drawn in."""
    drawn: set[str] = set()
    while len(drawn) < count:
        signs = "".join(secrets.choice(ALPHABET) for _ in range(RANDOM_SIGNS))
        drawn.add(signs + _check_sign(signs))
    return sorted(drawn)


def derived(secret: bytes, whose: str) -> str:
    """The code of somebody in a vote in which signing in and voting are one step; nobody can work it out later.

    `secret` is the key of the box, which is destroyed when the box is sealed.
    """
    number = int.from_bytes(hmac.digest(secret, f"code:{whose}".encode(), hashlib.sha256))
    signs = "".join(ALPHABET[number >> 5 * place & 31] for place in range(RANDOM_SIGNS))
    return signs + _check_sign(signs)


def grouped(code: str) -> str:
    """A code as it is printed: ABCD-EFGH-JKLM-NPQR."""
    return "-".join(code[start : start + GROUP] for start in range(0, len(code), GROUP))


def read(typed: str) -> str | None:
    """The code that somebody typed, in small or full-width letters, with or without gaps; None: it is mistyped.

    Any one wrong character and any two exchanged ones are noticed.
    """
    code = "".join(sign for sign in unicodedata.normalize("NFKC", typed).upper() if sign.isalnum())
    if len(code) != RANDOM_SIGNS + 1 or not set(code) <= set(ALPHABET):
        return None
    return code if _check_sign(code[:-1]) == code[-1] else None


def _check_sign(signs: str) -> str:
    """Weights every place by its own power of x in GF(32), so that no two places can be exchanged unnoticed."""
    total = 0
    for sign in signs:
        total = _times_x(total ^ ALPHABET.index(sign))
    return ALPHABET[total]


def _times_x(value: int) -> int:
    """Multiply by x modulo x⁵ + x² + 1."""
    return value << 1 ^ (0b100101 if value & 0b10000 else 0)
