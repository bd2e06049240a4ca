"""Backups: the database, the files and the seals in one .zip with their hashes; taken while in use, put back elsewhere.

The keys stay behind: whoever keeps the backup must not be able to forge the trail with it.
"""

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZIP_DEFLATED, BadZipFile, ZipFile

from django.conf import settings
from django.db import connection, connections

from permissions.actor import SYSTEM
from permissions.models import OrgUnit
from workflows.engine import ledger
from workflows.engine.errors import Refused

DATABASE, MANIFEST = "database", "manifest.json"


def make(target: Path) -> int:
    """Write a backup; returns how many files it holds beside the database. Raises Refused.

    The database is dumped first: files are stored before their rows and never change, so every row has its file.
    """
    ledger.enter([ledger.Change("backup", "备份", "backup", target.name)], by=SYSTEM)
    unfinished = target.with_suffix(".part")
    with tempfile.TemporaryDirectory() as folder:
        dump = Path(folder) / DATABASE
        _dump(dump)
        parts = {DATABASE: dump} | dict(_files())
        with ZipFile(unfinished, "w", ZIP_DEFLATED) as book:
            for name, path in parts.items():
                book.write(path, name)
            hashes = {name: _hash(path) for name, path in parts.items()}
            book.writestr(MANIFEST, json.dumps({"vendor": connection.vendor, "sha256": hashes}))
    unfinished.replace(target)
    return len(parts) - 1


def restore(source: Path) -> int:
    """Put a backup back into an empty installation; returns how many files came with it.

    Nothing is touched before every hash was found right. Raises Refused.
    """
    if OrgUnit.objects.exists():
        raise Refused("库里已有组织，不能恢复到这里。请恢复到新建的空库。")
    with tempfile.TemporaryDirectory() as folder:
        names = _unpacked(source, Path(folder))
        _load(Path(folder) / DATABASE)
        for name in names:
            if name != DATABASE:
                place = Path(settings.FILES_ROOT if name.startswith("files/") else settings.SEALS_ROOT)
                to = place / name.split("/", 1)[1]
                to.parent.mkdir(parents=True, exist_ok=True)
                shutil.copyfile(Path(folder) / name, to)
    ledger.enter([ledger.Change("restore", "恢复备份", "backup", source.name)], by=SYSTEM)
    return len(names) - 1


def _files() -> Iterator[tuple[str, Path]]:
    for prefix, root in (("files", settings.FILES_ROOT), ("seals", settings.SEALS_ROOT)):
        for path in sorted(Path(root).rglob("*")):
            if path.is_file():
                yield f"{prefix}/{path.relative_to(root).as_posix()}", path


def _hash(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _unpacked(source: Path, folder: Path) -> list[str]:
    """Unpack what the contents list names and compare every hash."""
    try:
        with ZipFile(source) as book:
            listed = json.loads(book.read(MANIFEST))
            for name in listed["sha256"]:
                _check_name(name)
                book.extract(name, folder)
    except (OSError, BadZipFile, KeyError, ValueError) as wrong:
        raise Refused(f"{source}不是完整的备份文件，没有恢复。") from wrong
    if listed["vendor"] != connection.vendor:
        raise Refused(f"备份来自{listed['vendor']}，这里的数据库是{connection.vendor}，不能恢复。")
    broken = [name for name, value in listed["sha256"].items() if _hash(folder / name) != value]
    if broken:
        raise Refused(f"备份中的{broken[0]}等{len(broken)}个文件已损坏，没有恢复。")
    return list(listed["sha256"])


def _check_name(name: str) -> None:
    """Raise ValueError for a name that would lead out of the folders."""
    parts = name.split("/")
    if name != DATABASE and (parts[0] not in ("files", "seals") or ".." in parts or "" in parts):
        raise ValueError(name)


def _dump(target: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(target) as copy:
            connection.connection.backup(copy)
        copy.close()
    else:
        _postgresql("pg_dump", "--format=custom", f"--file={target}")


def _load(dump: Path) -> None:
    if connection.vendor == "sqlite":
        connection.ensure_connection()
        with sqlite3.connect(dump) as copy:
            copy.backup(connection.connection)
        copy.close()
    else:
        name = str(connection.settings_dict["NAME"])
        connections.close_all()
        _postgresql("pg_restore", "--clean", "--if-exists", "--no-owner", f"--dbname={name}", str(dump))


def _postgresql(program: str, *given: str) -> None:
    """Run PostgreSQL's own program on our database. Raises Refused when it is missing or fails."""
    found = shutil.which(program)
    if found is None:
        raise Refused(f"没有找到{program}，请安装与服务器同版本的 PostgreSQL 客户端。")
    chosen = connection.settings_dict
    words = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD", "PGDATABASE": "NAME"}
    environment = {name: str(chosen[key]) for name, key in words.items() if chosen[key]}
    done = subprocess.run(  # noqa: S603 - PostgreSQL's own programs, with words of ours alone
        [found, *given], env=os.environ | environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise Refused(f"{program}没有成功：{done.stderr.strip()[:300]}")
