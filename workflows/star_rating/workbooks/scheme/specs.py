"""The sheets of a scheme's workbook, and the words that stand in it for what the rules call by name."""

from decimal import Decimal
from enum import StrEnum

from forms.excel import Column, SheetSpec
from workflows.star_rating.rules import MODE_WORDS, Direction, QuotaBase, QuotaNode, Rounding
from workflows.star_rating.rules.parts import OUTCOME_WORDS, ROUNDING_NAMES

YES_NO = ("是", "否")
TOP, TIERS, INDICATORS, ITEMS, OPTIONS, VETOES, QUOTAS = (
    "方案", "档次", "指标", "评分条", "分档", "否决情形", "名额",
)  # fmt: skip
MODES = {words: mode for mode, words in MODE_WORDS.items()}
OUTCOMES = {words: outcome for outcome, words in OUTCOME_WORDS.items()}
ROUNDINGS = {words: rounding for rounding, words in ROUNDING_NAMES.items()}
ROUNDING = "得分取整"
TOPS = {
    "方案名称": "name",
    "版本": "version",
    "依据": "basis",
    "基础项权重": "base_weight",
    "评议项权重": "appraisal_weight",
    "小数位数": "decimals",
    ROUNDING: "rounding",
}


def _words(*kinds: type[StrEnum]) -> tuple[str, ...]:
    return tuple(member.words for kind in kinds for member in kind)  # type: ignore[attr-defined]


def _flag(key: str, title: str, note: str = "") -> Column:
    return Column(key, title, "choice", choices=YES_NO, width=10, note=note)


def _points(key: str, title: str, note: str = "", *, required: bool = False) -> Column:
    return Column(key, title, "decimal", width=10, low=Decimal(0), note=note, required=required)


SPECS = (
    SheetSpec(
        TOP,
        (
            Column(
                "item", "项目", required=True, width=16, note="方案名称、版本、权重、小数位数和取整办法，每行一项。"
            ),
            Column("value", "填写", width=60, note="权重填百分数，如70；取整填向下取整、向上取整或四舍五入。"),
        ),
    ),
    SheetSpec(
        TIERS,
        (
            Column(
                "level", "星级", "integer", required=True, low=Decimal(0), high=Decimal(9), note="五星填5；无星填0。"
            ),
            Column("name", "名称", required=True, width=16, max_length=20),
            _points("at_least", "下限", "得分达到多少分算这一档；最低一档填0。", required=True),
            _flag("open", "不含下限", "填“是”的，刚好等于下限的不算这一档。"),
        ),
    ),
    SheetSpec(
        INDICATORS,
        (
            Column("code", "编号", required=True, max_length=20),
            Column("name", "名称", required=True, width=20, max_length=60),
            _points("full", "满分", required=True),
            _points("start", "起评分", "不填的，全是扣分条的从满分起，其他的从0分起。"),
            _points("floor", "最低", "扣完为止的不填。"),
            _flag("uncapped", "上不封顶"),
            _flag("free", "其他情形", "填“是”的，可以对表上没有列出的情形酌情扣分。"),
            Column("basis", "依据", width=40, max_length=200),
        ),
    ),
    SheetSpec(
        ITEMS,
        (
            Column("indicator", "指标编号", required=True, max_length=20),
            Column("code", "编号", required=True, max_length=20),
            Column("text", "内容", required=True, width=44, max_length=200),
            Column("mode", "评分方式", "choice", choices=tuple(MODES), width=12, note="不填的是扣分。"),
            _points("points", "分值", "扣分：扣几分；计件：每件几分；按数值：达到目标得几分；评分：最多几分。"),
            _flag("per_count", "按数量扣", "一件扣“分值”，多于一件的酌情多扣。"),
            _points("most", "封顶", "这一条最多得几分。"),
            _points("target", "目标", "按数值增减的填。"),
            _points("step", "幅度", "按数值增减的填：每升降多少。"),
            _points("step_points", "每档分值", "按数值增减的填：每升降一个幅度加减几分。"),
            _flag("only_above", "达不到不得分"),
            Column("evidence", "佐证", width=30, max_length=100),
            _flag("needs_evidence", "必须有佐证"),
        ),
    ),
    SheetSpec(
        OPTIONS,
        (
            Column("item", "评分条编号", required=True, max_length=20, note="只有评分方式是分档取值的条目要列。"),
            Column("text", "档", required=True, width=30, max_length=60),
            _points("points", "得分", required=True),
        ),
    ),
    SheetSpec(
        VETOES,
        (
            Column("code", "编号", required=True, max_length=20),
            Column("text", "情形", required=True, width=50, max_length=200),
            Column("outcome", "后果", "choice", required=True, choices=tuple(OUTCOMES), width=16),
            Column("cap", "封顶星级", "integer", low=Decimal(0), high=Decimal(9), note="后果是封顶的填。"),
            Column("window_years", "看几年内", "integer", required=True, low=Decimal(0), high=Decimal(99)),
            Column("basis", "依据", width=40, max_length=200),
        ),
    ),
    SheetSpec(
        QUOTAS,
        (
            Column("tier", "星级", "integer", required=True, low=Decimal(0), high=Decimal(9)),
            Column("direction", "方向", "choice", required=True, choices=_words(Direction)),
            _points("percent", "比例", "百分数；和个数只填一个。"),
            Column("count", "个数", "integer", low=Decimal(0)),
            Column("rounding", "取整", "choice", required=True, choices=_words(Rounding)),
            Column("node", "适用层级", "choice", required=True, choices=_words(QuotaNode), width=16),
            Column("base", "基数", "choice", required=True, choices=_words(QuotaBase)),
            _flag("hard", "硬性", "填“否”的可以突破，但要写理由。"),
            Column("basis", "依据", width=40, max_length=200),
        ),
    ),
)
