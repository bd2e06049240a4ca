"""Whoever owns the server and wants one person's vote: knows much, tries everything that has betrayed ballots before.

The attacker knows the roll, and that tickets were taken and votes cast in its order; who got which code hash; what the
target said aloud about every item but the first; and has a copy of the folder of boxes from just before and just after
the target's ballot, and the sealed box. Each attempt answers with the option that the target chose for the first item.
"""

import hashlib
import hmac
import json
import re
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

Files = dict[str, bytes]
WANTED = "item-0"


class Row(NamedTuple):
    """An answer as it lies in a file, in the order in which it lies there."""

    key: str
    item: str
    choice: int


@dataclass(frozen=True)
class Loot:
    """What the attacker holds: `place` is the target's on the roll, `known` what the target said about other items."""

    place: int
    code_hash: str
    known: dict[str, int]
    before: Files
    after: Files
    sealed: Files
    written: float
    wanted: str = WANTED


def rows_in(files: Files) -> list[Row]:
    """All answers in a folder, SQLite or JSON, in stored order; whole ballots are taken apart."""
    return [row for name, content in sorted(files.items()) for row in _rows(name, content)]


def _rows(name: str, content: bytes) -> Iterator[Row]:
    if name.endswith(".sealed"):
        yield from (Row(key, item, choice) for key, item, choice, _ in json.loads(content)["votes"])
    elif content.startswith(b"SQLite format 3"):
        with TemporaryDirectory() as folder:
            (Path(folder) / "copy").write_bytes(content)
            with closing(sqlite3.connect(Path(folder) / "copy")) as box:
                yield from _rows_of(box)


def _rows_of(box: sqlite3.Connection) -> Iterator[Row]:
    with suppress(sqlite3.OperationalError):  # no such table
        for key, item, choice in box.execute("SELECT key, item, choice FROM votes"):
            yield Row(key, item, choice[0])
    with suppress(sqlite3.OperationalError):
        for hashed, answers in box.execute("SELECT hash, answers FROM ballots ORDER BY rowid"):
            yield from (Row(hashed, item, choice) for item, choice in json.loads(answers).items())


def _wanted(rows: list[Row], loot: Loot) -> list[Row]:
    return [row for row in rows if row.item == loot.wanted]


def _at(rows: list[Row], place: int) -> int | None:
    return rows[place].choice if place < len(rows) else None


def order_in_the_sealed_box(loot: Loot) -> int | None:
    """Rows may lie in the order of voting."""
    return _at(_wanted(rows_in(loot.sealed), loot), loot.place)


def order_in_the_copy(loot: Loot) -> int | None:
    """The rows of the running box may lie in the order of voting: rowid, or what the file has for it."""
    return _at(_wanted(rows_in(loot.after), loot), loot.place)


def order_in_the_page(loot: Loot) -> int | None:
    """SQLite fills a page from the back: what lies foremost came last."""
    return _at(_wanted(_by_offset(loot.after), loot), loot.place)


def difference_of_copies(loot: Loot) -> int | None:
    """What the second copy has and the first has not is the target's."""
    return _at(_wanted(_new_rows(loot), loot), 0)


def difference_found_in_the_sealed_box(loot: Loot) -> int | None:
    """Keys that came with the target's ballot may lie in the sealed box."""
    fresh = {row.key for row in _new_rows(loot)}
    return _at([row for row in _wanted(rows_in(loot.sealed), loot) if row.key in fresh], 0)


def remains_in_free_space(loot: Loot) -> int | None:
    """Free pages, journals and other files beside the box may hold a row that is in no table."""
    live = {row.key for row in rows_in(loot.after)}
    stored = re.compile(rb"([0-9a-f]{32,64})" + re.escape(loot.wanted.encode()) + b"(.)", re.DOTALL)
    carved = [found for content in loot.after.values() for found in stored.findall(content)]
    return next((choice[0] for key, choice in carved if key.decode()[-64:] not in live), None)


def code_hash_as_key(loot: Loot) -> int | None:
    """Keys may be made of the code's hash."""
    hashed = loot.code_hash
    guesses = {
        hashed,
        hashlib.sha256(f"{hashed}{loot.wanted}".encode()).hexdigest(),
        hashlib.sha256(f"{hashed}:{loot.wanted}".encode()).hexdigest(),
        hmac.digest(hashed.encode(), loot.wanted.encode(), "sha256").hex(),
        hmac.digest(bytes.fromhex(hashed), loot.wanted.encode(), "sha256").hex(),
    }
    return _at([row for row in _wanted(rows_in(loot.sealed) + rows_in(loot.after), loot) if row.key in guesses], 0)


def place_of_the_code(loot: Loot) -> int | None:
    """Votes may lie in the order of their codes' hashes."""
    polled = json.loads(next(iter(loot.sealed.values()))).get("codes", {}).get("polled", [loot.code_hash])
    return _at(_wanted(rows_in(loot.sealed), loot), polled.index(loot.code_hash))


def pattern_in_the_sealed_box(loot: Loot) -> int | None:
    """A ballot may be put together again, and known by what the target said aloud."""
    return _recognised(rows_in(loot.sealed), loot)


def pattern_in_the_page(loot: Loot) -> int | None:
    """In the running box too, ballots being the rows that were written at the same time."""
    return _recognised(_by_offset(loot.after), loot)


def pattern_of_the_difference(loot: Loot) -> int | None:
    """The difference is one ballot: if it is the one the target told of, its other answers are as told."""
    return _recognised(_new_rows(loot), loot)


def time_of_writing(loot: Loot) -> int | None:
    """When the file was last written may choose among the rows."""
    rows = _wanted(rows_in(loot.sealed), loot)
    return _at(rows, int(loot.written * 1_000_000) % len(rows))


def _by_offset(files: Files) -> list[Row]:
    """The rows of a running box as they came in, judged by where they lie in the file."""
    bytes_of_all = b"".join(content for _, content in sorted(files.items()))
    return sorted(rows_in(files), key=lambda row: -bytes_of_all.find(row.key.encode()))


def _new_rows(loot: Loot) -> list[Row]:
    old = set(rows_in(loot.before))
    return [row for row in rows_in(loot.after) if row not in old]


def _recognised(rows: list[Row], loot: Loot) -> int | None:
    """Take the n-th row of each item for one ballot, and find the one that says what is known."""
    columns = {item: [row.choice for row in rows if row.item == item] for item in [loot.wanted, *loot.known]}
    for first, *others in zip(*columns.values(), strict=False):
        if others == list(loot.known.values()):
            return int(first)
    return None


ATTEMPTS: tuple[Callable[[Loot], int | None], ...] = (
    order_in_the_sealed_box, order_in_the_copy, order_in_the_page, difference_of_copies,
    difference_found_in_the_sealed_box, remains_in_free_space, code_hash_as_key, place_of_the_code,
    pattern_in_the_sealed_box, pattern_in_the_page, pattern_of_the_difference, time_of_writing,
)  # fmt: skip
