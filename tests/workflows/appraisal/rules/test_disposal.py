"""劝退 and 除名: grounds counted in months, prior filing, the order of steps, five years out (4.4)."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.appraisal.rules.samples import DIMENSIONS
from workflows.appraisal.rules import (
    GROUND_BY_CODE,
    GROUNDS,
    Case,
    DisposalRule,
    Method,
    Standing,
    Step,
    order_refused,
    proposal_refused,
    talk_refused,
)

RULE = DisposalRule()
TODAY = date(2026, 11, 20)
LOST = Case("out_of_touch", Standing.FORMAL, "多次上门、电话联系不上。", date(2026, 3, 1))
DONE = {Step.FILE: date(2026, 11, 2), Step.INVESTIGATE: date(2026, 11, 10)}


def test_every_way_has_its_grounds() -> None:
    assert {method.words: sum(each.method is method for each in GROUNDS) for method in Method} == {
        "限期改正": 5, "劝其退党": 2, "党内除名": 6,
    }  # fmt: skip
    assert len(GROUND_BY_CODE) == len(GROUNDS)


@pytest.mark.parametrize(
    ("since", "sentence"),
    [
        (date(2026, 5, 20), ()),
        (date(2024, 11, 20), ()),
        (date(2026, 5, 21), ("从失联之日2026-05-21起，到2026-11-21才满6个月。",)),
        (date(2024, 11, 19), ("从失联之日2024-11-19起，已超过24个月，不属于“失联6个月以上2年以内”。",)),
        (None, ("“失联6个月以上2年以内”须填写失联之日。",)),
    ],
)
def test_out_of_touch_means_six_months_to_two_years(since: date | None, sentence: tuple[str, ...]) -> None:
    assert proposal_refused(replace(LOST, since=since), TODAY) == sentence


@pytest.mark.parametrize("ground", ["no_meetings", "no_dues", "no_work"])
def test_six_months_on_end_without_reason_are_a_ground_for_removal(ground: str) -> None:
    case = Case(ground, Standing.FORMAL, "已核实。", date(2026, 5, 20))

    assert GROUND_BY_CODE[ground].method is Method.REMOVE
    assert proposal_refused(case, TODAY) == ()
    assert len(proposal_refused(case, date(2026, 11, 19))) == 1


def test_who_was_suspended_for_being_lost_is_removed_after_two_years() -> None:
    case = Case("lost", Standing.SUSPENDED, "已核实。", date(2024, 11, 21))

    assert proposal_refused(case, TODAY) == ("从停止党籍之日2024-11-21起，到2026-11-21才满24个月。",)
    assert proposal_refused(case, date(2026, 11, 21)) == ()


def test_a_problem_already_punished_is_not_disposed_of_again() -> None:
    assert proposal_refused(replace(LOST, disciplined=True), TODAY) == ("同一问题已受党纪处分，不再作组织处置。",)


def test_nobody_on_probation_is_persuaded_to_leave() -> None:
    case = Case("threat", Standing.PROBATIONARY, "已核实。")

    assert proposal_refused(case, TODAY) == ("预备党员不适用劝其退党，可以延长预备期或者取消预备党员资格。",)
    assert proposal_refused(replace(case, standing=Standing.FORMAL), TODAY) == ()


def test_nothing_is_proposed_on_ballots_alone() -> None:
    assert proposal_refused(Case("unfit", Standing.FORMAL), TODAY) == (
        "以“丧失党员条件”提出党内除名，须写明核实的情况。",
    )


def test_an_unknown_ground_is_an_error_of_the_caller() -> None:
    with pytest.raises(KeyError):
        proposal_refused(Case("mood", Standing.FORMAL), TODAY)


def test_the_investigation_waits_for_the_prior_filing() -> None:
    assert order_refused(RULE, {}, Step.INVESTIGATE, TODAY) == "调查核实以前须先事前备案。"
    assert order_refused(RULE, DONE, Step.INVESTIGATE, date(2026, 11, 1)) == (
        "调查核实的日期2026-11-01早于事前备案的日期2026-11-02。"
    )
    assert order_refused(RULE, DONE, Step.TALK, TODAY) == ""


def test_the_steps_keep_their_order_and_a_plan_may_leave_out_the_talk() -> None:
    shorter = DisposalRule((Step.FILE, Step.INVESTIGATE, Step.VOTE, Step.APPROVE))

    assert order_refused(RULE, DONE, Step.VOTE, TODAY) == "支部大会表决以前须先组织谈话。"
    assert order_refused(shorter, DONE, Step.VOTE, TODAY) == ""
    assert DIMENSIONS.disposal.steps == tuple(Step)


def test_a_step_that_the_plan_leaves_out_is_an_error_of_the_caller() -> None:
    with pytest.raises(ValueError, match="tuple"):
        order_refused(DisposalRule((Step.FILE, Step.VOTE)), DONE, Step.TALK, TODAY)


def test_two_full_members_hold_the_talk() -> None:
    assert talk_refused(RULE, [Standing.FORMAL, Standing.FORMAL]) == ""
    assert talk_refused(RULE, [Standing.FORMAL, Standing.PROBATIONARY]) == "组织谈话须有2名正式党员，现有1名。"


def test_joining_again_is_barred_for_five_years_to_the_day() -> None:
    assert RULE.barred_until(date(2026, 3, 1)) == date(2031, 3, 1)
    assert RULE.barred_until(date(2024, 2, 29)) == date(2029, 2, 28)
    assert RULE.bar_words(date(2026, 3, 1)) == "自2026-03-01起5年内（2031-03-01以前）不得重新入党。"


def test_only_leaving_bars() -> None:
    assert [each.bars for each in Method] == [False, True, True]


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_the_bar_ends_five_years_later(day: date) -> None:
    until = RULE.barred_until(day)

    assert (until.year, until.month) == (day.year + 5, day.month)
