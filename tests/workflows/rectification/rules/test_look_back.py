"""回头看: drawn the same again from the same seed, always with what the rule names."""

from datetime import date
from decimal import Decimal

from workflows.rectification.rules import Closed, Draw, LookBackRule, drawn, how_many

RULE = LookBackRule(3, Decimal(20), 2, always=("grave",))
TEN = [Closed(f"ZG-{n}") for n in range(10)]


def test_a_share_is_rounded_up_with_a_least_number_and_never_more_than_there_are() -> None:
    assert [how_many(RULE, of) for of in (0, 1, 10, 11, 100)] == [0, 1, 2, 3, 20]


def test_the_same_seed_draws_the_same_problems() -> None:
    assert drawn(RULE, TEN, "a") == drawn(RULE, TEN[::-1], "a")
    assert len(drawn(RULE, TEN, "a")) == 2
    assert len({drawn(RULE, TEN, str(seed)) for seed in range(20)}) > 1


def test_grave_problems_and_those_that_came_back_are_always_looked_at() -> None:
    problems = [*TEN, Closed("ZG-A", "grave"), Closed("ZG-B", turn=2), Closed("ZG-C", "grave")]

    assert drawn(RULE, problems, "a") == ("ZG-A", "ZG-B", "ZG-C")


def test_by_rule_nothing_is_left_to_chance() -> None:
    rule = LookBackRule(3, Decimal(100), 5, Draw.RULE, ("grave",))

    assert drawn(rule, [*TEN, Closed("ZG-A", "grave")], "a") == ("ZG-A",)


def test_a_problem_is_ripe_after_its_months() -> None:
    closed = date(2026, 11, 30)

    assert [RULE.ripe(closed, day) for day in (date(2027, 2, 27), date(2027, 2, 28))] == [False, True]
