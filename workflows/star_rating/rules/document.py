"""Reads the plain values of a scheme document and says in Chinese where one is wrong."""

from collections.abc import Iterable
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

LABELS = {
    "name": "名称", "version": "版本", "basis": "依据", "code": "编号", "text": "内容", "items": "扣分条",
    "indicators": "指标", "tiers": "档次", "vetoes": "否决情形", "quotas": "名额", "level": "星级", "at_least": "下限",
    "points": "扣分", "per_count": "按数量扣", "evidence": "佐证", "full": "满分", "free": "其他情形",
    "outcome": "后果", "cap": "封顶星级", "window_years": "年限", "tier": "星级", "percent": "比例", "count": "个数",
    "direction": "方向", "rounding": "取整", "node": "适用层级", "base": "基数", "hard": "是否硬性",
    "base_weight": "基础项权重", "appraisal_weight": "评议项权重", "decimals": "小数位数",
    "mode": "评分方式", "options": "各档", "slope": "增减办法", "most": "封顶", "needs_evidence": "必须有佐证",
    "evidence_why": "为何需要佐证",
    "target": "目标", "step": "幅度", "step_points": "每档分值", "only_above": "达不到不得分", "falling": "升则扣分",
    "start": "起评分", "floor": "最低", "open": "不含下限", "uncapped": "上不封顶",
    "components": "分项", "component": "分项", "weight": "权重", "figure_of": "得分来源", "takes": "减分",
    "average": "多名评委的算法", "dimensions": "评分项", "groups": "一级指标", "group": "一级指标",
    "parent": "上级指标",
    "capped": "超过满分按满分计", "places": "名额", "decided_by": "审定", "clearance": "须有纪检意见",
    "follow_up": "整改要求", "follow_days": "整改天数", "use": "结果运用", "up_to": "上限", "below": "低于",
    "follow_below": "低于几分须整改", "fact": "问题整改情况", "beyond": "超过几个",
    "preconditions": "前置条件", "kind": "种类", "years": "年数", "times": "次数", "months": "月数",
    "merits": "破格与直接定级", "takes_place": "占用名额", "approver": "认定机关", "newcomers": "新成立的支部",
    "newcomer_months": "新成立的月数", "only_up_to": "只评上年不高于", "step_up": "每年最多升几级",
    "max_score": "总分满分",
    "span": "计算范围", "unit_code": "单位代码", "yearly": "每年提高", "first_year": "第一年", "until": "最高提到",
    "field": "领域", "at_least_one": "至少1个",
    "ranking": "按排名定星", "first": "前几名参加定星", "publicity": "公示", "days": "天数", "working": "按工作日",
    "start_counts": "开始当日计入", "windows": "时间安排", "stage": "环节", "month": "月", "day": "日", "hour": "时",
    "body": "审定机构", "filed_with": "另报备案机关", "next_year": "次年", "closes": "逾期不再接收",
}  # fmt: skip


LARGEST = Decimal(1_000_000)
PLACES = 4
"""Bounds of any number in a scheme; a longer one is a slip, or somebody trying what the pages can bear."""


class SchemeError(ValueError):
    """A scheme that cannot be used. The message is a Chinese sentence that names the place, `key` the field, if any."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class Section:
    """One object of the document together with its place, for the sentence when something is wrong."""

    def __init__(self, data: object, where: str, known: Iterable[str]) -> None:
        if not isinstance(data, dict):
            raise SchemeError(f"{where}应是一组字段，现为{shown(data)}。")
        for key in data:
            if key not in known:
                raise SchemeError(f"{where}里有认不出的字段“{key}”。")
        self.data: dict[str, Any] = data
        self.where = where

    def wrong(self, key: str, why: str) -> SchemeError:
        return SchemeError(f"{self.where}的{LABELS[key]}{why}，现为{shown(self.data.get(key))}。", key)

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "应填写文字")
        return value

    def optional_text(self, key: str) -> str:
        return self.text(key) if self.data.get(key) else ""

    def number(self, key: str) -> Decimal:
        """Not negative. A JSON float is read by its shortest writing, so 2.5 stays 2.5."""
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            raise self.wrong(key, "应是数字")
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise self.wrong(key, "应是数字") from None
        if not number.is_finite() or number < 0:
            raise self.wrong(key, "应是不小于0的数字")
        if number > LARGEST or number != round(number, PLACES):
            raise self.wrong(key, f"应不大于{LARGEST}，最多{PLACES}位小数")
        return number

    def optional_number(self, key: str) -> Decimal | None:
        return None if self.data.get(key) is None else self.number(key)

    def whole(self, key: str, most: int, usually: int | None = None) -> int:
        value = self.data.get(key, usually)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise self.wrong(key, f"应是0到{most}的整数")
        return value

    def optional_whole(self, key: str, most: int) -> int | None:
        return None if self.data.get(key) is None else self.whole(key, most)

    def flag(self, key: str, *, usually: bool = False) -> bool:
        value = self.data.get(key, usually)
        if not isinstance(value, bool):
            raise self.wrong(key, "应是true或false")
        return value

    def choice(self, key: str, choices: type[Choice]) -> Choice:
        try:
            return choices(self.data.get(key, ""))
        except ValueError:
            raise self.wrong(key, "应是" + "、".join(choices) + "之一") from None

    def optional_choice(self, key: str, default: Choice) -> Choice:
        return default if self.data.get(key) is None else self.choice(key, type(default))

    def optional_section(self, key: str, place: str, known: Iterable[str]) -> "Section | None":
        value = self.data.get(key)
        return None if value is None else Section(value, self.where + place, known)

    def sections(self, key: str, place: str, known: Iterable[str]) -> list["Section"]:
        """The objects of a list; `place` such as 第{}项指标 names each of them from 1."""
        values = self.data.get(key, [])
        if not isinstance(values, list):
            raise self.wrong(key, "应是一个列表")
        return [Section(value, self.where + place.format(n), known) for n, value in enumerate(values, start=1)]


def names(cls: type) -> set[str]:
    """The fields that a part of the document may have: those of its class."""
    return {field.name for field in fields(cls)}


def shown(value: object) -> str:
    """A value as the reader typed it, cut short."""
    return "空" if value is None or value == "" else f"“{str(value)[:20]}”"
