"""What raises and holds a star beside the score: 直接定级, preconditions, 逐级晋升, newcomers, and vetoes last."""

from datetime import date
from typing import Any

import pytest

from tests.workflows.star_rating.rules_samples import made, points, typed
from workflows.star_rating.rules import (
    Merit,
    MeritKind,
    Newcomers,
    Past,
    Precondition,
    PreconditionKind,
    Result,
    Scheme,
    SchemeError,
    Veto,
    VetoOutcome,
    first_day_too_young,
    grade,
    months_at_end,
)

ADVANCED = Merit("M1", "当年获区级以上先进基层党组织", MeritKind.DIRECT, 5, approver="党（工）委", basis="[S02]")
HONOUR = Merit("M2", "获市级以上综合性荣誉", MeritKind.BREAKTHROUGH, basis="[S06]")
PUNISHED = Veto("V1", "党员受处分", VetoOutcome.CAP_TIER, 2, 1, "[S05]")


def star(score: str, past: Past = Past(), found: tuple[str, ...] = (), **more: Any) -> Result:  # noqa: B008
    return grade(made(points("A"), **more), typed(A=score), {}, found, past)


def texts(result: Result) -> list[str]:
    return [reason.text for reason in result.reasons[2:]]


def test_a_direct_rating_gives_its_star_whatever_the_score() -> None:
    result = star("65", found=("M1",), merits=(ADVANCED,))
    assert (result.tier, str(result.score)) == (5, "65.00")
    assert texts(result)[0] == (
        "核实有“当年获区级以上先进基层党组织”（由党（工）委认定），直接定级，由二星级定为五星级。"
    )


def test_a_direct_rating_never_lowers_a_star() -> None:
    four = Merit("M1", "党建创新", MeritKind.DIRECT, 4)
    result = star("95", found=("M1",), merits=(four,))
    assert (result.tier, texts(result)[0]) == (5, "核实有“党建创新”，直接定级，五星级不受影响。")


def test_a_veto_beats_a_direct_rating() -> None:
    result = star("95", found=("V1", "M1"), merits=(ADVANCED,), vetoes=(PUNISHED,))
    assert (result.tier, texts(result)[1]) == (2, "核实有“党员受处分”，最高评二星级，由五星级降为二星级。")


STEP: dict[str, Any] = {"step_up": 1, "merits": (HONOUR,)}


@pytest.mark.parametrize(
    ("score", "last", "found", "tier"),
    [
        ("95", 3, (), 4),
        ("95", 4, (), 5),
        ("95", 5, (), 5),
        ("65", 4, (), 2),
        ("95", 0, (), 1),
        ("95", None, (), 5),
        ("95", 2, ("M2",), 5),
    ],
)
def test_a_star_rises_one_step_a_year_unless_an_honour_breaks_it(
    score: str, last: int | None, found: tuple[str, ...], tier: int
) -> None:
    assert star(score, Past(last), found, **STEP).tier == tier


def test_the_step_and_the_honour_are_both_said() -> None:
    assert texts(star("95", Past(3), ("M2",), **STEP))[:2] == [
        "每年最多升1级，上年是三星级，由五星级降为四星级。",
        "核实有“获市级以上综合性荣誉”，破格晋级，由四星级定为五星级。",
    ]
    assert texts(star("95", **STEP))[0] == "逐级晋升，但上年没有星级可比。"


def test_an_honour_may_lift_a_star_only_so_far() -> None:
    up_to_four = Merit("M2", "荣誉", MeritKind.BREAKTHROUGH, 4)
    assert star("95", Past(1), ("M2",), step_up=1, merits=(up_to_four,)).tier == 4


def test_an_honour_without_the_score_lifts_nothing() -> None:
    result = star("75", Past(3), ("M2",), **STEP)
    assert (result.tier, texts(result)) == (3, ["没有核实到否决与封顶情形。"])


FOUR_BEFORE = Precondition(5, PreconditionKind.HISTORY, 4, basis="[S13]")
TWICE_OF_THREE = Precondition(5, PreconditionKind.HISTORY, 4, years=3, times=2)
A_YEAR_OLD = Precondition(4, PreconditionKind.AGE, months=12)


@pytest.mark.parametrize(
    ("condition", "past", "tier"),
    [
        (FOUR_BEFORE, Past(4), 5),
        (FOUR_BEFORE, Past(3), 4),
        (FOUR_BEFORE, Past(None), 4),
        (TWICE_OF_THREE, Past(3, (4, 5)), 5),
        (TWICE_OF_THREE, Past(4, (3, None)), 4),
        (TWICE_OF_THREE, Past(4, (3, 3, 4)), 4),
    ],
)
def test_a_tier_may_ask_for_stars_of_earlier_years(condition: Precondition, past: Past, tier: int) -> None:
    assert star("95", past, preconditions=(condition,)).tier == tier


