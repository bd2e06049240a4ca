"""What a round rests on: how often a sponsor may (domain 3.1), and the approval it needs (domain 7.5)."""

from dataclasses import replace

import pytest

from tests.workflows.nomination.rounds import shipped
from workflows.nomination.rules import Approval, SponsorLevel, approval_warnings, frequency_warning

FULL = Approval("市委办〔2021〕5号", "中共三门峡市委", None, 2, 8)


@pytest.mark.parametrize(
    ("level", "fine", "too_many"),
    [
        (SponsorLevel.CENTRAL, [2016], [2017]),
        (SponsorLevel.PROVINCE, [2018], [2017, 2019]),
        (SponsorLevel.CENTRAL_BODY, [2018], [2018, 2020]),
        (SponsorLevel.CITY, [2017, 2019], [2017, 2018, 2020]),
        (SponsorLevel.COUNTY, [2018, 2020], [2018, 2019, 2020]),
    ],
)
def test_how_many_rounds_in_five_years(level: SponsorLevel, fine: list[int], too_many: list[int]) -> None:
    assert frequency_warning(level, 2021, fine) == ""
    assert frequency_warning(level, 2021, too_many) != ""


def test_the_warning_counts_them_out() -> None:
    assert frequency_warning(SponsorLevel.CITY, 2021, [2012, 2020, 2017, 2019]) == (
        "2017年至2021年连同本次共4次（2017、2019、2020、2021年），超过市级党委及其派出代表机关每5年2至3次的规定。"
    )


def test_a_round_planned_after_it_counts_too() -> None:
    assert frequency_warning(SponsorLevel.PROVINCE, 2021, [2022, 2023]).startswith("2019年至2023年连同本次共3次")
    assert frequency_warning(SponsorLevel.PROVINCE, 2021, [2026, 2027]) == ""


def test_of_a_basic_committee_the_level_above_says_how_often() -> None:
    assert frequency_warning(SponsorLevel.BASIC, 2021, [2017, 2018, 2019, 2020]) == ""


def test_what_the_approval_lacks_is_said_with_the_clause() -> None:
    [found] = approval_warnings(shipped("notice_1"), [])

    assert (found.code, found.text) == ("approval", "没有登记批准依据的文号、批准机关、周期、名额。")
    assert found.basis == "评比达标表彰管理（各地细则）：批准后不得擅自改变名称、周期、范围、名额，同一项目一般5年1次"


def test_a_naming_rests_on_the_rules_for_models() -> None:
    [found] = approval_warnings(shipped("four_strong"), [2018])

    assert found.basis == "《创建示范活动管理办法（试行）》（2022年4月）：创建示范活动须经批准"


def test_a_naming_without_an_approved_cycle_is_held_to_five_years() -> None:
    [_, found] = approval_warnings(shipped("four_strong"), [2018, 2019])

    assert found.text == "没有批准的周期，一般是5年，上次在2019年，本次在2023年，不满5年。"


def test_nothing_is_said_of_a_round_that_keeps_to_its_approval() -> None:
    award = replace(shipped("notice_1"), approval=FULL)

    assert approval_warnings(award, [2019, 2017]) == []


def test_a_cycle_that_is_not_over_is_said_with_both_years() -> None:
    award = replace(shipped("notice_1"), approval=replace(FULL, cycle_years=5))
    [found] = approval_warnings(award, [2012, 2017])

    assert (found.code, found.text) == ("cycle", "批准的周期是5年，上次在2017年，本次在2021年，不满5年。")
    assert approval_warnings(award, [2016]) == []


def test_two_rounds_in_one_year_do_not_keep_the_cycle() -> None:
    award = replace(shipped("notice_1"), approval=replace(FULL, cycle_years=1))

    assert [found.code for found in approval_warnings(award, [2021])] == ["cycle"]


def test_too_often_for_the_sponsor_is_said_beside_it() -> None:
    award = replace(shipped("notice_1"), approval=replace(FULL, cycle_years=1))

    assert [(found.code, found.basis) for found in approval_warnings(award, [2018, 2019, 2020])] == [
        ("frequency", "《党内功勋荣誉表彰条例》第十七条"),
    ]


def test_more_places_than_approved_are_counted() -> None:
    award = replace(shipped("notice_1"), approval=replace(FULL, number=7))

    assert [found.text for found in approval_warnings(award, [])] == ["批准的名额是7个，本次共8个，多1个。"]
    assert approval_warnings(award, [], places=7) == []
