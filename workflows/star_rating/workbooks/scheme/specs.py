"""The sheets of a scheme's workbook: every column with its words and how it is to be filled in."""

from forms.tables import (
    Field,
    Table,
    basis,
    code,
    flag,
    points,
    said,
    text,
    whole,
    word,
)
from permissions.roles import Field as OrgField
from workflows.engine.shares import Rounding
from workflows.star_rating.rules import MODE_WORDS, Mode
from workflows.star_rating.rules.circumstances import OUTCOME_WORDS, FactOf, MeritKind
from workflows.star_rating.rules.components import Average, FigureOf
from workflows.star_rating.rules.quotas import Direction, QuotaBase, QuotaNode, Span
from workflows.star_rating.rules.standing import MOST_MONTHS, MOST_YEARS, PreconditionKind
from workflows.star_rating.rules.tiers import HIGHEST_LEVEL, MOST_DAYS, MOST_PLACES, Decider
from workflows.star_rating.rules.timing import LONGEST_MONTH, STAGES


def _level(key: str, title: str, note: str = "", *, required: bool = False) -> Field:
    return whole(key, title, HIGHEST_LEVEL, note, required=required)


COMPONENTS = Table(
    "分项",
    (
        code("code", "编号", "英文字母或数字，其他表用它指这一分项。", required=True),
        text("name", "名称", required=True),
        points("weight", "权重", "百分数，如70；直接相加的填100。", required=True),
        word("figure_of", "得分来源", said(FigureOf), "不填的是指标表合计。", usual=FigureOf.TABLE),
        points("full", "满分", "指标表合计的不填就不封顶，其他的不填是100分。"),
        flag("takes", "减分项", "填“是”的，从总分里减去。"),
        word("average", "多名评委的算法", said(Average), "评委打分的填，不填的是平均。", usual=Average.MEAN),
        basis(),
    ),
)
DIMENSIONS = Table(
    "评委评分项",
    (
        code("component", "分项编号", "得分来源是评委打分的分项。", required=True),
        text("name", "评分项", required=True),
        points("full", "满分", required=True),
    ),
)
GROUPS = Table(
    "一级指标",
    (
        code("code", "编号", required=True),
        text("name", "名称", required=True, most=100),
        points("full", "满分", "文件上写的这一部分的满分。"),
        code("parent", "上级编号", "在另一个一级指标之下的填。"),
        flag("capped", "按满分封顶", "填“是”的，下面各项合计超过满分按满分计。"),
    ),
)
TIERS = Table(
    "档次",
    (
        _level("level", "星级", "五星填5；无星填0。", required=True),
        text("name", "名称", required=True),
        points("at_least", "下限", "得分达到多少分算这一档；最低一档填0。", required=True),
        points("up_to", "上限", "文件写了“85到94分”的可以照填，只用来核对，定档只看下限。"),
        flag("open", "不含下限", "填“是”的，刚好等于下限的不算这一档。"),
        whole("places", "固定个数", MOST_PLACES, "按排名定星的填：这一档取几个；还须达到多少分的，填在下限。"),
        word("decided_by", "谁审定", said(Decider), "不填的报工委审定。", usual=Decider.ROOT),
        text("body", "审定机构", "机构名称里必有的字，如党组、党（工）委；登记的会议须写明是它。不限的不填。", most=40),
        flag("clearance", "须纪检意见", "填“是”的，报送前须有纪检意见。"),
        text("use", "结果运用", most=200, width=30),
        text("follow_up", "整改要求", "评到这一档要整改的填：要求做什么。", most=200, width=30),
        whole("follow_days", "整改天数", MOST_DAYS, "多少天内完成，不限的不填。", low=1),
    ),
)
INDICATORS = Table(
    "指标",
    (
        code("code", "编号", required=True),
        text("name", "名称", required=True),
        points("full", "满分", required=True),
        points("start", "起评分", "不填的，全是扣分条的从满分起，其他的从0分起。"),
        points("floor", "最低", "扣完为止的不填。", usual=0),
        flag("uncapped", "上不封顶"),
        flag("free", "其他情形", "填“是”的，可以对表上没有列出的情形酌情扣分。"),
        code("group", "一级指标编号", "没有一级指标的不填。"),
        code("component", "分项编号", "不填的算在第一个指标表合计的分项里。"),
        points("follow_below", "低于几分须整改", "公布后得分低于它的，转问题整改；不要求的不填。", may_lack=True),
        basis(),
    ),
)
ITEMS = Table(
    "评分条",
    (
        code("indicator", "指标编号", required=True),
        code("code", "编号", required=True),
        text("text", "内容", required=True, most=300, width=44),
        word(
            "mode", "评分方式", {words: mode for mode, words in MODE_WORDS.items()}, "不填的是扣分。", usual=Mode.DEDUCT
        ),
        points(
            "points", "分值", "扣分：扣几分；计件：每件几分；按数值：达到目标得几分；评分：最多几分。分档取值的不填。"
        ),
        flag("per_count", "按数量扣", "一件扣“分值”，多于一件的酌情多扣。"),
        points("most", "封顶", "这一条最多得几分；扣分的最多扣几分。"),
        points("target", "目标", "按数值增减的填。"),
        points("step", "幅度", "按数值增减的填：每升降多少。"),
        points("step_points", "每档分值", "按数值增减的填：每升降一个幅度加减几分。"),
        flag("only_above", "达不到不得分"),
        flag(
            "falling",
            "升则扣分",
            "按数值增减、越高越差的填“是”，如差错率：每升一个幅度扣分，每降一个幅度加分。",
            may_lack=True,
        ),
        text("evidence", "佐证", "可以不填；要求佐证的说明是什么材料。", most=100, width=30),
        flag("needs_evidence", "必须有佐证", "填“是”的，得了分的须有佐证；扣分的，没有扣满的须有佐证。"),
        text("evidence_why", "为何需要佐证", "必须有佐证的填：用它核实什么。", most=200, width=30, may_lack=True),
    ),
)
OPTIONS = Table(
    "分档",
    (
        code("item", "评分条编号", "只有评分方式是分档取值的条目要列。", required=True),
        text("text", "档", required=True, width=30),
        points("points", "得分", required=True),
    ),
)
VETOES = Table(
    "否决情形",
    (
        code("code", "编号", required=True),
        text("text", "情形", required=True, most=300, width=50),
        word("outcome", "后果", {words: outcome for outcome, words in OUTCOME_WORDS.items()}, required=True),
        _level("cap", "封顶星级", "后果是封顶的填。"),
        whole("window_years", "看几年内", 99, "不限的填0。", required=True),
        code("component", "分项编号", "由系统按分项得分判断的填，如满意度；其他的不填，由人核实。"),
        points("below", "低于多少分", "和分项编号一起填。"),
        word("fact", "问题整改情况", said(FactOf), "由系统按问题整改台账判断的填；其他的不填。", may_lack=True),
        whole("beyond", "超过几个", 9999, "看问题整改情况的填，不填是0个。", usual=0, may_lack=True),
        basis(),
    ),
)
PRECONDITIONS = Table(
    "前置条件",
    (
        _level("tier", "星级", "评这一星级须满足的条件，每行一个，都要满足。", required=True),
        word("kind", "看什么", said(PreconditionKind), required=True),
        _level("level", "须达到星级", "看历年星级的填。"),
        whole("years", "近几年", MOST_YEARS, "看历年星级的填，不填是1年。", low=1),
        whole("times", "至少几次", MOST_YEARS, "看历年星级的填，不填是1次。", low=1),
        whole("months", "成立满几个月", MOST_MONTHS, "看成立时间的填，算到当年12月31日。"),
        basis(),
    ),
)
MERITS = Table(
    "破格与直接定级",
    (
        code("code", "编号", "不能和否决情形的编号相同。", required=True),
        text("text", "情形", required=True, most=300, width=50),
        word("kind", "种类", said(MeritKind), required=True),
        _level("tier", "星级", "直接定级必填；破格晋级填最高到几星，不限的不填。"),
        flag("takes_place", "占名额", "填“否”的，直接定级的不占名额。", usual=True),
        text("approver", "认定机关", "登记的会议须是这一机关的；几个都可以的用“、”隔开。", most=100),
        basis(),
    ),
)
QUOTAS = Table(
    "名额",
    (
        _level("tier", "星级", required=True),
        word("span", "计算范围", said(Span), "不填的只算本星级。", usual=Span.EXACT),
        word("direction", "方向", said(Direction), required=True),
        points("percent", "比例", "百分数；和个数只填一个。"),
        whole("count", "个数", 1_000_000),
        word("rounding", "取整", said(Rounding), required=True),
        word("node", "适用层级", said(QuotaNode), required=True),
        text("unit_code", "单位代码", "适用层级是指定单位的填。", most=40),
        word("field", "领域", {label: label for label in OrgField.labels}, "只限一个领域的填；不填的所有领域都算。"),
        word("base", "基数", said(QuotaBase), required=True),
        flag("hard", "硬性", "填“否”的，上限可以突破、下限可以不达到，但要写理由。", usual=True),
        points("yearly", "每年提高", "逐年提高的填：每年提高几个百分点。"),
        whole("first_year", "第一年", 2100, "逐年提高的填：从哪一年起算。", low=2000),
        points("until", "最高提到", "逐年提高的填：最高百分之几。"),
        flag("at_least_one", "至少1个", "按比例的填“是”，取整后是0个的按1个。", may_lack=True),
        basis(),
    ),
)
WINDOWS = Table(
    "时间安排",
    (
        word("stage", "环节", {words: stage for stage, words in STAGES.items()}, required=True),
        word("next_year", "年份", {"当年": False, "次年": True}, "不填的是当年。"),
        whole("month", "月", 12, low=1, required=True),
        whole("day", "日", LONGEST_MONTH, low=1, required=True),
        whole("hour", "时", 23, "到几时为止，如16；不填的到当天结束。"),
        flag("closes", "逾期不再接收"),
    ),
)
TABLES = (
    COMPONENTS, DIMENSIONS, GROUPS, TIERS, INDICATORS, ITEMS, OPTIONS, VETOES, PRECONDITIONS, MERITS, QUOTAS, WINDOWS,
)  # fmt: skip
