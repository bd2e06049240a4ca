"""A backup taken while in use and put back elsewhere: equal rows, files and hashes. 依据: goals R7."""

import hashlib
import shutil
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from tests.workflows.engine.steps import rating_at
from tests.world import World
from workflows.engine import audit, backups, consistency, ledger
from workflows.engine.errors import Refused
from workflows.star_rating.states import RatingState as S

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "postgresql" and shutil.which("pg_dump") is None, reason="没有 PostgreSQL 客户端程序"
    ),
]

ROWS = [
    model for label in ("permissions", "engine", "star_rating") for model in apps.get_app_config(label).get_models()
]


@pytest.fixture(autouse=True)
def own_folders(settings: Any, tmp_path: Path) -> None:
    """Keep files and seals of this test apart."""
    settings.FILES_ROOT, settings.SEALS_ROOT = tmp_path / "files", tmp_path / "seals"


@pytest.fixture
def backup(shared_world: World, tmp_path: Path) -> Path:
    """Return a backup of an office at work, with a file and a seal."""
    rating_at(shared_world, S.SCORING)
    (Path(settings.FILES_ROOT) / "ab").mkdir(parents=True)
    (Path(settings.FILES_ROOT) / "ab" / "abc").write_bytes(b"evidence")
    audit.seal()
    target = tmp_path / "备份.zip"
    backups.make(target)
    return target


def rows() -> dict[str, str]:
    """A digest of every table, the ledger's entry of the restoration left out."""
    found = {}
    for model in ROWS:
        kept = model._default_manager.all()
        if model._meta.model_name == "auditentry":
            kept = kept.exclude(verb="restore")
        if model._meta.model_name == "counter":
            kept = kept.exclude(prefix=ledger.SERIES)
        found[model._meta.label] = hashlib.sha256(repr(list(kept.order_by("pk").values())).encode()).hexdigest()
    return found


def empty() -> None:
    call_command("flush", interactive=False, verbosity=0)
    shutil.rmtree(settings.FILES_ROOT)
    shutil.rmtree(settings.SEALS_ROOT)


def test_what_was_backed_up_comes_back_to_the_last_row_and_byte(backup: Path) -> None:
    before, seals = rows(), (Path(settings.SEALS_ROOT) / "seals.jsonl").read_bytes()
    empty()

    assert backups.restore(backup) == 2

    assert rows() == before
    assert (Path(settings.FILES_ROOT) / "ab" / "abc").read_bytes() == b"evidence"
    assert (Path(settings.SEALS_ROOT) / "seals.jsonl").read_bytes() == seals
    assert (list(audit.verify()), list(consistency.disagreements())) == ([], [])
    assert [entry.label for entry in ledger.entries()] == ["恢复备份", "备份"]


def test_nothing_is_put_over_an_office_that_is_there(backup: Path) -> None:
    before = rows()

    with pytest.raises(CommandError, match="库里已有组织"):
        call_command("restore", backup)
    assert rows() == before


def test_a_damaged_backup_is_refused_before_anything_is_touched(backup: Path, tmp_path: Path) -> None:
    forged = tmp_path / "forged.zip"
    with ZipFile(backup) as old, ZipFile(forged, "w") as new:
        for name in old.namelist():
            new.writestr(name, b"forged" if name == "files/ab/abc" else old.read(name))
    empty()
    before = rows()

    for file in (forged, tmp_path / "missing.zip"):
        with pytest.raises(Refused):
            backups.restore(file)
    assert rows() == before


def test_no_key_is_in_a_backup(backup: Path) -> None:
    with ZipFile(backup) as book:
        content = b"".join(book.read(name) for name in book.namelist())

    assert settings.AUDIT_KEY not in content
    assert settings.SECRET_KEY.encode() not in content
