"""What can be wrong between the rows of a scheme's workbook, and in a row as a whole: said of its cell."""

from collections.abc import Collection, Iterator
from typing import Any

from forms.books import Ties, cell_error, rows
from forms.excel import BookResult, CellError, Row
from forms.tables import Table
from workflows.star_rating.rules import SchemeError
from workflows.star_rating.rules.circumstances import Merit, Veto
from workflows.star_rating.rules.components import Component
from workflows.star_rating.rules.document import Section, names
from workflows.star_rating.rules.indicators import Group, Indicator
from workflows.star_rating.rules.items import Item
from workflows.star_rating.rules.quotas import QuotaRule
from workflows.star_rating.rules.standing import Precondition
from workflows.star_rating.rules.tiers import Tier
from workflows.star_rating.rules.timing import Window
from workflows.star_rating.workbooks.scheme import specs
from workflows.star_rating.workbooks.scheme.between import between_errors
from workflows.star_rating.workbooks.scheme.document import component, item

NEEDED = (specs.COMPONENTS, specs.TIERS)
NAMES = (
    (specs.COMPONENTS, "code"), (specs.COMPONENTS, "name"), (specs.GROUPS, "code"), (specs.TIERS, "level"),
    (specs.INDICATORS, "code"), (specs.ITEMS, "code"), (specs.VETOES, "code"), (specs.MERITS, "code"),
    (specs.WINDOWS, "stage"),
)  # fmt: skip
"""What no two rows of a sheet may share."""
LINKS = (
    (specs.DIMENSIONS, "component", specs.COMPONENTS, "code"),
    (specs.GROUPS, "parent", specs.GROUPS, "code"),
    (specs.INDICATORS, "group", specs.GROUPS, "code"),
    (specs.INDICATORS, "component", specs.COMPONENTS, "code"),
    (specs.ITEMS, "indicator", specs.INDICATORS, "code"),
    (specs.OPTIONS, "item", specs.ITEMS, "code"),
    (specs.VETOES, "component", specs.COMPONENTS, "code"),
    (specs.VETOES, "cap", specs.TIERS, "level"),
    (specs.PRECONDITIONS, "tier", specs.TIERS, "level"),
    (specs.MERITS, "tier", specs.TIERS, "level"),
    (specs.QUOTAS, "tier", specs.TIERS, "level"),
)
"""Which column points at a row of which sheet."""
READ_BY: tuple[tuple[Table, Any], ...] = (
    (specs.COMPONENTS, Component), (specs.GROUPS, Group), (specs.TIERS, Tier), (specs.INDICATORS, Indicator),
    (specs.ITEMS, Item), (specs.VETOES, Veto), (specs.PRECONDITIONS, Precondition), (specs.MERITS, Merit),
    (specs.QUOTAS, QuotaRule), (specs.WINDOWS, Window),
)  # fmt: skip
WITH_BELOW = {specs.COMPONENTS.title: component, specs.ITEMS.title: item}
BELOW = {specs.COMPONENTS.title: specs.DIMENSIONS.title, specs.ITEMS.title: specs.OPTIONS.title}
"""The sheet in which more of a row stands."""
TIES = Ties(NEEDED, NAMES, LINKS)


def part_errors(book: BookResult, found: Collection[CellError]) -> Iterator[CellError]:
    """Rows whose cells do not go together, as the rules say it; then what does not fit between the sheets.

    `found`: what was said already; a row of which something was said is not judged again.
    """
    unsure, said = {error.sheet for error in found}, {(error.sheet, error.row) for error in found}
    for table, kind in READ_BY:
        if BELOW.get(table.title) in unsure:
            continue
        for row in rows(book, table):
            try:
                if (table.title, row.number) not in said:
                    kind.read(Section(_document(book, table, row), "这一行", names(kind)))
            except SchemeError as wrong:
                yield cell_error(book, table, row, wrong.key, str(wrong))
    yield from between_errors(book, unsure)


def _document(book: BookResult, table: Table, row: Row) -> dict[str, Any]:
    """The part of a row, with what other sheets hold of it."""
    whole = WITH_BELOW.get(table.title)
    return whole(row, book.sheets) if whole else table.part(row.values)
