"""The documents of star rating as the office sees them: their templates, the names in them, and a sample."""

from pathlib import Path
from typing import Any

from workflows.engine.documents import DocumentKind

FOLDER = Path(__file__).resolve().parent.parent / "documents"
TABLES = ("docx", "xlsx")

ROUND_NAMES = (
    ("批次、年度", "批次名称，评定年度"),
    ("主办单位", "工委全称"),
    ("方案、依据", "评定方案名称，批准依据"),
    ("日期", "生成文书的日期，如2026年3月5日"),
    ("导出", "谁在什么时候生成"),
    ("总数", "列出的党支部个数"),
    ("支部", "逐个党支部的列表，每个有下列各项"),
    ("　序号、单位、党支部、党支部全称、编号", "单位是呈报单位的简称"),
    ("　自评分、自评星级、得分、星级、排序、上年星级、状态", "还没有评到的为空；公布后变更的，得分、星级为变更后的"),
    ("　变更", "公布后变更的，如“（降星，原五星级）”；没有变更的为空"),
)
SPREAD_NAMES = (
    ("分布", "逐个星级的列表，从高到低，每个有下列各项"),
    ("　星级、个数、比例、结果运用", "比例如30.0%"),
    ("　名单", "该星级的党支部，各项同“支部”；只能在Word模板里用"),
)
NOTICE_NAMES = (
    ("公示期", "起止日期和天数，没有定的写“待定”"),
    ("公示开始、公示结束、公示天数、反映渠道", "没有定的为空"),
    ("审定情况", "由谁审定、报谁备案，如“已经某工委审定”“已由某局党组审定并报某工委、区委组织部备案”"),
)

BRANCH = {
    "序号": 1, "单位": "甲局机关党委", "党支部": "甲局第一党支部", "党支部全称": "中共甲局第一支部委员会",
    "自评分": 98, "自评星级": "五星级", "得分": 96.5, "星级": "五星级", "排序": 1, "上年星级": "四星级",
    "状态": "公示中", "编号": "XJ-2026-0001", "变更": "",
}  # fmt: skip
ROUND = {
    "批次": "2026年度党支部星级评定", "年度": 2026, "主办单位": "中共某市委市直属机关工作委员会",
    "方案": "党支部评星定级办法", "依据": "某发〔2026〕1号", "日期": "2026年3月5日",
    "导出": "某某于2026-03-05 09:00从系统导出", "总数": 2,
    "支部": [BRANCH, BRANCH | {"序号": 2, "得分": None, "排序": None}],
}  # fmt: skip
SPREAD = {
    "分布": [
        {"星级": "五星级", "个数": 1, "比例": "50.0%", "名单": [BRANCH], "结果运用": "优先推荐先进党支部"},
        {"星级": "四星级", "个数": 0, "比例": "0.0%", "名单": [], "结果运用": ""},
    ],
}
NOTICE = {
    "公示期": "2026年3月5日至2026年3月11日（5个工作日）", "公示开始": "2026年3月5日", "公示结束": "2026年3月11日",
    "公示天数": "5个工作日", "反映渠道": "电话0000-0000", "审定情况": "已经中共某市委市直属机关工作委员会审定",
}  # fmt: skip


def _kind(
    word: str, label: str, formats: tuple[str, ...], sample: dict[str, Any], names: tuple[tuple[str, str], ...]
) -> DocumentKind:
    return DocumentKind(f"star_rating.{word}", label, FOLDER, formats, lambda: sample, names)


PAPER_NAMES = (
    ("各支部", "每个党支部一份，从{%p for 表 in 各支部 %}到{%p endfor %}，每份有下列各项"),
    ("　党支部、呈报单位、批次、年度、方案、编号", "党支部和单位是全称"),
    ("　党员人数、上年星级、自评得分、自评星级、得分、星级", "还没有评到的为空"),
    ("　情形", "否决、直接定级等情形的列表，每条有内容、自查、核实"),
    ("　意见", "各环节意见的列表，每条有名称、内容、办理人、日期"),
)
OWN_NAMES = (*PAPER_NAMES, ("　明细", "评分表逐条的列表，每条有指标、内容、标准、填写、理由"), ("日期", "打印的日期"))
DECISION_NAMES = (
    *PAPER_NAMES,
    ("　指标得分", "逐个指标的列表，每个有指标、满分、自评、初评"),
    ("　分项", "得分各分项的列表，每项有名称、权重、得分"),
    ("　理由", "为什么是这个星级，逐句的列表"),
    ("日期", "打印的日期"),
)
OPINION = {"名称": "支部意见", "内容": "同意", "办理人": "某某", "日期": "2026年3月5日"}
PAPER = {
    "党支部": "中共甲局第一支部委员会", "呈报单位": "中共甲局机关委员会", "批次": "2026年度党支部星级评定",
    "年度": 2026, "方案": "党支部评星定级办法", "编号": "XJ-2026-0001", "党员人数": 21, "上年星级": "四星级",
    "自评得分": "98", "自评星级": "五星级", "得分": "96.5", "星级": "五星级",
    "情形": [{"内容": "党员受到党纪处分", "自查": "无", "核实": "无"}],
    "意见": [OPINION, OPINION | {"名称": "工委审定意见", "内容": "", "办理人": "", "日期": ""}],
}  # fmt: skip
LINE = {"指标": "组织生活", "内容": "没有按期召开支部党员大会的", "标准": "5", "填写": "-2", "理由": "缺一次"}
OWN = {"明细": [LINE]}
DECISION = {
    "指标得分": [{"指标": "组织生活", "满分": "20", "自评": "18", "初评": "17"}],
    "分项": [{"名称": "基础项", "权重": "70%", "得分": "97"}],
    "理由": ["96.5分在90分及以上，为五星级。"],
}


def _papers(more: dict[str, Any]) -> dict[str, Any]:
    return {"各支部": [PAPER | more], "日期": "2026年3月5日"}


SUMMARY = _kind("summary", "汇总表", TABLES, ROUND | SPREAD, ROUND_NAMES + SPREAD_NAMES)
NOTICE_LIST = _kind("notice", "公示名单", TABLES, ROUND | NOTICE, ROUND_NAMES + NOTICE_NAMES)
ANNOUNCEMENT = _kind("announcement", "通报", TABLES, ROUND | SPREAD, ROUND_NAMES + SPREAD_NAMES)
OWN_SHEET = _kind("own", "自评表", ("docx",), _papers(OWN), OWN_NAMES)
DECISION_SHEET = _kind("decision", "审定表", ("docx",), _papers(DECISION), DECISION_NAMES)
KINDS = (SUMMARY, NOTICE_LIST, ANNOUNCEMENT, OWN_SHEET, DECISION_SHEET)
