"""Writing a programme as the office edits it."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.excel import SheetData, write_workbook
from forms.tables import Table
from workflows.rectification.rules import Programme, ScoreForm
from workflows.rectification.workbooks.programme import specs
from workflows.rectification.workbooks.programme.events import words_of
from workflows.rectification.workbooks.programme.top import SHEET


def programme_book(programme: Programme, footer: str) -> bytes:
    """A programme as the office edits it; `footer` says who took it when."""
    sheets = [SheetData(SHEET.spec, SHEET.rows(programme), footer=(footer,))]
    sheets += [SheetData(table.spec, _rows(table, parts), footer=(footer,)) for table, parts in _parts(programme)]
    return write_workbook(sheets, {})


def _rows(table: Table, parts: Sequence[Any]) -> list[list[object]]:
    return [table.row(part if isinstance(part, Mapping) else vars(part)) for part in parts]


def _parts(programme: Programme) -> list[tuple[Table, Sequence[Any]]]:
    """What stands in each sheet, in the order of the sheets; what is nested in the rules has a sheet of its own."""
    forms = programme.assessments
    notes = [{"words": note} for note in programme.notes]
    return [
        (specs.SOURCES, [{**vars(each), "events": words_of(each.events)} for each in programme.sources]),
        (specs.SEVERITIES, programme.severities),
        (specs.LIMITS, programme.limits),
        (specs.CLOSINGS, programme.closings),
        (specs.CHECKLIST, programme.checklist),
        (specs.LIGHTS, programme.lights),
        (specs.ESCALATION, programme.escalation),
        (specs.LETTERS, programme.letters),
        (specs.ASSESSMENTS, forms),
        (specs.PARTS, _nested(forms, "parts")),
        (specs.DEDUCTIONS, _nested(forms, "deductions")),
        (specs.GRADES, _nested(forms, "grades")),
        (specs.NOTES, notes + [{"words": note, "form": form.code} for form in forms for note in form.notes]),
    ]


def _nested(forms: Sequence[ScoreForm], name: str) -> list[dict[str, Any]]:
    return [{**vars(part), "form": form.code} for form in forms for part in getattr(form, name)]
