"""Writing a scheme as the office edits it."""

from collections.abc import Mapping, Sequence

from forms.excel import SheetData, write_workbook
from forms.tables import Table
from workflows.star_rating.rules import Indicator, Item, Scheme
from workflows.star_rating.workbooks.scheme import specs
from workflows.star_rating.workbooks.scheme.top import SHEET


def scheme_book(scheme: Scheme, footer: str) -> bytes:
    """A scheme as the office edits it; `footer` says who took it when."""
    sheets = [SheetData(SHEET.spec, SHEET.rows(scheme), footer=(footer,))]
    sheets += [SheetData(table.spec, _rows(table, parts), footer=(footer,)) for table, parts in _parts(scheme)]
    return write_workbook(sheets, {})


def _rows(table: Table, parts: Sequence[object]) -> list[list[object]]:
    return [table.row(part if isinstance(part, Mapping) else vars(part)) for part in parts]


def _parts(scheme: Scheme) -> list[tuple[Table, Sequence[object]]]:
    """What stands in each sheet, in the order of the sheets; what is nested in the rules has a sheet of its own."""
    lines = [(each, item) for each in scheme.indicators for item in each.items]
    dimensions = [
        {**vars(dimension), "component": each.code} for each in scheme.components for dimension in each.dimensions
    ]
    options = [{**vars(option), "item": item.code} for _indicator, item in lines for option in item.options]
    return [
        (specs.COMPONENTS, scheme.components),
        (specs.DIMENSIONS, dimensions),
        (specs.GROUPS, scheme.groups),
        (specs.TIERS, scheme.tiers),
        (specs.INDICATORS, scheme.indicators),
        (specs.ITEMS, [_line(each, item) for each, item in lines]),
        (specs.OPTIONS, options),
        (specs.VETOES, scheme.vetoes),
        (specs.PRECONDITIONS, scheme.preconditions),
        (specs.MERITS, scheme.merits),
        (specs.QUOTAS, scheme.quotas),
        (specs.WINDOWS, scheme.windows),
    ]


def _line(indicator: Indicator, item: Item) -> dict[str, object]:
    """A line with its slope in the same row; the points of a TIERED one stand in its steps."""
    slope = vars(item.slope) if item.slope else {}
    return {**vars(item), **slope, "indicator": indicator.code, "points": None if item.options else item.points}
