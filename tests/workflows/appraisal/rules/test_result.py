"""Counts and shares of the 测评, none below the minimum; the vote is never the decision; satisfaction as a figure."""

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.appraisal.rules.samples import COMMON, GRADES, POINTS_PLAN, totals
from workflows.appraisal.rules import (
    POINTS,
    RATERS,
    Line,
    Totals,
    beside_the_vote,
    result_of,
    satisfaction,
    weighted,
)

MASSES = COMMON.form_by_code["masses"]
PAPER = POINTS_PLAN.form_by_code["members"]
LINES = PAPER.questions("m1", "张三")


def line(*counts: int, valid: int = 11) -> Line:
    return result_of([GRADES], totals(*counts, valid=valid), minimum=5).lines[0]


def scored(*points: int, raters: int = 10) -> tuple[Line, ...]:
    cells = {each.key: {RATERS: raters, POINTS: total} for each, total in zip(LINES, points, strict=True)}
    return result_of(LINES, Totals(11, 11, 11, 0, cells), minimum=5).lines


def answers(*counts: int) -> dict[str, int]:
    return dict(zip(["满意", "基本满意", "不满意", "不了解"], counts, strict=True))


def test_a_line_says_counts_shares_and_abstentions() -> None:
    found = line(8, 2, 0, 0)

    assert found.words == (
        "“张三”的综合评定：有效11张，优秀8张（72.73%），合格2张（18.18%），基本合格0张（0%），不合格0张（0%），弃权1张"
    )
    assert (found.abstained, found.share("优秀"), found.most) == (1, Decimal("72.73"), ("优秀",))


def test_equal_votes_have_no_single_winner_and_no_votes_none() -> None:
    assert line(5, 5, 0, 0).most == ("优秀", "合格")
    assert line(0, 0, 0, 0).most == ()


def test_nothing_is_broken_down_below_the_minimum() -> None:
    few = result_of([GRADES], totals(4, 0, 0, 0, issued=4, returned=4, valid=4, invalid=0), minimum=5)
    enough = result_of([GRADES], totals(5, 0, 0, 0, issued=5, returned=5, valid=5, invalid=0), minimum=5)

    assert (few.lines, few.withheld) == ((), "有效票4张，少于5张，不显示各项票数。")
    assert (len(enough.lines), enough.withheld) == (1, "")


@given(st.integers(0, 30), st.integers(3, 30))
def test_a_breakdown_is_given_exactly_from_the_minimum_on(valid: int, minimum: int) -> None:
    found = result_of([GRADES], totals(valid, 0, 0, 0, valid=valid), minimum)

    assert bool(found.lines) == (valid >= minimum)
    assert bool(found.withheld) == (valid < minimum)


@given(st.lists(st.integers(0, 50), min_size=4, max_size=4), st.integers(0, 10))
def test_options_and_abstentions_make_up_the_valid_ballots(counts: list[int], empty: int) -> None:
    valid = sum(counts) + empty
    found = line(*counts, valid=valid + 5)

    assert sum(found.counts.values()) + found.abstained == valid + 5


def test_a_grade_beside_the_vote_is_said_to_be_no_contradiction() -> None:
    found = line(8, 3, 0, 0)

    assert beside_the_vote(found, "优秀") == ""
    assert beside_the_vote(found, "合格") == "得票最多的是优秀，评定为合格；测评票是评定的参考，不是结论。"
    assert beside_the_vote(line(0, 0, 0, 0), "合格") == ""


def test_points_are_averaged_and_weighted() -> None:
    found = scored(913, 900, 880, 955)

    assert [each.average for each in found] == [Decimal("91.30"), Decimal("90.00"), Decimal("88.00"), Decimal("95.50")]
    assert found[0].words == "“张三”的政治素质：有效11张，平均91.3分，弃权1张"
    # 91.3×40% + 90×30% + 88×15% + 95.5×15%
    assert weighted(PAPER, found) == Decimal("91.05")


def test_without_weights_all_dimensions_count_alike() -> None:
    alike = replace(PAPER, dimensions=tuple(replace(each, weight=None) for each in PAPER.dimensions))

    assert weighted(alike, scored(900, 900, 900, 933)) == Decimal("90.83")


def test_without_anybody_who_gave_points_there_is_no_figure() -> None:
    found = scored(0, 0, 0, 0, raters=0)

    assert found[0].words == "“张三”的政治素质：有效11张，没有人打分，弃权11张"
    assert weighted(PAPER, found) is None
    assert weighted(PAPER, ()) is None


def test_nought_points_are_points_all_the_same() -> None:
    found = scored(0, 0, 0, 0)

    assert found[0].words == "“张三”的政治素质：有效11张，平均0分，弃权1张"
    assert weighted(PAPER, found) == 0


def test_satisfaction_becomes_points_of_a_hundred() -> None:
    found = satisfaction(MASSES, answers(20, 4, 1, 3), minimum=5)

    assert (found.figure, found.rate, found.counted) == (Decimal("89.60"), Decimal("96.00"), 25)
    assert found.text == "（20×100+4×60+1×0）÷25=89.6分；满意率24/25=96%。"


@pytest.mark.parametrize("counts", [(2, 1, 1, 9), (0, 0, 0, 0)])
def test_too_few_answers_give_no_figure(counts: tuple[int, ...]) -> None:
    found = satisfaction(MASSES, answers(*counts), minimum=5)
    counted = sum(counts[:3])

    assert (found.figure, found.rate, found.counted) == (None, None, counted)
    assert found.text == f"可以计分的{counted}人，少于5人，不计算满意度。"


@given(st.integers(5, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_figure_lies_between_0_and_100_and_those_who_do_not_know_change_nothing(
    happy: int, fair: int, bad: int, unknown: int
) -> None:
    found = satisfaction(MASSES, answers(happy, fair, bad, unknown), minimum=5)
    without = satisfaction(MASSES, answers(happy, fair, bad, 0), minimum=5)

    assert found == without
    assert found.figure is not None
    assert 0 <= found.figure <= 100


def test_only_the_survey_is_worth_points() -> None:
    assert [each for each in COMMON.forms if any(option.points is not None for option in each.options)] == [MASSES]


def test_an_average_of_fewer_raters_than_the_minimum_is_withheld_in_its_line() -> None:
    few, enough = scored(*[80] * len(LINES), raters=4), scored(*[400] * len(LINES), raters=5)

    assert few[0].words.endswith("：有效11张，打分4人，少于5人，不显示平均分，弃权7张")
    assert (few[0].average, POINTS in few[0].counts, weighted(PAPER, few)) == (None, False, None)
    assert enough[0].average == Decimal(80)
