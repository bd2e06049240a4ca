"""审批单 as the office sees it: its template, the names in it, and a sample. 依据: domain 6.2, 6.5."""

from pathlib import Path
from typing import Any

from workflows.engine.documents import DocumentKind

NAMES = (
    ("各单", "每个事项一份，从{%p for 表 in 各单 %}到{%p endfor %}，每份有下列各项"),
    ("　业务、事项、编号、单位、批次、状态", "单位是全称，状态是事项现在所在的环节"),
    ("　经过", "逐步的办理经过，每条有环节、办理、意见、办理人、职务、时间；正在办理的环节占最后一条，其余各项空着"),
    ("日期", "打印的日期"),
)
STEP = {
    "环节": "党总支审核", "办理": "审核同意", "意见": "情况属实。", "办理人": "某某", "职务": "甲局党总支 书记",
    "时间": "2026年3月5日 10:20",
}  # fmt: skip
SHEET: dict[str, Any] = {
    "业务": "党支部星级评定", "事项": "甲局第一党支部2026年度星级评定", "编号": "XJ-2026-0001",
    "单位": "中共甲局第一支部委员会", "批次": "2026年度党支部星级评定", "状态": "机关党委初评",
    "经过": [STEP, STEP | {"环节": "机关党委初评", "意见": ""}],
}  # fmt: skip
APPROVAL = DocumentKind(
    "engine.approval",
    "审批单",
    Path(__file__).resolve().parent / "documents",
    ("docx",),
    lambda: {"各单": [SHEET], "日期": "2026年3月5日"},
    NAMES,
)
