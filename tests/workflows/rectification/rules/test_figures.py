"""The cases of 5.7, both readings, each problem once."""

from decimal import Decimal

import pytest

from workflows.rectification.rules import (
    Counted,
    Rate,
    Spread,
    Standing,
    UnitFigures,
    by_lead,
    closure_rate,
    latest,
    spread,
)

CLOSED, SUSTAINING, CHECKING, POSTPONED, WORKING = Standing
KUNMING = {CLOSED: 688, SUSTAINING: 4, WORKING: 5}


def test_kunming_counts_688_and_with_what_is_basically_done_692_of_697() -> None:
    rate = closure_rate(KUNMING)

    assert (rate.official, rate.strict, rate.wide) == (Rate(688, 697), Rate(688, 697), Rate(692, 697))
    assert (rate.strict.percent, rate.wide.percent) == (Decimal("98.71"), Decimal("99.28"))
    assert rate.words == "口径：已销号÷总数，为98.71%（688/697）；“基本完成”计入为99.28%（692/697）。"


def test_the_other_reading_stands_beside_the_wide_one() -> None:
    rate = closure_rate(KUNMING, (CLOSED, SUSTAINING))

    assert rate.words == "口径：已销号、基本完成÷总数，为99.28%（692/697）；只计已销号为98.71%（688/697）。"


def test_both_readings_stand_beside_one_of_ones_own() -> None:
    rate = closure_rate({CLOSED: 1, CHECKING: 1, SUSTAINING: 1, WORKING: 1}, (CLOSED, CHECKING))

    assert rate.words == (
        "口径：已销号、待核验÷总数，为50.00%（2/4）；只计已销号为25.00%（1/4），“基本完成”计入为50.00%（2/4）。"
    )


def test_xianning_closed_453_of_471_and_postponed_18() -> None:
    counts = {CLOSED: 453, POSTPONED: 18}

    assert closure_rate(counts).official == Rate(453, 471)
    assert closure_rate(counts).official.percent == Decimal("96.18")
    assert Rate(counts[POSTPONED], 471).percent == Decimal("3.82")


@pytest.mark.parametrize(
    ("part", "whole", "percent", "words"),
    [
        (19, 25, "76.00", "76.00%（19/25）"),
        (685, 713, "96.07", "96.07%（685/713）"),
        (1275, 2164, "58.92", "58.92%（1275/2164）"),
        (1, 3, "33.33", "33.33%（1/3）"),
        (1, 800, "0.13", "0.13%（1/800）"),
        (0, 5, "0.00", "0.00%（0/5）"),
    ],
)
def test_rates_are_rounded_half_up_and_keep_their_numbers(part: int, whole: int, percent: str, words: str) -> None:
    assert Rate(part, whole).percent == Decimal(percent)
    assert Rate(part, whole).words == words


def test_no_problems_give_no_rate() -> None:
    assert Rate(0, 0).percent is None
    assert closure_rate({}).words == "口径：已销号÷总数，为没有问题可计算；“基本完成”计入为没有问题可计算。"


def test_hubei_tells_51_units_at_100_from_4_below_80() -> None:
    rates = [Rate(3, 3)] * 51 + [Rate(79, 100)] * 4 + [Rate(80, 100)] * 242 + [Rate(0, 0)]

    assert spread(rates) == Spread(full=51, below=4, between=242)


def test_each_problem_counts_once_for_its_lead_and_taking_part_is_counted_apart() -> None:
    problems = [
        Counted("1", "A", CLOSED, others=frozenset({"B", "C"})),
        Counted("2", "A", WORKING, others=frozenset({"B", "A"})),
        Counted("3", "B", CLOSED),
    ]

    assert by_lead(problems) == {
        "A": UnitFigures({CLOSED: 1, WORKING: 1}, 0),
        "B": UnitFigures({CLOSED: 1}, 2),
        "C": UnitFigures({}, 1),
    }


def test_a_problem_that_came_back_no_longer_counts_as_closed() -> None:
    again = Counted("1", "A", WORKING, turn=2)

    assert latest([again, Counted("1", "A", CLOSED)]) == (again,)


def test_shuyang_adds_up_to_2774() -> None:
    parts = [("县直", 325), ("乡镇", 527), ("村居", 1922)]
    problems = [Counted(f"{lead}{n}", lead, WORKING) for lead, many in parts for n in range(many)]

    figures = by_lead(problems)

    assert {unit: each.led[WORKING] for unit, each in figures.items()} == dict(parts)
    assert sum(sum(each.led.values()) for each in figures.values()) == 2774
