"""A notice used again for another year: what follows the year, and what is said of a basis that still cites the old."""

from dataclasses import replace

from tests.workflows.nomination.rounds import data, shipped
from workflows.nomination.rules import AwardRound
from workflows.nomination.rules.filling import of_year
from workflows.nomination.rules.old_basis import old_basis


def said(award: AwardRound) -> list[str]:
    return [caution.text for caution in old_basis(award)]


def again(name: str, year: int = 2026) -> AwardRound:
    return AwardRound.from_data(of_year(data(name), year))


def test_a_notice_in_its_own_year_has_nothing_to_explain() -> None:
    assert [said(shipped(name)) for name in ("notice_1", "notice_2", "notice_5", "notice_7")] == [[], [], [], []]


def test_a_notice_of_an_earlier_year_is_not_what_this_round_rests_on() -> None:
    assert said(again("notice_1"))[:1] == [
        "批次的依据是“三门峡市2021年“两优一先”推荐通知（某高职院转办）”，写的是2021年，本批次是2026年度。"
    ]


def test_a_condition_may_look_back_a_year_and_no_farther() -> None:
    basis = "一般从上年度（2018年）民主评议优秀者中产生"
    assert [text for text in said(again("notice_2", 2019)) if basis in text] == []
    assert [basis in text for text in said(again("notice_2"))] == [False, True]


def test_the_notice_of_this_year_explains_itself_though_it_speaks_of_others() -> None:
    award = replace(again("notice_1"), basis="市直机关工委〔2026〕5号通知（2021年通知同时废止）")
    assert [text for text in said(award) if text.startswith("批次的依据")] == []


def test_the_years_in_which_an_honour_is_asked_for_follow_the_round() -> None:
    made = of_year(data("notice_7"), 2026)
    asked = [
        condition["years"]
        for part in [made, *made["categories"]]
        for condition in part.get("conditions", [])
        if condition["kind"] == "honoured_before"
    ]
    assert asked[0] == [2024, 2025]
