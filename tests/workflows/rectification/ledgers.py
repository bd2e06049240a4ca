"""Ledgers as offices keep them, as .xlsx files: any columns, and the case of 3,115 problems in 3 categories."""

from collections.abc import Sequence
from io import BytesIO
from random import Random

from openpyxl import Workbook

from workflows.rectification.rules.sheet_columns import Pair, guess

CATEGORIES = ("超职数配备干部", "违规兼职取酬", "“裸官”任职岗位管理")
"""The three of a clean-up that found 3,115 problems. 依据: domain 5.1 (材料003)."""
FOUND = 3115
HEADINGS = (
    "编号", "来源", "批次", "问题类别", "问题表述", "原因", "整改目标", "措施", "责任领导", "牵头/责任单位", "责任人",
    "整改类型", "时限", "进展", "佐证", "状态", "销号意见", "备注",
)  # fmt: skip
PAIRS: list[Pair] = guess(HEADINGS)
USUAL = {"source": "专项清查", "limit": "限期整改"}
DEEDS = ("未按规定核定职数", "任职审批手续不全", "兼职未履行报批", "领取报酬未清退", "档案材料缺失", "公示程序不到位")
PLACES = ("办公室", "人事处", "财务处", "机关服务中心", "信息中心", "法规处", "规划处", "监督处", "宣传处", "离退休处")


def book(headings: Sequence[str], rows: Sequence[Sequence[object]], title: Sequence[str] = ()) -> bytes:
    """A sheet with these headings and rows, and lines above them."""
    made = Workbook()
    sheet = made.worksheets[0]
    sheet.title = "台账"
    for line in title:
        sheet.append([line])
    sheet.append(list(headings))
    for row in rows:
        sheet.append(list(row))
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def clean_up_ledger(units: Sequence[str], number: int = FOUND) -> bytes:
    """A clean-up's problems in its three categories, each with a measure, in all columns of the general set."""
    chance = Random(3115)
    return book(HEADINGS, [_row(n, chance, units) for n in range(1, number + 1)], ["专项清查问题整改台账"])


def _row(n: int, chance: Random, units: Sequence[str]) -> list[object]:
    place, deed, kind = chance.choice(PLACES), chance.choice(DEEDS), CATEGORIES[n % 3]
    year, person = chance.randint(2015, 2025), chance.randint(1000, 99999)
    return [
        f"QC{n:04d}", "专项清查", "2026年第一轮", kind,
        f"{year}年{place}第{person}号任职事项{deed}，涉及{chance.randint(1, 30)}人，经查属于{kind}第{n}项。",
        f"{place}对政策理解不深，{year}年以来把关不严。", f"{chance.randint(1, 12)}月底前整改到位，建立长效机制。",
        f"由{place}逐人核对{person}号事项，限期补办手续或者免去职务。", f"分管领导{chance.randint(1, 40)}",
        units[n % len(units)], f"责任人{chance.randint(1, 400)}", "限期整改",
        chance.choice(["2026年12月", "12月底", "2026-11-30", "2026年12月15日"]), "正在核对名单。", "核查报告",
        "正在整改", "", f"第{n}行",
    ]  # fmt: skip
