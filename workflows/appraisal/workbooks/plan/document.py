"""From the rows of a workbook to the document that the rules read."""

from typing import Any

from forms.books import Sheets, below
from forms.excel import Row
from workflows.appraisal.workbooks.plan import specs

NESTED = {"options": specs.OPTIONS, "dimensions": specs.DIMENSIONS, "situations": specs.SITUATIONS}


def document(sheets: Sheets) -> dict[str, Any]:
    """The plan as the rules read it; rows whose references were checked."""
    made = top(sheets.get(specs.TOP.title, ()))
    made["grades"] = [specs.GRADES.part(row.values) for row in sheets.get(specs.GRADES.title, ())]
    made["forms"] = [form(row, sheets) for row in sheets.get(specs.FORMS.title, ())]
    made["quorums"] = [specs.QUORUMS.part(row.values) for row in sheets.get(specs.QUORUMS.title, ())]
    made["notes"] = [str(row.values["note"]) for row in sheets.get(specs.NOTES.title, ())]
    return made


def top(rows: Any) -> dict[str, Any]:
    """What stands once, days of reminders as numbers; without a share there is no limit of 优秀."""
    made = specs.TOP.document(rows)
    if "share" not in made.get("cap", {}):
        made.pop("cap", None)
    correction = made.get("correction", {})
    if "reminders" in correction:
        correction["reminders"] = [int(each) if each.isdecimal() else each for each in correction["reminders"]]
    return made


def form(row: Row, sheets: Sheets) -> dict[str, Any]:
    """A ballot form with its options, dimensions and situations."""
    nested = {name: below(sheets, table, "form", row) for name, table in NESTED.items()}
    return specs.FORMS.part(row.values) | nested
