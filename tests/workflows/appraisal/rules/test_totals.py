"""Two people key in the totals from paper: what cannot be, where they differ, with every sentence's place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.appraisal.rules.samples import COMMON, GRADES, POINTS_PLAN, totals
from workflows.appraisal.rules import POINTS, RATERS, Asks, Question, Totals, abstained, differences, mistakes

TICKS = Question("m1.situations", "“张三”的存在问题", ("1", "2"), Asks.ANY)
SCORE = Question("m1.work", "“张三”的工作表现", (RATERS, POINTS), Asks.POINTS, full=100)
GOOD = totals(8, 3, 0, 0)
SMALL = st.integers(0, 6)


def with_cells(question: Question, *cells: int) -> Totals:
    return Totals(12, 12, 11, 1, {question.key: dict(zip(question.options, cells, strict=True))})


def test_totals_that_add_up_have_no_mistake() -> None:
    assert mistakes([GRADES], GOOD, voters=12) == ()
    assert abstained(GRADES, totals(8, 2, 0, 0)) == 1


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (replace(GOOD, issued=13), "发出13张，多于可以领票的12人。"),
        (replace(GOOD, issued=11), "收回12张，多于发出的11张。"),
        (replace(GOOD, invalid=0), "有效11张加无效0张是11张，与收回12张不一致。"),
        (replace(GOOD, returned=0, valid=1, invalid=-1), "无效应是不小于0的整数，现为-1。"),
        (totals(8, 3, 1, 0), "“张三”的综合评定各项合计12张，多于有效票11张。"),
        (totals(8, -3, 1, 0), "“张三”的综合评定的“合格”应是不小于0的整数，现为-3。"),
        (replace(GOOD, cells={}), "“张三”的综合评定没有填写“不合格”。"),
        (replace(GOOD, cells={GRADES.key: {"好": 1}}), "“张三”的综合评定没有“好”这一项。"),
        (replace(GOOD, cells={**GOOD.cells, "x": {}}), "测评票上没有“x”这一行。"),
    ],
)
def test_totals_that_cannot_be_say_where(wrong: Totals, sentence: str) -> None:
    assert sentence in mistakes([GRADES], wrong, voters=12)


def test_all_mistakes_are_said_at_once() -> None:
    assert mistakes([GRADES], totals(9, 3, 1, 0, issued=14, returned=12, valid=12, invalid=1), voters=12) == (
        "发出14张，多于可以领票的12人。",
        "有效12张加无效1张是13张，与收回12张不一致。",
        "“张三”的综合评定各项合计13张，多于有效票12张。",
    )


def test_any_situations_may_be_ticked_but_each_by_no_more_than_voted() -> None:
    assert mistakes([TICKS], with_cells(TICKS, 11, 11), voters=12) == ()
    assert abstained(TICKS, with_cells(TICKS, 1, 0)) == 0
    assert mistakes([TICKS], with_cells(TICKS, 12, 0), voters=12) == ("“张三”的存在问题的“1”12张，多于有效票11张。",)


def test_points_are_no_more_than_every_rater_could_give() -> None:
    assert mistakes([SCORE], with_cells(SCORE, 10, 1000), voters=12) == ()
    assert abstained(SCORE, with_cells(SCORE, 10, 1000)) == 1
    assert mistakes([SCORE], with_cells(SCORE, 12, 1201), voters=12) == (
        "“张三”的工作表现有12人打分，多于有效票11张。",
        "“张三”的工作表现总分1201，多于12人每人100分的1200分。",
    )


def test_two_entries_are_compared_cell_by_cell() -> None:
    other = replace(totals(9, 2, 0, 0), valid=12, invalid=0)

    assert differences([GRADES], GOOD, GOOD) == ()
    assert differences([GRADES], GOOD, other) == (
        "有效：一人录11，另一人录12。",
        "无效：一人录1，另一人录0。",
        "“张三”的综合评定“优秀”：一人录8，另一人录9。",
        "“张三”的综合评定“合格”：一人录3，另一人录2。",
    )


def test_a_cell_that_one_of_the_two_left_empty_differs() -> None:
    cells = {GRADES.key: {"优秀": 8, "合格": 3, "基本合格": 0}}

    assert differences([GRADES], GOOD, replace(GOOD, cells=cells)) == (
        "“张三”的综合评定“不合格”：一人录0，另一人录空。",
    )


@given(st.tuples(SMALL, SMALL, SMALL, SMALL), st.integers(0, 12))
def test_a_line_is_good_exactly_when_it_holds_no_more_than_the_valid(cells: tuple[int, ...], valid: int) -> None:
    entered = totals(*cells, issued=12, returned=valid, valid=valid, invalid=0)

    assert (mistakes([GRADES], entered, voters=12) == ()) == (sum(cells) <= valid)


@given(st.tuples(SMALL, SMALL, SMALL, SMALL), st.tuples(SMALL, SMALL, SMALL, SMALL))
def test_as_many_differences_as_cells_that_differ(first: tuple[int, ...], second: tuple[int, ...]) -> None:
    found = differences([GRADES], totals(*first), totals(*second))

    assert len(found) == sum(mine != other for mine, other in zip(first, second, strict=True))
    assert (found == ()) == (first == second)


def test_the_lines_of_a_ballot_are_its_dimensions_the_overall_choice_and_the_situations() -> None:
    short = COMMON.form_by_code["members"].questions("m1", "张三")
    team = COMMON.form_by_code["team"].questions("team", "党支部班子")
    points = POINTS_PLAN.form_by_code["members"].questions("m1", "张三")

    assert [(each.key, each.words, each.asks) for each in short] == [
        ("m1.overall", "“张三”的综合评定", Asks.ONE),
        ("m1.situations", "“张三”的存在问题", Asks.ANY),
    ]
    assert [each.words for each in team][:2] == ["“党支部班子”的执行上级决定", "“党支部班子”的组织生活"]
    assert len(team) == 6
    assert [(each.asks, each.full, each.options) for each in points] == [(Asks.POINTS, 100, (RATERS, POINTS))] * 4
