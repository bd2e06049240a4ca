"""A workbook that stands for a document: what can be wrong between its rows, said of the cell."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from forms.excel import BookResult, CellError, Row
from forms.tables import Table

Sheets = Mapping[str, Sequence[Row]]
"""The good rows of each sheet by its title."""
NO_SHEET = "没有这个工作表。请照模板补上，至少填一行。"


@dataclass(frozen=True)
class Ties:
    """What holds between rows: sheets that need one, columns that no two rows share, columns that point at a row."""

    needed: Sequence[Table]
    names: Sequence[tuple[Table, str]]
    links: Sequence[tuple[Table, str, Table, str]]


def rows(book: BookResult, table: Table) -> list[Row]:
    """The good rows of a sheet; none where the workbook does not have it."""
    return book.sheets.get(table.title, [])


def cell_error(book: BookResult, table: Table, row: Row, key: str, message: str) -> CellError:
    """The error of one cell; of the whole row where `key` is empty."""
    return CellError(table.title, row.number, book.columns.get((table.title, key), ""), message)


def row_errors(book: BookResult, ties: Ties, broken: Collection[str]) -> Iterator[CellError]:
    """Sheets without a row that need one, rows called the same, and references to what is not there.

    `broken`: the titles of sheets in which something is wrong, so that rows of them may be missing.
    """
    found = [
        CellError(table.title, 0, "", "至少要有一行。" if table.title in book.sheets else NO_SHEET)
        for table in ties.needed
        if not rows(book, table) and table.title not in broken
    ]
    found += [error for table, key in ties.names for error in _repeated(book, table, key)]
    yield from found
    unsure = {*broken, *(error.sheet for error in found)}
    for table, key, other, name in ties.links:
        if other.title not in unsure:
            yield from _strangers(book, table, key, other, name)


def _repeated(book: BookResult, table: Table, key: str) -> Iterator[CellError]:
    first: dict[object, int] = {}
    for row in rows(book, table):
        value = row.values[key]
        if value in first:
            yield cell_error(book, table, row, key, f"“{value}”和第{first[value]}行重复。")
        first.setdefault(value, row.number)


def _strangers(book: BookResult, table: Table, key: str, other: Table, name: str) -> Iterator[CellError]:
    known = {row.values[name] for row in rows(book, other)}
    title = next(each.column.title for each in other.fields if each.column.key == name)
    for row in rows(book, table):
        value = row.values[key]
        if value is not None and value not in known:
            yield cell_error(book, table, row, key, f"“{other.title}”表里没有{title}“{value}”。")


def below(sheets: Sheets, table: Table, key: str, row: Row) -> list[dict[str, object]]:
    """The parts of another sheet that point at a row by its code; what they point with is left out."""
    lines = [line for line in sheets.get(table.title, ()) if line.values[key] == row.values["code"]]
    return [{name: value for name, value in table.part(line.values).items() if name != key} for line in lines]
