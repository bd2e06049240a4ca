"""按排名定星 as a rule: who is given which place, and what a place leads to. 依据: domain 2.6c."""

from dataclasses import replace
from decimal import Decimal
from functools import partial

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.star_rating.listing import tiers
from tests.world import scheme_c
from workflows.star_rating.rules import (
    NEW,
    Merit,
    MeritKind,
    Placed,
    QuotaNode,
    Ranking,
    Result,
    Scheme,
    Tier,
    Veto,
    VetoOutcome,
    give_places,
    grade,
)


def panel() -> Scheme:
    """双流：前24名参加定星，2个五星、4个四星、6个三星，其余入围."""
    ladder = (*tiers(2, 4, 6), Tier(0, "入围", Decimal(0)))
    vetoes = tuple(replace(veto, cap=veto.cap and 3) for veto in scheme_c().vetoes)
    return replace(scheme_c(), tiers=ladder, ranking=Ranking(QuotaNode.ROOT, 24), quotas=(), vetoes=vetoes)


def graded(scheme: Scheme, found: tuple[str, ...], placing: Placed) -> Result:
    return grade(scheme, [], {"appraisal": Decimal(90)}, found, NEW, placing=placing)


def levels(held: dict[int, str], of: int = 32) -> list[int | None]:
    """The stars of a ranking in which the branches at some places have a veto."""
    scheme = panel()
    gradings = [partial(graded, scheme, (held[n],) if n in held else ()) for n in range(1, of + 1)]
    return [grading(placed).tier for grading, placed in zip(gradings, give_places(scheme, gradings), strict=True)]


def test_the_first_24_of_32_get_2_and_4_and_6_places() -> None:
    assert levels({}) == [5] * 2 + [4] * 4 + [3] * 6 + [0] * 12 + [None] * 8


def direct(found: tuple[str, ...], placing: Placed) -> Result:
    merits = (Merit("M1", "区级先进", MeritKind.DIRECT, 5),)
    return graded(replace(panel(), merits=merits), found, placing)


@pytest.mark.parametrize(("place", "level"), [(3, None), (25, None)])
def test_a_star_given_directly_asks_for_no_place(place: int, level: int | None) -> None:
    given_, plain_ = direct(("M1",), Placed(place, level)), direct((), Placed(place, level))

    assert (given_.tier_name, plain_.tier_name) == ("五星级", "不评星")
    assert "核实有“区级先进”，直接定级，定为五星级。" in [reason.text for reason in given_.reasons]


def test_who_may_not_be_rated_takes_no_number_and_is_none_of_the_first() -> None:
    scheme = replace(panel(), vetoes=(Veto("X", "违纪", VetoOutcome.INELIGIBLE, None, 1, ""),))
    gradings = [partial(graded, scheme, ("X",) if n < 2 else ()) for n in range(27)]
    placed = give_places(scheme, gradings)
    results = [grading(at) for grading, at in zip(gradings, placed, strict=True)]

    assert [at.place for at in placed] == [0, 0, *range(1, 26)]
    assert [result.tier for result in results] == [None] * 2 + [5] * 2 + [4] * 4 + [3] * 6 + [0] * 12 + [None]
    assert results[0].tier_name == "取消评星资格"
    assert "不参加排名" in " ".join(reason.text for reason in results[0].reasons)


def bounded(*rows: tuple[int, int, int | None]) -> Scheme:
    """Tiers of these levels, from these scores, with so many places."""
    named = {0: "无星级", 1: "一星级", 3: "三星级", 4: "四星级", 5: "五星级"}
    ladder = tuple(Tier(level, named[level], Decimal(score), places=places) for level, score, places in rows)
    return replace(panel(), tiers=ladder, ranking=Ranking(), vetoes=(), merits=())


def ranked(scheme: Scheme, *scores: int) -> list[int | None]:
    """The stars of branches with these 评议 scores, the best first: 95, 80, 45 make 98, 92, 78 in all."""

    def grading(score: int, placing: Placed) -> Result:
        return grade(scheme, [], {"appraisal": Decimal(score)}, (), placing=placing)

    table = [partial(grading, score) for score in scores]
    return [each(placed).tier for each, placed in zip(table, give_places(scheme, table), strict=True)]


def test_no_place_leads_to_a_tier_whose_lower_bound_the_score_does_not_reach() -> None:
    assert ranked(bounded((5, 95, 1), (3, 90, None), (1, 0, None)), 95, 80, 45) == [5, 3, 1]
    assert ranked(bounded((5, 95, 2), (3, 90, None), (1, 0, None)), 95, 80, 45) == [5, 3, 1]
    assert ranked(bounded((5, 95, 2), (3, 90, 2)), 95, 80, 45) == [5, 3, None]


def test_the_lowest_tier_takes_who_reaches_no_bound_unless_its_places_are_counted() -> None:
    assert ranked(bounded((5, 95, 1), (3, 90, None)), 95, 45, 40) == [5, 3, 3]
    assert ranked(bounded((5, 95, 1), (3, 90, 1)), 95, 45, 40) == [5, None, None]


def test_a_place_that_too_few_points_leave_goes_to_nobody_below() -> None:
    assert ranked(bounded((5, 98, 2), (4, 90, 1), (0, 0, None)), 95, 80, 78, 45) == [5, 4, 0, 0]


def test_tiers_stand_in_the_order_of_their_stars_where_stars_go_by_rank() -> None:
    scheme = bounded((5, 0, 1), (4, 0, 1), (3, 90, None), (0, 0, None))
    vetoes = Veto("V", "处分", VetoOutcome.CAP_TIER, 4, 1, ""), Veto("W", "软弱涣散", VetoOutcome.BOTTOM, None, 1, "")
    scheme = replace(scheme, merits=(Merit("M", "区级先进", MeritKind.DIRECT, 5),), vetoes=vetoes)
    stars = [graded(scheme, found, Placed(1, 5)).tier_name for found in (("M", "V"), ("V",), ("W",))]

    assert [tier.level for tier in scheme.ladder] == [0, 3, 4, 5]
    assert stars == ["四星级", "四星级", "无星级"]


VETOES = [veto.code for veto in scheme_c().vetoes]
OUTSIDE = {code for code in VETOES if graded(panel(), (code,), Placed(1, 5)).tier is None}


@given(st.dictionaries(st.integers(1, 32), st.sampled_from(VETOES), max_size=12))
def test_no_tier_ever_has_more_than_its_places(held: dict[int, str]) -> None:
    found = levels(held)

    assert [sum(level == tier for level in found) <= most_ for tier, most_ in ((5, 2), (4, 4), (3, 6))] == [True] * 3
    numbered = [level for n, level in enumerate(found, 1) if held.get(n) not in OUTSIDE]
    assert set(numbered[24:]) <= {None}
