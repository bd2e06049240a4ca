"""What who owns the server takes away from an election: backups, the live database, logs, sessions, exports, boxes."""

import logging
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import BytesIO, StringIO
from pathlib import Path
from typing import NamedTuple
from zipfile import ZipFile

from django.apps import apps
from django.conf import settings
from django.db import connection

from tests.appraisal.attacker import Files, Loot
from workflows.engine import backups

Tables = dict[str, list[str]]
"""The rows of each table as text, in the order in which they lie there."""


@dataclass(frozen=True)
class Target:
    """Whose vote is wanted, and what the attacker knows: the number of the person's line on the roll, the name, the
    place in the queue for tickets, and what a browser shows of itself.
    """

    line: int
    name: str
    queue: int
    address: str
    browser: str
    session: str


class Moment(NamedTuple):
    """When the target's ballot was on its way, as seconds since 1970."""

    began: float
    ended: float


@dataclass(frozen=True)
class Spoils:
    """All of it. `before`, `after`: from two backups around the target's ballot, so are the two exports; `last`: when
    all was over; `together`: the rows right after that ballot by the transaction that wrote them (PostgreSQL).
    """

    target: Target
    moment: Moment
    box: Loot
    codes: list[str]
    votes: list[int]
    before: Tables
    after: Tables
    last: Tables
    together: dict[int, list[str]]
    log: list[str]
    exports: tuple[str, str]
    pack: str


def backup(folder: Path) -> Tables:
    """Take a backup as the product does, and read it."""
    backups.make(folder / "backup.zip")
    with ZipFile(folder / "backup.zip") as book:
        path = Path(book.extract(backups.DATABASE, folder))
    tables = _of_sqlite(path) if connection.vendor == "sqlite" else _of_dump(path)
    path.unlink()
    return tables


def _of_sqlite(path: Path) -> Tables:
    with closing(sqlite3.connect(path)) as file:
        names = [name for (name,) in file.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: [_line(row) for row in file.execute(f'SELECT * FROM "{name}" ORDER BY rowid')] for name in names}  # noqa: S608


def _line(row: tuple[object, ...]) -> str:
    return "\t".join(map(str, row))


def _of_dump(path: Path) -> Tables:
    """The dump as text: each table between COPY and a full stop, in the order in which its rows lie."""
    said = subprocess.run(["pg_restore", "--file=-", path], capture_output=True, text=True, check=True).stdout
    tables: Tables = {}
    for part in said.split("\nCOPY public.")[1:]:
        head, *lines = part.partition("\n\\.\n")[0].split("\n")
        tables[head.split(" ")[0]] = lines
    return tables


def together() -> dict[int, list[str]]:
    """The live rows by xmin; SQLite keeps no such number."""
    found: dict[int, list[str]] = {}
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            for name in sorted({model._meta.db_table for model in apps.get_models()}):
                cursor.execute(f'SELECT xmin::text::bigint, t::text FROM "{name}" t')  # noqa: S608
                for xmin, row in cursor.fetchall():
                    found.setdefault(xmin, []).append(f"{name}\t{row}")
    return found


def boxes(name: str) -> Files:
    """The files of a box as a copy of their folder holds them; the keys lie elsewhere."""
    return {path.name: path.read_bytes() for path in Path(settings.BOXES_ROOT).glob(f"{name}*")}


@contextmanager
def logged() -> Iterator[StringIO]:
    """What the product writes to its log meanwhile, through its own handler, with everything switched on."""
    root, written = logging.getLogger(), StringIO()
    handler = next(each for each in root.handlers if each.name == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    usual, level = handler.setStream(written), root.level
    root.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        root.setLevel(level)
        handler.setStream(usual)


def unpacked(content: bytes) -> str:
    """The text of everything in a .zip, or in an .xlsx, which is one."""
    with ZipFile(BytesIO(content)) as book:
        return "\n".join(book.read(name).decode("utf-8", "replace") for name in sorted(book.namelist()))
