"""Writing a plan as the office edits it."""

from collections.abc import Sequence
from typing import Any

from forms.excel import SheetData, write_workbook
from forms.tables import Table
from workflows.appraisal.rules import BallotForm, Plan
from workflows.appraisal.workbooks.plan import specs


def plan_book(plan: Plan, footer: str) -> bytes:
    """A plan as the office edits it; `footer` says who took it when."""
    sheets = [SheetData(specs.TOP.spec, specs.TOP.rows(_top(plan)), footer=(footer,))]
    sheets += [
        SheetData(table.spec, [table.row(_shares(part)) for part in parts], footer=(footer,))
        for table, parts in _parts(plan)
    ]
    return write_workbook(sheets, {})


def _top(plan: Plan) -> dict[str, Any]:
    """What stands once; a part that the plan does not have is empty."""
    parts = {name: _shares(vars(part)) if part else None for name, part in (("cap", plan.cap),)}
    return {**vars(plan), **parts}


def _shares(part: dict[str, Any]) -> dict[str, Any]:
    return {key: str(value) if key in ("share", "quorum", "passing") else value for key, value in part.items()}


def _parts(plan: Plan) -> list[tuple[Table, Sequence[dict[str, Any]]]]:
    """What stands in each sheet, in the order of the sheets; what is nested in the rules has a sheet of its own."""
    return [
        (specs.GRADES, [vars(each) for each in plan.grades]),
        (specs.FORMS, [vars(each) for each in plan.forms]),
        (specs.OPTIONS, _nested(plan.forms, "options")),
        (specs.DIMENSIONS, _nested(plan.forms, "dimensions")),
        (specs.SITUATIONS, _nested(plan.forms, "situations")),
        (specs.QUORUMS, [vars(each) for each in plan.quorums]),
        (specs.NOTES, [{"note": note} for note in plan.notes]),
    ]


def _nested(forms: Sequence[BallotForm], name: str) -> list[dict[str, Any]]:
    return [{**vars(part), "form": form.code} for form in forms for part in getattr(form, name)]
