"""The sheets of a plan's workbook, their columns in the words of the office."""

from forms.lines import Lines
from forms.tables import Table, basis, code, day, flag, points, said, several, text, whole, word
from workflows.nomination.rules import (
    Among,
    AskedOf,
    Base,
    Direction,
    HonourKind,
    Per,
    Rounding,
    SponsorLevel,
    Stage,
    Subject,
    VoteOf,
)
from workflows.nomination.rules.candidate import Review
from workflows.nomination.rules.conditions import CountedFrom
from workflows.nomination.rules.conditions.discipline import MOST_DAYS
from workflows.nomination.rules.document import LAST_YEAR, MOST_YEARS

MOST_PLACES = 100_000
KIND_WORDS: dict[str, object] = {
    "正式党员": "party_member", "党龄": "party_age", "组织关系在推荐单位": "belongs", "健在或追授": "living",
    "党务工作年限": "party_work", "担任党务职务": "holds_post", "不推荐的职级": "rank_excluded",
    "考核等次": "graded", "支部星级": "star", "没有处分": "no_discipline", "没有逾期整改": "no_overdue",
    "曾获荣誉": "honoured_before", "再次获奖间隔": "interval",
}  # fmt: skip
STAGES = f"按先后填，用顿号隔开：{'、'.join(stage.words for stage in Stage)}。"
CALENDAR: dict[str, object] = {"工作日": True, "自然日": False}

TOP = Lines(
    "方案",
    (
        text("name", "名称", "最多80字。", most=80, required=True),
        text("version", "版本", "内容有改动的换一个版本，如2026-2。", most=40, required=True),
        whole("year", "年度", LAST_YEAR, required=True),
        text("basis", "依据", "通知的名称和文号。", most=600, required=True),
        text("sponsor", "表彰机关", "写全称；通知没有写明的空着，准备批次时填写。", most=80),
        word("sponsor_level", "表彰层次", said(SponsorLevel), required=True),
        text("reports_to", "上报对象", "由上级表彰的填上级机关；由本级表彰的空着。", most=80),
        day("cut_off", "资格截止日", "条件按这一天审核；空着的准备批次时填写。"),
        text("due", "报送期限", "通知原文的说法。", most=120),
        flag("late_forfeits", "逾期视为不推荐", "填是或否，不填是否。"),
        several("stages", "环节", STAGES, words=said(Stage), required=True),
        word("decided_by", "决定环节", said(Stage), "由哪个环节最后决定。", required=True),
        text("rules_on", "裁定", "规定互相矛盾、并列、超额时由谁裁定。", most=80, required=True),
        text("reuse_for", "未推荐的作为哪里的候选", "填另一批次的名称或者其中的几个字。", most=80),
        text("approval.document", "批准文号", most=60),
        text("approval.body", "批准机关", most=80),
        day("approval.on", "批准日期"),
        whole("approval.cycle_years", "批准的周期（年）", MOST_YEARS),
        whole("approval.number", "批准的名额", MOST_PLACES),
        points("contest.ratio", "差额比例", "每个名额要几名候选，如1.2；不差额的空着。"),
        word("contest.rounding", "差额取整", said(Rounding), "不填是向上取整。"),
        text("vote.quorum", "到会比例", "写成2/3；不填是过半数到会。", most=10),
        flag("vote.quorum_more_than", "到会须超过这个比例", usual=True),
        text("vote.share", "赞成比例", "写成2/3；不填是过半数赞成。", most=10),
        flag("vote.share_more_than", "赞成须超过这个比例", usual=True),
        word("vote.of", "赞成按", said(VoteOf), "按应到还是实到人数算，不填是应到。"),
        flag("vote.secret", "无记名投票"),
        text("vote.basis", "表决的依据", most=200),
        whole("publicity.days", "公示天数", 60, "通知没有写的空着，准备批次时填写。", low=1),
        word("publicity.working", "公示天数按", CALENDAR, "不填是工作日。"),
        flag("publicity.start_counts", "公示开始当日计入", "不填是否。"),
        text("publicity.scope", "公示范围", most=120),
    ),
)  # fmt: skip

