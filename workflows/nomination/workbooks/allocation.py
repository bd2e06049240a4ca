"""The allocation table 分配表 as a workbook: units × categories, keyed by the unit's code. 依据: domain 3.5 [N06]."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO

from forms.excel import CellError, Column, Row, SheetData, SheetSpec, read_workbook, write_workbook
from permissions.models import OrgUnit
from workflows.nomination.queries.allocation import Cells, Table

TITLE = "名额分配表"
HOW = "按单位编码对应，单位名称只供核对。没有名额的请填0；整列空着，表示这个类别不分配到单位。"
NOTHING = "表里没有填名额，没有可导入的。"
MOST = Decimal(9999)


@dataclass
class Read:
    """What a file says: places by unit and category; or what is wrong, cell by cell."""

    cells: dict[tuple[int, str], int] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)


def _spec(table: Table) -> SheetSpec:
    figures = [
        Column(_key(each.code), each.name, "integer", width=16, low=Decimal(0), high=MOST) for each in table.categories
    ]
    return SheetSpec(
        TITLE,
        (
            Column("code", "单位编码", required=True, width=18, max_length=32),
            Column("name", "单位", width=28, max_length=200),
            *figures,
        ),
        header_row=3,
    )


def _key(code: str) -> str:
    """The column of a category, whatever its code; the unit's columns have keys of their own."""
    return f"places {code}"


def allocation_template(table: Table, cells: Cells, footer: str) -> bytes:
    """The units that stand in the table, with the places they have."""
    lines = [
        (unit.code, unit.short_name, *(cells.get((unit.pk, each.code)) for each in table.categories))
        for unit in table.units
    ]
    heading = (f"{table.round.title}：{TITLE}", HOW)
    return write_workbook([SheetData(_spec(table), lines, heading, (footer,), plain=True)], {})


def read_allocation(file: IO[bytes], table: Table) -> Read:
    """The places in an uploaded file; a unit that is unknown, doubled or takes no part is an error."""
    read = read_workbook(file, _spec(table))
    made = Read(errors=list(read.errors))
    units = {unit.code: unit for unit in table.units}
    seen: dict[str, int] = {}
    for row in read.rows:
        code = str(row.values["code"])
        if why := _why_not(code, units, seen):
            made.errors.append(CellError(TITLE, row.number, "“单位编码”", why))
        else:
            _take(made, row, units[code], table)
        seen.setdefault(code, row.number)
    if not made.errors and not made.cells:
        made.errors.append(CellError(TITLE, 0, "", NOTHING))
    return made


def _why_not(code: str, units: Mapping[str, OrgUnit], seen: Mapping[str, int]) -> str:
    if code in seen:
        return f"和第{seen[code]}行是同一个单位，请删掉一行。"
    if code in units:
        return ""
    found = OrgUnit.objects.filter(code=code).first()
    if found is None:
        return f"没有编码为“{code}”的组织，请核对。"
    return f"{found.short_name}不在本批次的分配表里，请删掉这一行。"


def _take(made: Read, row: Row, unit: OrgUnit, table: Table) -> None:
    for category in table.categories:
        value = row.values[_key(category.code)]
        if isinstance(value, int | Decimal):
            made.cells[unit.pk, category.code] = int(value)
