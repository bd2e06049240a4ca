"""The sheets of a plan's workbook: every column with its words and how it is to be filled in."""

from forms.lines import Lines
from forms.tables import Field, Table, basis, code, flag, points, said, several, text, whole, word
from workflows.appraisal.rules import Base, Body, Files, Kind, PassOf, Purpose, Step, Subject, Ticketing
from workflows.appraisal.rules.correction import LONGEST
from workflows.appraisal.rules.document import LARGEST
from workflows.appraisal.rules.grades import After
from workflows.appraisal.rules.result import LEAST_MINIMUM
from workflows.engine.shares import Rounding

SHARE, REMINDERS = "优秀不超过", "限期改正到期前几天提醒"
AFTERS: dict[str, object] = {
    "无": After.NOTHING, "通报表扬": After.PRAISE, "谈话帮助": After.GUIDANCE, "教育转化和组织处置": After.DISPOSAL,
}  # fmt: skip
SHARES = "写成1/2这样的分数。"

TOP = Lines(
    "办法",
    (
        text("name", "办法名称", "最多80字。", most=80, required=True),
        text("version", "版本", "内容有改动的换一个版本，如2026-1。", most=40, required=True),
        code("code", "办法编号", "英文字母或数字。", required=True),
        text("basis", "依据", "文件名称和文号，准备批次时带入。", most=200, required=True),
        text("cap.share", SHARE, "写成1/3；不定比例的，这几项都空着，等次也不受人数限制。", most=10),
        word("cap.base", "优秀人数的基数", said(Base), "不填是党员总数。"),
        word("cap.rounding", "优秀人数取整", said(Rounding), "不填是向下取整。"),
        flag("cap.hard", "优秀人数不得突破", "填否的，超出须写明理由。", usual=True),
        text("cap.basis", "优秀人数的依据", most=200),
        word("decided_by", "评定机构", said(Body), "不填是支部委员会；正式党员不足7人的支部由支部党员大会评定。"),
        whole("minimum", "最少票数", 100, "有效票少于几张的不显示各项票数，不填是5。", low=LEAST_MINIMUM),
        several("electronic", "电子票", f"填{'、'.join(said(Ticketing))}；只用纸质票的不填。", words=said(Ticketing)),
        flag("named_notes", "互评保留姓名", "填是或否，不填是否。"),
        whole("groups_from", "满几人可以分组", LARGEST, "不分组的不填。", low=1),
        whole("group_least", "每组至少几人", 100, "不填是3。", low=1),
        flag("probationary_ballots", "预备党员填测评票", "填是或否，不填是是。", usual=True),
        whole("correction.months", "限期改正几个月", LONGEST, "不填是6。", low=1),
        whole("correction.most_months", "限期改正最长几个月", LONGEST, "不填是12。", low=1),
        several("correction.reminders", REMINDERS, "如30、7，不填是30、7。"),
        several("disposal.steps", "组织处置程序", f"按{'、'.join(said(Step))}的次序填，不填是全部。", words=said(Step)),
        whole("disposal.bar_years", "几年内不得重新入党", 50, "不填是5。", low=5),
        whole("disposal.talkers", "谈话的正式党员人数", 5, "不填是2。", low=1),
        whole("recount_days", "选票保留天数", 365, "会议办结后几天内可以重新计票，不填是15。", low=5),
    ),
)  # fmt: skip


def _form() -> Field:
    return code("form", "测评票编号", required=True)


GRADES = Table(
    "等次",
    (
        code("code", "编号", "英文字母或数字。", required=True),
        text("name", "等次", "从高到低，一行一个。", most=20, required=True),
        flag("capped", "受人数限制"),
        word("files", "报上级", said(Files), "不填是由支部评定。"),
        word("after", "后续", AFTERS, "不填是无。"),
        basis(),
    ),
)
FORMS = Table(
    "测评票",
    (
        code("code", "编号", "英文字母或数字，其他表用它指这种票。", required=True),
        text("name", "名称", most=60, required=True),
        word("kind", "票型", said(Kind), required=True),
        word("subject", "测评对象", said(Subject), required=True),
        several("dimension_options", "项目的选项", "维度票填，如好、一般、差。"),
        flag("self_excluded", "不填本人", "只用纸质票的才能填是。"),
        basis(),
    ),
)
OPTIONS = Table(
    "选项",
    (
        _form(),
        text("name", "选项", "测评党员的，应是等次的名称。", most=20, required=True),
        points("points", "分值", "只有群众满意度填，最高的是100；不计分的不填。"),
        flag("satisfied", "算作满意", "只有群众满意度填。"),
    ),
)
DIMENSIONS = Table(
    "测评项目",
    (
        _form(),
        code("code", "编号", required=True),
        text("name", "项目", most=60, required=True),
        whole("full", "满分", LARGEST, "数值票填。", low=1),
        points("weight", "权重（%）", "数值票填，合计100；一样重的都不填。"),
    ),
)
SITUATIONS = Table(
    "反向情形", (_form(), code("code", "编号", required=True), text("words", "情形", most=200, width=60, required=True))
)
QUORUMS = Table(
    "会议人数",
    (
        word("purpose", "场合", said(Purpose), "没有写的场合按党内规定的一般人数。", required=True),
        text("quorum", "到会比例", f"{SHARES}不填是1/2。", most=10),
        flag("quorum_more_than", "到会须超过这个比例", "填否的，达到即可。", usual=True),
        text("passing", "赞成须超过", f"{SHARES}不填是1/2。", most=10),
        word("pass_of", "赞成按", said(PassOf), "不填是应到。"),
        flag("written", "会前书面意见计入"),
        basis(),
    ),
)
NOTES = Table("说明", (text("note", "说明", most=300, width=80, required=True),))
TABLES = (GRADES, FORMS, OPTIONS, DIMENSIONS, SITUATIONS, QUORUMS, NOTES)
