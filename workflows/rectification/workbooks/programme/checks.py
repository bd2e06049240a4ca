"""What can be wrong between the rows of a programme's workbook, and in a row as a whole: said of its cell."""

from collections.abc import Collection, Iterator
from typing import Any

from forms.books import Ties, cell_error, rows
from forms.excel import BookResult, CellError, Row
from forms.tables import Table, split
from workflows.rectification.rules import Closing, Condition, Light, Limit, ProgrammeError, ScoreForm, Severity, Source
from workflows.rectification.rules.document import Section, names
from workflows.rectification.rules.escalation import Step
from workflows.rectification.rules.ladder import LetterKind
from workflows.rectification.workbooks.programme import specs
from workflows.rectification.workbooks.programme.document import assessment, source
from workflows.rectification.workbooks.programme.events import labels

TIES = Ties(
    needed=(specs.SOURCES, specs.LIMITS, specs.CLOSINGS),
    names=(
        (specs.SOURCES, "code"), (specs.SOURCES, "name"), (specs.SEVERITIES, "code"), (specs.LIMITS, "code"),
        (specs.LIMITS, "name"), (specs.CHECKLIST, "code"), (specs.LIGHTS, "code"), (specs.LETTERS, "code"),
        (specs.ASSESSMENTS, "code"),
    ),
    links=(
        (specs.CLOSINGS, "source", specs.SOURCES, "code"),
        (specs.CLOSINGS, "severity", specs.SEVERITIES, "code"),
        (specs.LIGHTS, "after", specs.LIGHTS, "code"),
        (specs.ESCALATION, "light", specs.LIGHTS, "code"),
        (specs.ESCALATION, "letter", specs.LETTERS, "code"),
        (specs.PARTS, "form", specs.ASSESSMENTS, "code"),
        (specs.DEDUCTIONS, "form", specs.ASSESSMENTS, "code"),
        (specs.DEDUCTIONS, "part", specs.PARTS, "code"),
        (specs.GRADES, "form", specs.ASSESSMENTS, "code"),
        (specs.NOTES, "form", specs.ASSESSMENTS, "code"),
    ),
)  # fmt: skip
READ_BY: tuple[tuple[Table, Any], ...] = (
    (specs.SOURCES, Source), (specs.SEVERITIES, Severity), (specs.LIMITS, Limit), (specs.CLOSINGS, Closing),
    (specs.CHECKLIST, Condition), (specs.LIGHTS, Light), (specs.ESCALATION, Step), (specs.LETTERS, LetterKind),
    (specs.ASSESSMENTS, ScoreForm),
)  # fmt: skip
WHOLE = {specs.SOURCES.title: source, specs.ASSESSMENTS.title: assessment}
NESTED = {specs.PARTS.title, specs.DEDUCTIONS.title, specs.GRADES.title}
"""Where more of an assessment stands."""


def part_errors(book: BookResult, found: Collection[CellError]) -> Iterator[CellError]:
    """Rows whose cells do not go together, as the rules say it; then the last line of who closes what.

    `found`: what was said already; a row of which something was said is not judged again.
    """
    unsure, said = {error.sheet for error in found}, {(error.sheet, error.row) for error in found}
    for table, kind in READ_BY:
        if table is specs.ASSESSMENTS and unsure & NESTED:
            continue
        for row in rows(book, table):
            try:
                if (table.title, row.number) not in said:
                    kind.read(Section(_document(book, table, row), "这一行", names(kind)))
            except ProgrammeError as wrong:
                yield cell_error(book, table, row, wrong.key, str(wrong))
    yield from _unknown_events(book)
    if specs.CLOSINGS.title not in unsure:
        yield from _last_closing(book)


def _document(book: BookResult, table: Table, row: Row) -> dict[str, Any]:
    whole = WHOLE.get(table.title)
    return whole(row, book.sheets) if whole else table.part(row.values)


def _unknown_events(book: BookResult) -> Iterator[CellError]:
    known = labels()
    for row in rows(book, specs.SOURCES):
        for words in split(row.values["events"] or ""):
            if words not in known:
                message = f"系统没有“{words}”，可以填：{'、'.join(known)}。"
                yield cell_error(book, specs.SOURCES, row, "events", message)


def _last_closing(book: BookResult) -> Iterator[CellError]:
    for row in rows(book, specs.CLOSINGS)[-1:]:
        if row.values["source"] or row.values["severity"]:
            message = "最后一行应适用于其余全部问题，来源和严重程度都不填。"
            yield cell_error(book, specs.CLOSINGS, row, "source", message)
