"""Every condition of eligibility: both sides of each boundary, what is missing, the sentence. 依据: domain 3.9."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.nomination.rounds import (
    SETTING,
    ask,
    condition,
    member,
    post,
    posts,
    ranked,
)
from workflows.nomination.rules import (
    Answer,
    Candidate,
    Condition,
    Known,
    Place,
    Roll,
    Setting,
    Subject,
    Used,
)
from workflows.nomination.rules.conditions import KINDS

REGISTER = "党员名册"


def words(answer: Answer) -> tuple[str, str]:
    return answer.verdict.words, answer.text


def on(day: str) -> Setting:
    return Setting(date.fromisoformat(day), int(day[:4]), frozenset({"A1"}))


# --- 正式党员 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2021-05-05", ("符合", "2021-05-05转正，截至2021-05-06是正式党员。")),
        ("2021-05-06", ("符合", "2021-05-06转正，截至2021-05-06是正式党员。")),
        ("2021-05-07", ("不符合", "2021-05-07转正，截至2021-05-06还不是正式党员。")),
    ],
)
def test_who_became_a_full_member_on_the_cut_off_day_is_one(day: str, expected: tuple[str, str]) -> None:
    person = member(formal_on=Known(date.fromisoformat(day), REGISTER))

    assert words(ask(person, "party_member")) == expected


def test_a_probationary_member_is_refused_unless_the_notice_takes_them() -> None:
    person = member(roll=Known(Roll.PROBATIONARY, REGISTER), formal_on=None)

    assert words(ask(person, "party_member")) == ("不符合", "现为预备党员，不是正式党员。")
    assert words(ask(person, "party_member", probationary_too=True)) == (
        "符合", "2015-07-01入党，截至2021-05-06是党员。",
    )  # fmt: skip


def test_a_full_member_without_a_date_of_it_needs_a_person() -> None:
    assert words(ask(member(formal_on=None), "party_member")) == ("需人工核实", "系统中没有转正日期，需人工核实。")


def test_an_answer_names_its_figures_with_their_sources() -> None:
    answer = ask(member(), "party_member", basis="通知第二条")

    assert answer.used == (Used("党员身份", "正式党员", REGISTER), Used("转正日期", "2016-07-01", REGISTER))
    assert (answer.code, answer.basis) == ("party_member", "通知第二条")


def test_a_notice_that_says_usually_says_so_where_it_is_not_met() -> None:
    refused = ask(member(roll=Known(Roll.NONE, REGISTER)), "party_member", usually=True)
    kept = ask(member(), "party_member", usually=True)

    assert refused.text == (
        "现为非党员，不是正式党员。通知写的是“一般”或“原则上”，确需推荐的由有权审核的人认定并写明理由。"
    )
    assert "一般" not in kept.text


# --- 党龄 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "boundary", "verdict"),
    [
        ("2018-05-05", False, "符合"),
        ("2018-05-06", True, "符合"),
        ("2018-05-06", False, "不符合"),
        ("2018-05-07", True, "不符合"),
    ],
)
def test_party_age_is_counted_from_becoming_a_full_member(since: str, boundary: bool, verdict: str) -> None:
    person = member(formal_on=Known(date.fromisoformat(since), REGISTER))

    assert ask(person, "party_age", years=3, boundary=boundary).verdict.words == verdict


def test_party_age_may_be_counted_from_joining() -> None:
    answer = ask(member(), "party_age", years=5, counted_from="joined", boundary=False)

    assert words(answer) == (
        "符合", "2015-07-01入党，截至2021-05-06党龄满5年10个月，要求满5年，截止当日满的不计入。",
    )  # fmt: skip


def test_who_became_a_full_member_on_29_february_has_the_anniversary_on_the_28th() -> None:
    person = member(formal_on=Known(date(2020, 2, 29), REGISTER))

    assert ask(person, "party_age", on("2021-02-28"), years=1).verdict.words == "符合"
    assert ask(person, "party_age", on("2021-02-27"), years=1).verdict.words == "不符合"


# --- 组织关系 -----------------------------------------------------------------------------------------------------


def test_somebody_of_another_branch_is_refused_by_name() -> None:
    other = member(place=Known(Place("B7", "乙七支部"), REGISTER))

    assert words(ask(other, "belongs")) == ("不符合", "组织关系在乙七支部，不在推荐单位，不能由本单位推荐。")
    assert words(ask(member(), "belongs")) == ("符合", "组织关系在甲一支部。")
    assert ask(member(place=None), "belongs").verdict.words == "需人工核实"


@pytest.mark.parametrize(("since", "verdict"), [("2018-02-28", "不符合"), ("2018-03-01", "符合")])
def test_who_came_on_the_day_itself_came_in_time(since: str, verdict: str) -> None:
    assert ask(member(), "belongs", since=since).verdict.words == verdict


def test_who_came_on_an_unknown_day_needs_a_person_where_the_day_matters() -> None:
    person = member(place=Known(Place("A1", "甲一支部"), REGISTER))

    assert ask(person, "belongs").verdict.words == "符合"
    assert ask(person, "belongs", since="2020-01-01").verdict.words == "需人工核实"


# --- 追授 ---------------------------------------------------------------------------------------------------------


def test_the_dead_may_be_honoured_where_the_notice_says_so() -> None:
    dead = member(died_on=Known(date(2021, 2, 3), REGISTER))

    assert words(ask(dead, "living", posthumous=True)) == ("符合", "2021-02-03去世，本类别可以追授。")
    assert words(ask(dead, "living")) == ("不符合", "2021-02-03去世，本类别不追授。")
    assert words(ask(member(died_on=None), "living", posthumous=True))[0] == "需人工核实"


# --- 党务年限 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("since", "boundary", "verdict"),
    [
        ("2023-05-29", False, "符合"),
        ("2023-05-30", True, "符合"),
        ("2023-05-30", False, "不符合"),
        ("2023-05-31", True, "不符合"),
    ],
)
def test_two_years_of_party_work_by_30_may_2025(since: str, boundary: bool, verdict: str) -> None:
    """Domain 3.5 六 [N06]: 截至2025-05-30, 党务工作满两年."""
    person = member(posts=posts(post("组织委员", since)))

    assert ask(person, "party_work", on("2025-05-30"), years=2, boundary=boundary).verdict.words == verdict


def test_a_break_is_no_hindrance_to_the_total_but_to_the_unbroken_time() -> None:
    person = member(posts=posts(post("宣传委员", "2016-01-01", "2017-12-31"), post("组织委员", "2020-05-06")))

    assert words(ask(person, "party_work", years=3)) == (
        "符合", "截至2021-05-06从事党务工作累计满3年，要求累计满3年，截止当日满的计入。",
    )  # fmt: skip
    assert words(ask(person, "party_work", years=2, continuous=True)) == (
        "不符合", "截至2021-05-06从事党务工作连续满1年，要求连续满2年，截止当日满的计入。",
    )  # fmt: skip


def test_posts_that_follow_upon_one_another_are_unbroken_and_those_at_once_count_once() -> None:
    following = posts(post("委员", "2018-05-06", "2019-12-31"), post("书记", "2020-01-01"))
    at_once = posts(post("委员", "2019-05-07"), post("书记", "2019-05-07"))

    assert ask(member(posts=following), "party_work", years=3, continuous=True).verdict.words == "符合"
    assert ask(member(posts=at_once), "party_work", years=2).verdict.words == "不符合"


def test_a_post_taken_up_after_the_cut_off_day_counts_for_nothing() -> None:
    person = member(posts=posts(post("委员", "2021-05-07")))

    assert words(ask(person, "party_work", years=2)) == (
        "不符合", "截至2021-05-06还没有从事党务工作的时间，要求累计满2年，截止当日满的计入。",
    )  # fmt: skip
    assert ask(member(posts=posts()), "party_work", years=2).used == (Used("党务职务", "无", "党务经历"),)
    assert ask(member(posts=None), "party_work", years=2).verdict.words == "需人工核实"


# --- 职务和职级 ---------------------------------------------------------------------------------------------------


def test_a_post_counts_on_its_last_day_and_no_longer() -> None:
    person = member(posts=posts(post("纪检委员", "2019-01-01", "2021-05-06")))

    assert ask(person, "holds_post", posts=["书记", "委员"]).verdict.words == "符合"
    assert ask(person, "holds_post", on("2021-05-07"), posts=["书记", "委员"]).verdict.words == "不符合"


def test_officials_of_the_province_are_left_out_but_not_secretaries_of_the_committee() -> None:
    """Domain 3.5 七 [N07]."""
    ranks = ranked("省管干部")
    asked: dict[str, Any] = {"ranks": ["省管干部"], "except_posts": ["机关党委书记"]}
    secretary = member(ranks=ranks, posts=posts(post("机关党委书记", "2019-01-01", unit="厅")))

    assert words(ask(member(ranks=ranks), "rank_excluded", **asked)) == (
        "不符合", "属于省管干部，不是机关党委书记，不推荐。",
    )  # fmt: skip
    assert words(ask(secretary, "rank_excluded", **asked)) == (
        "符合", "属于省管干部，但担任厅机关党委书记（2019-01-01至今），属于例外。",
    )  # fmt: skip
    assert words(ask(member(), "rank_excluded", **asked)) == ("符合", "不属于省管干部。")
    assert ask(member(ranks=None), "rank_excluded", **asked).verdict.words == "需人工核实"
    assert ask(member(ranks=ranks, posts=None), "rank_excluded", **asked).verdict.words == "需人工核实"


# --- all of them --------------------------------------------------------------------------------------------------

ALL = [
    condition("party_member"),
    condition("party_age", years=1),
    condition("belongs"),
    condition("living", posthumous=True),
    condition("party_work", years=2),
    condition("holds_post", posts=["委员"]),
    condition("rank_excluded", ranks=["市管党员领导干部"], except_posts=["机关党委书记"]),
    condition("graded", reviews=["appraisal"], grades=["优秀"]),
    condition("star", level=3),
    condition("no_discipline"),
    condition("no_overdue"),
    condition("honoured_before", years=[2020]),
    condition("interval", years=3),
]


def test_every_kind_is_tried_here() -> None:
    assert [each.KIND for each in ALL] == list(KINDS)


@pytest.mark.parametrize("asked", ALL, ids=lambda each: each.KIND)
def test_of_somebody_nobody_knows_anything_about_no_condition_is_met(asked: Condition) -> None:
    answer = asked.answer(Candidate("李四", Subject.PERSON), SETTING)

    assert answer.verdict.words == "需人工核实"
    assert answer.text.endswith("。")
