"""The 汇总表 of a list or a round as a workbook."""

from collections.abc import Sequence
from decimal import Decimal

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.rounds import EARLY
from workflows.star_rating.rules import Component, Scheme

TITLE = "汇总表"


def summary(title: str, rows: Sequence[tuple[str, Rating]], footer: str) -> bytes:
    """The 汇总表 of a list or a round; each rating with the name of the unit that reports it."""
    parts = _parts(queries.scheme_of(rows[0][1].round)) if rows else []
    lines = [_row(n, above, rating, parts) for n, (above, rating) in enumerate(rows, 1)]
    return write_workbook([SheetData(_spec(parts), lines, (title,), (footer,))], {})


def _parts(scheme: Scheme) -> list[Component]:
    """The components, those from the table first."""
    return [*scheme.table_components, *scheme.entered_components]


def _spec(parts: Sequence[Component]) -> SheetSpec:
    figures = [
        Column(f"figure {each.code}", f"初评{each.name}" if each.from_table else each.name, "decimal", width=12)
        for each in parts
    ]
    columns = (
        Column("n", "序号", "integer", width=6),
        Column("above", "单位", width=24),
        Column("unit", "党支部", width=28),
        Column("own", "自评分", "decimal", width=10),
        *figures,
        Column("score", "得分", "decimal", width=10),
        Column("tier", "星级", width=12),
        Column("rank", "排序", "integer", width=6),
        Column("state", "状态", width=14),
        Column("number", "编号", width=18),
    )
    return SheetSpec(TITLE, columns, header_row=2)


def _row(n: int, above: str, rating: Rating, parts: Sequence[Component]) -> tuple[object, ...]:
    """A row; what the committee has not handed in yet is its draft and stays out."""
    own, decided = rating.self_result.get("score"), rating.state not in EARLY
    figures = queries.figures_of(rating.result) if decided else {}
    return (
        n,
        above,
        rating.unit.short_name,
        Decimal(own) if own else None,
        *(figures.get(each.code) for each in parts),
        rating.score if decided else None,
        rating.result.get("tier_name") if decided else None,
        rating.rank,
        rating.get_state_display(),
        rating.process.number,
    )
