"""The whole check of an import: the rows of a workbook against the organisation as it is now."""

from collections.abc import Sequence
from datetime import date
from typing import IO

from forms.excel import BookResult, Row
from forms.excel.reader import Tick, read_sheets
from permissions.actor import Actor
from workflows.organisation import queries
from workflows.organisation.queries import imports as reading
from workflows.organisation.queries import terms
from workflows.organisation.queries.imports import Mentioned
from workflows.organisation.workbooks import open_work, past, people, posts, sheets, units
from workflows.organisation.workbooks.draft import Draft

MAX_ROWS = 30_000
MAX_ERRORS = 2_000
"""Errors of form listed per sheet; whoever has more has taken the wrong file."""

Rows = dict[str, Sequence[Row]]


def read(file: IO[bytes], tick: Tick | None = None) -> BookResult:
    """Read the sheets of an uploaded workbook; what is wrong is in the result."""
    return read_sheets(file, sheets.specs(), max_rows=MAX_ROWS, max_errors=MAX_ERRORS, tick=tick)


def check(book: BookResult, by: Actor) -> Draft:
    """What the rows come to for this importer today. Constant statements a thousand rows."""
    rows: Rows = dict(book.sheets)
    draft = Draft(reading.known(by, _mentioned(rows)), sheets.specs(), book.columns)
    draft.errors = list(book.errors)
    units.check(draft, rows.get(sheets.UNITS, ()), terms.years())
    people.check(draft, rows.get(sheets.PEOPLE, ()))
    people.check_accounts(draft, rows.get(sheets.ACCOUNTS, ()))
    posts.check(draft, rows.get(sheets.POSTS, ()))
    past.check(draft, rows, sheets.results())
    if not draft.errors:
        open_work.check(draft)
    return draft


def staff_nos(book: BookResult) -> set[str]:
    """Whom the rows name."""
    return set(map(str, _all(dict(book.sheets), "staff_no", *book.sheets)))


def _mentioned(rows: Rows) -> Mentioned:
    kinds = sheets.results()
    keys = {queries.UNIT_HONOUR_FACT, queries.HONOUR_FACT, *past.LASTING.values()}
    days = [day for day in _all(rows, "since", *past.LASTING) if isinstance(day, date)]
    years = [year for year in _all(rows, "year", sheets.RESULTS, sheets.HONOURS) if isinstance(year, int)]
    return Mentioned(
        staff_nos=set(map(str, _all(rows, "staff_no", *rows))),
        id_numbers={str(number).upper() for number in _all(rows, "id_number", sheets.PEOPLE)},
        usernames={str(name).lower() for name in _all(rows, "username", sheets.ACCOUNTS)},
        fact_keys=keys | {kind.key for kind in kinds.values()},
        years={*years, *(day.year for day in days)},
    )


def _all(rows: Rows, key: str, *of: str) -> list[object]:
    """Every value of a column over some sheets, blanks left out."""
    found = [row.values.get(key) for sheet in of for row in rows.get(sheet, ())]
    return [value for value in found if value is not None]
