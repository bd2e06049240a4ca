"""Runs the benchmarks on a PostgreSQL database of their own and prints the table; JSON=1 prints it for machines."""

import json
import os
import signal
import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import psycopg

if TYPE_CHECKING:
    from benchmarks.measure import Figure

SERVER = "postgres://postgres@127.0.0.1:5432/postgres"
ROWS = {file.stem.split("_")[0].upper(): file.stem for file in Path(__file__).parent.glob("p[0-9]*_*.py")}


def main(wanted: list[str]) -> int:
    """Run the rows named (all unless told) and return 1 if one misses its target."""
    names = [name.upper() for name in wanted] or sorted(ROWS)
    if unknown := set(names) - set(ROWS):
        raise SystemExit(f"没有这些项：{'、'.join(sorted(unknown))}；可选 {'、'.join(sorted(ROWS))}。")
    server = os.environ.get("BENCH_DATABASE_URL") or os.environ.get("TEST_DATABASE_URL") or SERVER
    name = f"bench_{os.getpid()}"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # the database goes, however this ends
    _on_server(server, f'CREATE DATABASE "{name}"')
    try:
        return _run(names, urlsplit(server)._replace(path=f"/{name}").geturl())
    finally:
        for made in (name, f"{name}_small"):
            _on_server(server, f'DROP DATABASE IF EXISTS "{made}" WITH (FORCE)')


def _on_server(server: str, sql: str) -> None:
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.encode())


def _run(names: list[str], url: str) -> int:
    os.environ["DATABASE_URL"] = url
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    _make_plain_tables()
    as_json = os.environ.get("JSON", "") not in ("", "0")
    figures = {}
    for name in names:
        figures[name] = import_module(f"benchmarks.{ROWS[name]}").run()
        if not as_json:
            print(_line(name, figures[name]), flush=True)
    if as_json:
        print(json.dumps({name: figure.as_json() for name, figure in figures.items()}, ensure_ascii=False, indent=2))
    from django.db import connections

    connections.close_all()
    return int(any(figure.holds is False for figure in figures.values()))


def _make_plain_tables() -> None:
    """The yardstick has no migrations."""
    from django.db import connection

    from benchmarks.plain.models import Paper, Place

    with connection.schema_editor() as editor:
        editor.create_model(Place)
        editor.create_model(Paper)


def _line(name: str, figure: "Figure") -> str:
    verdict = {True: "holds", False: "MISSED", None: "not measured"}[figure.holds]
    value = "–" if figure.value is None else f"{figure.value:.3f}"
    return f"{name:<4} {verdict:<13}{value:>8}   target {figure.target}\n     {figure.words}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
