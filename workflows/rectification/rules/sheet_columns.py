"""The columns of offices' own ledgers and what each means here: the sets T1-T9 as data, and guessing from headings."""

import re
import unicodedata
from collections.abc import Collection, Sequence

Pair = tuple[str, str]
"""A heading, and the field it fills; an empty field: kept as an extra column."""

NUMBER, TEXT, KIND, STATE = "number", "text", "kind", "state"
"""Our own number; the problem's words; a category whose words are also the problem's; what the system says of it."""
UNIT, OTHERS, MEASURES, DUE = "unit", "others", "measures", "due_on"

FIELDS: dict[str, str] = {
    TEXT: "问题表述",
    KIND: "问题类别（并作问题表述）",
    "category": "问题类别",
    "source": "问题来源",
    "inspection": "检查批次",
    "severity": "严重程度",
    "found_on": "发现日期",
    "requirement": "整改要求",
    UNIT: "责任单位",
    OTHERS: "参与单位",
    "leader": "责任领导",
    "department": "责任部门",
    "owner": "责任人",
    "limit": "整改类型",
    DUE: "整改时限",
    "cause": "原因分析",
    "goal": "整改目标",
    MEASURES: "整改措施",
    "progress": "最新进展",
    "progress_on": "进展日期",
    "remark": "备注",
    "reference": "原编号",
    NUMBER: "系统编号",
    STATE: "系统状态",
}
"""What a column can fill, with its words. Several columns may fill `text`, any other field only one."""

OURS: tuple[Pair, ...] = ((FIELDS[NUMBER], NUMBER), (FIELDS[STATE], STATE))
"""What an exported sheet has beyond its template's columns; read again, the state is not taken in."""

READY: dict[str, tuple[str, tuple[Pair, ...]]] = {
    "general": (
        "通用台账",
        (
            ("编号", "reference"), ("来源", "source"), ("批次", "inspection"), ("问题类别", "category"),
            ("问题表述", TEXT), ("原因", "cause"), ("整改目标", "goal"), ("措施", MEASURES), ("责任领导", "leader"),
            ("牵头/责任单位", UNIT), ("责任人", "owner"), ("整改类型", "limit"), ("时限", DUE), ("进展", "progress"),
            ("佐证", ""), ("状态", ""), ("销号意见", ""), ("备注", "remark"),
        ),
    ),
    "T1": ("审计整改清单", (("审计发现的问题", TEXT), ("整改要求和建议", "requirement"), ("整改期限", DUE))),
    "T2": ("巡察整改台账", (("问题内容", TEXT), ("整改措施", MEASURES), ("整改时限", DUE), ("责任人", "owner"))),
    "T3": (
        "部门整改台账",
        (
            ("问题逐条细化", TEXT), ("整改措施", MEASURES), ("责任领导", "leader"), ("责任部门", "department"),
            ("完成时限", DUE), ("跟踪督办", "progress"), ("对账销号", ""),
        ),
    ),
    "T4": (
        "审计问题整改跟踪表",
        (
            ("序号", ""), ("反馈日期", "progress_on"), ("措施内容", TEXT), ("跟踪反馈", "progress"), ("措施状态", ""),
        ),
    ),
    "T5": (
        "重点工作执行台账",
        (("工作目标及任务要求", TEXT), ("工作动态", "progress"), ("资金使用情况", ""), ("工作进度", "")),
    ),
    "T6": (
        "环境督查台账",
        (
            ("督查地点", TEXT), ("问题类型", KIND), ("程度", "severity"), ("责任单位", UNIT), ("责任人", "owner"),
            ("颜色等级", ""), ("照片", ""),
        ),
    ),
    "T7": (
        "环保督察整改清单",
        (
            ("整改任务", TEXT), ("责任单位", UNIT), ("整改目标", "goal"), ("整改措施", MEASURES), ("整改时限", DUE),
        ),
    ),
    "T8": (
        "工单台账",
        (("工单号", "reference"), ("告警/来源号", TEXT), ("指派人", "owner"), ("状态", ""), ("时间", "found_on")),
    ),
    "T9": (
        "换届台账",
        (
            ("组织名称", UNIT), ("本届换届时间", ""), ("下届换届时间", DUE), ("负责人", "leader"), ("换届状态", TEXT),
            ("委员会、纪委人数与人员", ""),
        ),
    ),
}  # fmt: skip
"""Ready templates by code: their names and columns. 依据: domain 5.2."""

