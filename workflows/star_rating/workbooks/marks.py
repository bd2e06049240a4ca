"""A reviewer's sheet as a workbook, to print or to fill in offline; and the places of an evaluation."""

from collections.abc import Sequence
from decimal import Decimal
from typing import IO

from forms.excel import CellError, Column, Row, SheetData, SheetSpec, read_workbook, write_workbook
from workflows.star_rating.models import Evaluation, ReviewLine, ReviewSheet
from workflows.star_rating.queries import evaluations as reading
from workflows.star_rating.rules import plain
from workflows.star_rating.workbooks.sheet import Typed

TITLE = "评分表"
HOW = "只填白色的格，每个支部每项都要打分。填完签名存档的直接打印，填完上传的在评分页面选择“导入”。"
NOT_THIS = "这份表格不是您这一次评审的评分表，没有导入。请在本页重新下载。"
RANKING = "排名"


def _spec(evaluation: Evaluation) -> SheetSpec:
    points = [
        Column(
            f"m{place}", f"{row['name']}（{row['full']}分）", "decimal", width=14,
            low=Decimal(0), high=Decimal(row["full"]),
        )
        for place, row in enumerate(evaluation.dimensions)
    ]  # fmt: skip
    return SheetSpec(
        TITLE,
        (
            Column("number", "编号", locked=True, width=16),
            Column("name", "党支部", locked=True, width=28),
            *points,
            Column("note", "意见", width=40, max_length=300),
        ),
        header_row=5,
        frozen_columns=2,
    )


def marks_book(sheet: ReviewSheet, reviewer: str, seen: str, footer: str) -> bytes:
    """The sheet as it is kept now, stamped with whose it is and which version."""
    evaluation = sheet.evaluation
    heading = (
        f"{evaluation.name}评分表",
        f"评委：{reviewer}　　签名：　　　　　　　　日期：{evaluation.held_on:%Y年%m月%d日}",
        HOW,
    )
    rows = [_row(line, len(evaluation.dimensions)) for line in reading.sheet_lines(sheet)]
    stamp = {"number": sheet.process.number, "seen": seen}
    return write_workbook([SheetData(_spec(evaluation), rows, heading, (footer,))], stamp)


def _row(line: ReviewLine, width: int) -> tuple[object, ...]:
    points = [None if given is None else Decimal(given) for given in line.points] or [None] * width
    return (line.rating.process.number, line.rating.unit.short_name, *points, line.note or None)


def read_marks(file: IO[bytes], sheet: ReviewSheet, lines: Sequence[ReviewLine]) -> Typed:
    """What an uploaded sheet holds, by the fields of the form; `errors` name each cell, or say whose file it is."""
    spec = _spec(sheet.evaluation)
    read = read_workbook(file, spec, stamp=True)
    typed = Typed(stamp=read.stamp, errors=list(read.errors))
    if read.stamp and read.stamp.get("number") != sheet.process.number:
        typed.errors = [CellError("", 0, "", NOT_THIS)]
    if not typed.errors:
        _take(typed, spec, read.rows, {line.rating.process.number: line for line in lines})
    return typed


def _take(typed: Typed, spec: SheetSpec, rows: Sequence[Row], left: dict[str, ReviewLine]) -> None:
    """The rows by their number; one that is unknown, doubled or missing is an error."""
    for row in rows:
        line = left.pop(str(row.values["number"]), None)
        if line is None:
            number = str(row.values["number"])[:20]
            message = f"编号“{number}”不在您要评的支部中，或重复。请重新下载表格再填。"
            typed.errors.append(CellError(TITLE, row.number, "“编号”", message))
            continue
        for column in spec.columns[2:]:
            value = row.values[column.key]
            name = f"n_{line.rating_id}" if column.key == "note" else f"m_{line.rating_id}_{column.key[1:]}"
            typed.data[name] = plain(value) if isinstance(value, Decimal) else str(value or "")
            typed.cells[name] = (TITLE, row.number, f"“{column.title}”")
    if left:
        names = "、".join(line.rating.unit.short_name for line in left.values())
        typed.errors.append(CellError(TITLE, 0, "", f"缺少{names}的行。请重新下载表格再填。"))


def ranking(evaluation: Evaluation, footer: str, *, named: bool) -> bytes:
    """The places of a closed evaluation, with the reviewers' totals; `named`: with whose each is."""
    spec = SheetSpec(
        RANKING,
        (
            Column("rank", "名次", width=10),
            Column("name", "党支部", width=28),
            Column("figure", "得分", "decimal", width=10),
            Column("totals", "各评委打分", width=48),
            Column("how", "怎样得出", width=48),
        ),
        header_row=2,
    )
    rows = [
        (
            f"{'并列' if row['tied'] else ''}第{row['rank']}名",
            row["name"],
            Decimal(row["figure"]),
            reading.totals_of(row, named=named),
            row["how"],
        )
        for row in evaluation.outcome
    ]
    return write_workbook([SheetData(spec, rows, (f"{evaluation.name}排名",), (footer,))], {})
