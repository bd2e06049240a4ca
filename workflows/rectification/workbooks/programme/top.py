"""The sheet 办法: one line for each thing that a programme says once, named in its first column."""

from collections.abc import Sequence
from typing import Any

from forms.excel import CellError, Row
from forms.lines import Lines
from forms.tables import code, flag, points, said, several, text, whole, word
from workflows.rectification.rules import Draw, Precision, Standing
from workflows.rectification.workbooks.programme.specs import MOST_DAYS, MOST_MONTHS

TOP = "办法"
REMINDERS = "到期前几天提醒"
DRAW_MONTHS = "销号满几个月后回头看"
PRECISIONS = {"日": Precision.DAY, "月": Precision.MONTH}
DRAWS = {"随机": Draw.RANDOM, "只看必查的": Draw.RULE}
STANDINGS = said(Standing)
SHEET = Lines(
    TOP,
    (
        text("name", "办法名称", "最多80字。", most=80, required=True),
        text("version", "版本", "内容有改动的换一个版本，如2026-1。", most=40, required=True),
        code("code", "办法编号", "英文字母或数字。", required=True),
        text("basis", "依据", "文件名称和文号，准备专项时带入。", most=200, required=True),
        several("categories", "问题类别", "几类用“、”隔开。"),
        word("precision", "时限写到", PRECISIONS, "填日或月；写到月的，次月1日起算逾期。"),
        flag("confirm_plan", "方案报主办单位审定", "填是或否，不填是否。"),
        several("counted", "计入完成的", f"填{'、'.join(STANDINGS)}，必有已销号；不填的只计已销号。", words=STANDINGS),
        several("reminders", REMINDERS, "如10、3、1。"),
        flag("reminders_working", "提醒按工作日", "填是或否，不填是否。"),
        whole("relight_days", "同一个灯几天后再计一次", MOST_DAYS, "不填的，灯变了才计。", usual=0),
        whole("concentrated_months", "集中整改几个月", MOST_MONTHS, low=1),
        whole("reassess_months", "满几个月再评估", MOST_MONTHS, low=1),
        whole("look_back.months", DRAW_MONTHS, MOST_MONTHS, "不搞回头看的，这几项都不填。"),
        points("look_back.share", "回头看抽百分之几", "不填是全部。"),
        whole("look_back.at_least", "回头看至少抽几个", 10_000),
        word("look_back.draw", "回头看怎样抽", DRAWS, "填随机或只看必查的，不填是随机。"),
        several("look_back.always", "回头看必查的严重程度编号", "几种用“、”隔开。"),
        text("look_back.basis", "回头看的依据", most=200),
        whole("extension.times", "可以延期几次", 100, "不填是1次，不许延期的填0。"),
        whole("extension.days", "每次最多延几天", 10_000, "不限的不填。", low=1),
        flag("extension.on_time", "须在到期前申请延期", "填是或否，不填是否。"),
        text("extension.basis", "延期的依据", most=200),
        several("evidence.suffixes", "佐证的文件类型", "不填的是pdf、docx、xlsx、jpg、jpeg、png。"),
        whole("evidence.least", "佐证至少几件", 100, "不要求的不填。"),
        text("evidence.why", "为何必须有佐证", "填了几件的要写。", most=200),
    ),
)  # fmt: skip


def top(rows: Sequence[Row]) -> dict[str, Any]:
    """What the sheet says, with the days of reminders as numbers; rows without `top_errors`."""
    made = SHEET.document(rows)
    if "reminders" in made:
        made["reminders"] = [int(each) for each in made["reminders"]]
    return made


def top_errors(rows: Sequence[Row]) -> list[CellError]:
    """What is wrong with the lines, or that a part is begun without what it cannot do without."""
    if found := SHEET.errors(rows):
        return found
    made = SHEET.document(rows)
    if not all(each.isdecimal() and len(each) < 4 for each in made.get("reminders", ())):
        found.append(SHEET.error(rows, REMINDERS, "应是几个整数，如10、3、1。"))
    if "look_back" in made and "months" not in made["look_back"]:
        found.append(SHEET.error(rows, DRAW_MONTHS, f"填了回头看怎样抽，没有填{DRAW_MONTHS}。"))
    return found
