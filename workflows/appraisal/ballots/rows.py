"""What lies in an opened box, row by row."""

import hashlib
import hmac
import json
import sqlite3
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from .answers import BoxError
from .frozen import Frozen, frozen_of

KEY_BYTES = 16
IN_KEY_ORDER = (
    "CREATE TEMP TABLE moved AS SELECT * FROM codes",
    "DELETE FROM codes",
    "INSERT INTO codes SELECT * FROM moved ORDER BY hash",
    "DROP TABLE moved",
    "CREATE TEMP TABLE moved AS SELECT * FROM votes",
    "DELETE FROM votes",
    "INSERT INTO votes SELECT * FROM moved ORDER BY key",
    "DROP TABLE moved",
)


@dataclass(frozen=True)
class Turnout:
    """What the chair may see while the meeting goes on: tickets out (void ones included), void ones, ballots in."""

    issued: int
    void: int
    polled: int


def row_key(code: str, item: str) -> str:
    """The key under which the answer to an item lies: whoever has not the code cannot put a ballot together again."""
    return hmac.digest(code.encode(), item.encode(), "sha256")[:KEY_BYTES].hex()


def masked(secret: bytes, key: str, choice: bytes) -> bytes:
    """A choice (one byte) under the key of the box, or back again; every row has a mask of its own."""
    return bytes([choice[0] ^ hmac.digest(secret, key.encode(), "sha256")[0]])


def secret(box: sqlite3.Connection, path: Path) -> bytes:
    """The key of the box. Raises BoxError when it is gone or of another box."""
    found = path.read_bytes() if path.exists() else b""
    if hashlib.sha256(found).hexdigest() != fact(box, "secret_sha256"):
        raise BoxError(
            "票箱的密钥不在了，或者不是这个票箱的。请找回原来的密钥文件；找不回的，本次投票作废，改用纸质投票。"
        )
    return found


def fact(box: sqlite3.Connection, name: str) -> str:
    """What the box notes of itself: `frozen`, `secret_sha256`, `phase` (ticketing, voting, sealing), `present`."""
    return str(box.execute("SELECT value FROM facts WHERE name = ?", [name]).fetchone()[0])


def note(box: sqlite3.Connection, **facts: str) -> None:
    """Write such facts."""
    box.executemany("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", sorted(facts.items()))


def frozen(box: sqlite3.Connection) -> Frozen:
    """What the box votes on."""
    return frozen_of(json.loads(fact(box, "frozen")))


def status(box: sqlite3.Connection, hashed: str) -> str:
    """What became of a code: issued, void, polled; empty when the box has no such code."""
    found = box.execute("SELECT status FROM codes WHERE hash = ?", [hashed]).fetchone()
    return str(found[0]) if found else ""


def set_status(box: sqlite3.Connection, hashed: str, status: str) -> None:
    """Note that a code is now void, or has polled."""
    box.execute("UPDATE codes SET status = ? WHERE hash = ?", [status, hashed])


def turnout(box: sqlite3.Connection) -> Turnout:
    """How many codes and ballots there are."""
    counted = Counter(dict(box.execute("SELECT status, count(*) FROM codes GROUP BY status")))
    return Turnout(issued=counted.total(), void=counted["void"], polled=counted["polled"])


def put_in_order(box: sqlite3.Connection) -> None:
    """Write all rows anew in the order of their keys: where a row lies in the file tells nothing of when it came."""
    for statement in IN_KEY_ORDER:
        box.execute(statement)
