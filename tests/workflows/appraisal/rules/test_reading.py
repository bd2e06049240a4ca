"""A plan that cannot be used says everything that is wrong with it, in Chinese, and where."""

from typing import Any

import pytest

from tests.workflows.appraisal.rules.samples import COMMON, changed, part, read
from workflows.appraisal.rules import (
    BallotForm,
    Cap,
    CorrectionRule,
    Dimension,
    DisposalRule,
    Grade,
    Option,
    Plan,
    PlanError,
    Quorum,
    Situation,
)
from workflows.appraisal.rules.document import names
from workflows.appraisal.rules.labels import LABELS

PARTS = [
    Plan, Grade, Cap, Quorum, BallotForm, Option, Dimension, Situation, CorrectionRule, DisposalRule,
]  # fmt: skip
GRADE = COMMON.to_data()["grades"][0]
FORM = COMMON.to_data()["forms"][0]
NUMBERS: dict[str, Any] = {
    "code": "n",
    "name": "打分表",
    "kind": "numbers",
    "subject": "members",
    "dimensions": [{"code": "a", "name": "甲", "full": 100}, {"code": "b", "name": "乙", "full": 100}],
}
WEIGHED = [each | {"weight": 40} for each in NUMBERS["dimensions"]]
WRONG: list[tuple[Any, str]] = [
    ([], "评议办法应是一组字段，现为“[]”。"),
    (changed(colour="红"), "评议办法里有认不出的字段“colour”。"),
    (changed(name=" "), "评议办法的名称应填写文字，现为“ ”。"),
    (changed(forms={}), "评议办法的测评票应是一个列表，现为“{}”。"),
    (changed(minimum=2), "评议办法的最少票数应是3到100的整数，现为“2”。"),
    (changed(minimum=True), "评议办法的最少票数应是3到100的整数，现为“True”。"),
    (changed(named_notes="是"), "评议办法的互评意见署名应是true或false，现为“是”。"),
    (changed(decided_by="me"), "评议办法的评定机构应是committee、meeting之一，现为“me”。"),
    (changed(electronic=["post"]), "评议办法的电子票领取办法里没有“post”，应是slips、screen、named之一。"),
    (changed(electronic=[""]), "评议办法的电子票领取办法每一项都应填写文字，现为“['']”。"),
    (changed(electronic=["slips", "slips"]), "电子票领取办法“slips”重复。"),
    (changed(cap={"share": "4/3"}), "评议办法的优秀人数的比例应大于0、不大于1，现为“4/3”。"),
    (changed(cap={"share": "33%"}), "评议办法的优秀人数的比例应写成2/3这样的分数，现为“33%”。"),
    (changed(cap={"rounding": "up"}), "优秀人数“不超过”一个比例，只能向下取整或四舍五入，不能向上取整。"),
    (changed(cap=None), "等次“优秀”受人数限制，但没有写明优秀人数；不定比例的，等次不受人数限制。"),
    (part("grades", capped=False), "写明了优秀人数，但没有一个等次受人数限制。"),
    (part("grades", 1, code="excellent"), "等次编号“excellent”重复。"),
    (part("grades", 1, after="party"),
     "评议办法第2个等次的后续应是nothing、praise、guidance、disposal之一，现为“party”。"),
    (changed(grades=[GRADE], forms=[NUMBERS], electronic=[]), "评议办法至少要有两个等次。"),
    (changed(forms=[]), "评议办法至少要有一种测评党员的票。"),
    (changed(forms=[FORM, FORM]), "测评票编号“members”重复。"),
    (part("forms", options=[]), "测评票“民主测评票”是简票，至少要有两个选项。"),
    (part("forms", options=[{"name": "优秀"}, {"name": "好"}]), "测评票“民主测评票”的选项“好”不是评议办法里的等次。"),
    (part("forms", options=[{"name": "优秀"}, {"name": "优秀"}]), "测评票“民主测评票”的选项“优秀”重复。"),
    (part("forms", dimensions=[{"code": "a", "name": "甲"}]), "测评票“民主测评票”是简票，不填测评项目。"),
    (part("forms", self_excluded=True),
     "测评票“民主测评票”不填本人，只能用纸质票；电子票缺了本人一行就能认出是谁投的。"),
    (part("forms", 1, dimensions=[]), "测评票“党支部班子测评票”是维度票，至少要有一个测评项目。"),
    (part("forms", 1, dimension_options=["好"]), "测评票“党支部班子测评票”是维度票，项目的选项至少要有两个。"),
    (part("forms", 1, dimensions=[{"code": "a", "name": "甲", "full": 5}]),
     "测评票“党支部班子测评票”是维度票，项目“甲”不填满分。"),
    (part("forms", 1, dimensions=[{"code": "a", "name": "甲", "weight": 5}]),
     "测评票“党支部班子测评票”是维度票，项目不填权重。"),
    (part("forms", 1, dimensions=[{"code": "overall", "name": "甲"}]),
     "测评票“党支部班子测评票”的测评项目编号“overall”重复。"),
    (part("forms", 1, options=[{"name": "好", "points": 90}, {"name": "差"}]),
     "测评票“党支部班子测评票”的选项不计分，不填分值，也不填算作满意。"),
    (part("forms", 2, options=[{"name": "满意"}, {"name": "不满意"}]),
     "测评票“群众满意度测评票”用来计算满意度，最高的选项分值应是100。"),
    (part("forms", 2, options=[{"name": "满意", "points": 100}, {"name": "不满意"}]),
     "测评票“群众满意度测评票”用来计算满意率，至少要有一个选项算作满意。"),
    (part("forms", 2, options=[{"name": "满意", "points": "many"}]),
     "评议办法第3种测评票第1个选项的分值应是0到10000的数字，最多2位小数，现为“many”。"),
    (changed(forms=[NUMBERS | {"dimensions": [{"code": "a", "name": "甲"}]}]),
     "测评票“打分表”是数值票，项目“甲”应填写满分。"),
    (changed(forms=[NUMBERS | {"dimension_options": ["好", "差"]}]), "测评票“打分表”是数值票，项目打分，不填选项。"),
    (changed(forms=[NUMBERS | {"dimensions": WEIGHED}]),
     "测评票“打分表”的权重应每个项目都填、合计100，或者都不填，现合计80。"),
    (changed(quorums=[{"purpose": "elect"}, {"purpose": "elect"}]), "会议人数的场合“elect”重复。"),
    (changed(correction={"months": 13}), "评议办法的限期改正的改正月数应是1到12的整数，现为“13”。"),
    (changed(correction={"months": 9, "most_months": 8}), "限期改正一般9个月，不能多于最长的8个月。"),
    (changed(correction={"reminders": [7, "3"]}),
     "评议办法的限期改正的提前提醒每一项都应是0到180的整数，现为“[7, '3']”。"),
    (changed(correction={"reminders": [7, 7]}), "提前提醒天数“7”重复。"),
    (changed(disposal={"bar_years": 4}), "评议办法的组织处置的不得重新入党的年数应是5到50的整数，现为“4”。"),
    (changed(disposal={"steps": ["investigate", "vote", "approve"]}), "组织处置的程序不能没有事前备案。"),
    (changed(disposal={"steps": ["investigate", "file", "vote", "approve"]}),
     "组织处置的程序应按事前备案、调查核实、组织谈话、上级预审、支部大会表决、上级审批的次序，不能重复。"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), WRONG)
