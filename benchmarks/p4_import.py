"""P4: importing 3,115 problems in 3 categories from .xlsx (read, check all, write all) against openpyxl reading it.

Ours opens every problem and its measure with numbers, desks and audit entries, in one transaction; openpyxl reads the
same file in the mode that ours reads it in, every cell once. The import is undone after each run.
"""

from functools import partial
from io import BytesIO

from django.db import transaction
from openpyxl import load_workbook

from benchmarks.measure import Figure, in_turn
from benchmarks.organisation import Office, analyze
from permissions.actor import Actor
from tests.workflows.rectification.ledgers import PAIRS, USUAL, clean_up_ledger
from workflows.engine.models import Round
from workflows.rectification.actions import importing
from workflows.rectification.rules import ready
from workflows.rectification.workbooks import jobs
from workflows.rectification.workbooks.draft import Draft

TARGET = "≤ 4 × the time"
ROUNDS = 5


def run() -> Figure:
    """Import and read in turn."""
    office = Office(60)
    programme = ready()
    round_ = Round.objects.create(
        process_key="rectification", year=2026, title="专项清查整改", unit=office.top, scheme=programme.to_data(),
        scheme_version=programme.version, status=Round.Status.OPEN,
    )  # fmt: skip
    book = clean_up_ledger([unit.short_name for unit in office.branches])
    analyze()
    ours, bare = partial(_import, book, round_, office.clerk), partial(_read, book)
    mine, theirs = in_turn([(ours, bare)] * ROUNDS, skip=1)
    words = f"{mine:.2f} s for 3,115 problems with a measure each; openpyxl alone reads them in {theirs:.2f} s"
    return Figure(mine / theirs, TARGET, mine / theirs <= 4, words)


def _import(book: bytes, round_: Round, by: Actor) -> None:
    with transaction.atomic():
        draft = Draft(round_, jobs.opened(BytesIO(book)), PAIRS, USUAL).check()
        draft.point_out()
        assert not draft.errors, draft.errors[:3]
        importing.problems_import(round_, draft.batch, by=by)
        transaction.set_rollback(True)


def _read(book: bytes) -> None:
    opened = load_workbook(BytesIO(book), read_only=True)
    for row in opened.worksheets[0].iter_rows():
        for cell in row:
            cell.value  # noqa: B018
