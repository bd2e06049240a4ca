"""Two versions of a scheme are compared place by place, and nothing that differs is passed over."""

from dataclasses import fields, is_dataclass, replace
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from tests.workflows.star_rating.schemes import everything, shipped
from workflows.star_rating.rules import (
    Component,
    FigureOf,
    Group,
    Indicator,
    Item,
    Merit,
    MeritKind,
    Mode,
    Precondition,
    PreconditionKind,
    QuotaNode,
    QuotaRule,
    Scheme,
    SchemeError,
    Slope,
    Span,
    Tier,
    Veto,
    differences,
)

D = Decimal


def without_effect(part: Any) -> set[str]:
    """What changes nothing in a part as it is: codes, and what only another kind of part goes by."""
    match part:
        case Component(figure_of=figure_of):
            return {"code"} if figure_of is FigureOf.PANEL else {"code", "average"}
        case Item(mode=mode):
            return {Mode.DEDUCT: set(), Mode.TIERED: {"points", "per_count"}}.get(mode, {"per_count"})
        case QuotaRule(percent=None):
            return {"rounding", "base"}
        case Precondition(kind=PreconditionKind.AGE):
            return {"years", "times"}
        case Tier(follow_up=""):
            return {"follow_days"}
        case Veto(fact=None):
            return {"code", "fact"}
        case Group() | Indicator() | Veto() | Merit():
            return {"code"}
    return set()


def changed(value: Any) -> Any:
    """Another value of the same kind."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, Enum):
        return next(member for member in type(value) if member is not value)
    return f"{value}改" if isinstance(value, str) else 7 if value is None else value + 1


def variants(part: Any) -> list[Any]:
    """The part with one thing different, for each thing that has an effect; what the rules refuse is left out."""
    found = []
    for field in fields(part):
        if field.name in without_effect(part):
            continue
        value = getattr(part, field.name)
        nested = isinstance(value, tuple) or is_dataclass(value)
        for other in deeper(value) if nested else [changed(value)]:
            try:
                found.append(replace(part, **{field.name: other}))
            except SchemeError:
                continue
    return found


def deeper(value: Any) -> list[Any]:
    """What stands one level further down, with one thing different."""
    if not isinstance(value, tuple):
        return [None, *variants(value)]
    found: list[Any] = [value[1:]] if value else []
    for place, part in enumerate(value):
        found += [(*value[:place], made, *value[place + 1 :]) for made in variants(part)]
    return found


def test_every_single_change_is_named() -> None:
    before = everything()
    made = [after for after in variants(before) if (after.name, after.version) == (before.name, before.version)]

    assert [after for after in made if not differences(before, after)] == []
    assert len(made) > 150


def test_a_scheme_does_not_differ_from_itself() -> None:
    assert differences(everything(), everything()) == []
    assert differences(everything(), replace(everything(), version="2")) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"max_score": D(110)}, ("总分", "满分100分", "满分110分")),
        ({"step_up": 1}, ("晋级", "每年升几级不限", "每年最多升1级")),
        ({"only_up_to": 3}, ("参评范围", "不论上年星级都参评", "上年三星级及以下和上年没有星级的支部")),
        ({"merits": (Merit("M1", "市级先进", MeritKind.DIRECT, 5),)}, ("直接定级“市级先进”", "无", "直接定为五星级")),
    ],
)
def test_a_difference_is_said_as_a_person_would(change: dict[str, Any], expected: tuple[str, str, str]) -> None:
    before = shipped("county_c")

    assert [tuple(row) for row in differences(before, replace(before, **change))] == [expected]


def test_a_veto_that_is_found_by_the_figure_differs_from_one_that_is_asked() -> None:
    before = shipped("city_d")
    asked = replace(before, vetoes=(replace(before.vetoes[0], component="", below=None, window_years=1),))

    assert [row.after.partition("（")[0] for row in differences(before, asked)] == ["最高二星级，近1年"]
    assert [row.before.partition("（")[0] for row in differences(before, asked)] == [
        "最高二星级，由系统判断：群众满意度不到60分"
    ]


def test_two_quotas_of_one_tier_are_both_compared() -> None:
    before = shipped("district_b")
    again = replace(before.quotas[0], percent=D(20), span=Span.ABOVE)
    named = [row.place for row in differences(before, replace(before, quotas=(*before.quotas, again)))]

    assert named == ["五星级及以上名额上限"]
    named_unit = replace(before.quotas[0], node=QuotaNode.NAMED, unit_code="A01")
    after = replace(before, quotas=(*before.quotas, named_unit))
    assert [row.place for row in differences(before, after)] == ["五星级名额上限（第2处）"]


def test_the_share_of_one_field_is_a_difference_of_its_own_and_of_the_share_that_it_takes_from() -> None:
    after = shipped("district_a")
    before = replace(after, quotas=after.quotas[:2])
    words = [
        (row.place, row.before.partition("（")[0], row.after.partition("（")[0]) for row in differences(before, after)
    ]

    general = "全部单位合计不少于同领域支部的5%，向上取整，可以不达到"
    assert words == [
        ("一星级及以下名额下限", general, f"{general}，社区领域另有规定"),
        ("社区领域一星级及以下名额下限", "无", "社区领域，全部单位合计不少于同领域支部的10%，向上取整，可以不达到"),
    ]


def test_tiers_are_called_by_their_own_names() -> None:
    before = shipped("table_271")
    capped = Veto("V2", "投诉较多", before.vetoes[0].outcome.CAP_TIER, 1, 1, "")
    after = replace(before, vetoes=(*before.vetoes, capped), tiers=(*before.tiers, Tier(4, "示范", D(95))))

    assert [tuple(row) for row in differences(before, after)] == [
        ("示范", "无", "在95分及以上，相当于四星级"),
        ("否决情形“投诉较多”", "无", "最高一般，近1年"),
    ]


def test_a_slope_is_compared_in_every_figure() -> None:
    slope = Slope(D(60), D(10), D(1), only_above=True)
    before = everything()
    line = before.indicators[1].items[1]
    assert line.slope == slope

    for other in variants(slope):
        moved = replace(before.indicators[1], items=(before.indicators[1].items[0], replace(line, slope=other)))
        after: Scheme = replace(before, indicators=(before.indicators[0], moved, before.indicators[2]))
        assert [row.place for row in differences(before, after)] == ["第3条谈话记录"]
