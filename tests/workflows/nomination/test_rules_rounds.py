"""The rounds that come with the product say what the notices say. 依据: domain 3.2 to 3.6."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from tests.workflows.nomination.rounds import (
    HOME,
    dated,
    graded,
    honours,
    member,
    names,
    post,
    posts,
    ranked,
    said,
    shipped,
)
from workflows.nomination.rules import (
    Answer,
    AwardRound,
    Candidate,
    HonourKind,
    Known,
    Past,
    PublicityRule,
    Review,
    Roll,
    RoundError,
    Stage,
    Subject,
    answers_for,
    eligibility,
    lacks_to_open,
)


def asked(award: AwardRound, code: str, candidate: Candidate) -> tuple[Answer, ...]:
    return answers_for(award, award.by_code[code], candidate, HOME)


def verdict(award: AwardRound, code: str, candidate: Candidate) -> str:
    return eligibility(asked(award, code, candidate)).verdict.words


def places(award: AwardRound) -> dict[str, int | None]:
    return {category.name: category.places for category in award.categories}


def test_all_notices_are_there() -> None:
    assert names() == [
        "four_strong", "notice_1", "notice_10", "notice_2", "notice_3", "notice_5", "notice_7", "notice_9",
    ]  # fmt: skip


@pytest.mark.parametrize("name", names())
def test_every_part_says_what_it_rests_on(name: str) -> None:
    award = shipped(name)
    conditions = [each for category in award.categories for each in award.conditions_of(category)]
    materials = [each for category in award.categories for each in award.materials_of(category)]
    parts: list[Any] = [*award.categories, *conditions, *materials, *award.caps, *award.totals, *award.opinions]

    assert award.basis != ""
    assert [part for part in parts if not part.basis] == []


@pytest.mark.parametrize("name", names())
def test_no_round_claims_an_approval_that_no_notice_shows(name: str) -> None:
    assert shipped(name).approval.lacks() == ["文号", "批准机关", "周期", "名额"]


def test_what_the_notices_leave_open_is_to_be_filled_in() -> None:
    cut_off, sponsor, days = (
        "没有填写资格截止日，条件无法审核。", "没有填写表彰机关。", "设了公示环节，没有填写公示天数。",
    )  # fmt: skip

    assert {name: lacks_to_open(shipped(name)) for name in names()} == {
        "four_strong": [cut_off, sponsor, days], "notice_1": [], "notice_10": [], "notice_2": [cut_off],
        "notice_3": [cut_off], "notice_5": [], "notice_7": [], "notice_9": [cut_off],
    }  # fmt: skip


def test_a_round_that_is_filled_in_lacks_nothing() -> None:
    award = replace(shipped("four_strong"), cut_off=date(2023, 12, 31), sponsor="某机关", publicity=PublicityRule(5))

    assert lacks_to_open(award) == []


# --- 通知一 (3.2) -------------------------------------------------------------------------------------------------


def test_notice_one() -> None:
    award = shipped("notice_1")

    assert places(award) == {"优秀共产党员": 3, "优秀党务工作者": 2, "先进基层党组织": 3}
    assert all(category.contest for category in award.categories)
    assert award.cut_off == date(2021, 5, 6)
    assert award.reuse_for == "本单位七一表彰"
    assert [each.asked for each in award.materials_of(award.by_code["member"])] == [
        "推荐和审批表，一式5份，另报电子版", "事迹材料，约2000字，一式5份，另报电子版",
    ]  # fmt: skip
    assert [each.name for each in award.list_materials] == ["汇总表"]


def test_notice_one_asks_everybody_it_names() -> None:
    award = shipped("notice_1")
    leader, plain = member(is_leader=Known(True, "")), member()
    organisation = Candidate("甲一支部", Subject.BRANCH)

    def bodies(candidate: Candidate, *, dual: bool | None = False) -> list[str]:
        return [each.body for each in award.opinions if each.concerns(candidate, dual=dual)]

    everybody = [
        "纪检监察机关", "巡察机构", "公安机关", "检察院", "法院", "司法行政机关", "卫健部门", "信访部门",
    ]  # fmt: skip
    assert bodies(organisation) == everybody
    assert bodies(plain) == [*everybody, "组织人事部门"]
    assert bodies(leader) == [*everybody, "干部监督部门", "组织人事部门"]
    assert bodies(organisation, dual=True) == [*everybody, "上一级主管党组织"]
    assert bodies(organisation, dual=None) == [*everybody, "上一级主管党组织"]
    assert bodies(member(is_leader=None)) == bodies(leader)


def test_notice_one_usually_leaves_out_officials_of_the_city() -> None:
    award = shipped("notice_1")
    official = member(ranks=ranked("市管干部"), is_leader=Known(True, "人员名册"))

    assert said(asked(award, "member", member())) == [
        ("belongs", "符合"), ("party_member", "符合"), ("living", "符合"), ("rank_excluded", "符合"),
    ]  # fmt: skip
    refused = asked(award, "member", official)[-1]
    assert (refused.verdict.words, refused.basis) == ("不符合", "通知：市管党员领导干部一般不纳入")
    assert "确需推荐" in refused.text


def test_conditions_on_people_are_not_asked_of_a_branch() -> None:
    assert asked(shipped("notice_1"), "organisation", Candidate("甲一支部", Subject.BRANCH)) == ()


# --- 通知二 (3.3) -------------------------------------------------------------------------------------------------


def test_notice_two() -> None:
    award = shipped("notice_2")

    assert [(each.name, each.per_branch) for each in award.categories] == [("优秀共产党员", 2), ("优秀党务工作者", 1)]
    assert [each.words for each in award.caps] == ["每个支部原则上不超过党员的20%（按资格截止日统计，向下取整）"]
    assert award.rules_on == "机关党委"


def test_notice_two_judges_a_candidate() -> None:
    award = dated("notice_2", date(2019, 6, 26))

    assert verdict(award, "member", member()) == "符合"
    assert verdict(award, "worker", member()) == "符合"
    assert verdict(award, "worker", member(posts=posts(post("党小组长", "2018-01-01")))) == "不符合"
    assert verdict(award, "member", member(grades=graded(y2018="合格"))) == "不符合"
    assert verdict(award, "member", member(grades={})) == "需人工核实"
    assert verdict(award, "member", member(roll=Known(Roll.PROBATIONARY, ""))) == "不符合"
    assert verdict(award, "member", member(ranks=ranked("县级干部"))) == "不符合"


def test_a_round_without_a_cut_off_day_judges_nobody() -> None:
    with pytest.raises(RoundError, match="还没有填写资格截止日，无法审核条件。"):
        asked(shipped("notice_2"), "member", member())


# --- 通知三 (3.4) -------------------------------------------------------------------------------------------------


def test_notice_three() -> None:
    award = shipped("notice_3")
    [total], [share] = award.totals, award.caps

    assert places(award) == {
        "先进党组织（直属）": 30, "先进党组织（基层）": 20, "优秀共产党员": 300, "优秀党务工作者": 60,
    }  # fmt: skip
    assert (total.places, total.about, total.categories) == (50, True, ("direct", "basic"))
    assert share.limit(7500) == (300, "7500×4%=300")
    assert "市级以上表彰对象从本次表彰对象中产生。" in award.notes
    leader = member(posts=posts(post("党小组长", "2007-01-01")))
    assert verdict(dated("notice_3", date(2018, 7, 1)), "worker", leader) == "符合"


# --- 通知五、七、九、十 (3.5) -------------------------------------------------------------------------------------


def test_notice_five() -> None:
    award = shipped("notice_5")
    [leaders] = award.caps

    assert [(each.name, each.per_branch) for each in award.categories] == [
        ("优秀共产党员", 2), ("优秀党务工作者", 1), ("抗疫优秀共产党员", None),
    ]  # fmt: skip
    assert leaders.limit(61).number == 18
    assert leaders.words == "全部单位合计领导干部不超过推荐对象的30%（向下取整）"
    assert "epidemic" not in leaders.categories
    assert award.cut_off == date(2023, 4, 28)


@pytest.mark.parametrize(("since", "expected"), [("2021-04-28", "符合"), ("2021-04-29", "不符合")])
def test_notice_five_asks_for_two_years_of_party_work(since: str, expected: str) -> None:
    worker = member(posts=posts(post("组织委员", since)))

    assert verdict(shipped("notice_5"), "worker", worker) == expected


def test_notice_seven() -> None:
    award = shipped("notice_7")
    person = member(
        formal_on=Known(date(2000, 7, 1), ""), honours=honours(Past("优秀共产党员", 2008, "厅党委"))
    )  # fmt: skip

    assert places(award) == {"“五好”基层党组织": None, "优秀共产党员": None, "优秀党务工作者": 2}
    assert (award.due, award.reports_to) == ("2009年5月11日18:00前", "河南省直")
    assert verdict(award, "member", person) == "符合"
    assert verdict(award, "member", replace(person, honours=honours())) == "不符合"
    honoured = Candidate("甲一支部", Subject.BRANCH, honours=honours(Past("五好党支部", 2007, "厅党委")))
    assert verdict(award, "organisation", honoured) == "符合"


def test_notice_nine() -> None:
    award = dated("notice_9", date(2018, 6, 1))
    unit = Candidate("甲总支", Subject.UNIT, grades=graded(Review.PARTY_BUILDING, y2017="优秀"))

    assert award.contest is not None
    assert award.contest.needed(10) == 12
    assert award.voting.secret
    assert not shipped("notice_10").voting.secret
    assert award.by_code["worker"].per_unit == 1
    assert verdict(award, "general_branch", unit) == "符合"
    assert verdict(award, "general_branch", replace(unit, grades=graded(y2017="优秀"))) == "需人工核实"
    assert [each.name for each in award.by_code["branch"].materials] == ["先进党支部登记表"]


def test_notice_ten() -> None:
    award = shipped("notice_10")
    [only] = award.categories

    assert (only.places, only.per_branch, award.late_forfeits) == (4, 1, True)
    assert award.decided_by is Stage.GENERAL_BRANCH


# --- “四强”党支部 (3.6) -------------------------------------------------------------------------------------------


def test_the_four_strong_branches() -> None:
    award = dated("four_strong", date(2023, 12, 31))
    [only] = award.categories

    assert (only.kind, only.batch, only.places) == (HonourKind.NAMING, "第五批", 4)
    assert [stage.words for stage in award.stages] == ["支部大会", "机关党委审核", "单位内公示", "党组研究"]
    reached = Candidate("甲一支部", Subject.BRANCH, grades=graded(Review.STANDARD, y2022="达标"))
    assert verdict(award, "four_strong", reached) == "符合"
    assert verdict(award, "four_strong", replace(reached, grades={})) == "需人工核实"
