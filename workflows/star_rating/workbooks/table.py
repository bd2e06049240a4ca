"""The 汇总表 of a list or a round as a workbook."""

from collections.abc import Sequence
from decimal import Decimal

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from workflows.star_rating import queries
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.rounds import EARLY

SUMMARY = SheetSpec(
    "汇总表",
    (
        Column("n", "序号", "integer", width=6),
        Column("above", "单位", width=24),
        Column("unit", "党支部", width=28),
        Column("own", "自评分", "decimal", width=10),
        Column("base", "初评基础分", "decimal", width=12),
        Column("appraisal", "评议项", "decimal", width=10),
        Column("score", "得分", "decimal", width=10),
        Column("tier", "星级", width=12),
        Column("rank", "排序", "integer", width=6),
        Column("state", "状态", width=14),
        Column("number", "编号", width=18),
    ),
    header_row=2,
)


def summary(title: str, rows: Sequence[tuple[str, Rating]], footer: str) -> bytes:
    """The 汇总表 of a list or a round; each rating with the name of the unit that reports it."""
    lines = [_summary_row(n, above, rating) for n, (above, rating) in enumerate(rows, 1)]
    return write_workbook([SheetData(SUMMARY, lines, (title,), (footer,))], {})


def _summary_row(n: int, above: str, rating: Rating) -> tuple[object, ...]:
    """A row; what the committee has not handed in yet is its draft and stays out."""
    own, decided = rating.self_result.get("score"), rating.state not in EARLY
    base = queries.base_of(rating.result) if decided else ""
    return (
        n,
        above,
        rating.unit.short_name,
        Decimal(own) if own else None,
        Decimal(base) if base else None,
        rating.appraisal if decided else None,
        rating.score if decided else None,
        rating.result.get("tier_name") if decided else None,
        rating.rank,
        rating.get_state_display(),
        rating.process.number,
    )
