"""The body gives the grade: nobody who may not have one, no 不合格 without a talk and evidence (4.1, 4.3)."""

from dataclasses import replace
from datetime import date

import pytest

from tests.workflows.appraisal.rules.samples import COMMON, FORMAL, NO_RATIO, YOUNG
from workflows.appraisal.rules import Decision, Member, Plan, Standing, lacks_to_grade, still_ungraded

DECIDED = date(2026, 12, 10)
WELL = Decision("qualified", DECIDED, "履行职责较好。")
BAD = Decision(
    "unqualified", DECIDED, "长期不参加组织生活。", date(2026, 12, 1), "支委会12月3日核实，签到簿缺7次。", ("2",)
)
SOMEBODY = FORMAL[0]


def test_a_grade_with_its_opinion_may_be_given() -> None:
    assert lacks_to_grade(COMMON, SOMEBODY, WELL) == ()
    assert lacks_to_grade(COMMON, SOMEBODY, BAD) == ()


@pytest.mark.parametrize("grade", ["excellent", "qualified", "unqualified"])
def test_a_probationary_member_gets_no_grade_at_all(grade: str) -> None:
    assert lacks_to_grade(COMMON, YOUNG, replace(BAD, grade=grade)) == ("苏青是预备党员，参加评议，不评定等次。",)


def test_who_is_suspended_gets_no_grade_and_who_is_watched_may_get_one() -> None:
    suspended = Member("s", "于明", Standing.SUSPENDED)
    watched = Member("w", "贺平", Standing.WATCHED)

    assert lacks_to_grade(COMMON, suspended, WELL) == ("于明停止党籍，不参加评议。",)
    assert lacks_to_grade(COMMON, watched, WELL) == ()


def test_the_opinion_is_written_because_it_is_told_to_the_member() -> None:
    assert lacks_to_grade(COMMON, SOMEBODY, replace(WELL, opinion=" ")) == (
        "党员1的评定意见还没有填写，评定意见要向本人反馈。",
    )


@pytest.mark.parametrize("plan", [COMMON, NO_RATIO])
def test_unqualified_asks_for_a_talk_and_for_evidence(plan: Plan) -> None:
    bare = Decision("unqualified", DECIDED, "不合格。")

    assert lacks_to_grade(plan, SOMEBODY, bare) == (
        "党员1评为不合格，须先谈话教育，并登记谈话日期。",
        "党员1评为不合格，须写明核实的情况，不能只依据票数。",
    )


def test_the_talk_comes_before_the_decision() -> None:
    assert lacks_to_grade(COMMON, SOMEBODY, replace(BAD, talked_on=date(2026, 12, 11))) == (
        "党员1的谈话日期2026-12-11晚于评定日期2026-12-10。",
    )


def test_only_situations_of_the_ballot_can_be_verified() -> None:
    assert lacks_to_grade(COMMON, SOMEBODY, replace(BAD, verified=("2", "11"))) == (
        "测评票上没有编号为“11”的反向情形。",
    )


def test_a_grade_that_the_plan_lacks_is_refused() -> None:
    assert lacks_to_grade(COMMON, SOMEBODY, replace(WELL, grade="great")) == ("评议办法里没有“great”这个等次。",)


def test_who_still_lacks_a_grade_is_named_and_the_probationary_is_not() -> None:
    assert still_ungraded([*FORMAL[:3], YOUNG], ["m1", "m3"]) == ("党员2还没有评定等次。",)
