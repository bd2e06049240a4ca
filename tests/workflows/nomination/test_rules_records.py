"""Conditions on what is on record: grades, stars, 处分, problems, earlier honours. 依据: domain 3.5, 3.9."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.nomination.rounds import (
    ask,
    branch,
    graded,
    honours,
    member,
    overdue,
    post,
    punished,
    ranked,
)
from workflows.nomination.rules import (
    Answer,
    Discipline,
    Known,
    Past,
    Review,
    Setting,
    SponsorLevel,
)

REGISTER = "党员名册"


def words(answer: Answer) -> tuple[str, str]:
    return answer.verdict.words, answer.text


def on(day: str) -> Setting:
    return Setting(date.fromisoformat(day), int(day[:4]), frozenset({"A1"}))


# --- 等次和星级 ---------------------------------------------------------------------------------------------------


def test_last_years_grade() -> None:
    asked: dict[str, Any] = {"reviews": ["appraisal"], "grades": ["优秀"]}

    assert words(ask(member(), "graded", **asked)) == ("符合", "2020年民主评议为优秀。要求上年民主评议为优秀。")
    assert words(ask(member(grades=graded(y2020="合格")), "graded", **asked)) == (
        "不符合", "2020年民主评议为合格。要求上年民主评议为优秀。",
    )  # fmt: skip
    assert words(ask(member(grades=graded(y2019="优秀")), "graded", **asked)) == (
        "需人工核实", "2020年没有民主评议等次，需人工核实。要求上年民主评议为优秀。",
    )  # fmt: skip


def test_three_years_each_with_one_of_two_reviews() -> None:
    """Domain 3.5 十一 [N11]: 近三年年度考核或民主评议为优秀."""
    asked: dict[str, Any] = {"reviews": ["annual", "appraisal"], "grades": ["优秀"], "years": 3}
    both = graded(y2018="优秀", y2020="优秀") | graded(Review.ANNUAL, y2019="优秀")
    poor = graded(y2018="优秀", y2019="合格", y2020="优秀")

    assert ask(member(grades=both), "graded", **asked).verdict.words == "符合"
    assert ask(member(grades=poor), "graded", **asked).verdict.words == "需人工核实"
    assert ask(member(grades=poor | graded(Review.ANNUAL, y2019="合格")), "graded", **asked).verdict.words == "不符合"


def test_last_years_star() -> None:
    assert words(ask(member(), "star", level=4)) == ("符合", "2020年党支部为四星级，要求不低于四星级。")
    assert words(ask(member(), "star", level=5)) == ("不符合", "2020年党支部为四星级，要求不低于五星级。")
    assert words(ask(branch(), "star", level=1)) == ("需人工核实", "系统中没有2020年党支部星级，需人工核实。")


# --- 处分和问题 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("until", "expected"),
    [
        ("2021-05-05", ("符合", "2020-05-01受党内警告，影响期至2021-05-05，截至2021-05-06已过影响期。")),
        ("2021-05-06", ("不符合", "2020-05-01受党内警告，影响期至2021-05-06，截至2021-05-06仍在影响期内。")),
        ("", ("需人工核实", "2020-05-01受党内警告，没有登记影响期，需人工核实。")),
    ],
)
def test_a_punishment_counts_on_its_last_day(until: str, expected: tuple[str, str]) -> None:
    last = date.fromisoformat(until) if until else None
    person = member(disciplines=punished(Discipline("党内警告", date(2020, 5, 1), last)))

    assert words(ask(person, "no_discipline")) == expected


def test_one_that_is_over_still_counts_for_so_many_years_where_asked() -> None:
    person = member(disciplines=punished(Discipline("党内警告", date(2018, 5, 6), date(2019, 5, 5))))

    assert ask(person, "no_discipline", years=3).verdict.words == "符合"
    assert words(ask(person, "no_discipline", on("2021-05-05"), years=3)) == (
        "不符合", "2018-05-06受党内警告，截至2021-05-05未满3年。",
    )  # fmt: skip


def test_one_given_after_the_cut_off_day_counts_too() -> None:
    person = member(disciplines=punished(Discipline("党内警告", date(2021, 5, 7), date(2022, 5, 7))))

    assert words(ask(person, "no_discipline")) == ("不符合", "2021-05-07受党内警告，在截止日2021-05-06以后。")


def test_that_nobody_looked_is_not_that_there_was_none() -> None:
    assert words(ask(member(), "no_discipline")) == ("符合", "没有处分记录。")
    assert words(ask(member(disciplines=None), "no_discipline"))[0] == "需人工核实"


def test_problems_past_their_date() -> None:
    assert words(ask(branch(overdue=overdue(2)), "no_overdue")) == ("不符合", "有2个问题逾期未整改。")
    assert ask(branch(overdue=overdue(0)), "no_overdue").verdict.words == "符合"
    assert ask(branch(), "no_overdue").verdict.words == "需人工核实"


# --- 以往荣誉 -----------------------------------------------------------------------------------------------------

OFFICE_2007 = Past("优秀共产党员", 2007, "厅党委", SponsorLevel.BASIC)


def test_honoured_in_2007_or_2008_by_the_office() -> None:
    """Domain 3.5 七 [N07]."""
    asked: dict[str, Any] = {"years": [2007, 2008], "sponsors": ["厅党委"]}
    person = member(honours=honours(OFFICE_2007))

    assert words(ask(person, "honoured_before", **asked)) == (
        "符合", "要求2007年、2008年任一年受过厅党委表彰；登记有：2007年优秀共产党员（厅党委）。",
    )  # fmt: skip
    assert ask(person, "honoured_before", every=True, **asked).verdict.words == "不符合"
    assert ask(member(), "honoured_before", **asked).verdict.words == "不符合"
    assert ask(member(honours=None), "honoured_before", **asked).verdict.words == "需人工核实"


def test_another_office_another_year_or_a_revoked_honour_does_not_do() -> None:
    asked: dict[str, Any] = {"years": [2007], "sponsors": ["厅党委"]}
    others = [
        Past("优秀共产党员", 2007, "某大学党委"),
        Past("优秀共产党员", 2006, "厅党委"),
        Past("优秀共产党员", 2007, "厅党委", revoked=True),
    ]

    assert [ask(member(honours=honours(past)), "honoured_before", **asked).verdict.words for past in others] == [
        "不符合", "不符合", "不符合",
    ]  # fmt: skip


def test_an_honour_whose_level_nobody_recorded_needs_a_person() -> None:
    asked: dict[str, Any] = {"years": [2007], "levels": ["basic"]}

    assert ask(member(honours=honours(OFFICE_2007)), "honoured_before", **asked).verdict.words == "符合"
    unknown = Past("优秀共产党员", 2007, "厅党委")
    assert words(ask(member(honours=honours(unknown)), "honoured_before", **asked)) == (
        "需人工核实",
        "要求2007年受过基层党委表彰；登记有：2007年优秀共产党员（厅党委），授予层级没有登记，需人工核实。",
    )


def test_the_years_since_the_last_honour() -> None:
    person = member(honours=honours(Past("优秀共产党员", 2016, "工委"), Past("优秀共产党员", 2018, "工委")))
    asked: dict[str, Any] = {"names": ["优秀共产党员"]}

    assert words(ask(person, "interval", years=3, **asked)) == (
        "符合", "上次为2018年优秀共产党员（工委），到2021年间隔3年，要求满3年。",
    )  # fmt: skip
    assert ask(person, "interval", years=4, **asked).verdict.words == "不符合"
    assert words(ask(person, "interval", years=4, names=["优秀党务工作者"])) == ("符合", "没有获得过优秀党务工作者。")
    assert ask(member(honours=None), "interval", years=1).verdict.words == "需人工核实"


# --- registers that may not hold everything -----------------------------------------------------------------------


def test_what_a_register_does_not_say_is_no_pass_and_no_refusal() -> None:
    """A 处分 or an honour that nobody entered could turn the answer; what was entered stands."""
    register = "荣誉登记"
    nothing: dict[str, Any] = {
        "disciplines": Known((), "处分登记", complete=False),
        "honours": Known((), register, complete=False),
        "posts": Known((), "党务经历", complete=False),
    }
    person = member(**nothing)
    held = member(posts=Known((post("组织委员", "2015-01-01"),), "党务经历", complete=False))
    won = member(honours=Known((Past("优秀共产党员", 2020, "工委"),), register, complete=False))

    assert words(ask(person, "no_discipline")) == ("需人工核实", "没有处分记录。处分登记可能不全，需人工核实。")
    assert words(ask(person, "interval", years=3))[0] == "需人工核实"
    assert words(ask(person, "honoured_before", years=[2020]))[0] == "需人工核实"
    assert words(ask(person, "party_work", years=2))[0] == "需人工核实"
    assert words(ask(person, "holds_post", posts=["委员"]))[0] == "需人工核实"
    assert words(ask(held, "party_work", years=2))[0] == "符合"
    assert words(ask(held, "holds_post", posts=["委员"]))[0] == "符合"
    assert words(ask(won, "honoured_before", years=[2020]))[0] == "符合"
    assert words(ask(won, "interval", years=3))[0] == "不符合"


def test_a_punishment_that_was_entered_counts_though_others_may_be_missing() -> None:
    given = (Discipline("党内警告", date(2021, 1, 1), date(2022, 1, 1)),)

    assert words(ask(member(disciplines=Known(given, "处分登记", complete=False)), "no_discipline"))[0] == "不符合"


def test_an_exception_that_was_not_entered_is_not_ruled_out() -> None:
    official = ranked("省管干部")
    asked: dict[str, Any] = {"ranks": ["省管干部"], "except_posts": ["机关党委书记"]}
    person = member(ranks=official, posts=Known((), "党务经历", complete=False))

    assert words(ask(person, "rank_excluded", **asked))[0] == "需人工核实"
