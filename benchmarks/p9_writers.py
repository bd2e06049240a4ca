"""P9: eight writers against one, each on records of its own, on PostgreSQL; then four processes on SQLite."""

import json
import os
import subprocess
import sys
import tempfile
from statistics import median

from benchmarks.measure import Figure
from benchmarks.writers import Race, race, shares

TARGET = "≥ 1.4 × the throughput of one, no deadlock; SQLite with 4: no error, longest wait ≤ 10 s"
WRITERS, EACH, RACES = 8, 40, 3
ON_SQLITE = ("4", "150")


def run() -> Figure:
    """Race eight and one in turn, then four on SQLite."""
    many, single = [], []
    for eight, (alone,) in zip(shares(WRITERS, EACH, RACES), shares(1, WRITERS * EACH, RACES), strict=True):
        many.append(race(eight))
        single.append(race([alone]))
    errors = [text for found in (*many, *single) for text in found.errors]
    sqlite = _on_sqlite()
    gain = median(found.rate for found in many) / median(found.rate for found in single)
    words = (
        f"{median(found.rate for found in many):.0f} decisions a second against "
        f"{median(found.rate for found in single):.0f}, {len(errors)} errors; SQLite {sqlite.rate:.0f} a second, "
        f"longest {sqlite.longest:.2f} s, {len(sqlite.errors)} errors"
    )
    return Figure(gain, TARGET, gain >= 1.4 and not errors and not sqlite.errors and sqlite.longest <= 10, words)


def _on_sqlite() -> Race:
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "DATABASE_URL": f"sqlite:///{folder}/db.sqlite3"}
        command = [sys.executable, "-m", "benchmarks.race", *ON_SQLITE]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
        return Race(**json.loads(done.stdout))