def test_a_wrong_document_says_where(data: Any, sentence: str) -> None:
    with pytest.raises(PlanError) as caught:
        read(data)

    assert sentence in caught.value.problems


def test_all_mistakes_of_writing_are_said_at_once() -> None:
    grades = [GRADE | {"files": "post"}, {"name": "合格"}, "差"]

    with pytest.raises(PlanError) as caught:
        read(changed(name="", minimum=1, grades=grades))

    assert caught.value.problems == (
        "评议办法的名称应填写文字，现为空。",
        "评议办法第1个等次的报上级应是not、file、approve之一，现为“post”。",
        "评议办法第2个等次的编号应填写文字，现为空。",
        "评议办法第3个等次应是一组字段，现为“差”。",
        "评议办法的最少票数应是3到100的整数，现为“1”。",
    )
    assert str(caught.value) == "".join(caught.value.problems)


def test_all_contradictions_are_said_at_once() -> None:
    with pytest.raises(PlanError) as caught:
        read(part("forms", self_excluded=True) | {"cap": None, "correction": {"months": 6, "most_months": 3}})

    assert caught.value.problems == (
        "等次“优秀”受人数限制，但没有写明优秀人数；不定比例的，等次不受人数限制。",
        "测评票“民主测评票”不填本人，只能用纸质票；电子票缺了本人一行就能认出是谁投的。",
        "限期改正一般6个月，不能多于最长的3个月。",
    )


def test_only_ballots_on_members_can_leave_out_the_own_row() -> None:
    with pytest.raises(PlanError) as caught:
        read(part("forms", 1, self_excluded=True) | {"electronic": []})

    assert caught.value.problems == ("测评票“党支部班子测评票”不是测评党员的，没有“不填本人”。",)


@pytest.mark.parametrize("each", PARTS)
def test_every_field_of_a_plan_has_a_word(each: type) -> None:
    assert names(each) - LABELS.keys() == set()
