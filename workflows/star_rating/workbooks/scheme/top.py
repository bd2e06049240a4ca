"""The sheet 方案: one line for each thing that a scheme says once, named in its first column."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from forms.excel import CellError, Column, Row, SheetSpec
from forms.excel.values import BadValue, convert
from workflows.star_rating.rules import Scheme
from workflows.star_rating.rules.quotas import QuotaNode
from workflows.star_rating.rules.rounding import Rounding
from workflows.star_rating.rules.standing import MOST_MONTHS, Newcomers
from workflows.star_rating.rules.tiers import HIGHEST_LEVEL, MOST_PLACES
from workflows.star_rating.workbooks.scheme.fields import Field, flag, points, said, text, whole, word

TOP = "方案"
TOP_SPEC = SheetSpec(
    TOP,
    (
        Column("item", "项目", required=True, width=26, note="每行一项；不需要的项目把“填写”空着。"),
        Column("value", "填写", width=50),
        Column("note", "怎样填", width=60),
    ),
)
DAYS = "公示天数"
RANKED_IN = {node.words: node for node in (QuotaNode.SUBMITTING_UNIT, QuotaNode.ROOT)}
LINES = (
    text("name", "方案名称", "最多120字。", most=120, required=True),
    text("version", "版本", "内容有改动的换一个版本，如2026-1。", most=40, required=True),
    text("basis", "依据", "文件名称和文号；公开文本看不到、本地暂定的写明。", most=600),
    points("max_score", "总分满分", "不填是100分。"),
    flag("uncapped", "总分可以超过满分", "填是或否，不填是否。"),
    whole("decimals", "小数位数", 4, "总分保留几位小数，0到4。", required=True),
    word("rounding", "得分取整", said(Rounding), f"填{'、'.join(said(Rounding))}。", required=True),
    word("newcomers", "新成立的支部", said(Newcomers), f"填{'、'.join(said(Newcomers))}，不填是照常定级。"),
    whole("newcomer_months", "成立不满几个月算新成立", MOST_MONTHS, "算到当年12月31日，不填是12个月。"),
    whole("only_up_to", "只评上年不高于几星的", HIGHEST_LEVEL, "上年高于这个星级的不必再报；都评的不填。"),
    whole("step_up", "每年最多升几级", HIGHEST_LEVEL, "逐级晋升的填1；不限的不填。", usual=0),
    word("ranking.node", "按排名定星", RANKED_IN, f"填{'、'.join(RANKED_IN)}；不按排名的不填。"),
    whole("ranking.first", "排名前几名参加定星", MOST_PLACES, "按排名定星的填；都参加的不填。", low=1),
    text("filed_with", "另报备案机关", "本单位审定的档次，除工委外还要报哪些机关备案，用顿号隔开。", most=200),
    whole("publicity.days", DAYS, 60, "文件没有写天数的不填。", low=1),
    word("publicity.working", "公示天数按", {"工作日": True, "自然日": False}, "填工作日或自然日，不填是工作日。"),
    word("publicity.start_counts", "公示开始当日", {"计入": True, "不计": False}, "填计入或不计，不填是不计。"),
)
BY_TITLE: Mapping[str, Field] = {line.column.title: line for line in LINES}


def top_rows(scheme: Scheme) -> list[tuple[object, ...]]:
    """A row for each line, empty where the scheme does not say it, with how it is filled in."""
    return [(line.column.title, _cell(line, scheme), line.column.note) for line in LINES]


def _cell(line: Field, scheme: Scheme) -> str | None:
    value: Any = scheme
    for name in line.column.key.split("."):
        value = getattr(value, name) if value is not None else None
    shown = line.shown(value)
    return None if shown is None else f"{shown:f}" if not isinstance(shown, str | int) else str(shown)


def top_document(rows: Sequence[Row]) -> dict[str, Any]:
    """What the lines say; the parts of a dotted key belong to one section."""
    document: dict[str, Any] = {}
    for row in rows:
        line = BY_TITLE[str(row.values["item"])]
        value = line.meant(_converted(line, row))
        if value is not None:
            section, _dot, name = line.column.key.rpartition(".")
            (document.setdefault(section, {}) if section else document)[name] = value
    return document


def top_errors(rows: Sequence[Row]) -> Iterator[CellError]:
    """Lines that are not known, stand there twice, are missing, or say what cannot be."""
    wrong = list(_wrong_lines(rows))
    yield from wrong or [*_missing_lines(rows), *_missing_days(rows)]


def _wrong_lines(rows: Sequence[Row]) -> Iterator[CellError]:
    seen: set[object] = set()
    for row in rows:
        item = row.values["item"]
        if item not in BY_TITLE:
            yield CellError(TOP, row.number, "“项目”", f"没有“{item}”这一项，只能是{'、'.join(BY_TITLE)}。")
        elif item in seen:
            yield CellError(TOP, row.number, "“项目”", f"“{item}”出现了两次。请删掉多余的一行。")
        else:
            yield from _wrong_value(BY_TITLE[str(item)], row)
        seen.add(item)


def _missing_lines(rows: Sequence[Row]) -> Iterator[CellError]:
    there = {row.values["item"] for row in rows}
    for title, line in BY_TITLE.items():
        if line.column.required and title not in there:
            yield CellError(TOP, 0, "“项目”", f"缺少“{title}”这一行。请补上。")


def _missing_days(rows: Sequence[Row]) -> Iterator[CellError]:
    publicity = top_document(rows).get("publicity")
    if publicity is not None and "days" not in publicity:
        at = next((row.number for row in rows if row.values["item"] == DAYS), 0)
        yield CellError(TOP, at, "“填写”", f"填了公示怎样算，没有填{DAYS}。")


def _wrong_value(line: Field, row: Row) -> Iterator[CellError]:
    try:
        _converted(line, row)
    except BadValue as wrong:
        sentence = (
            f"{line.column.title}只能是{'、'.join(line.words)}。" if line.words and row.values["value"] else wrong
        )
        yield CellError(TOP, row.number, "“填写”", str(sentence))


def _converted(line: Field, row: Row) -> object:
    return convert(line.column, "s", row.values["value"])
