"""A programme that cannot be used says in Chinese where it is wrong."""

from typing import Any

import pytest

from tests.workflows.rectification.rules.samples import FEEDBACK, changed, first, read
from workflows.rectification.rules import (
    Closing,
    Condition,
    Deduction,
    Evidence,
    ExtensionRule,
    FormGrade,
    FormPart,
    LetterKind,
    Light,
    Limit,
    LookBackRule,
    Programme,
    ProgrammeError,
    ScoreForm,
    Severity,
    Source,
    Step,
)
from workflows.rectification.rules.document import Section, names
from workflows.rectification.rules.labels import LABELS

SOURCE = FEEDBACK.to_data()["sources"][0]
LETTER = FEEDBACK.to_data()["letters"][0]
JOINT = {"level": "joint", "bodies": ["巡察办"]}
HOST = {"level": "host"}
FORM: dict[str, Any] = {
    "code": "f",
    "name": "评估",
    "method": "deduct",
    "parts": [{"code": "a", "name": "责任", "full": 10}],
}
PARTS = [
    Programme, Source, Severity, Limit, Closing, Condition, Light, Step, LetterKind, LookBackRule, ExtensionRule,
    Evidence, ScoreForm, FormPart, Deduction, FormGrade,
]  # fmt: skip
WRONG: list[tuple[Any, str]] = [
    ([], "专项应是一组字段，现为“[]”。"),
    (changed(colour="红"), "专项里有认不出的字段“colour”。"),
    (changed(name=" "), "专项的名称应填写文字，现为“ ”。"),
    (changed(sources={}), "专项的问题来源应是一个列表，现为“{}”。"),
    (changed(sources=[]), "专项至少要有一个问题来源。"),
    (changed(sources=[SOURCE, SOURCE]), "来源编号“assessment”重复。"),
    (changed(sources=[SOURCE, SOURCE | {"code": "b"}]), "来源名称“党建考核”重复。"),
    (changed(sources=[SOURCE, SOURCE | {"code": "b", "name": "乙"}]), "接收的事件“star_rating.low_result”重复。"),
    (first("sources", events=[""]), "专项第1个来源的接收的事件每一项都应填写文字，现为“['']”。"),
    (changed(categories=["作风", "作风"]), "问题类别“作风”重复。"),
    (changed(limits=[]), "专项至少要有一种整改类型。"),
    (first("limits", kind="soon"),
     "专项第1种整改类型的种类应是immediate、dated、sustained之一，现为“soon”。"),
    (first("limits", months=2), "整改类型“立行立改”的天数和月数只能填一项。"),
    (first("limits", days=0), "专项第1种整改类型的天数应是1到10000的整数，现为“0”。"),
    (first("limits", plan="是"), "专项第1种整改类型的须制定方案应是true或false，现为“是”。"),
    (first("limits", review_months=3), "整改类型“立行立改”是立行立改，不填复查间隔月数。"),
    (first("limits", kind="sustained"), "整改类型“立行立改”是长期坚持，不填天数和月数，填复查间隔月数。"),
    (changed(limits=[{"code": "s", "name": "长期", "kind": "sustained"}]),
     "整改类型“长期”是长期坚持，应填写复查间隔月数。"),
    (changed(closings=[]), "销号权限的最后一条应适用于全部问题，不写来源和严重程度。"),
    (changed(closings=[HOST | {"source": "audit"}]), "销号权限的最后一条应适用于全部问题，不写来源和严重程度。"),
    (changed(closings=[{"level": "joint"}]), "销号权限里联合验收应写明验收单位。"),
    (changed(closings=[HOST | {"bodies": ["巡察办"]}]), "销号权限里只有联合验收才写验收单位。"),
    (changed(closings=[JOINT | {"source": "moon"}, HOST]), "销号权限所说的来源“moon”不在专项里。"),
    (changed(closings=[JOINT | {"severity": "moon"}, HOST]), "销号权限所说的严重程度“moon”不在专项里。"),
    (first("lights", tone="pink"),
     "专项第1个灯的颜色应是green、blue、yellow、orange、red之一，现为“pink”。"),
    (first("lights", when=[]), "灯“蓝灯”至少要写一种亮灯情形。"),
    (first("lights", when=["lapsed"]), "灯“蓝灯”写明前一个灯到期仍未办时，才填前一个灯。"),
    (first("lights", when=["rain"]),
     "专项第1个灯的亮灯情形每一项都应是near、overdue、behind、poor、slow、unlikely、given、lapsed之一，现为“['rain']”。"),
    (first("lights", when=["lapsed"], after="red"), "灯“蓝灯”的前一个灯“red”应排在它前面。"),
    (first("lights", lag=101), "专项第1个灯的落后百分点应是0到100的整数，现为“101”。"),
    (first("escalation", light="white"), "升级办法所说的灯“white”不在专项里。"),
    (first("escalation", letter="poem"), "升级办法所说的文书“poem”不在专项里。"),
    (first("escalation", times=0), "专项第1条升级办法的次数应是1到100的整数，现为“0”。"),
    (first("escalation", points="两分"), "专项第1条升级办法的扣分应是数字，现为“两分”。"),
    (first("escalation", points=True), "专项第1条升级办法的扣分应是数字，现为“True”。"),
    (first("escalation", points="NaN"), "专项第1条升级办法的扣分应是0到10000的数字，最多4位小数，现为“NaN”。"),
    (first("letters", reply_days=None), "专项第1种文书的回复天数应是1到366的整数，现为空。"),
    (first("letters", rung="问责"), "督办文书里告诫应排在提醒、督办之后，问责应排在最后。"),
    (first("letters", says=["song"]),
     "专项第1种文书的应写内容每一项都应是problem、basis、demand、answer_by、earlier、new_day、consequence之一，"
     "现为“['song']”。"),
    (changed(letters=[LETTER, LETTER], escalation=[]), "文书编号“remind”重复。"),
    (changed(reminders=[3, "1"]), "专项的提前提醒每一项都应是0到10000的整数，现为“[3, '1']”。"),
    (changed(reminders=[3, 3]), "提前提醒天数“3”重复。"),
    (changed(counted=["sustaining"]), "计入完成的状态应包括已销号。"),
    (changed(precision="hour"), "专项的时限精度应是day、month之一，现为“hour”。"),
    (changed(look_back={"months": 3, "share": 101}), "专项的回头看的抽取比例应是0到100的百分数，现为“101”。"),
    (changed(look_back={"months": 3, "always": ["moon"]}), "回头看必查的严重程度“moon”不在专项里。"),
    (changed(evidence={"least": 1}), "专项的佐证要求的要求的理由应填写文字：要求佐证须说明为何必要，现为空。"),
    (changed(assessments=[FORM | {"deductions": [{"code": "d", "part": "b", "words": "迟报", "points": 1}]}]),
     "扣分情形“迟报”所属的内容“b”不在评估办法里。"),
    (changed(assessments=[FORM | {"grades": [{"name": "好", "floor": 60}, {"name": "差", "floor": 90}]}]),
     "评估办法“评估”的等次应从高到低，最低分不能相同。"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "sentence"), WRONG)
def test_a_wrong_document_says_where(data: Any, sentence: str) -> None:
    with pytest.raises(ProgrammeError) as caught:
        read(data)

    assert str(caught.value) == sentence


def test_the_error_names_its_field() -> None:
    with pytest.raises(ProgrammeError) as caught:
        read(changed(precision="hour"))

    assert caught.value.key == "precision"


def test_a_float_is_read_by_its_shortest_writing() -> None:
    assert str(read(first("escalation", points=0.1)).escalation[0].points) == "0.1"


@pytest.mark.parametrize("part", PARTS)
def test_every_field_of_a_programme_has_a_word(part: type) -> None:
    assert names(part) - LABELS.keys() == set()


def test_a_place_is_named_by_its_part() -> None:
    with pytest.raises(ProgrammeError) as caught:
        Section({}, "专项第2个来源", {"code"}).text("code")

    assert str(caught.value) == "专项第2个来源的编号应填写文字，现为空。"
