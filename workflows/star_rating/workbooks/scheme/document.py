"""From the rows of a workbook to the document that the rules read."""

from typing import Any

from forms.books import Sheets, below
from forms.excel import Row
from workflows.star_rating.workbooks.scheme import specs
from workflows.star_rating.workbooks.scheme.top import SHEET, TOP

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
    return specs.COMPONENTS.part(row.values) | {"dimensions": below(sheets, specs.DIMENSIONS, "component", row)}


def item(row: Row, sheets: Sheets) -> dict[str, Any]:
    """A line with its steps or its slope."""
    made = specs.ITEMS.part(row.values)
    del made["indicator"]
    flags = {key: made.pop(key) for key in ("only_above", "falling")}
    slope = {key: made.pop(key) for key in SLOPE if key in made}
    if slope or any(flags.values()):
        made["slope"] = slope | flags
    return made | {"options": below(sheets, specs.OPTIONS, "item", row)}


def _indicator(row: Row, sheets: Sheets) -> dict[str, Any]:
    lines = [line for line in sheets.get(specs.ITEMS.title, ()) if line.values["indicator"] == row.values["code"]]
    return specs.INDICATORS.part(row.values) | {"items": [item(line, sheets) for line in lines]}
