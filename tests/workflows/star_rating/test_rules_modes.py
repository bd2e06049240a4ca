"""Every scoring grammar of domain 2.7.3, each on a scheme that uses it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.star_rating.rules import (
    Deduction,
    Indicator,
    Item,
    Mode,
    Option,
    Rounding,
    Scheme,
    SchemeError,
    ScoreError,
    Slope,
    Tier,
    base_and_appraisal,
    base_score,
    grade,
    missing_difference_reasons,
    missing_figures,
    validate_figure,
    warnings_of,
)

MEETING = Item(
    "1", "支部大会", Decimal(0), mode=Mode.TIERED,
    options=(
        Option("每季度至少1次", Decimal(5)), Option("半年1次", Decimal(2)), Option("偶尔", Decimal(1)),
        Option("不开", Decimal(0)),
    ),
)  # fmt: skip
ACTIVISTS = Item("2", "积极分子比例", Decimal(3), mode=Mode.LINEAR, slope=Slope(Decimal(30), Decimal(10), Decimal(1)))
CONTACTS = Item(
    "3",
    "第二次联系记录",
    Decimal(1),
    mode=Mode.LINEAR,
    slope=Slope(Decimal(30), Decimal(10), Decimal(1), only_above=True),
)
ERRORS = Item(
    "8", "差错率", Decimal(5), mode=Mode.LINEAR, slope=Slope(Decimal(2), Decimal(1), Decimal("1.5"), falling=True)
)
ACTIVITIES = Item("4", "组织活动", Decimal(5), mode=Mode.COUNT)
PRESS = Item("5", "宣传", Decimal("0.2"), mode=Mode.COUNT, most=Decimal(1))
ROOMS = Item("6", "阵地管理", Decimal(20), mode=Mode.MANUAL)


def scheme(*indicators: Indicator, tiers: tuple[Tier, ...] = ()) -> Scheme:
    """A scheme of these indicators alone."""
    return Scheme(
        "试用方案", "1", "试用", base_and_appraisal(Decimal(100), Decimal(0)), 2, Rounding.HALF_UP,
        tiers or (Tier(5, "五星级", Decimal(90)), Tier(1, "一星级", Decimal(0))), indicators, (), (),
    )  # fmt: skip


def indicator(*items: Item, full: int = 100, **more: object) -> Indicator:
    """One indicator with these lines."""
    return Indicator("I1", "指标", Decimal(full), items, free=False, basis="", **more)  # type: ignore[arg-type]


def score(*items: Item, figures: dict[str, str], full: int = 100, **more: object) -> Decimal:
    """What figures typed under these lines give."""
    lines = [Deduction(code, Decimal(text), "") for code, text in figures.items()]
    return base_score(scheme(indicator(*items, full=full, **more)), lines).total


@pytest.mark.parametrize(
    ("item", "figure", "worth"),
    [
        (MEETING, "5", "5"),
        (MEETING, "1", "1"),
        (ACTIVISTS, "30", "3"),
        (ACTIVISTS, "40", "4"),
        (ACTIVISTS, "39.9", "3"),
        (ACTIVISTS, "20", "2"),
        (ACTIVISTS, "20.1", "3"),
        (CONTACTS, "29.9", "0"),
        (CONTACTS, "30", "1"),
        (CONTACTS, "55", "3"),
        (ACTIVITIES, "4", "20"),
        (PRESS, "3", "0.6"),
        (PRESS, "9", "1"),
        (ROOMS, "15", "15"),
    ],
)
def test_a_figure_is_worth_what_its_grammar_says(item: Item, figure: str, worth: str) -> None:
    assert score(item, figures={item.code: figure}) == Decimal(worth)


def test_a_measured_value_never_costs_points() -> None:
    steep = Item("2", "谈话记录", Decimal(1), mode=Mode.LINEAR, slope=Slope(Decimal(60), Decimal(10), Decimal(1)))

    assert score(steep, ACTIVITIES, figures={"2": "10", "4": "1"}) == Decimal(5)


def test_a_mark_stops_at_its_full_mark_and_says_so() -> None:
    made = scheme(indicator(ACTIVITIES, full=20))
    result = grade(made, [Deduction("4", Decimal(9), "")], {}, ())

    assert result.reasons[0].text == "基础项满分20分，指标得20分（合计45分，满分20分封顶），得20.0分。"


def test_without_a_cap_a_mark_goes_beyond_its_full_mark() -> None:
    """基础分100，上不封顶，基础分减完为止 [I03]."""
    late = Item("1", "工作迟报", Decimal(60))
    both: dict[str, Any] = {"uncapped": True, "start": Decimal(100)}

    assert score(late, ACTIVITIES, figures={"1": "0", "4": "6"}, **both) == Decimal(130)
    assert score(late, late_again := Item("2", "信访", Decimal(60)), figures={"1": "60", "2": "60"}, **both) == 0
    assert late_again.takes


def test_lines_that_take_and_lines_that_give_share_one_mark() -> None:
    fault = Item("7", "档案缺失", Decimal(4))

    assert score(MEETING, fault, figures={"1": "5", "7": "3"}, full=14) == Decimal(2)


def test_a_floor_above_zero_holds() -> None:
    fault = Item("7", "档案缺失", Decimal(100))

    assert score(fault, figures={"7": "90"}, floor=Decimal(40)) == Decimal(40)


@pytest.mark.parametrize(
    ("item", "raw", "sentence"),
    [
        (ACTIVITIES, "2.5", "第4条组织活动填的是件数，应是整数，现为2.5。"),
        (MEETING, "3", "第1条支部大会没有3分这一档，可选每季度至少1次5分；半年1次2分；偶尔1分；不开0分。"),
        (ROOMS, "21", "第6条阵地管理的填写是“21”，超过上限20分，请填0到20之间的数，最多两位小数。"),
        (ROOMS, "-1", "第6条阵地管理的填写是“-1”，不能是负数，请填0到20之间的数，最多两位小数。"),
        (ROOMS, "很好", "第6条阵地管理的填写“很好”不是可用的数字，请填0到20之间的数，最多两位小数。"),
    ],
)
def test_a_figure_that_its_grammar_does_not_know_is_refused(item: Item, raw: str, sentence: str) -> None:
    with pytest.raises(ScoreError) as refused:
        validate_figure(scheme(indicator(item)), item.code, raw)
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("measured", "worth"),
    [("0", "8"), ("1.5", "5"), ("2", "5"), ("2.9", "5"), ("3", "3.5"), ("5", "0.5"), ("6", "0"), ("99", "0")],
)
def test_a_measure_that_should_be_low_loses_points_as_it_rises(measured: str, worth: str) -> None:
    assert ERRORS.worth(Decimal(measured)) == Decimal(worth)
    assert score(ERRORS, figures={"8": measured}) == Decimal(worth)


def test_a_measure_of_nothing_is_worth_what_its_slope_says_and_is_told() -> None:
    result = grade(scheme(indicator(ERRORS)), [Deduction("8", Decimal(0), "")], {}, ())

    assert result.score == Decimal("8.00")
    assert result.reasons[0].inputs["8"].value == "0"


def test_a_measure_that_should_be_low_says_so_and_gives_most_at_nothing() -> None:
    assert ERRORS.standard() == "2得5分，每升1扣1.5分、每降1加1.5分"
    none = replace(ERRORS, slope=Slope(Decimal(0), Decimal(1), Decimal(1), falling=True))
    assert (none.standard(), none.best(), ERRORS.best()) == ("0得5分，每升1扣1分", Decimal(5), Decimal(8))
    assert ERRORS.reckoning()["stepPoints"] == -1.5
    with pytest.raises(SchemeError, match="升则扣分的，不写达不到不得分。"):
        Slope(Decimal(0), Decimal(1), Decimal(1), only_above=True, falling=True)


def test_an_empty_line_that_gives_points_is_lacking_and_a_zero_is_not() -> None:
    made = scheme(indicator(MEETING, ACTIVITIES))

    assert missing_figures(made, [Deduction("4", Decimal(0), "")]) == [("1", "第1条支部大会还没有填写。")]


def test_a_difference_on_a_line_that_gives_is_said_in_its_own_words() -> None:
    made = scheme(indicator(ACTIVITIES))
    own, review = [Deduction("4", Decimal(3), "")], [Deduction("4", Decimal(2), "")]

    assert missing_difference_reasons(made, own, review) == [
        ("4", "第4条组织活动自评填3，初评填2，还没有写不一致的理由。")
    ]


def test_an_open_bound_leaves_its_own_figure_to_the_tier_below() -> None:
    tiers = (Tier(5, "五星级", Decimal(95), open=True), Tier(4, "四星级", Decimal(85)), Tier(1, "一星级", Decimal(0)))
    made = scheme(indicator(ROOMS), tiers=tiers)

    assert [made.tier_of(Decimal(text)).level for text in ("95.01", "95", "94.99", "85", "84.99")] == [5, 4, 4, 4, 1]


def test_an_open_bound_is_said_in_words() -> None:
    tiers = (Tier(5, "五星级", Decimal(15), open=True), Tier(1, "一星级", Decimal(0)))
    result = grade(scheme(indicator(ROOMS), tiers=tiers), [Deduction("6", Decimal(15), "")], {}, ())

    assert result.reasons[2].text == "得分15.00，不高于15分，对应一星级，五星级须高于15分。"


@pytest.mark.parametrize(
    ("more", "sentence"),
    [
        ({"mode": "tiered"}, "第1条：分档取值的应列出各档，其他的不列。"),
        ({"mode": "linear"}, "第1条：按数值增减的应写明目标、幅度和每档分值，其他的不写。"),
        (
            {"mode": "linear", "slope": {"target": 30, "step": 0, "step_points": 1}},
            "按数值增减的一条：每档的幅度应大于0。",
        ),
        ({"mode": "manual", "per_count": True}, "第1条：只有扣分的才能按数量扣。"),
        ({"mode": "tiered", "options": [{"text": "好", "points": "3"}]}, "第1条：分档取值的按各档得分，不另填分值。"),
        ({"mode": "guess"}, "方案第1项指标第1条的评分方式应是deduct、tiered、linear、count、manual之一，现为“guess”。"),
    ],
)
def test_a_line_that_contradicts_its_mode_is_refused(more: dict[str, object], sentence: str) -> None:
    data = scheme(indicator(ROOMS)).to_data()
    data["indicators"][0]["items"] = [{"code": "1", "text": "一条", "points": "5"} | more]

    with pytest.raises(SchemeError) as refused:
        Scheme.from_data(data)
    assert str(refused.value) == sentence


def test_what_a_deduction_takes_is_capped() -> None:
    late = Item("1", "迟报", Decimal(2), per_count=True, most=Decimal(6))
    made = scheme(indicator(late))

    assert (made.lines["1"].most, late.standard()) == (Decimal(6), "2起，封顶6分")
    assert score(late, figures={"1": "50"}) == Decimal(94)
    with pytest.raises(ScoreError, match="超过上限6分"):
        validate_figure(made, "1", "6.5")


def test_a_scheme_with_every_mode_is_written_and_read_back() -> None:
    lines = (MEETING, ACTIVISTS, CONTACTS, ERRORS, ACTIVITIES, PRESS, ROOMS)
    made = scheme(indicator(*lines, uncapped=True, floor=Decimal(2)))

    assert Scheme.from_data(made.to_data()) == made


def test_lines_that_do_not_add_up_to_the_stated_mark_are_warned_of() -> None:
    """标题写20分，子项合计26分 (domain 2.7.2 [I02])."""
    parts = (4, 4, 4, 4, 4, 2, 2, 2)
    items = tuple(Item(f"3.{n}", f"子项{n}", Decimal(p), mode=Mode.MANUAL) for n, p in enumerate(parts, 1))
    made = scheme(Indicator("I3", "创先争优", Decimal(20), items, free=False, basis=""))

    assert "指标“创先争优”的满分是20分，各条最多合计26分。" in warnings_of(made)


@given(st.integers(0, 200), st.integers(0, 200))
def test_a_larger_figure_never_gives_fewer_points(less: int, more: int) -> None:
    low, high = sorted((Decimal(less), Decimal(more)))

    for item in (ACTIVISTS, CONTACTS, ACTIVITIES, PRESS):
        assert item.worth(low) <= item.worth(high)
