"""P4b: a rectification ledger of 100,000 problems exported to .xlsx against openpyxl's bare write-only loop.

Ours is what the worker does for a person who asked: it reads the problems that he sees, writes the general columns
with word of how far it is, and keeps the file under its hash; the bare loop writes the same tuples, which it has in
memory already. Each run has a process of its own, so that its peak memory can be read.
"""

import subprocess
import sys
from io import BytesIO
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from openpyxl import Workbook

from benchmarks.measure import Figure
from benchmarks.organisation import Office
from permissions.actor import Actor
from tests.workflows.rectification.crowd import crowd
from workflows.engine.models import Round
from workflows.rectification.models import LedgerExport
from workflows.rectification.queries.sheets import ledger
from workflows.rectification.rules import ready
from workflows.rectification.workbooks.exporting import export_job, start
from workflows.rectification.workbooks.ledger import GENERAL, rows_of, with_ours

TARGET = "≤ 1.5 × the time, peak memory ≤ 200 MB"
ROWS = 100_000
CHILD = """
import sys, django
django.setup()
from benchmarks import p4b_export
print(getattr(p4b_export, sys.argv[1])(), p4b_export.peak())
"""


def programme() -> Round:
    """The last programme."""
    return Round.objects.select_related("unit").filter(process_key="rectification").latest("pk")


def ours() -> float:
    """Seconds of the export."""
    row, began = LedgerExport.objects.latest("pk"), perf_counter()
    assert export_job.func(row.pk) == LedgerExport.Status.READY
    return perf_counter() - began


def bare() -> float:
    """Seconds of openpyxl alone over the same rows."""
    round_, pairs = programme(), with_ours(GENERAL)
    rows = list(rows_of(round_, ledger(round_), pairs))
    began = perf_counter()
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append([heading for heading, _ in pairs])
    for row in rows:
        sheet.append(row)
    book.save(BytesIO())
    return perf_counter() - began


def peak() -> float:
    """The most memory that this process has had, in megabytes."""
    return getrusage(RUSAGE_SELF).ru_maxrss / 1024


def run() -> Figure:
    """Write three files each way, in turn."""
    by = _fill()
    pairs = [(_asked(by), _alone("bare")) for _ in range(3)]
    ratio = median(mine / theirs for (mine, _), (theirs, _) in pairs)
    mine, most, theirs = (median(column) for column in zip(*((m, p, t) for (m, p), (t, _) in pairs), strict=True))
    words = f"{mine:.1f} s, peak {most:.0f} MB; openpyxl alone {theirs:.1f} s"
    return Figure(ratio, TARGET, ratio <= 1.5 and most <= 200, words)


def _fill() -> Actor:
    office, document = Office(60), ready()
    round_ = Round.objects.create(
        process_key="rectification", year=2026, title="专项清查整改", unit=office.top, scheme=document.to_data(),
        scheme_version=document.version, status=Round.Status.OPEN,
    )  # fmt: skip
    crowd(round_, ROWS, by=office.clerk)
    return office.clerk


def _asked(by: Actor) -> tuple[float, float]:
    """As `_alone`, of a file that somebody asked for."""
    start(programme(), None, GENERAL, "", by=by)
    return _alone("ours")


def _alone(which: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run in a process of its own."""
    done = subprocess.run([sys.executable, "-c", CHILD, which], capture_output=True, text=True, check=True)
    taken, most = done.stdout.split()
    return float(taken), float(most)
