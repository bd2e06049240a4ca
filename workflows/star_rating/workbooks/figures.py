"""Figures that the 工委 brings in (满意度) as a workbook: branch × component, keyed by the unit's code."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import IO

from forms.excel import CellError, Column, Row, SheetData, SheetSpec, read_workbook, write_workbook
from permissions.models import OrgUnit
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.queries import figures as reading
from workflows.star_rating.rules import Component

TITLE = "分项得分"
HOW = "按单位编码对应支部，简称只供核对。没有得分的格空着，原有的得分不变。"
NOTHING = "表里没有填得分，没有可导入的。"


@dataclass
class Figures:
    """What a file says: by component and rating the figure; or what is wrong, cell by cell."""

    found: dict[str, dict[int, Decimal]] = field(default_factory=dict)
    errors: list[CellError] = field(default_factory=list)


def _spec(components: Mapping[str, Component]) -> SheetSpec:
    figures = [
        Column(_key(code), item.name, "decimal", width=14, low=Decimal(0), high=item.most)
        for code, item in components.items()
    ]
    return SheetSpec(
        TITLE,
        (
            Column("code", "单位编码", required=True, width=18, max_length=32),
            Column("above", "上级组织", width=24),
            Column("name", "党支部", width=28),
            *figures,
        ),
        header_row=3,
    )


def _key(code: str) -> str:
    """The column of a component, whatever its code; the unit's columns have keys of their own."""
    return f"figure {code}"


def figures_template(round_: Round, rows: Sequence[Rating], footer: str) -> bytes:
    """The branches that still take figures, with those they have; 群众满意度 that nobody brought in, as surveyed."""
    components = reading.office_components(round_)
    told = reading.surveyed(round_, rows, components)
    lines = [_line(row, components, told.get(row.pk)) for row in rows]
    heading = (f"{round_.title}：{'、'.join(item.name for item in components.values())}", HOW)
    return write_workbook([SheetData(_spec(components), lines, heading, (footer,), plain=True)], {})


def _line(row: Rating, components: Mapping[str, Component], told: Decimal | None) -> tuple[object, ...]:
    kept: dict[str, Decimal | None] = {reading.SATISFACTION: told, **queries.entered(row)}
    above = row.unit.parent.short_name if row.unit.parent else ""
    return (row.unit.code, above, row.unit.short_name, *(kept.get(code) for code in components))


def read_figures(file: IO[bytes], round_: Round) -> Figures:
    """The figures in an uploaded file; a branch that is unknown, doubled, foreign, or past 初评 is an error."""
    components = reading.office_components(round_)
    read = read_workbook(file, _spec(components))
    made = Figures(errors=list(read.errors))
    codes = {str(row.values["code"]) for row in read.rows}
    ratings = reading.by_code(round_, codes)
    units = {unit.code: unit for unit in OrgUnit.objects.filter(code__in=codes)}
    seen: dict[str, int] = {}
    for row in read.rows:
        code = str(row.values["code"])
        why = f"和第{seen[code]}行是同一个支部，请删掉一行。" if code in seen else ""
        seen.setdefault(code, row.number)
        if why := why or reading.why_not(code, ratings.get(code), units):
            made.errors.append(CellError(TITLE, row.number, "“单位编码”", why))
        else:
            _take(made, row, ratings[code], components)
    if not made.errors and not any(made.found.values()):
        made.errors.append(CellError(TITLE, 0, "", NOTHING))
    return made


def _take(made: Figures, row: Row, rating: Rating, components: Mapping[str, Component]) -> None:
    for code in components:
        value = row.values[_key(code)]
        if isinstance(value, Decimal):
            made.found.setdefault(code, {})[rating.pk] = value
