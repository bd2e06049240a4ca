"""How many must come and agree, with the figures of 4.2, and a meeting below its quorum."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.appraisal.rules import USUAL, Counted, PassOf, Purpose, Quorum, judge_passing, judge_quorum
from workflows.engine.shares import Share

APPRAISE, DISCIPLINE, ELECT, DISPOSE = USUAL


def test_the_four_purposes_of_the_rules() -> None:
    assert [(each.purpose, str(each.quorum), each.quorum_more_than, each.written) for each in USUAL] == [
        (Purpose.APPRAISE, "1/2", True, False),
        (Purpose.DISCIPLINE, "2/3", False, False),
        (Purpose.ELECT, "4/5", False, False),
        (Purpose.DISPOSE, "1/2", True, True),
    ]


@pytest.mark.parametrize(
    ("rule", "expected", "came"),
    [
        (APPRAISE, 10, 6), (APPRAISE, 11, 6), (DISCIPLINE, 10, 7), (DISCIPLINE, 12, 8), (DISCIPLINE, 9, 6),
        (ELECT, 10, 8), (ELECT, 11, 9), (DISPOSE, 10, 6), (DISPOSE, 3, 2),
    ],
)  # fmt: skip
def test_more_than_half_two_thirds_and_four_fifths(rule: Quorum, expected: int, came: int) -> None:
    assert rule.came(expected) == came
    assert judge_quorum(rule, expected, came).holds
    assert not judge_quorum(rule, expected, came - 1).holds


@given(st.sampled_from(USUAL), st.integers(1, 500))
def test_the_number_that_is_enough_is_the_smallest_such(rule: Quorum, expected: int) -> None:
    def enough(people: int) -> bool:
        part, whole = people * rule.quorum.whole, expected * rule.quorum.part
        return part > whole if rule.quorum_more_than else part >= whole

    assert enough(rule.came(expected))
    assert not enough(rule.came(expected) - 1)


def test_a_meeting_below_its_quorum_says_how_many_are_missing() -> None:
    assert judge_quorum(APPRAISE, 12, 5) == Counted(
        False, "应到12人，实到5人，民主评议须超过应到的1/2即7人到会，还差2人，不能开会。"
    )
    assert judge_quorum(ELECT, 10, 8) == Counted(True, "应到10人，实到8人，选举须达到应到的4/5即8人到会，符合。")


@pytest.mark.parametrize(("expected", "present"), [(0, 0), (5, 6), (5, -1)])
def test_numbers_that_cannot_be_do_not_hold(expected: int, present: int) -> None:
    assert judge_quorum(APPRAISE, expected, present) == Counted(
        False, f"应到{expected}人，实到{present}人，人数有误：应到须大于0，实到不能多于应到。"
    )


def test_more_than_half_of_those_expected_must_agree_however_many_came() -> None:
    assert judge_passing(APPRAISE, 11, 7, 6) == Counted(
        True, "应到11人，实到7人，赞成6人，须超过应到的1/2即6人赞成，通过。"
    )
    assert judge_passing(APPRAISE, 11, 7, 5) == Counted(
        False, "应到11人，实到7人，赞成5人，须超过应到的1/2即6人赞成，还差1人，没有通过。"
    )


def test_a_plan_may_count_those_present_instead() -> None:
    rule = Quorum(Purpose.APPRAISE, pass_of=PassOf.PRESENT, passing=Share(2, 3))

    assert judge_passing(rule, 20, 12, 9) == Counted(
        True, "应到20人，实到12人，赞成9人，须超过实到的2/3即9人赞成，通过。"
    )


def test_a_written_opinion_counts_where_a_member_is_disposed_of() -> None:
    assert judge_passing(DISPOSE, 11, 7, 5).holds is False
    assert judge_passing(DISPOSE, 11, 7, 5, written=1) == Counted(
        True, "应到11人，实到7人，赞成5人，会前书面赞成1人，须超过应到的1/2即6人赞成，通过。"
    )


def test_a_written_opinion_counts_nowhere_else() -> None:
    assert judge_passing(APPRAISE, 11, 7, 6, written=1) == Counted(
        False, "应到11人，实到7人，赞成6人，会前书面赞成1人，民主评议的书面意见不计入，请改正。"
    )


@pytest.mark.parametrize(("approve", "written"), [(8, 0), (-1, 0), (5, 5), (5, -1)])
def test_votes_that_cannot_be_do_not_hold(approve: int, written: int) -> None:
    found = judge_passing(DISPOSE, 11, 7, approve, written)

    assert found.holds is False
    assert found.text.endswith("人数有误：赞成不能多于实到，书面意见不能多于未到会的人。")
