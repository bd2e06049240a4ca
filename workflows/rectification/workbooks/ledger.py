"""The ledger taken out as .xlsx in a template's own columns, in their order, with our number and state at the end."""

from collections.abc import Callable, Iterator, Sequence
from tempfile import TemporaryFile
from typing import IO

from django.db.models import QuerySet

from forms.excel import Column, SheetSpec, write_rows_streaming
from workflows.engine.models import Round
from workflows.rectification.models import Problem
from workflows.rectification.queries.programmes import programme_of
from workflows.rectification.queries.sheets import Sheet, units_of
from workflows.rectification.rules import sheet_columns as columns
from workflows.rectification.rules.sheet_columns import OURS, READY, Pair

TITLE = "整改台账"
WIDE = frozenset({columns.TEXT, columns.MEASURES, "requirement", "cause", "goal", "progress"})
GENERAL = READY["general"][1]
STEP = 1000
"""Rows between two words of how far it is."""

Tick = Callable[[int], None]
"""Told now and then how many rows are written."""


def with_ours(pairs: Sequence[Pair]) -> tuple[Pair, ...]:
    """A template's columns and those of ours that it does not have."""
    there = {name for _, name in pairs}
    return (*((heading, name) for heading, name in pairs), *(pair for pair in OURS if pair[1] not in there))


def spec_of(pairs: Sequence[Pair]) -> SheetSpec:
    """The sheet of a template: its headings as they stand."""
    shown = (Column(str(n), heading, width=40 if name in WIDE else 14) for n, (heading, name) in enumerate(pairs))
    return SheetSpec(TITLE, tuple(shown))


def write_ledger(
    target: IO[bytes], round_: Round, problems: QuerySet[Problem], pairs: Sequence[Pair], footer: str,
    tick: Tick | None = None,
) -> None:  # fmt: skip
    """Write problems of a programme, as many as there are, in flat memory. goals P4b."""
    pairs = with_ours(pairs)
    rows = rows_of(round_, problems, pairs)
    write_rows_streaming(
        target, spec_of(pairs), _counted(rows, tick) if tick else rows, footer=(footer,),
        stamp={"programme": str(round_.pk)},
    )  # fmt: skip


def _counted(rows: Iterator[tuple[str, ...]], tick: Tick) -> Iterator[tuple[str, ...]]:
    for number, row in enumerate(rows, 1):
        yield row
        if number % STEP == 0:
            tick(number)


def rows_of(round_: Round, problems: QuerySet[Problem], pairs: Sequence[Pair]) -> Iterator[tuple[str, ...]]:
    """The rows of such a sheet."""
    return Sheet(pairs, programme_of(round_), units_of(round_)).stream(problems)


def as_file(
    round_: Round, problems: QuerySet[Problem], pairs: Sequence[Pair], footer: str, tick: Tick | None = None
) -> IO[bytes]:
    """Such a sheet in a file of its own that goes when it was read."""
    target = TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    try:
        write_ledger(target, round_, problems, pairs, footer, tick)
    except BaseException:
        target.close()
        raise
    target.seek(0)
    return target
