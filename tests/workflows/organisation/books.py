"""Workbooks as somebody would fill them in, and imports brought as far as a test needs."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile

from forms.excel import SheetData, write_workbook
from permissions.actor import Actor
from workflows.organisation.models import Import
from workflows.organisation.workbooks import jobs, sheets

Rows = Sequence[dict[str, Any]]

UNIT = {"kind": "党支部", "parent": "U001"}
PERSON = {"roll": "正式党员", "joined_on": date(2005, 7, 1), "formal_on": date(2006, 7, 1), "branch": "U002"}
"""What most rows of people say; U002 is 甲一支部."""
SOURCE = "滨直工发〔2025〕6号"


def book(**of: Rows) -> bytes:
    """A workbook with these rows in the sheets named; the other sheets stay as empty as the template has them."""
    data = [
        SheetData(spec, [_line(spec, row) for row in of.get(spec.title, ())], plain=True) for spec in sheets.specs()
    ]
    unknown = of.keys() - {each.spec.title for each in data}
    assert unknown == set()
    return write_workbook(data, {}, notes=sheets.HOW)


def _line(spec: Any, row: dict[str, Any]) -> list[Any]:
    keys = [column.key for column in spec.columns]
    assert row.keys() - set(keys) == set()
    return [row.get(key) for key in keys]


def person(number: int, **more: Any) -> dict[str, Any]:
    """A row of 人员."""
    return {"staff_no": f"A{number:05d}", "name": f"党员{number}"} | PERSON | more


def unit(number: int, **more: Any) -> dict[str, Any]:
    """A row of 单位: a branch of 甲局机关党委."""
    return {"code": f"N{number:03d}", "name": f"中共新{number}支部", "short_name": f"新{number}支部"} | UNIT | more


def checked(content: bytes, by: Actor, name: str = "名册.xlsx") -> Import:
    """An import of this workbook, checked as the worker would."""
    row = jobs.start(BytesIO(content), name, by=by)
    jobs.check_job.func(row.pk)
    return fresh(row)


def written(content: bytes, by: Actor) -> Import:
    """An import of this workbook, confirmed and written."""
    row = checked(content, by)
    assert row.errors == []
    jobs.confirm(row)
    jobs.write_job.func(row.pk)
    return fresh(row)


def fresh(row: Import) -> Import:
    """The row as it is now."""
    return Import.objects.get(pk=row.pk)


def sentences(content: bytes, by: Actor) -> list[str]:
    """What is wrong with a workbook: sheet, row, column and sentence of each error."""
    return [f"{each['sheet']}{each['row']}{each['column']}{each['text']}" for each in checked(content, by).errors]


def counts(row: Import) -> dict[str, tuple[int, int, int]]:
    """By sheet: new, changed, same."""
    return {each["sheet"]: (each["new"], each["changed"], each["same"]) for each in row.plan["sheets"]}


def sent(content: bytes, name: str = "名册.xlsx") -> SimpleUploadedFile:
    """A file as a browser sends it."""
    return SimpleUploadedFile(name, content)


def roll(people: int, results: int) -> bytes:
    """A workbook of many people in 甲一支部 and 甲二支部, and of their grades of past years."""
    branches = ("U002", "U003")
    return book(
        人员=[person(number, branch=branches[number % 2]) for number in range(people)],
        历史结果=[
            {
                "kind": "民主评议等次",
                "staff_no": f"A{number % people:05d}",
                "year": 2025 - number // people,
                "result": "合格",
                "source": SOURCE,
            }
            for number in range(results)
        ],
    )
