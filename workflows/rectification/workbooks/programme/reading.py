"""Taking a programme's workbook back: the whole of it, or nothing and what is wrong in which cell."""

from typing import IO

from forms.books import row_errors
from forms.excel import BookResult, CellError, read_sheets
from workflows.rectification.rules import Programme, ProgrammeError
from workflows.rectification.workbooks.programme.checks import TIES, part_errors
from workflows.rectification.workbooks.programme.document import document
from workflows.rectification.workbooks.programme.specs import TABLES
from workflows.rectification.workbooks.programme.top import SHEET, TOP, top_errors

MOST_ROWS, MOST_ERRORS = 1000, 200
SPECS = (SHEET.spec, *(table.spec for table in TABLES))


def read_programme(file: IO[bytes]) -> tuple[Programme | None, list[CellError]]:
    """The programme in an uploaded workbook, or None and what is wrong in which cell."""
    book = read_sheets(file, SPECS, max_rows=MOST_ROWS, max_errors=MOST_ERRORS)
    if errors := _errors(book):
        return None, errors[:MOST_ERRORS]
    try:
        return Programme.read(document(book.sheets)), []
    except ProgrammeError as wrong:
        return None, [CellError("", 0, "", str(wrong))]


def _errors(book: BookResult) -> list[CellError]:
    """All that is wrong at once; what hangs on a sheet that could not be read whole is left out."""
    found = list(book.errors)
    if not book.sheets or any(not error.sheet for error in found):
        return found
    if TOP not in {error.sheet for error in found}:
        found += top_errors(book.sheets.get(TOP, ()))
    found += row_errors(book, TIES, {error.sheet for error in found})
    return found + list(part_errors(book, found))
