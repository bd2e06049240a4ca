"""The house stays in order: each process is the same closed list of files, and the ways round the doors stay shut."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from django.conf import settings

CLOSED_LIST = {
    "__init__",
    "actions",
    "apps",
    "ballots",
    "flow",
    "forms",
    "management",
    "migrations",
    "models",
    "queries",
    "rules",
    "states",
    "urls",
    "views",
    "viewsets",
    "workbooks",
}
# Reloading a record would write its state past the arrows; guardian's own questions ignore the dates of appointments.
WAYS_ROUND = re.compile(r"\.(refresh_from_db|has_perm|has_perms)\(")
STATE_WRITTEN = re.compile(r"\.update\([^)]*\bstate\s*=")


def sources(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from (settings.BASE_DIR / folder).rglob("*.py")


def lines_with(pattern: re.Pattern[str], files: Iterable[Path]) -> list[str]:
    return [
        f"{file.relative_to(settings.BASE_DIR)}:{number}: {line.strip()}"
        for file in files
        for number, line in enumerate(file.read_text().splitlines(), 1)
        if pattern.search(line)
    ]


@pytest.mark.parametrize("process", settings.PROCESSES)
def test_a_process_is_the_closed_list_of_files(process: str) -> None:
    folder = settings.BASE_DIR / process.replace(".", "/")
    modules = {entry.stem for entry in folder.iterdir() if entry.suffix == ".py" or (entry / "__init__.py").exists()}

    assert modules - CLOSED_LIST == set()


@pytest.mark.parametrize("process", settings.PROCESSES)
def test_the_story_of_a_process_holds_no_code(process: str) -> None:
    story = (settings.BASE_DIR / process.replace(".", "/") / "__init__.py").read_text()

    assert re.fullmatch(r'"""(?s:.+?)"""\n', story)


def test_nothing_goes_round_the_doors() -> None:
    assert lines_with(WAYS_ROUND, sources("workflows", "forms", "permissions")) == []


def test_no_process_writes_a_state_by_itself() -> None:
    folders = [process.replace(".", "/") for process in settings.PROCESSES]

    assert lines_with(STATE_WRITTEN, sources(*folders)) == []
