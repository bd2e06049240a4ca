"""From the rows of a workbook to the document that the rules read."""

from typing import Any

from forms.books import Sheets, below
from forms.excel import Row
from forms.tables import split
from workflows.rectification.workbooks.programme import specs
from workflows.rectification.workbooks.programme.events import labels
from workflows.rectification.workbooks.programme.top import TOP, top

PLAIN = {
    "severities": specs.SEVERITIES,
    "limits": specs.LIMITS,
    "closings": specs.CLOSINGS,
    "checklist": specs.CHECKLIST,
    "lights": specs.LIGHTS,
    "escalation": specs.ESCALATION,
    "letters": specs.LETTERS,
}
"""The parts that stand in one sheet alone."""


def document(sheets: Sheets) -> dict[str, Any]:
    """The programme as the rules read it; rows whose references were checked."""
    made = top(sheets.get(TOP, ()))
    made |= {name: [table.part(row.values) for row in sheets.get(table.title, ())] for name, table in PLAIN.items()}
    made["sources"] = [source(row, sheets) for row in sheets.get(specs.SOURCES.title, ())]
    made["assessments"] = [assessment(row, sheets) for row in sheets.get(specs.ASSESSMENTS.title, ())]
    made["notes"] = _notes(sheets, None)
    return made


def source(row: Row, _sheets: Sheets) -> dict[str, Any]:
    """A source, with the kinds of event that it takes up."""
    made = specs.SOURCES.part(row.values)
    known = labels()
    return made | {"events": [known.get(words, words) for words in split(row.values["events"] or "")]}


def assessment(row: Row, sheets: Sheets) -> dict[str, Any]:
    """A form with its parts, deductions, grades and notes."""
    nested = {"parts": specs.PARTS, "deductions": specs.DEDUCTIONS, "grades": specs.GRADES}
    made = {name: below(sheets, table, "form", row) for name, table in nested.items()}
    return specs.ASSESSMENTS.part(row.values) | made | {"notes": _notes(sheets, row.values["code"])}


def _notes(sheets: Sheets, form: object) -> list[str]:
    return [str(row.values["words"]) for row in sheets.get(specs.NOTES.title, ()) if row.values["form"] == form]