_SYNONYMS: dict[str, str] = {
    "存在问题": TEXT, "具体问题": TEXT, "问题": TEXT, "问题描述": TEXT, "反馈问题": TEXT, "主要问题": TEXT,
    "发现的问题": TEXT, "问题表现": TEXT, "问题清单": TEXT, "巡察反馈问题": TEXT, "具体表现": TEXT,
    "类别": "category", "问题分类": "category", "问题来源": "source", "检查批次": "inspection",
    "巡察轮次": "inspection",
    "轮次": "inspection", "严重程度": "severity", "问题程度": "severity", "发现日期": "found_on",
    "发现时间": "found_on", "检查日期": "found_on", "整改要求": "requirement", "整改建议": "requirement",
    "牵头单位": UNIT, "责任主体": UNIT, "整改单位": UNIT, "整改责任单位": UNIT, "被检查单位": UNIT, "单位": UNIT,
    "单位名称": UNIT, "责任党组织": UNIT, "参与单位": OTHERS, "配合单位": OTHERS, "协办单位": OTHERS,
    "责任科室": "department", "责任处室": "department", "牵头部门": "department", "牵头领导": "leader",
    "分管领导": "leader", "整改责任人": "owner", "具体责任人": "owner", "联系人": "owner", "时限类型": "limit",
    "整改方式": "limit", "时限": DUE, "完成时间": DUE,
    "整改完成时限": DUE, "截止日期": DUE, "整改完成时间": DUE,
    "原因分析": "cause", "问题原因": "cause", "产生原因": "cause",
    "目标": "goal", "具体措施": MEASURES, "工作措施": MEASURES, "整改举措": MEASURES, "进展情况": "progress",
    "整改进展": "progress", "最新进展": "progress", "整改情况": "progress", "进展日期": "progress_on",
    "原编号": "reference", "问题编号": "reference", "系统编号": NUMBER, "系统状态": STATE,
}  # fmt: skip

_BRACKETED = re.compile(r"\([^()]*\)|\[[^\[\]]*\]|【[^【】]*】")
_MARKS = re.compile(r"[\s*:、,/\"'“”]")


def plain(heading: str) -> str:
    """A heading as compared: without blanks, marks, what stands in brackets, and full-width variants."""
    return _MARKS.sub("", _BRACKETED.sub("", unicodedata.normalize("NFKC", heading)))


_KNOWN: dict[str, str] = {plain(word): field for word, field in _SYNONYMS.items()}
for _, _pairs in READY.values():
    for _heading, _field in _pairs:
        _KNOWN.setdefault(plain(_heading), _field)
_SETS = {code: {plain(heading): field for heading, field in pairs} for code, (_, pairs) in READY.items()}


def is_known(heading: str) -> bool:
    """Whether a heading is one that ledgers usually have; tells the row of headings from what stands above it."""
    return plain(heading) in _KNOWN


def ready_for(headings: Sequence[str]) -> str:
    """The ready set whose headings a sheet has all of, the largest first; empty when none fits."""
    found = {plain(heading) for heading in headings}
    fitting = [code for code, known in _SETS.items() if known.keys() <= found]
    return max(fitting, key=lambda code: len(_SETS[code]), default="")


def guess(headings: Sequence[str], remembered: Sequence[Pair] = (), without: Collection[str] = ()) -> list[Pair]:
    """What each heading fills, as far as it can be told: as remembered, as in a ready set, as usual; else extra.

    No field is filled twice save the problem's words, and none of `without`.
    """
    known = _KNOWN | _SETS.get(ready_for(headings), {}) | {plain(heading): field for heading, field in remembered}
    pairs: list[Pair] = []
    taken = set(without)
    for heading in headings:
        field = known.get(plain(heading), "")
        pairs.append((heading, "" if field in taken else field))
        taken |= {field} - {TEXT, ""}
    return pairs


def problems(pairs: Sequence[Pair]) -> list[str]:
    """What is wrong with a mapping, one sentence each; empty when rows can be read by it."""
    fields = [field for _, field in pairs if field]
    found = [f"“{FIELDS[field]}”只能对应一列。" for field in FIELDS if field != TEXT and fields.count(field) > 1]
    if not {TEXT, KIND} & set(fields):
        found.append("请指定哪一列是“问题表述”；由几列合起来说明问题的，可以指定几列。")
    return found
