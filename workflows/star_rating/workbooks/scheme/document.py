"""From the rows of a workbook to the document that the rules read."""

from collections.abc import Mapping, Sequence
from typing import Any

from forms.excel import Row
from forms.tables import Table
from workflows.star_rating.workbooks.scheme import specs
from workflows.star_rating.workbooks.scheme.top import SHEET, TOP

Sheets = Mapping[str, Sequence[Row]]
SLOPE = ("target", "step", "step_points")
PLAIN = {
    "groups": specs.GROUPS,
    "tiers": specs.TIERS,
    "vetoes": specs.VETOES,
    "preconditions": specs.PRECONDITIONS,
    "merits": specs.MERITS,
    "quotas": specs.QUOTAS,
    "windows": specs.WINDOWS,
}
"""The parts that stand in one sheet alone."""


def document(sheets: Sheets) -> dict[str, Any]:
    """The scheme as the rules read it; rows whose references were checked."""
    made = SHEET.document(sheets.get(TOP, ()))
    made |= {name: [table.part(row.values) for row in sheets.get(table.title, ())] for name, table in PLAIN.items()}
    made["components"] = [component(row, sheets) for row in sheets.get(specs.COMPONENTS.title, ())]
    made["indicators"] = [_indicator(row, sheets) for row in sheets.get(specs.INDICATORS.title, ())]
    return made


def component(row: Row, sheets: Sheets) -> dict[str, Any]:
    """A component with the lines of its reviewers' sheet."""
    return specs.COMPONENTS.part(row.values) | {"dimensions": _below(specs.DIMENSIONS, "component", row, sheets)}


def item(row: Row, sheets: Sheets) -> dict[str, Any]:
    """A line with its steps or its slope."""
    made = specs.ITEMS.part(row.values)
    del made["indicator"]
    only_above = made.pop("only_above")
    slope = {key: made.pop(key) for key in SLOPE if key in made}
    if slope or only_above:
        made["slope"] = slope | {"only_above": only_above}
    return made | {"options": _below(specs.OPTIONS, "item", row, sheets)}


def _indicator(row: Row, sheets: Sheets) -> dict[str, Any]:
    lines = [line for line in sheets.get(specs.ITEMS.title, ()) if line.values["indicator"] == row.values["code"]]
    return specs.INDICATORS.part(row.values) | {"items": [item(line, sheets) for line in lines]}


def _below(table: Table, key: str, row: Row, sheets: Sheets) -> list[dict[str, Any]]:
    """The parts of another sheet that point at a row; what they point with is left out."""
    rows = [line for line in sheets.get(table.title, ()) if line.values[key] == row.values["code"]]
    return [{name: value for name, value in table.part(line.values).items() if name != key} for line in rows]
