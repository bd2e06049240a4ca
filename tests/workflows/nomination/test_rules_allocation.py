"""The allocation table adds up, and places are shifted. 依据: domain 3.2 to 3.5, 3.9."""

import pytest

from tests.workflows.nomination.rounds import shipped
from workflows.nomination.rules import (
    Allocation,
    Cell,
    RoundError,
    Shift,
    Total,
    allocation_errors,
    without_row,
)

UNITS = ["甲局", "乙局", "丙办"]


def table(*rows: tuple[str, str, int]) -> Allocation:
    return Allocation.of(Cell(*row) for row in rows)


# --- 分配表 -------------------------------------------------------------------------------------------------------


def test_an_allocation_that_adds_up_is_not_objected_to() -> None:
    award = shipped("notice_1")
    good = table(
        ("甲局", "member", 2), ("乙局", "member", 1), ("甲局", "worker", 2), ("甲局", "organisation", 1),
        ("丙办", "organisation", 2),
    )  # fmt: skip

    assert allocation_errors(good, award.by_code, UNITS, award.totals) == []


def test_an_allocation_that_does_not_add_up_names_the_category_and_both_numbers() -> None:
    award = shipped("notice_1")
    bad = table(("甲局", "member", 2), ("乙局", "member", 2), ("甲局", "worker", 1), ("丙办", "organisation", 3))

    assert allocation_errors(bad, award.by_code, UNITS, award.totals) == [
        "优秀共产党员：各单位合计4个，通知总数3个，多1个。",
        "优秀党务工作者：各单位合计1个，通知总数2个，少1个。",
    ]


def test_61_people_in_two_categories_together() -> None:
    """Domain 3.5 六 [N06]: 优秀党员和党务工作者共61人."""
    categories = {code: shipped("notice_2").by_code[code] for code in ("member", "worker")}
    total = Total("优秀共产党员和优秀党务工作者", ("member", "worker"), 61)

    exact = table(("甲局", "member", 40), ("甲局", "worker", 21))
    assert allocation_errors(exact, categories, UNITS, [total]) == []
    short = table(("甲局", "member", 40), ("甲局", "worker", 20))
    assert allocation_errors(short, categories, UNITS, [total]) == [
        "优秀共产党员和优秀党务工作者：优秀共产党员40+优秀党务工作者20=60个，通知总数61个，少1个。"
    ]


def test_about_50_organisations_need_not_be_50() -> None:
    """Domain 3.4 [N03]: 约50个 = 直属30 + 基层20."""
    award = shipped("notice_3")
    near = table(("甲局", "direct", 31), ("乙局", "basic", 20), ("甲局", "member", 298), ("甲局", "worker", 60))

    assert allocation_errors(near, award.by_code, UNITS, award.totals) == []


def test_strange_units_and_categories_are_named() -> None:
    award = shipped("notice_2")
    strange = table(("丁局", "member", 1), ("甲局", "hero", 1))

    assert allocation_errors(strange, award.by_code, UNITS, ()) == [
        "分配表里的丁局不参加本批次，请删去或先列入参加单位。",
        "分配表里的类别“hero”不在本批次的类别里。",
    ]


def test_a_unit_written_twice_or_a_number_below_nothing_is_refused() -> None:
    with pytest.raises(RoundError, match="分配表里甲局的同一类别写了两次。"):
        table(("甲局", "member", 1), ("甲局", "member", 2))
    with pytest.raises(RoundError, match="分配表里甲局的名额应不小于0，现为-1。"):
        table(("甲局", "member", -1))


def test_a_typed_nothing_is_a_row() -> None:
    assert without_row(table(("甲局", "member", 0), ("乙局", "member", 3)), UNITS) == ["丙办"]


def test_places_that_are_not_in_use_can_be_shifted() -> None:
    before = table(("甲局", "member", 3), ("乙局", "member", 1))

    after = before.shifted(Shift("member", "甲局", "丙办", 2, "丙办新增支部"), taken=1)
    assert after.places == {("甲局", "member"): 1, ("乙局", "member"): 1, ("丙办", "member"): 2}
    assert (before.total("member"), after.total("member")) == (4, 4)


@pytest.mark.parametrize(
    ("shift", "sentence"),
    [
        (Shift("member", "甲局", "乙局", 3, "原因"), "甲局有3个，已用1个，可调剂2个，不够调出3个。"),
        (Shift("member", "甲局", "乙局", 1, " "), "调剂名额须写明原因。"),
        (Shift("member", "甲局", "甲局", 1, "原因"), "调剂应在两个单位之间进行，至少1个名额。"),
        (Shift("member", "甲局", "乙局", 0, "原因"), "调剂应在两个单位之间进行，至少1个名额。"),
    ],
)
def test_a_shift_that_cannot_be_says_why(shift: Shift, sentence: str) -> None:
    with pytest.raises(RoundError) as refused:
        table(("甲局", "member", 3)).shifted(shift, taken=1)
    assert str(refused.value) == sentence
