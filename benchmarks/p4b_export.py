"""P4b: 100,000 rows of a ledger written to .xlsx against openpyxl's bare write-only loop over the same tuples.

Each run has a process of its own, so that its peak memory can be read.
"""

import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from resource import RUSAGE_SELF, getrusage
from statistics import median
from time import perf_counter

from openpyxl import Workbook

from benchmarks.measure import Figure
from forms.excel import Column, SheetSpec, write_rows_streaming

TARGET = "≤ 1.5 × the time, peak memory ≤ 200 MB"
ROWS = 100_000
TITLES = ("编号", "单位", "问题", "来源", "责任人", "期限", "状态", "得分")


def rows() -> Iterator[tuple[object, ...]]:
    """The ledger, made as it is read, as rows come from a cursor."""
    for n in range(ROWS):
        yield (
            f"WT-2026-{n:06d}", f"第{n % 300}党支部", "组织生活记录不完整，需补充会议记录。", "自查", "周志远",
            date(2026, 6, 30), "整改中", n % 100,
        )  # fmt: skip


def ours() -> None:
    """Write with our writer."""
    columns = tuple(Column(title, title) for title in TITLES)
    write_rows_streaming(BytesIO(), SheetSpec("台账", columns), rows())


def bare() -> None:
    """Write with openpyxl alone."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("台账")
    sheet.append(TITLES)
    for row in rows():
        sheet.append(row)
    book.save(BytesIO())


def run() -> Figure:
    """Write three files each way, in turn."""
    pairs = [(_alone("ours"), _alone("bare")) for _ in range(3)]
    ratio = median(mine / theirs for (mine, _), (theirs, _) in pairs)
    mine, peak, theirs = (median(column) for column in zip(*((m, p, t) for (m, p), (t, _) in pairs), strict=True))
    words = f"{mine:.1f} s, peak {peak:.0f} MB; openpyxl alone {theirs:.1f} s"
    return Figure(ratio, TARGET, ratio <= 1.5 and peak <= 200, words)


def _alone(which: str) -> tuple[float, float]:
    """Seconds and peak megabytes of one run in a process of its own."""
    done = subprocess.run([sys.executable, "-m", __name__, which], capture_output=True, text=True, check=True)
    taken, peak = done.stdout.split()
    return float(taken), float(peak)


if __name__ == "__main__":
    start = perf_counter()
    {"ours": ours, "bare": bare}[sys.argv[1]]()
    print(perf_counter() - start, getrusage(RUSAGE_SELF).ru_maxrss / 1024)
