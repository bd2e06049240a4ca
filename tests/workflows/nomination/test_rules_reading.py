"""A round that cannot be used says in Chinese where it is wrong."""

from typing import Any

import pytest

from tests.workflows.nomination.rounds import (
    data,
)
from workflows.nomination.rules import (
    AwardRound,
    RoundError,
)
from workflows.nomination.rules.conditions import KINDS
from workflows.nomination.rules.labels import LABELS


def changed(**fields: Any) -> dict[str, Any]:
    return data("notice_2") | fields


def first(part: str, **fields: Any) -> dict[str, Any]:
    head, *rest = data("notice_2")[part]
    return changed(**{part: [head | fields, *rest]})


WORKER = data("notice_2")["categories"][1]
WRONG: list[tuple[Any, str]] = [
    ([], "批次应是一组字段，现为“[]”。"),
    (changed(colour="红"), "批次里有认不出的字段“colour”。"),
    (changed(name=" "), "批次的名称应填写文字，现为“ ”。"),
    (changed(year="2019"), "批次的年度应是0到2100的整数，现为“2019”。"),
    (changed(sponsor_level="town"),
     "批次的表彰层次应是basic、county、city、central_body、province、central之一，现为“town”。"),
    (changed(cut_off="2019年6月"), "批次的资格截止日应写成2021-05-06这样的日期，现为“2019年6月”。"),
    (changed(cut_off="9999-12-31"), "批次的资格截止日应在1921年到2100年之间，现为“9999-12-31”。"),
    (changed(conditions=[{"kind": "party_age", "years": 101}]),
     "批次第1项条件的年数应是0到100的整数，现为“101”。"),
    (changed(categories=[]), "批次至少要有一个类别。"),
    (changed(categories={}), "批次的类别应是一个列表，现为“{}”。"),
    (changed(categories=[WORKER, WORKER]), "类别编号“worker”重复。"),
    (changed(categories=[WORKER, WORKER | {"code": "w2"}]), "类别名称“优秀党务工作者”重复。"),
    (first("categories", kind="奖励"), "批次第1个类别的种类应是命名、表彰、通报表扬之一，现为“奖励”。"),
    (first("categories", batch="第五批"), "类别“优秀共产党员”是表彰，只有命名才填批次。"),
    (first("categories", subject="unit", conditions=[{"kind": "belongs"}]),
     "类别“优秀共产党员”推荐的是单位，不能用条件“组织关系在推荐单位”。"),
    (first("categories", conditions=[{"kind": "belongs"}]), "类别“优秀共产党员”的条件编号“belongs”重复。"),
    (first("conditions", kind="handsome"), f"批次第1项条件的种类应是{'、'.join(KINDS)}之一，现为“handsome”。"),
    (first("conditions", years=2), "批次第1项条件里有认不出的字段“years”。"),
    (first("conditions", since=2019), "批次第1项条件的最晚日期应写成2021-05-06这样的日期，现为“2019”。"),
    (changed(conditions=[{"kind": "graded", "reviews": ["appraisal"]}]),
     "批次第1项条件的等次至少要写一项，现为空。"),
    (changed(conditions=[{"kind": "graded", "reviews": ["x"], "grades": ["优秀"]}]),
     "批次第1项条件的考核种类每一项都应是appraisal、annual、party_building、standard之一，现为“['x']”。"),
    (changed(conditions=[{"kind": "graded", "reviews": [], "grades": ["优秀"]}]),
     "批次第1项条件的考核种类至少要有1项，现为“[]”。"),
    (changed(conditions=[{"kind": "honoured_before", "years": []}]), "批次第1项条件的年数至少要写一年，现为“[]”。"),
    (changed(conditions=[{"kind": "honoured_before", "years": ["2019"]}]),
     "批次第1项条件的年数每一项都应是整数，现为“['2019']”。"),
    (changed(conditions=[{"kind": "holds_post", "posts": [""]}]),
     "批次第1项条件的职务每一项都应填写文字，现为“['']”。"),
    (first("caps", percent="二成"), "批次第1项限额的比例应是数字，现为“二成”。"),
    (first("caps", percent=True), "批次第1项限额的比例应是数字，现为“True”。"),
    (first("caps", percent="-1"), "批次第1项限额的比例应是不小于0的数字，现为“-1”。"),
    (first("caps", percent="0.00001"), "批次第1项限额的比例应不大于1000000，最多4位小数，现为“0.00001”。"),
    (first("caps", percent="200"), "“受表彰人数”：比例应不大于100，现为200。"),
    (first("caps", categories=["hero"]), "限额“受表彰人数”所说的类别“hero”不在批次的类别里。"),
    (first("caps", principle="是"), "批次第1项限额的原则上应是true或false，现为“是”。"),
    (changed(totals=[{"name": "两类合计", "categories": ["hero"], "places": 3}]),
     "总数“两类合计”所说的类别“hero”不在批次的类别里。"),
    (changed(totals=[{"name": "两类合计", "categories": [], "places": 3}]),
     "批次第1项总数的类别至少要写一项，现为“[]”。"),
    (changed(decided_by="work_committee"), "决定环节“工委审定”不在批次的环节里，不能不设。"),
    (changed(decided_by="branch_meeting"),
     "支部大会不能作为决定环节，请选党总支审核、机关党委审核、党组研究、工委审定之一。"),
    (changed(stages=["committee", "branch_meeting"]),
     "环节的顺序应是支部大会、党总支审核、机关党委审核、单位内公示、党组研究、组织部初审、会审、工委审定、公示。"),
    (changed(stages=["committee", "committee"]), "环节“机关党委审核”重复。"),
    (changed(stages=["branch_meeting", "committee", "consultation"]), "设了会审环节，没有写明向哪些部门征求意见。"),
    (changed(vote={"quorum": "三分之二", "share": "1/2"}),
     "批次的表决办法的到会比例应写成2/3这样的分数，现为“三分之二”。"),
    (changed(vote={"quorum": "3/2", "share": "1/2"}), "批次的表决办法的到会比例应大于0、不大于1，现为“3/2”。"),
    (changed(vote={"quorum": "1/2"}), "批次的表决办法的赞成比例应填写文字，现为空。"),
    (changed(publicity={"days": 0}), "公示天数应大于0。"),
    (changed(contest={"ratio": "0.5"}), "差额比例应不小于1，现为0.5。"),
]  # fmt: skip


@pytest.mark.parametrize(("document", "sentence"), WRONG, ids=range(len(WRONG)))
def test_a_document_that_cannot_be_used_says_where_it_is_wrong(document: Any, sentence: str) -> None:
    with pytest.raises(RoundError) as refused:
        AwardRound.from_data(document)
    assert str(refused.value) == sentence


def test_every_field_has_a_chinese_name() -> None:
    from workflows.nomination.rules import Approval, Cap, Category, Contest, Material, Opinion, PublicityRule, Total
    from workflows.nomination.rules.conditions import EVERY_FIELD
    from workflows.nomination.rules.document import names as fields_of
    from workflows.nomination.rules.votes import VoteRule

    parts = (AwardRound, Approval, Cap, Category, Contest, Material, Opinion, PublicityRule, Total, VoteRule)
    assert EVERY_FIELD.union(*map(fields_of, parts)) == set(LABELS)
