"""What can be wrong between the rows of a plan's workbook, and in a row as a whole: said of its cell."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from forms.books import Ties, cell_error, rows
from forms.excel import BookResult, CellError, Row
from forms.tables import Table
from workflows.appraisal.rules import BallotForm
from workflows.appraisal.rules.cap import Cap
from workflows.appraisal.rules.checking_forms import about_form
from workflows.appraisal.rules.correction import CorrectionRule
from workflows.appraisal.rules.document import Section, names
from workflows.appraisal.rules.forms import Dimension, Option, Situation
from workflows.appraisal.rules.grades import Grade
from workflows.appraisal.rules.quorum import Quorum
from workflows.appraisal.workbooks.plan import specs
from workflows.appraisal.workbooks.plan.document import NESTED, form, top

TIES = Ties(
    needed=(specs.GRADES, specs.FORMS),
    names=(
        (specs.GRADES, "code"), (specs.GRADES, "name"), (specs.FORMS, "code"), (specs.FORMS, "name"),
        (specs.QUORUMS, "purpose"),
    ),
    links=(
        (specs.OPTIONS, "form", specs.FORMS, "code"),
        (specs.DIMENSIONS, "form", specs.FORMS, "code"),
        (specs.SITUATIONS, "form", specs.FORMS, "code"),
    ),
)  # fmt: skip
READ_BY: tuple[tuple[Table, Any], ...] = (
    (specs.GRADES, Grade), (specs.OPTIONS, Option), (specs.DIMENSIONS, Dimension), (specs.SITUATIONS, Situation),
    (specs.QUORUMS, Quorum),
)  # fmt: skip
LIMIT = ("优秀人数的基数", "优秀人数取整", "优秀人数的依据")
"""Lines that say nothing without the share."""


class Cells(Section):
    """A row that is read: what is wrong with a field is kept with the name of its column."""

    def __init__(self, data: dict[str, Any], known: Collection[str]) -> None:
        super().__init__(data, "", known, [])
        self.said: list[tuple[str, str]] = []

    def wrong(self, key: str, why: str) -> None:
        self.said.append((key, f"{why}。"))


def top_errors(lines: Sequence[Row]) -> list[CellError]:
    """What is wrong with the lines that stand once."""
    found = specs.TOP.errors(lines)
    made = _said(lines)
    for name, kind, titles in (("cap", Cap, {"share": specs.SHARE}), ("correction", CorrectionRule, REMINDING)):
        cells = Cells(made.get(name, {}), names(kind))
        kind.read(cells)
        found += [specs.TOP.error(lines, titles[key], why) for key, why in cells.said]
    return found + list(_without_share(lines, made))


REMINDING = {"reminders": specs.REMINDERS}


def _said(lines: Sequence[Row]) -> dict[str, Any]:
    """What the lines say of which nothing is wrong in itself."""
    wrong = {error.row for error in specs.TOP.errors(lines)}
    return top([row for row in lines if row.number not in wrong])


def _without_share(lines: Sequence[Row], made: dict[str, Any]) -> Iterator[CellError]:
    filled = [row.values["item"] for row in lines if row.values["item"] in LIMIT and row.values["value"]]
    if filled and "cap" not in made:
        yield specs.TOP.error(lines, specs.SHARE, f"填了{'、'.join(map(str, filled))}，没有填{specs.SHARE}几分之几。")


def part_errors(book: BookResult, found: Collection[CellError]) -> Iterator[CellError]:
    """Cells that the rules do not take, then ballot forms whose parts do not go together.

    `found`: what was said already; a ballot form of which a part is unsure is not judged as a whole.
    """
    wrong = [error for table, kind in READ_BY for row in rows(book, table) for error in _cells(book, table, row, kind)]
    yield from wrong
    unsure = {error.sheet for error in (*found, *wrong)}
    if not unsure & {specs.FORMS.title, specs.GRADES.title, *(table.title for table in NESTED.values())}:
        yield from _forms(book)


def _cells(book: BookResult, table: Table, row: Row, kind: Any) -> Iterator[CellError]:
    cells = Cells({key: value for key, value in table.part(row.values).items() if key != "form"}, names(kind))
    kind.read(cells)
    yield from (cell_error(book, table, row, key, why) for key, why in cells.said)


def _forms(book: BookResult) -> Iterator[CellError]:
    grades = {str(row.values["name"]) for row in rows(book, specs.GRADES)}
    electronic = bool(_said(book.sheets.get(specs.TOP.title, ())).get("electronic"))
    for row in rows(book, specs.FORMS):
        made = BallotForm.read(Section(form(row, book.sheets), "", names(BallotForm), []))
        said = about_form(made, grades, electronic=electronic)
        yield from (cell_error(book, specs.FORMS, row, "", sentence) for sentence in said)
