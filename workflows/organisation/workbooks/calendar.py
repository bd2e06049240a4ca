"""A year's days off and make-up days in a workbook, for years that the library does not know yet."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import IO

from forms.excel import CellError, Column, SheetData, SheetSpec, read_workbook, write_workbook
from workflows.engine.models import DayOff

MOST = 366
SPEC = SheetSpec(
    "工作日历",
    (
        Column("day", "日期", "date", required=True, width=14),
        Column("works", "上班或休息", "choice", required=True, choices=("上班", "休息"), width=14),
        Column("name", "名称", width=24, max_length=40, note="如元旦、调休上班"),
    ),
    header_row=3,
)
HOW = "只填和平常不一样的日子：放假的工作日写休息，调休上班的周末写上班。没有列出的日子不变。"


@dataclass
class Read:
    """The days of a file, or what is wrong in it."""

    days: list[DayOff] = field(default_factory=list)
    errors: list[CellError] = field(default_factory=list)


def template(year: int, rows: Iterable[DayOff], footer: str) -> bytes:
    """A file to fill in, with the days that the year already has."""
    lines = [(row.day, "上班" if row.works else "休息", row.name or None) for row in rows]
    return write_workbook([SheetData(SPEC, lines, (f"{year}年工作日历", HOW), (footer,))], {"calendar": str(year)})


def read(file: IO[bytes], year: int) -> Read:
    """The days in an uploaded file; a day of another year, or one that stands there twice, is an error."""
    found = read_workbook(file, SPEC, max_rows=MOST)
    days: dict[date, DayOff] = {}
    errors = list(found.errors)
    for row in found.rows:
        day = row.values["day"]
        assert isinstance(day, date)  # noqa: S101 - the reader says so
        if day.year != year:
            errors.append(_wrong(row.number, f"{day}不在{year}年，请改日期或改选年度。"))
        elif day in days:
            errors.append(_wrong(row.number, f"{day}在表中出现了两次，请删掉一行。"))
        else:
            days[day] = DayOff(day=day, works=row.values["works"] == "上班", name=str(row.values["name"] or ""))
    return Read([] if errors else list(days.values()), errors)


def _wrong(row: int, message: str) -> CellError:
    return CellError(SPEC.title, row, "“日期”", message)
