"""A round reads in words as its notice does."""

from dataclasses import replace

from tests.workflows.nomination.rounds import shipped
from workflows.nomination.rules import PublicityRule, category_facts, facts


def test_notice_one_in_words() -> None:
    assert facts(shipped("notice_1")) == {
        "表彰机关": "中共三门峡市委",
        "表彰层次": "市级党委及其派出代表机关",
        "上报": "中共三门峡市委",
        "资格截止日": "2021-05-06",
        "报送期限": "2021年5月6日下班前，以总支、直属支部为单位",
        "环节": "支部大会、党总支审核、机关党委审核、组织部初审、会审、工委审定",
        "决定环节": "工委审定",
        "裁定": "工委会议",
        "会审": (
            "纪检监察机关、巡察机构、公安机关、检察院、法院、司法行政机关、卫健部门、信访部门、"
            "上一级主管党组织（双重管理的）、干部监督部门（党员领导干部，核查个人有关事项报告）、"
            "组织人事部门（个人，审查人事档案和党员档案）"
        ),
        "随名单报送": "汇总表，一式5份，另报电子版",
        "未推荐上报的": "可作为本单位七一表彰候选",
        "依据": "三门峡市2021年“两优一先”推荐通知（某高职院转办）",
    }


def test_a_category_of_notice_two_in_words() -> None:
    award = shipped("notice_2")

    assert category_facts(award, award.by_code["worker"]) == {
        "形式": "表彰",
        "推荐对象": "个人",
        "名额": "每个支部1个",
        "条件": (
            "组织关系在推荐单位；截至资格截止日为正式党员；健在，或者追授；上年民主评议为优秀（一般）；"
            "不推荐县级党员干部；担任书记、委员、支委等党务职务"
        ),
        "依据": "通知：每支部优秀党务工作者1名",
    }


def test_steps_in_words() -> None:
    nine, strong, three = (shipped(name) for name in ("notice_9", "four_strong", "notice_3"))

    assert facts(nine)["差额"] == "1:1.2（向上取整）"
    assert facts(nine)["表决"] == "无记名，到会超过1/2，赞成超过实到的1/2"
    assert facts(nine)["资格截止日"] == "启动时填写"
    assert (facts(strong)["表彰机关"], "公示" in facts(strong)) == ("启动时填写", False)
    public = replace(strong, publicity=PublicityRule(5, scope="本单位"))
    assert facts(public)["公示"] == "5个工作日，开始当日不计，范围：本单位"
    natural = replace(strong, publicity=PublicityRule(8, working=False, start_counts=True))
    assert facts(natural)["公示"] == "8天，开始当日计入"
    assert category_facts(strong, strong.categories[0])["形式"] == "命名（第五批）"
    assert category_facts(three, three.by_code["direct"])["名额"] == "约30个"
    assert facts(shipped("notice_10"))["报送期限"] == "2011年6月7日前，逾期视为不推荐"
