"""What people write in the award rounds of the demonstration: the notice as data, deeds, opinions, minutes."""

from datetime import date
from typing import Any

from workflows.demo.organisation import ROOT_NAME

AGREED = "支部大会已表决通过，同意推荐。"
GENERAL = "经党总支委员会研究，同意推荐。"
CHECKED = "材料齐全，资格条件已逐项核实，同意列入推荐名单。"
RETURNED = "事迹材料只有岗位职责，没有本年度的具体事例，请补充后重报。"
REFUSED = "该同志已于年初退休，转入离退休干部支部，不由本支部推荐。"
CLEAN = "已向机关纪委核实，截至资格截止日没有受过处分，不在影响期内。"
RANK = "已查干部名册，不属于县级党员干部。"
GRADE = "上年度在外挂职，民主评议由挂职单位组织，等次为优秀，已取得书面证明。"
STAR = "上年度星级低于四星，本年度已对照整改完毕，工作成绩突出，经委员会研究可以推荐。"
REPORTED = "经会议研究并排序，现予报送。"
VERIFIED = "名额、排序与会议决定相符，会审单位均无不同意见，拟提请工委会议审定。"
DECIDED = "按工委会议决定登记。"
LEFT_OUT = "会议研究，排序第二，名额1个，作为下次推荐的候选人选。"
NOTHING_AGAINST = "经核查，对所征求的人选没有不同意见。"
RESOLUTION = "经无记名投票表决，同意推荐，并在支部内部通报。"
MINUTES = "听取推荐情况汇报，逐一研究，同意名单和排序。"
RULING = "各支部党员人数少，按不超过党员20%执行，两个类别合计不突破。"
RESUME = "参加工作后一直在机关从事业务工作，历任科员、副主任科员、主任科员，现负责本处室综合协调。"
DEEDS = (
    "坚持把服务群众作为检验工作的标准，牵头梳理高频办事事项17项，合并办理环节9个，平均办理时间由5天压缩到2天。",
    "连续三年驻村帮扶，走访农户126户，协调修通生产路3.2公里，帮助村集体增收18万元，年度考核为优秀。",
    "主动承担急难任务，防汛期间连续值守11天，转移安置群众43人，所在小组未发生一起责任事故。",
    "坚持“三会一课”不走过场，组织主题党日12次，带领支部党员结对帮扶困难群众9户，支部年度评议靠前。",
)


def document(year: int, cut_off: date) -> dict[str, Any]:
    """The 工委's own round: people and branches, two bodies to ask, a notice of 5 working days."""
    clean = {"kind": "no_discipline", "basis": "通知第二条：不在处分影响期内"}
    return {
        "name": f"{year}年市直机关“两优一先”表彰", "version": f"{year}-1", "year": year,
        "basis": f"滨直工发〔{year}〕18号通知", "sponsor": ROOT_NAME, "sponsor_level": "city",
        "cut_off": cut_off.isoformat(), "rules_on": "市直机关工委", "decided_by": "work_committee",
        "approval": {
            "document": f"滨办〔{year}〕26号", "body": "中共滨江市委办公室", "cycle_years": 1, "number": 150,
        },
        "stages": [
            "branch_meeting", "general_branch", "committee", "org_review", "consultation", "work_committee",
            "publicity",
        ],
        "publicity": {"days": 5},
        "conditions": [
            {"kind": "belongs", "basis": "通知第二条：推荐单位推荐本单位人选"},
            {"kind": "party_member", "basis": "通知第二条：正式党员"},
            {"kind": "living", "posthumous": True, "basis": "通知第二条：可以追授"},
        ],
        "materials": [
            {
                "code": "deeds", "name": "事迹材料", "words": 2000, "copies": 2, "electronic": True,
                "basis": "通知第四条：不超过2000字，一式2份和电子版",
            },
        ],
        "categories": [
            {
                "code": "member", "name": "优秀共产党员", "kind": "表彰", "subject": "person", "per_branch": 1,
                "conditions": [clean, {
                    "kind": "graded", "reviews": ["appraisal"], "grades": ["优秀"], "usually": True,
                    "basis": "通知第二条：一般从上年度民主评议优秀者中产生",
                }],
            },
            {
                "code": "worker", "name": "优秀党务工作者", "kind": "表彰", "subject": "person", "per_branch": 1,
                "conditions": [clean, {
                    "kind": "party_work", "years": 2, "basis": "通知第二条：从事党务工作2年以上",
                }],
            },
            {
                "code": "branch", "name": "先进基层党组织", "kind": "表彰", "subject": "branch",
                "conditions": [{
                    "kind": "star", "level": 4, "usually": True, "basis": "通知第二条：上年度一般为四星级以上",
                }],
            },
        ],
        "opinions": [
            {"code": "discipline", "body": "市纪委监委", "about": "廉洁自律情况", "basis": "通知第五条"},
            {"code": "police", "body": "市公安局", "about": "遵纪守法情况", "basis": "通知第五条"},
        ],
    }  # fmt: skip
