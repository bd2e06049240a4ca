"""The ready plans are usable, come back from their JSON form unchanged, and say what their sources say."""

import json

import pytest

from tests.workflows.appraisal.rules.samples import COMMON, DIMENSIONS, NO_RATIO, POINTS_PLAN, changed, read
from workflows.appraisal.rules import (
    DEFAULT,
    After,
    Base,
    Body,
    Files,
    Kind,
    Plan,
    Purpose,
    Subject,
    Ticketing,
    cautions,
    consequence,
    ready,
    ready_codes,
)

SITUATIONS = [
    "理想信念动摇，或者传播谣言", "不按规定参加组织生活，不按时交纳党费，不完成党组织分配的任务", "组织纪律散漫",
    "急难险重时袖手旁观", "作风不正，长期闹不团结", "服务群众差，损害群众利益", "越级上访，无理重复信访",
    "热衷宗教迷信", "违反社会公德、家庭美德", "消极懈怠，不起模范作用",
]  # fmt: skip


@pytest.mark.parametrize("code", ready_codes())
def test_a_ready_plan_survives_its_json_form(code: str) -> None:
    plan = ready(code)

    assert Plan.read(json.loads(json.dumps(plan.to_data()))) == plan
    assert plan.code == code


def test_the_default_plan_comes_first() -> None:
    assert ready_codes() == (DEFAULT, "dimensions", "good_fair_poor", "no_ratio", "points")


def test_a_plan_that_does_not_exist_is_not_found() -> None:
    with pytest.raises(KeyError):
        ready("nothing")


@pytest.mark.parametrize(
    ("code", "grades"),
    [
        ("common", ["优秀", "合格", "基本合格", "不合格"]),
        ("dimensions", ["优秀", "合格", "不合格"]),
        ("good_fair_poor", ["好", "中", "差"]),
        ("no_ratio", ["优秀", "合格", "基本合格", "不合格"]),
    ],
)
def test_four_grades_three_and_the_old_three(code: str, grades: list[str]) -> None:
    assert [each.name for each in ready(code).grades] == grades


def test_the_short_ballot_has_the_ten_adverse_situations() -> None:
    form = COMMON.form_by_code["members"]

    assert (form.kind, [each.words for each in form.situations]) == (Kind.SHORT, SITUATIONS)
    assert [each.code for each in form.situations] == [str(n) for n in range(1, 11)]


def test_the_ballot_of_dimensions_has_six_of_three_options() -> None:
    form = DIMENSIONS.form_by_code["members"]

    assert [each.name for each in form.dimensions] == [
        "理想信念", "政治理论素质", "组织纪律", "廉洁自律", "联系服务群众", "模范作用",
    ]  # fmt: skip
    assert form.dimension_options == ("好", "一般", "差")
    assert [each.name for each in form.options] == ["优秀", "合格", "不合格"]


def test_the_team_is_judged_in_four_options() -> None:
    team = COMMON.forms_for(Subject.TEAM)[0]

    assert team.dimension_options == ("好", "较好", "一般", "差")
    assert [each.name for each in team.dimensions] == ["执行上级决定", "组织生活", "党员教育", "联系群众", "自身建设"]


def test_the_own_row_is_left_out_on_paper_only() -> None:
    assert POINTS_PLAN.form_by_code["members"].self_excluded
    assert POINTS_PLAN.electronic == ()
    assert COMMON.electronic == tuple(Ticketing)


def test_excellent_and_unqualified_go_to_the_superior_as_the_plan_says() -> None:
    assert {each.name: each.files for each in DIMENSIONS.grades} == {
        "优秀": Files.APPROVE, "合格": Files.NOT, "不合格": Files.APPROVE,
    }  # fmt: skip
    assert {each.name: each.files for each in COMMON.grades}["优秀"] is Files.FILE


def test_each_grade_has_its_consequence() -> None:
    assert [each.after for each in COMMON.grades] == [After.PRAISE, After.NOTHING, After.GUIDANCE, After.DISPOSAL]
    assert consequence(COMMON, "excellent") == "优秀：通报表扬褒奖，作为评先依据。"
    assert consequence(COMMON, "qualified") == ""
    assert consequence(COMMON, "basic") == "基本合格：谈话指出差距，帮助改进。"
    assert consequence(COMMON, "unqualified") == "不合格：教育转化；仍不合格的，由支委会研究是否提出组织处置。"


def test_a_branch_too_small_for_a_committee_decides_in_its_meeting() -> None:
    assert (COMMON.body_for(7), COMMON.body_for(6)) == (Body.COMMITTEE, Body.MEETING)
    assert DIMENSIONS.body_for(20) is Body.MEETING
    assert [Body.COMMITTEE.words, Body.MEETING.words] == ["支部委员会", "支部党员大会"]


def test_large_branches_may_meet_in_groups() -> None:
    assert (COMMON.may_group(29), COMMON.may_group(30)) == (False, True)
    assert not NO_RATIO.may_group(300)


def test_too_few_voters_use_paper() -> None:
    assert COMMON.electronic_refused(5) == ""
    assert COMMON.electronic_refused(2) == "可以领票的2人，少于5人，用纸质票。"
    assert NO_RATIO.electronic_refused(50) == "评议办法没有设电子票，用纸质票。"


def test_notes_keep_no_name_unless_the_plan_says_so() -> None:
    assert COMMON.named_notes is False
    assert read(changed(named_notes=True)).named_notes is True


def test_a_plan_may_ask_more_of_its_meeting_than_is_usual() -> None:
    stricter = read(changed(quorums=[{"purpose": "appraise", "quorum": "2/3", "quorum_more_than": False}]))

    assert COMMON.quorum_for(Purpose.APPRAISE).came(12) == 7
    assert stricter.quorum_for(Purpose.APPRAISE).came(12) == 8
    assert stricter.quorum_for(Purpose.ELECT).came(12) == 10


def test_a_plan_without_a_ratio_says_so_and_one_with_half_up_is_warned_of() -> None:
    half_up = read(changed(cap={"rounding": "half_up"}))
    generous = read(changed(cap={"share": "1/2"}))

    assert cautions(COMMON) == ()
    assert cautions(NO_RATIO) == ("没有写明优秀的比例；一般不超过党员总数的1/3。",)
    assert cautions(half_up) == ("四舍五入会使优秀人数多于1/3，如5人可评2人。",)
    assert cautions(generous) == ("优秀的比例1/2高于一般规定的1/3。",)


def test_the_base_of_the_limit_is_the_plans() -> None:
    assert [plan.cap.base for plan in (COMMON, DIMENSIONS, POINTS_PLAN) if plan.cap] == [
        Base.MEMBERS, Base.FORMAL, Base.TAKING_PART,
    ]  # fmt: skip


def test_kinds_and_subjects_have_their_words() -> None:
    assert [each.words for each in Kind] == ["简票", "维度票", "数值票"]
    assert [each.words for each in Subject] == ["党员", "党支部班子", "党支部（群众满意度）"]
    assert [each.words for each in Ticketing] == ["抽取纸条", "登录后领取", "保密记名"]
    assert [each.words for each in Files] == ["由支部评定", "报上级备案", "报上级审批"]
