"""Puts text into cells so that a spreadsheet program can never take it for a formula (OWASP: CSV injection)."""

import re
from typing import Any

from openpyxl.cell.cell import ERROR_CODES

LONGEST = 32_767  # what a cell can hold
CUT_MARK = "……（过长，已截断）"

_FORMULA_START = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LOOKS_ESCAPED = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CARE = re.compile("^[=+\\-@\t\r\n＝＋－＠#]|_x|[\x00-\x08\x0b-\x0d\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def needs_care(value: object) -> bool:
    """Whether a value cannot be handed to openpyxl as it is; cheap, asked for every cell of a long export."""
    return isinstance(value, str) and (len(value) > LONGEST or _CARE.search(value) is not None)


def safe_text(text: str) -> str:
    """Text as a cell can hold it: unix line ends, no control characters, our own _xHHHH_ kept literal, length cut."""
    text = _ILLEGAL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    text = _LOOKS_ESCAPED.sub("_x005F_", text)
    return text if len(text) <= LONGEST else text[: LONGEST - len(CUT_MARK)] + CUT_MARK


def put(cell: Any, value: object) -> None:
    """Set a cell; text becomes a string cell whatever it starts with, quoted where it looks like a formula."""
    if not isinstance(value, str):
        cell.value = value
        return
    cell.value = safe_text(value)
    if value.startswith(_FORMULA_START) or value in ERROR_CODES:
        cell.data_type = "s"
        cell.quotePrefix = True