CATEGORIES = Table(
    "类别",
    (
        code("code", "编号", "英文或数字，别的表按它引用。", required=True),
        text("name", "名称", most=60, required=True),
        word("kind", "荣誉形式", {kind.value: kind.value for kind in HonourKind}, required=True),
        word("subject", "推荐对象", said(Subject), required=True),
        text("batch", "批次", "命名的才填，如第五批。", most=20),
        whole("places", "总名额", MOST_PLACES),
        flag("about", "名额是约数"),
        flag("contest", "名额含差额"),
        whole("per_unit", "每单位名额", MOST_PLACES),
        whole("per_branch", "每支部名额", MOST_PLACES),
        several("notes", "说明", "有几条的用顿号隔开。"),
        basis(),
    ),
)
MATERIALS = Table(
    "材料",
    (
        code("category", "类别编号", "只有一类要交的填；都要交的空着。"),
        code("code", "编号", required=True),
        text("name", "材料名称", most=60, required=True),
        whole("words", "字数", 100_000, "有字数的在系统里填写正文，没有的上传文件。"),
        flag("about", "字数是约数"),
        whole("copies", "份数", 100, "不填是1份。", low=1),
        flag("electronic", "另报电子版"),
        flag("optional", "可以不交"),
        flag("of_list", "随名单报送一份"),
        basis(),
    ),
)
CONDITIONS = Table(
    "条件",
    (
        code("category", "类别编号", "只用于一类的填；都适用的空着。"),
        word("kind", "条件", KIND_WORDS, required=True),
        code("code", "编号", "同一种条件用几次的，各填一个编号。"),
        flag("usually", "一般"),
        whole("years", "年数", MOST_YEARS, "党龄、党务工作年限、考核近几年、处分几年内、间隔几年。"),
        several("of_years", "获奖年度", "曾获荣誉的填。"),
        whole(
            "statement_days",
            "无处分说明有效天数",
            MOST_DAYS,
            "没有处分的填：说明最多早于资格截止日几天，不填是0。",
        ),
        flag("boundary", "当日满的计入", "党龄、党务工作年限的填，不填是计入。", usual=True),
        word("counted_from", "起算日", said(CountedFrom), "党龄的填，不填按转正。"),
        flag("probationary_too", "含预备党员"),
        day("since", "最晚转入日期", "组织关系的填。"),
        flag("posthumous", "可以追授"),
        flag("continuous", "须连续"),
        several("posts", "职务"),
        several("ranks", "职级"),
        several("except_posts", "除外的职务"),
        several("reviews", "考核种类", words=said(Review)),
        several("grades", "等次"),
        whole("level", "星级", 5, low=0),
        flag("every", "每年都要"),
        several("names", "荣誉名称"),
        several("sponsors", "授予机关"),
        several("levels", "授予层级", words=said(SponsorLevel)),
        basis(),
    ),
)
CAPS = Table(
    "限额",
    (
        code("code", "编号", required=True),
        text("name", "名称", most=60, required=True),
        several("categories", "类别编号", "对哪几类合计，用顿号隔开。", required=True),
        word("per", "适用层级", said(Per), required=True),
        word("direction", "方向", said(Direction), "不填是不超过。"),
        whole("count", "个数", MOST_PLACES, "填个数或者填比例。"),
        points("percent", "比例（%）"),
        word("base", "基数", said(Base), "比例按什么算，不填是党员。"),
        word("rounding", "取整", said(Rounding)),
        word("among", "计算对象", {"全部": Among.ALL, "领导干部": Among.LEADERS, "一线人员": Among.FRONTLINE}),
        whole("least", "至少可推", MOST_PLACES),
        flag("principle", "原则上"),
        day("as_of", "统计日期"),
        basis(),
    ),
)
TOTALS = Table(
    "总数",
    (
        text("name", "名称", most=60, required=True),
        several("categories", "类别编号", required=True),
        whole("places", "个数", MOST_PLACES, required=True),
        flag("about", "约数"),
        basis(),
    ),
)
OPINIONS = Table(
    "会审",
    (
        code("code", "编号", required=True),
        text("body", "部门", most=60, required=True),
        text("about", "审什么", most=200),
        word("asked_of", "征求对象", said(AskedOf), "不填是全部推荐对象。"),
        flag("outer", "外部部门", "不是本单位内设部门，由主办单位登记来函；不填是。", usual=True),
        whole(
            "clean_years",
            "无处分说明（年）",
            MOST_YEARS,
            "纪检部门的填：答复无不同意见即说明无处分的填0，并说明近几年未受处分的填年数；不作说明的空着。",
        ),
        basis(),
    ),
)
NOTES = Table("说明", (text("note", "说明", most=600, width=80, required=True),))
TABLES = (CATEGORIES, MATERIALS, CONDITIONS, CAPS, TOTALS, OPINIONS, NOTES)
