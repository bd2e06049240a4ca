"""What people write in the demonstration: score sheets with reasons, and opinions in the words of the office."""

from dataclasses import dataclass
from decimal import Decimal
from random import Random

from workflows.star_rating.actions import Figure, SheetInput
from workflows.star_rating.rules import Deduction, Scheme, base_score


@dataclass(frozen=True)
class Finding:
    """Something that costs points: under which line, how many, and how branch and committee word it."""

    code: str
    points: tuple[str, ...]
    own: str
    review: str


FINDINGS = (
    Finding("1", ("5",), "应于9月换届，请示已报上级，批复未到。", "换届请示已受理，至今未完成换届，按规定扣分。"),
    Finding("2", ("2", "3"), "纪检委员8月调离，尚未补选。", "查班子名册，纪检委员空缺超过三个月。"),
    Finding("5", ("2",), "上半年小结已写，全年总结未按时形成。", "未见全年工作总结，只有上半年小结。"),
    Finding(
        "6", ("2", "3", "5"), "年度计划中的结对共建有一项未完成。", "对照年度计划，结对共建、主题党日各有一项未落实。"
    ),
    Finding("7", ("1", "2"), "第三季度党员大会因防汛值守推迟，未补开。", "查会议记录，第三季度党员大会缺一次。"),
    Finding("8", ("1",), "民主评议有3名外派党员未参加测评。", "民主评议测评表缺3份，已要求补齐。"),
    Finding("9", ("1", "2"), "二季度党费收缴情况公开不及时。", "公开栏缺二季度党费收缴情况。"),
    Finding("11", ("3",), "副书记驻点帮扶，年度培训32学时。", "查培训台账，1名班子成员32学时。"),
    Finding("12", ("2", "4"), "2名党员因病假、借调，年度培训不足24学时。", "查培训台账，2名党员不足24学时。"),
    Finding("14", ("3", "5"), "与综合处共用会议室，电教设备未配备。", "现场查看，活动室无电教设备。"),
    Finding("17", ("2", "3"), "党员教育培训经费偏紧，外出学习压减一次。", "查支出明细，教育培训经费低于人均标准。"),
    Finding("18", ("3", "5"), "党建年度考核在本单位列中下游。", "年度党建考核在本单位后三分之一。"),
    Finding("19", ("2",), "工会小组委员调离，未及时补选。", "工会小组委员空缺，青年小组活动偏少。"),
    Finding("20", ("3", "5"), "服务对象满意度86%，低于本单位平均。", "满意度测评86%，低于本单位平均5个百分点。"),
    Finding("21", ("2", "4"), "收到窗口服务投诉2件，均已办结。", "查信访记录，窗口服务投诉2件属实。"),
    Finding("I3.other", ("1",), "谈心谈话记录不够完整。", "谈心谈话记录缺4人次。"),
    Finding("I4.other", ("1",), "活动室制度牌更新不及时。", "活动室制度牌仍为上一届支委会名单。"),
)
BY_CODE = {finding.code: finding for finding in FINDINGS}

SIGNED = "支委会已集体研究，书记签字，同意上报。"
AGREED = ("材料齐全，自评客观，同意上报。", "已核对会议记录和台账，同意。", "经党总支委员会研究，同意上报机关党委。")
SCORED = ("已查阅台账并实地查看，同意列入呈报批。", "与自评核对一致，同意列入。", "经考评组评议，同意初评意见。")
RETURNS = (
    "第7条所附会议记录为二季度记录，与扣分理由不符，请核对后重报。",
    "党员培训学时台账缺下半年部分，请补齐后重报。",
    "自评理由过于笼统，请对照指标逐条写明依据。",
)
REFUSED = "该支部本年度撤并重组，成立不满一年，按方案不参加本年度评定。"
RESUBMITTED = "已按退回意见补正，重新上报。"
VERIFIED = "排序、名额与会议决定相符，复核无误，拟提请工委会议审定。"
DECIDED = "按工委会议决定登记。"
SHORT_NOTICE = "演示数据：为展示公布后的结果，本次公示按一天登记。"
NOTICE = "定于下一工作日起在市直机关党建网和公示栏公示。"
OBJECTION = "反映该支部第二季度组织生活会记录系事后补写，请核实。"
APPRAISALS = ("年度党员群众满意度测评汇总表", "支部书记抓党建述职评议测评汇总表", "年度民主评议测评汇总表")


def own_sheet(scheme: Scheme, chance: Random) -> SheetInput:
    """A branch's own score: up to eight deductions with reasons, and the star that the sum suggests."""
    found = chance.sample(FINDINGS, chance.choices(range(9), (5, 12, 18, 20, 18, 12, 8, 5, 2))[0])
    lines = tuple(Deduction(item.code, Decimal(chance.choice(item.points)), item.own) for item in found)
    return SheetInput(lines, _vetoes(scheme), scheme.tier_of(base_score(scheme, lines).total).level)


def half_a_sheet(whole: SheetInput) -> SheetInput:
    """A draft that was put aside: some lines still without a reason, no star chosen."""
    lines = tuple(line if n % 2 else Deduction(line.code, line.points, "") for n, line in enumerate(whole.lines))
    return SheetInput(lines, dict(list(whole.vetoes.items())[:3]))


def review_sheet(scheme: Scheme, own: list[Deduction], year: int, chance: Random) -> SheetInput:
    """The committee's score: what the branch found, in its own words, often one thing more, and the 评议项."""
    lines = [Deduction(line.code, line.points, f"与自评一致。{BY_CODE[line.code].review}") for line in own]
    if chance.random() < 0.4:
        lines.append(_one_more(own, chance))
    return SheetInput(
        tuple(lines),
        _vetoes(scheme, "V7" if chance.random() < 0.03 else "V1" if chance.random() < 0.03 else ""),
        figures={"appraisal": Figure(Decimal(chance.randrange(150, 196)) / 2, f"{year}{chance.choice(APPRAISALS)}")},
    )


def _one_more(own: list[Deduction], chance: Random) -> Deduction:
    known = {line.code for line in own}
    finding = chance.choice([item for item in FINDINGS if item.code not in known])
    return Deduction(finding.code, Decimal(finding.points[0]), finding.review)


def _vetoes(scheme: Scheme, found: str = "") -> dict[str, bool]:
    return {veto.code: veto.code == found for veto in scheme.vetoes}


def minutes(branches: int, five: int) -> str:
    """What a meeting decided on a list."""
    return f"听取考评情况汇报，对{branches}个支部逐一研究，同意排序和拟定星级，其中五星级{five}个。"
