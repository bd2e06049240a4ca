"""The sheet 方案: one line for each thing that a scheme says once, named in its first column."""

from collections.abc import Sequence

from forms.excel import CellError, Row
from forms.lines import Lines
from forms.tables import flag, points, said, text, whole, word
from workflows.engine.shares import Rounding
from workflows.star_rating.rules.quotas import QuotaNode
from workflows.star_rating.rules.standing import MOST_MONTHS, Newcomers
from workflows.star_rating.rules.tiers import HIGHEST_LEVEL, MOST_PLACES

TOP = "方案"
DAYS = "公示天数"
RANKED_IN = {node.words: node for node in (QuotaNode.SUBMITTING_UNIT, QuotaNode.ROOT)}
SHEET = Lines(
    TOP,
    (
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
    ),
)


def top_errors(rows: Sequence[Row]) -> list[CellError]:
    """What is wrong with the lines, or that how a notice runs is said and not for how many days."""
    found = SHEET.errors(rows)
    publicity = None if found else SHEET.document(rows).get("publicity")
    if publicity is not None and "days" not in publicity:
        found.append(SHEET.error(rows, DAYS, f"填了公示怎样算，没有填{DAYS}。"))
    return found
