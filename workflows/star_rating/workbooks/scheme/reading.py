"""Taking a scheme's workbook back: the whole of it, or nothing and what is wrong in which cell."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import IO, Any

from forms.excel import CellError, Row, read_sheets
from workflows.star_rating.rules import Direction, Mode, QuotaBase, QuotaNode, Rounding, Scheme, SchemeError
from workflows.star_rating.workbooks.scheme.specs import (
    INDICATORS,
    ITEMS,
    MODES,
    OPTIONS,
    OUTCOMES,
    QUOTAS,
    ROUNDING,
    ROUNDINGS,
    SPECS,
    TIERS,
    TOP,
    TOPS,
    VETOES,
)

MOST_ROWS, MOST_ERRORS = 2000, 200


def read_scheme(file: IO[bytes]) -> tuple[Scheme | None, list[CellError]]:
    """The scheme in an uploaded workbook, or None and what is wrong in which cell."""
    book = read_sheets(file, SPECS, max_rows=MOST_ROWS, max_errors=MOST_ERRORS)
    errors = book.errors or _misplaced(book.sheets)
    if errors:
        return None, errors
    try:
        return Scheme.from_data(_document(book.sheets)), []
    except SchemeError as wrong:
        return None, [CellError("", 0, "", str(wrong))]


def _misplaced(sheets: Mapping[str, Sequence[Row]]) -> list[CellError]:
    """What is wrong between rows: parts that are named and not there, lines that 方案 does not have."""
    wrong = [error for row in sheets.get(TOP, ()) for error in _wrong_top(row)]
    wrong += _strangers(sheets, ITEMS, "indicator", "“指标编号”", INDICATORS)
    return wrong + _strangers(sheets, OPTIONS, "item", "“评分条编号”", ITEMS)


def _wrong_top(row: Row) -> list[CellError]:
    item, value = row.values["item"], row.values["value"]
    if item not in TOPS:
        return [CellError(TOP, row.number, "“项目”", f"没有“{item}”这一项，只能是{'、'.join(TOPS)}。")]
    if item == ROUNDING and value not in ROUNDINGS:
        return [CellError(TOP, row.number, "“填写”", f"{ROUNDING}只能是{'、'.join(ROUNDINGS)}。")]
    return []


def _strangers(sheets: Mapping[str, Sequence[Row]], title: str, key: str, column: str, other: str) -> list[CellError]:
    known = {row.values["code"] for row in sheets.get(other, ())}
    return [
        CellError(title, row.number, column, f"“{other}”里没有编号“{row.values[key]}”。")
        for row in sheets.get(title, ())
        if row.values[key] not in known
    ]


def _document(sheets: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    top = {TOPS[str(row.values["item"])]: row.values["value"] for row in sheets.get(TOP, ())}
    return _filled(top) | {
        "decimals": _whole(top.get("decimals")),
        "rounding": ROUNDINGS.get(str(top.get("rounding"))),
        "tiers": [_part(row, open=_true(row, "open")) for row in sheets.get(TIERS, ())],
        "indicators": [_indicator(row, sheets) for row in sheets.get(INDICATORS, ())],
        "vetoes": [_part(row, outcome=OUTCOMES[str(row.values["outcome"])]) for row in sheets.get(VETOES, ())],
        "quotas": [_quota(row) for row in sheets.get(QUOTAS, ())],
    }


def _filled(values: Mapping[str, object]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def _whole(text: object) -> object:
    return int(str(text)) if str(text).isdecimal() and len(str(text)) < 4 else text


def _true(row: Row, key: str) -> bool:
    return row.values[key] == "是"


def _part(row: Row, **more: object) -> dict[str, Any]:
    return _filled(row.values) | more


def _indicator(row: Row, sheets: Mapping[str, Sequence[Row]]) -> dict[str, Any]:
    items = [line for line in sheets.get(ITEMS, ()) if line.values["indicator"] == row.values["code"]]
    return _part(
        row,
        uncapped=_true(row, "uncapped"),
        free=_true(row, "free"),
        items=[_item(line, sheets.get(OPTIONS, ())) for line in items],
    )


def _item(row: Row, options: Sequence[Row]) -> dict[str, Any]:
    mode = MODES.get(str(row.values["mode"]), Mode.DEDUCT)
    steps = [option.values for option in options if option.values["item"] == row.values["code"]]
    slope = _filled({key: row.values[key] for key in ("target", "step", "step_points")})
    given = {key: row.values[key] for key in ("code", "text", "points", "most", "evidence")}
    flags = {key: _true(row, key) for key in ("per_count", "needs_evidence")}
    return (
        _filled(given)
        | flags
        | {
            "mode": mode,
            "options": [{"text": step["text"], "points": step["points"]} for step in steps],
            "slope": slope | {"only_above": _true(row, "only_above")} if slope else None,
        }
    )


def _quota(row: Row) -> dict[str, Any]:
    said: dict[str, type[StrEnum]] = {
        "direction": Direction, "rounding": Rounding, "node": QuotaNode, "base": QuotaBase,
    }  # fmt: skip
    words = {key: {member.words: member for member in kind}[str(row.values[key])] for key, kind in said.items()}  # type: ignore[attr-defined]
    return _part(row, **words, hard=_true(row, "hard"))
