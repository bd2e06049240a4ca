"""Taking a plan's workbook back: the whole of it, or nothing and what is wrong in which cell."""

from typing import IO

from forms.books import row_errors
from forms.excel import BookResult, CellError, read_sheets
from workflows.appraisal.rules import Plan, PlanError
from workflows.appraisal.workbooks.plan.checks import TIES, part_errors, top_errors
from workflows.appraisal.workbooks.plan.document import document
from workflows.appraisal.workbooks.plan.specs import FORMS, GRADES, TABLES, TOP

MOST_ROWS, MOST_ERRORS = 1000, 200
SPECS = (TOP.spec, *(table.spec for table in TABLES))
ABOUT = {"等次": GRADES.title, "测评票": FORMS.title, "评议办法至少要有一种": FORMS.title}
"""In which sheet a sentence about the whole plan is to be mended, by how it begins; else in the first."""


def read_plan(file: IO[bytes]) -> tuple[Plan | None, list[CellError]]:
    """The plan in an uploaded workbook, or None and what is wrong in which cell."""
    book = read_sheets(file, SPECS, max_rows=MOST_ROWS, max_errors=MOST_ERRORS)
    if errors := _errors(book):
        return None, errors[:MOST_ERRORS]
    try:
        return Plan.read(document(book.sheets)), []
    except PlanError as wrong:
        return None, [CellError(_sheet(sentence), 0, "", sentence) for sentence in wrong.problems]


def _sheet(sentence: str) -> str:
    return next((sheet for begin, sheet in ABOUT.items() if sentence.startswith(begin)), TOP.title)


def _errors(book: BookResult) -> list[CellError]:
    """All that is wrong at once; what hangs on a sheet that could not be read whole is left out."""
    found = list(book.errors)
    if not book.sheets or any(not error.sheet for error in found):
        return found
    if TOP.title not in {error.sheet for error in found}:
        found += top_errors(book.sheets.get(TOP.title, ()))
    found += row_errors(book, TIES, {error.sheet for error in found})
    return found + list(part_errors(book, found))
