"""Reading the workbook of a plan back into the document that the rules read."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import IO, Any

from forms.excel import BookResult, CellError, Row, read_sheets
from forms.tables import Table
from workflows.nomination.rules import AwardRound, RoundError
from workflows.nomination.workbooks.plan import specs
from workflows.nomination.workbooks.plan.writing import HONOURED_BEFORE

MOST_ROWS, MOST_ERRORS = 2000, 200
SPECS = (specs.TOP.spec, *(table.spec for table in specs.TABLES))
OF_ONE = {"materials": specs.MATERIALS, "conditions": specs.CONDITIONS}
"""What may be asked of all or of one category, in a sheet of its own."""
PLAIN = {"caps": specs.CAPS, "totals": specs.TOTALS, "opinions": specs.OPINIONS}

Document = dict[str, Any]


def read(file: IO[bytes]) -> tuple[Document | None, list[CellError]]:
    """The document of a plan, or None and what is wrong in which cell."""
    book = read_sheets(file, SPECS, max_rows=MOST_ROWS, max_errors=MOST_ERRORS)
    if book.errors:
        return None, book.errors
    errors = [*specs.TOP.errors(book.sheets.get(specs.TOP.title, ())), *_row_errors(book)]
    if errors:
        return None, errors[:MOST_ERRORS]
    document = _document(book.sheets)
    try:
        AwardRound.from_data(document)
    except RoundError as wrong:
        return None, [CellError("", 0, "", str(wrong))]
    return document, []


def _row_errors(book: BookResult) -> Iterator[CellError]:
    """Words that may not stand in a cell for several, categories that there are not, years that are no numbers."""
    codes = {row.values["code"] for row in book.sheets.get(specs.CATEGORIES.title, ())}
    for table in specs.TABLES:
        for row in book.sheets.get(table.title, ()):
            yield from _wrong_words(table, row)
            named = row.values.get("category")
            if named and named not in codes:
                yield CellError(table.title, row.number, "“类别编号”", f"“类别”表里没有编号“{named}”。")
    for row in book.sheets.get(specs.CONDITIONS.title, ()):
        years = str(row.values.get("of_years") or "")
        if wrong := [year for year in _split(years) if not (year.isascii() and year.isdecimal())]:
            yield CellError(
                specs.CONDITIONS.title, row.number, "“获奖年度”", f"{'、'.join(wrong)}不是年度，请写成2024、2025。"
            )


def _wrong_words(table: Table, row: Row) -> Iterator[CellError]:
    for field in table.fields:
        if unknown := field.unknown(row.values.get(field.column.key)):
            message = f"没有{'、'.join(unknown)}，只能是{'、'.join(field.words)}。"
            yield CellError(table.title, row.number, f"“{field.column.title}”", message)


def _document(sheets: Mapping[str, Sequence[Row]]) -> Document:
    made = _stored(specs.TOP.document(sheets.get(specs.TOP.title, ())))
    made["categories"] = _parts(specs.CATEGORIES, sheets)
    by_code = {category["code"]: category for category in made["categories"]}
    for key, table in OF_ONE.items():
        for part in _parts(table, sheets):
            owner = by_code[code] if (code := part.pop("category", None)) else made
            owner.setdefault(key, []).append(_condition(part) if key == "conditions" else part)
    made |= {key: parts for key, table in PLAIN.items() if (parts := _parts(table, sheets))}
    if notes := [part["note"] for part in _parts(specs.NOTES, sheets)]:
        made["notes"] = notes
    return made


def _parts(table: Table, sheets: Mapping[str, Sequence[Row]]) -> list[Document]:
    return [_stored(table.part(row.values)) for row in sheets.get(table.title, ())]


def _condition(part: Document) -> Document:
    """A condition with the fields of its kind alone: an empty cell of another kind says nothing."""
    years = part.pop("of_years", [])
    if part["kind"] == HONOURED_BEFORE:
        part["years"] = [int(year) for year in years]
    return {key: value for key, value in part.items() if value is not False and not _usual(key, value)}


def _usual(key: str, value: object) -> bool:
    return key == "boundary" and value is True


def _split(text: str) -> list[str]:
    return [part.strip() for part in text.replace("，", "、").replace(",", "、").split("、") if part.strip()]


def _stored(part: Mapping[str, Any]) -> Document:
    """Plain values as a document has them; a part that says only what is usual anyway is left out."""
    found = {key: _plain(value) for key, value in part.items()}
    for key in ("approval", "contest", "vote", "publicity"):
        said = found.get(key)
        if isinstance(said, dict) and not _says_something(key, said):
            del found[key]
    return {key: value for key, value in found.items() if value is not False or key in KEPT}


KEPT = frozenset({"working", "quorum_more_than", "share_more_than", "outer", "boundary"})
"""Flags whose 否 says something."""


def _says_something(key: str, part: Mapping[str, Any]) -> bool:
    """Whether a part has more than the answers that an empty cell stands for."""
    return any(value is not True and value is not False for value in part.values()) or (
        key == "vote"
        and (part.get("secret") is True or False in (part.get("quorum_more_than"), part.get("share_more_than")))
    )


def _plain(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, Mapping):
        return {key: _plain(each) for key, each in value.items()}
    return [str(each) for each in value] if isinstance(value, list) else value
