"""The sheets of a programme's workbook: every column with its words and how it is to be filled in."""

from forms.tables import Field, Table, basis, code, flag, points, said, several, text, whole, word
from workflows.rectification.rules import Level, LimitKind, Method, Part, Rung, Tone, When

MOST_DAYS, MOST_MONTHS = 366, 120
TONES: dict[str, object] = {
    "绿": Tone.GREEN, "蓝": Tone.BLUE, "黄": Tone.YELLOW, "橙": Tone.ORANGE, "红": Tone.RED,
}  # fmt: skip
WHENS: dict[str, object] = {
    "临近时限": When.NEAR, "逾期": When.OVERDUE, "未达序时进度": When.BEHIND, "质量差": When.POOR,
    "进度慢有望完成": When.SLOW, "难以按期": When.UNLIKELY, "由人发出": When.GIVEN, "前一个灯到期仍未办": When.LAPSED,
}  # fmt: skip
METHODS: dict[str, object] = {"减分": Method.DEDUCT, "打分": Method.GIVE, "满意度": Method.SATISFACTION}


def _name(most: int = 60) -> Field:
    return text("name", "名称", most=most, required=True)


def _source(key: str = "source") -> Field:
    return code(key, "来源编号", "不填的适用于各种来源。")


SOURCES = Table(
    "问题来源",
    (
        code("code", "编号", "英文字母或数字，其他表用它指这一来源。", required=True),
        _name(40),
        several("events", "自动接收", "填系统其他业务送来的，几种用“、”隔开；可以填哪些，见“填写说明”。"),
        basis(),
    ),
)
SEVERITIES = Table("严重程度", (code("code", "编号", required=True), _name(40)))
LIMITS = Table(
    "整改类型",
    (
        code("code", "编号", required=True),
        _name(),
        word("kind", "种类", said(LimitKind), required=True),
        whole("days", "天数", MOST_DAYS, "从交办起几天；和月数只填一项，都不填的交办时逐个写明。", low=1),
        flag("working", "按工作日"),
        whole("months", "月数", MOST_MONTHS, low=1),
        whole("review_months", "几个月复核一次", MOST_MONTHS, "长期坚持的填，其他的不填。", low=1),
        flag("plan", "须先报方案", "填“否”的，签收后直接整改。", usual=True),
        basis(),
    ),
)
CLOSINGS = Table(
    "销号权限",
    (
        _source(),
        code("severity", "严重程度编号", "不填的适用于各种程度；从上往下第一行适用的算。最后一行两项都不填。"),
        word("level", "由谁销号", said(Level), required=True),
        several("bodies", "验收单位", "联合验收的填，几家用“、”隔开。"),
        basis(),
    ),
)
CHECKLIST = Table(
    "销号条件", (code("code", "编号", required=True), text("words", "条件", required=True, most=100, width=40), basis())
)
LIGHTS = Table(
    "亮灯",
    (
        code("code", "编号", "从轻到重，一行一个灯。", required=True),
        _name(20),
        word("tone", "颜色", TONES, required=True),
        several("when", "亮灯情形", f"填{'、'.join(WHENS)}，几种用“、”隔开。", words=WHENS, required=True),
        whole("days", "天数", MOST_DAYS, "临近：提前几天；逾期：超过几天；前一个灯到期：几天。", usual=0),
        flag("working", "按工作日"),
        whole("lag", "落后百分点", 100, "未达序时进度的填：落后多少才亮。", usual=0),
        code("after", "前一个灯", "情形是前一个灯到期仍未办的填。"),
        text("meaning", "含义", most=100, width=30),
        basis(),
    ),
)
ESCALATION = Table(
    "升级办法",
    (
        code("light", "灯编号", required=True),
        whole("times", "亮几次", 100, "不填是1次。", low=1, usual=1),
        flag("consecutive", "须连续"),
        code("letter", "文书编号"),
        points("points", "扣分"),
        text("also", "同时采取", most=100, width=24),
        basis(),
    ),
)
LETTERS = Table(
    "督办文书",
    (
        code("code", "编号", "从轻到重，一行一种。", required=True),
        _name(40),
        word("rung", "级别", {str(rung): rung for rung in Rung}, required=True),
        whole("reply_days", "几天内回复", MOST_DAYS, low=1, required=True),
        flag("working", "按工作日", usual=True),
        several("says", "应写内容", f"填{'、'.join(said(Part))}；不填的写问题、要求和回复期限。", words=said(Part)),
        basis(),
    ),
)
ASSESSMENTS = Table(
    "评估办法",
    (
        code("code", "编号", required=True),
        _name(),
        word("method", "计分方法", METHODS, required=True),
        several("raters", "测评主体", "满意度的填，几种用“、”隔开。"),
        whole("within_months", "集中整改期满几个月内", MOST_MONTHS, low=1),
        whole("after_months", "整改满几个月后", MOST_MONTHS, low=1),
        basis(),
    ),
)


def _form() -> Field:
    return code("form", "评估办法编号", required=True)


PARTS = Table(
    "评估内容", (_form(), code("code", "编号", required=True), _name(), points("full", "满分", "没有写明的先不填。"))
)
DEDUCTIONS = Table(
    "扣分情形",
    (
        _form(),
        code("code", "编号", required=True),
        code("part", "评估内容编号", required=True),
        text("words", "情形", most=200, width=40, required=True),
        points("points", "每次扣分", required=True),
    ),
)
GRADES = Table(
    "评估等次",
    (
        _form(),
        text("name", "等次", "从高到低，一行一个。", most=20, required=True),
        points("floor", "最低分", "满意度的填百分数。"),
        flag("poor", "须约谈并“回头看”"),
    ),
)
NOTES = Table(
    "说明",
    (text("words", "内容", most=300, width=80, required=True), code("form", "评估办法编号", "只说一种评估办法的填。")),
)
TABLES = (
    SOURCES, SEVERITIES, LIMITS, CLOSINGS, CHECKLIST, LIGHTS, ESCALATION, LETTERS, ASSESSMENTS, PARTS, DEDUCTIONS,
    GRADES, NOTES,
)  # fmt: skip