def test_a_tier_may_ask_for_an_age_and_an_unknown_one_hinders_nobody() -> None:
    found = [star("85", Past(months=months), preconditions=(A_YEAR_OLD,)).tier for months in (12, 11, None)]
    assert found == [4, 3, 4]


def test_a_tier_that_is_out_of_reach_leads_to_the_highest_whose_conditions_hold() -> None:
    result = star("95", Past(3, (), 6), preconditions=(FOUR_BEFORE, A_YEAR_OLD))
    assert (result.tier, texts(result)[:2]) == (
        3,
        [
            "五星级上年须为四星级及以上，上年是三星级，由五星级降为四星级。",
            "四星级须成立满12个月，到年底成立6个月，由四星级降为三星级。",
        ],
    )


def test_the_years_looked_at_are_named_in_the_reason() -> None:
    result = star("95", Past(4, (3, None)), preconditions=(TWICE_OF_THREE,))
    assert texts(result)[0] == (
        "五星级近3年须至少2年为四星级及以上，近3年是四星级、三星级、未评星，由五星级降为四星级。"
    )


def test_an_honour_lifts_preconditions_too() -> None:
    result = star("95", Past(3), ("M2",), preconditions=(FOUR_BEFORE,), merits=(HONOUR,))
    assert result.tier == 5


def test_a_newcomer_takes_part_without_a_star() -> None:
    young = star("95", Past(months=5), newcomers=Newcomers.UNRATED)
    assert (young.tier, young.tier_name, str(young.score)) == (None, "不定星级", "95.00")
    assert texts(young)[-1] == "到年底成立5个月，不满12个月，参加自评，不定星级。"
    assert star("95", Past(months=12), newcomers=Newcomers.UNRATED).tier == 5
    assert star("95", Past(months=5)).tier == 5


def test_an_ineligible_newcomer_is_told_that_it_lost_the_right() -> None:
    struck = Veto("V1", "重大事故", VetoOutcome.INELIGIBLE, None, 2, "")
    result = star("95", Past(months=5), ("V1",), newcomers=Newcomers.UNRATED, vetoes=(struck,))
    assert result.tier_name == "取消评星资格"


def test_age_is_counted_in_whole_months_to_the_end_of_the_year() -> None:
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 8, 1), date(2025, 12, 31), date(2026, 3, 1))
    assert [months_at_end(day, 2025) for day in days] == [12, 11, 4, 0, 0]


@pytest.mark.parametrize(
    ("months", "year", "day"),
    [(12, 2025, date(2025, 1, 1)), (6, 2025, date(2025, 7, 1)), (24, 2025, date(2024, 1, 1))],
)
def test_who_is_too_young_is_told_by_the_founding_day(months: int, year: int, day: date) -> None:
    assert first_day_too_young(months, year) == day
    assert months_at_end(day, year) < months


def test_what_a_rating_keeps_of_earlier_years_is_read_as_it_was_stored() -> None:
    assert Past.of({}) == Past(None, (), None)
    assert Past.of({"tier": 4, "words": "四星级", "earlier": [3, None], "months": 30}) == Past(4, (3, None), 30)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (lambda: Precondition(5, PreconditionKind.HISTORY),
         "五星级的前置条件：看历年星级的应填、且只有它才填历年星级。"),
        (lambda: Precondition(5, PreconditionKind.AGE), "五星级的前置条件：看成立时间的应填、且只有它才填月数。"),
        (lambda: Precondition(5, PreconditionKind.HISTORY, 4, years=2, times=3),
         "五星级的前置条件：次数应在1到年数之间。"),
        (lambda: Merit("M", "荣誉", MeritKind.DIRECT), "直接定级情形“荣誉”没有填写星级。"),
        (lambda: made(points("A"), merits=(Merit("V1", "荣誉", MeritKind.BREAKTHROUGH),), vetoes=(PUNISHED,)),
         "破格与直接定级的编号“V1”重复。"),
        (lambda: made(points("A"), merits=(Merit("M1", "荣誉", MeritKind.DIRECT, 7),)),
         "“荣誉”所说的七星级不在方案的档次里。"),
        (lambda: made(points("A"), preconditions=(Precondition(7, PreconditionKind.AGE, months=1),)),
         "前置条件所说的七星级不在方案的档次里。"),
    ],
)  # fmt: skip
def test_conditions_that_say_nothing_are_refused(wrong: Any, sentence: str) -> None:
    with pytest.raises(SchemeError, match=sentence):
        wrong()


def test_conditions_survive_being_written_and_read() -> None:
    scheme = made(
        points("A"),
        preconditions=(TWICE_OF_THREE, A_YEAR_OLD),
        merits=(ADVANCED, HONOUR),
        newcomers=Newcomers.LEFT_OUT,
        newcomer_months=6,
        only_up_to=3,
        step_up=1,
    )
    assert Scheme.from_data(scheme.to_data()) == scheme
    assert scheme.to_data()["preconditions"][0] == {"tier": 5, "kind": "history", "level": 4, "years": 3, "times": 2}
