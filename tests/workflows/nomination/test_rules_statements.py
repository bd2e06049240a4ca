"""What somebody must first enter: a body's word on 处分, 职级分组, problems past their date. 依据: domain 3.9."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.nomination.rounds import ask, branch, cleared, member, overdue, ranked
from workflows.nomination.rules import Answer, Discipline, Known, Opinion, RoundError, Setting, Used, Verdict
from workflows.nomination.rules.conditions.service import group_of
from workflows.nomination.rules.document import Section

REGISTER = Known((), "处分登记", complete=False)


def words(answer: Answer) -> tuple[str, str]:
    return answer.verdict.words, answer.text


# --- 无处分说明 ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "days", "verdict"),
    [
        ("2021-05-05", 0, "需人工核实"),
        ("2021-05-06", 0, "符合"),
        ("2021-05-07", 0, "符合"),
        ("2021-04-06", 30, "符合"),
        ("2021-04-05", 30, "需人工核实"),
    ],
)
def test_a_word_on_discipline_may_be_so_old_as_the_round_says(day: str, days: int, verdict: str) -> None:
    person = member(disciplines=REGISTER, cleared=(cleared(day),))

    assert ask(person, "no_discipline", statement_days=days).verdict.words == verdict


@given(st.dates(date(2015, 1, 1), date(2025, 1, 1)), st.integers(0, 3660), st.integers(-3, 3))
def test_the_oldest_word_that_does_is_exactly_so_many_days_old(cut_off: date, days: int, off: int) -> None:
    word = cleared((cut_off - timedelta(days=days + off)).isoformat())
    person = member(disciplines=REGISTER, cleared=(word,))
    answer = ask(person, "no_discipline", Setting(cut_off, cut_off.year, frozenset()), statement_days=days)

    assert answer.verdict is (Verdict.UNKNOWN if off > 0 else Verdict.MET)


def test_a_word_passes_with_its_source_and_without_one_the_register_does_not() -> None:
    person = member(disciplines=REGISTER, cleared=(cleared("2021-04-01"), cleared("2021-05-06")))
    answer = ask(person, "no_discipline")

    assert words(answer) == ("符合", "没有处分记录。纪检监察机关答复：截至2021-05-06无处分。")
    assert answer.used[-1] == Used("无处分说明", "截至2021-05-06无处分", "纪检监察机关答复")
    assert words(ask(member(disciplines=REGISTER), "no_discipline")) == (
        "需人工核实", "没有处分记录。处分登记可能不全，需人工核实。",
    )  # fmt: skip


def test_it_is_said_why_a_word_does_not_do() -> None:
    old, short = cleared("2021-04-01"), cleared("2021-05-06", 2)
    asked = {"disciplines": REGISTER}

    assert words(ask(member(**asked, cleared=(old,)), "no_discipline", statement_days=10)) == (
        "需人工核实",
        "没有处分记录。无处分说明截至2021-04-01，要求在截止日2021-05-06以前10天内。处分登记可能不全，需人工核实。",
    )
    assert "要求在截止日2021-05-06或以后。" in ask(member(**asked, cleared=(old,)), "no_discipline").text
    assert words(ask(member(**asked, cleared=(short,)), "no_discipline", years=3))[1] == (
        "没有处分记录。无处分说明没有写明近3年未受处分。处分登记可能不全，需人工核实。"
    )
    enough = member(**asked, cleared=(cleared("2021-05-06", 3),))
    assert words(ask(enough, "no_discipline", years=3)) == (
        "符合", "没有处分记录。纪检监察机关答复：截至2021-05-06近3年未受处分。",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "verdict"),
    [
        (Discipline("党内警告", date(2021, 1, 1), date(2022, 1, 1)), "不符合"),
        (Discipline("党内警告", date(2020, 1, 1)), "需人工核实"),
        (Discipline("党内警告", date(2019, 1, 1), date(2020, 1, 1)), "符合"),
        (Discipline("党内警告", date(2021, 6, 1), date(2022, 6, 1)), "不符合"),
    ],
)
def test_what_the_register_holds_counts_whatever_a_body_says(given: Discipline, verdict: str) -> None:
    person = member(disciplines=Known((given,), "处分登记", complete=False), cleared=(cleared("2021-05-06"),))

    assert ask(person, "no_discipline").verdict.words == verdict


def test_an_opinion_says_of_how_many_years_its_reply_speaks() -> None:
    def read(**more: object) -> Opinion:
        data = {"code": "discipline", "body": "机关纪委", **more}
        return Opinion.read(Section(data, "会审", data))

    assert [read().clean_years, read(clean_years=0).clean_years, read(clean_years=5).clean_years] == [None, 0, 5]
    with pytest.raises(RoundError, match="会审的无处分说明年数应是0到100的整数"):
        read(clean_years=101)


# --- 职级分组 -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("said", "group"),
    [
        ("市管党员领导干部", "市管干部"),
        ("县级党员干部", "县级干部"),
        ("县处级干部", "县级干部"),
        ("省管干部", "省管干部"),
    ],
)
def test_the_words_of_notices_mean_groups(said: str, group: str) -> None:
    assert group_of(said) == group


def test_who_was_looked_at_and_belongs_to_none_passes() -> None:
    answer = ask(member(ranks=ranked()), "rank_excluded", ranks=["市管党员领导干部"])

    assert words(answer) == ("符合", "不属于市管党员领导干部。")
    assert answer.used == (Used("职级", "都不属于", "任免文件"),)


def test_a_leader_of_the_group_is_left_out_and_another_of_it_needs_a_person() -> None:
    asked: dict[str, Any] = {"ranks": ["市管党员领导干部"]}
    leader = member(ranks=ranked("市管干部"), is_leader=Known(True, "人员名册"))

    assert words(ask(leader, "rank_excluded", **asked)) == ("不符合", "属于市管党员领导干部，不推荐。")
    assert words(ask(member(ranks=ranked("市管干部")), "rank_excluded", **asked)) == (
        "需人工核实", "登记的职级情况（市管干部）不能说明是否属于市管党员领导干部，需人工核实。",
    )  # fmt: skip
    assert ask(member(ranks=ranked("市管干部")), "rank_excluded", ranks=["县级党员干部"]).verdict.words == "符合"


def test_a_group_that_nobody_looked_at_needs_a_person() -> None:
    assert words(ask(member(ranks=ranked()), "rank_excluded", ranks=["中管干部"])) == (
        "需人工核实", "登记的职级情况（都不属于）不能说明是否属于中管干部，需人工核实。",
    )  # fmt: skip
    held = member(ranks=ranked("省管干部"))
    assert ask(held, "rank_excluded", ranks=["中管干部", "省管干部"]).verdict.words == "不符合"


@pytest.mark.parametrize(("year", "verdict"), [(2021, "符合"), (2020, "符合"), (2019, "需人工核实")])
def test_what_was_entered_before_last_year_may_have_changed(year: int, verdict: str) -> None:
    assert ask(member(ranks=ranked(year=year)), "rank_excluded", ranks=["省管干部"]).verdict.words == verdict


# --- 逾期问题 -----------------------------------------------------------------------------------------------------


def test_problems_past_their_date_are_told_in_the_words_of_the_fact() -> None:
    late, settled = ask(branch(overdue=overdue(2, 5)), "no_overdue"), ask(branch(overdue=overdue(0)), "no_overdue")

    assert words(late) == ("不符合", "有2个问题逾期未整改。")
    assert late.used == (Used("逾期问题", "2个", "问题整改"), Used("未销号问题", "5个", "问题整改"))
    assert words(settled) == ("符合", "没有逾期未整改的问题。")
    assert words(ask(branch(), "no_overdue"))[0] == "需人工核实"
