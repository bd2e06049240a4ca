"""Writing the document of a plan as the office edits it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.excel import SheetData, write_workbook
from workflows.nomination.workbooks.plan import specs

HONOURED_BEFORE = "honoured_before"
"""The one condition whose years are named one by one."""


def write(document: Mapping[str, Any], footer: str) -> bytes:
    """The document of a plan as a workbook; `footer` says who took it when."""
    parts: dict[str, Sequence[Mapping[str, Any]]] = {
        specs.CATEGORIES.title: document.get("categories", ()),
        specs.MATERIALS.title: list(_with_category(document, "materials")),
        specs.CONDITIONS.title: [_condition(each) for each in _with_category(document, "conditions")],
        specs.CAPS.title: document.get("caps", ()),
        specs.TOTALS.title: document.get("totals", ()),
        specs.OPINIONS.title: document.get("opinions", ()),
        specs.NOTES.title: [{"note": note} for note in document.get("notes", ())],
    }
    sheets = [SheetData(specs.TOP.spec, specs.TOP.rows(document), footer=(footer,))]
    sheets += [
        SheetData(table.spec, [table.row(part) for part in parts[table.title]], footer=(footer,))
        for table in specs.TABLES
    ]
    return write_workbook(sheets, {})


def _with_category(document: Mapping[str, Any], key: str) -> Iterator[dict[str, Any]]:
    """What the round asks of all, then what each category asks besides."""
    yield from document.get(key, ())
    for category in document.get("categories", ()):
        yield from ({**part, "category": category["code"]} for part in category.get(key, ()))


def _condition(part: dict[str, Any]) -> dict[str, Any]:
    if part["kind"] != HONOURED_BEFORE:
        return part
    years = part.pop("years", []) if isinstance(part, dict) else []
    return {**part, "of_years": years}
