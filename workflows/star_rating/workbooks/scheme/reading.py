"""Taking a scheme's workbook back: the whole of it, or nothing and what is wrong in which cell."""

from typing import IO

from forms.books import row_errors
from forms.excel import BookResult, CellError, read_sheets
from workflows.star_rating.rules import Scheme, SchemeError
from workflows.star_rating.workbooks.scheme.checks import TIES, part_errors
from workflows.star_rating.workbooks.scheme.document import document
from workflows.star_rating.workbooks.scheme.specs import TABLES
from workflows.star_rating.workbooks.scheme.top import SHEET, TOP, top_errors

MOST_ROWS, MOST_ERRORS = 2000, 200
SPECS = (SHEET.spec, *(table.spec for table in TABLES))


def read_scheme(file: IO[bytes]) -> tuple[Scheme | None, list[CellError]]:
    """The scheme in an uploaded workbook, or None and what is wrong in which cell."""
    book = read_sheets(file, SPECS, max_rows=MOST_ROWS, max_errors=MOST_ERRORS)
    if errors := _errors(book):
        return None, errors[:MOST_ERRORS]
    try:
        return Scheme.from_data(document(book.sheets)), []
    except SchemeError as wrong:
        return None, [CellError("", 0, "", str(wrong))]


def _errors(book: BookResult) -> list[CellError]:
    """All that is wrong at once, so that nobody mends a cell only to be told of the next.

    What hangs on a sheet that could not be read whole is left out: it might be right once that sheet is.
    """
    found = list(book.errors)
    if not book.sheets or any(not error.sheet for error in found):
        return found
    if TOP not in {error.sheet for error in found}:
        found += top_errors(book.sheets.get(TOP, ()))
    found += row_errors(book, TIES, {error.sheet for error in found})
    return found + list(part_errors(book, found))
