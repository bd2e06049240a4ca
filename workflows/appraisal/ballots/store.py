"""The file of a box, and what keeps it from telling who put in what.

* Tables WITHOUT ROWID, keyed by hashes: rows have no number and lie in the order of what looks random.
* `journal_mode=DELETE`: a write-ahead log would keep ballots in the order they came, a persistent journal the pages as
  they were before the last ballot; without a journal on disk a killed process could destroy accepted ballots.
* `synchronous=EXTRA`: an accepted ballot survives a loss of power. `secure_delete`: what is replaced is overwritten
  with zeros. `temp_store=MEMORY`: no other file comes into being.
* Inside a page SQLite writes new rows from the back, which tells the order they came in and which came together. So
  each ticket and each ballot writes all rows anew in the order of their keys, in the transaction that takes it.
* Two copies of the file differ by the ballots between them. So choices are masked with the key of the box, a file of
  its own: a copy without the key tells nothing, and when the box is sealed the key is destroyed, which makes every
  copy and every block left on the disk unreadable.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from .answers import BoxError

WAIT_SECONDS = 60

SCHEMA = """
CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE codes (hash TEXT PRIMARY KEY, status TEXT NOT NULL, voters TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE votes (
    key TEXT PRIMARY KEY, item TEXT NOT NULL, choice BLOB NOT NULL, voters TEXT NOT NULL
) WITHOUT ROWID;
"""


@contextmanager
def opened(path: Path) -> Iterator[sqlite3.Connection]:
    """Open an existing box. Raises BoxError when there is none, sqlite3.Error after a minute in the queue."""
    with closing(_connected(path)) as box:
        for pragma in ("journal_mode=DELETE", "synchronous=EXTRA", "secure_delete=ON", "temp_store=MEMORY"):
            box.execute(f"PRAGMA {pragma}")
        yield box


def _connected(path: Path) -> sqlite3.Connection:
    uri = f"{path.absolute().as_uri()}?mode=rw"
    try:
        return sqlite3.connect(uri, uri=True, timeout=WAIT_SECONDS, isolation_level=None)
    except sqlite3.OperationalError:
        raise BoxError("打不开票箱：还没有建立，或者已经封箱。") from None


@contextmanager
def transaction(path: Path, lock: str = "IMMEDIATE") -> Iterator[sqlite3.Connection]:
    """Change a box wholly or not at all, one process at a time; `EXCLUSIVE` keeps readers out too."""
    with opened(path) as box:
        box.execute(f"BEGIN {lock}")
        try:
            yield box
        except BaseException:
            box.execute("ROLLBACK")
            raise
        box.execute("COMMIT")
