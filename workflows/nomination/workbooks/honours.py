"""The register of honours as a workbook."""

from collections.abc import Sequence

from forms.excel import Column, SheetData, SheetSpec, write_workbook
from workflows.nomination.queries.honours import Line

TITLE = "荣誉台账"
COLUMNS = (
    Column("n", "序号", "integer", width=6),
    Column("year", "年度", "integer", width=8),
    Column("whose", "姓名或组织名称", width=24),
    Column("branch", "所在党支部", width=28),
    Column("name", "荣誉名称", width=28),
    Column("kind", "形式", width=10),
    Column("sponsor", "授予机关", width=28),
    Column("batch", "批次或文号", width=28),
    Column("on", "授予日期", "date", width=12),
    Column("state", "状态", width=10),
    Column("revoked_on", "撤销日期", width=12),
    Column("revoked_by", "撤销文号", width=24),
    Column("source", "来源", width=40),
)


def register(lines: Sequence[Line], footer: str) -> bytes:
    """The honours as listed, those that were revoked told apart."""
    rows = [_row(n, line) for n, line in enumerate(lines, 1)]
    spec = SheetSpec(TITLE, COLUMNS, header_row=2)
    return write_workbook([SheetData(spec, rows, (TITLE,), (footer,), plain=len(rows) > 1000)], {})


def _row(n: int, line: Line) -> tuple[object, ...]:
    gone = line.revoked or {}
    return (
        n, line.fact.year, line.whose, line.branch, line.name, line.kind, line.sponsor, line.batch, line.on,
        line.state, gone.get("on", ""), gone.get("document", ""), line.fact.source,
    )  # fmt: skip
