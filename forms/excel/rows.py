"""The rows of an opened sheet, as openpyxl's read-only sheet gives them, in two thirds of its time."""

from collections.abc import Iterator
from typing import Any
from xml.etree.ElementTree import SubElement

from openpyxl.worksheet._reader import INLINE_STRING, VALUE_TAG, WorkSheetParser
from openpyxl.xml.constants import SHEET_MAIN_NS

TEXT, RUN = f"{{{SHEET_MAIN_NS}}}t", f"{{{SHEET_MAIN_NS}}}r"


class _Parser(WorkSheetParser):
    def parse_cell(self, element: Any) -> dict[str, Any]:
        """Take a text that stands in its own cell without building the formats inside it, which nobody asks for."""
        inner = element.find(INLINE_STRING) if element.get("t") == "inlineStr" else None
        if inner is not None:
            element.set("t", "str")
            SubElement(element, VALUE_TAG).text = inner[0].text if _is_plain(inner) else _joined(inner)
        cell: dict[str, Any] = super().parse_cell(element)
        return cell


def _is_plain(inner: Any) -> bool:
    """Whether a text is one piece in one format, as nearly every one is."""
    return len(inner) == 1 and inner[0].tag == TEXT


def _joined(inner: Any) -> str:
    parts = [inner.findtext(TEXT), *(run.findtext(TEXT) for run in inner.iterfind(RUN))]
    return "".join(part for part in parts if part)


def rows_of(sheet: Any, first: int, last: int, width: int) -> Iterator[tuple[Any, ...]]:
    """The cells of the rows from `first` to `last`, each row `width` long; rows that the file leaves out are blank."""
    book, at = sheet.parent, first
    with sheet._get_source() as source:
        parser = _Parser(
            source, sheet._shared_strings, data_only=book.data_only, epoch=book.epoch,
            date_formats=book._date_formats, timedelta_formats=book._timedelta_formats,
        )  # fmt: skip
        for number, cells in parser.parse():
            if number > last:
                return
            for _ in range(at, number):
                yield sheet._get_row((), 1, width)
            if number >= at:
                yield sheet._get_row(cells, 1, width)
            at = max(at, number + 1)
