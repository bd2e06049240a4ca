"""评委打分: groups cross over, nobody scores his own, averages and places come out as on paper. 依据: domain 2.6b."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.star_rating.rules import panel
from workflows.star_rating.rules.components import Average
from workflows.star_rating.rules.panel import Party, Placed

scores = st.decimals(0, 100, places=1)
several = st.lists(scores, min_size=1, max_size=9)


def totals(*figures: str) -> list[Decimal]:
    return [Decimal(figure) for figure in figures]


def test_two_groups_score_each_other() -> None:
    reviewers = [Party(1, 1), Party(2, 1), Party(3, 2)]
    branches = [Party(10, 1), Party(11, 2), Party(12, 2)]

    assert panel.crossing(reviewers, branches) == {1: [11, 12], 2: [11, 12], 3: [10]}


def test_without_groups_everybody_scores_all_but_his_own() -> None:
    first, second = frozenset({100}), frozenset({200})
    reviewers = [Party(1, own=first), Party(2, own=second), Party(3), Party(4, own=first | second)]
    branches = [Party(10, own=first), Party(11, own=first), Party(12, own=second)]

    assert panel.crossing(reviewers, branches) == {1: [12], 2: [10, 11], 3: [10, 11, 12], 4: []}


@given(
    st.lists(st.tuples(st.integers(0, 2), st.frozensets(st.integers(1, 4), max_size=2)), max_size=8),
    st.lists(st.tuples(st.integers(1, 2), st.frozensets(st.integers(1, 4), min_size=1, max_size=1)), max_size=8),
)
def test_nobody_ever_scores_his_own_unit_or_his_own_group(
    people: list[tuple[int, frozenset[int]]], units: list[tuple[int, frozenset[int]]]
) -> None:
    reviewers = [Party(key, group, own) for key, (group, own) in enumerate(people)]
    branches = [Party(key, group, own) for key, (group, own) in enumerate(units)]

    for key, given_ in panel.crossing(reviewers, branches).items():
        assert [b for b in given_ if branches[b].own & reviewers[key].own] == []
        assert [b for b in given_ if reviewers[key].group and branches[b].group == reviewers[key].group] == []


@pytest.mark.parametrize(
    ("how", "rows", "due"),
    [
        (Average.MEAN, totals("95", "90", "88.5"), "91.17"),
        (Average.MEDIAN, totals("60", "90", "88.5"), "88.50"),
        (Average.MEDIAN, totals("60", "90", "88.5", "91"), "89.25"),
        (Average.TRIMMED, totals("10", "90", "88.5", "100"), "89.25"),
        (Average.TRIMMED, totals("80", "90"), "85.00"),
    ],
)
def test_what_several_scores_come_to(how: Average, rows: list[Decimal], due: str) -> None:
    assert panel.figure(rows, how, Decimal(100), Decimal(100)) == Decimal(due)


def test_sheets_out_of_fifty_are_brought_to_the_full_mark_of_the_component() -> None:
    rows = totals("45", "40")

    assert panel.figure(rows, Average.MEAN, Decimal(50), Decimal(30)) == Decimal("25.50")
    assert panel.explained(rows, Average.MEAN, Decimal(50), Decimal(30)) == "2名评委平均（45、40），满分50分折算为30分"


def test_equal_figures_share_the_place_and_the_next_is_left_out() -> None:
    figures = {1: Decimal("88.00"), 2: Decimal("91.50"), 3: Decimal("88.00"), 4: Decimal("70.00")}

    assert panel.ranking(figures) == [
        Placed(2, Decimal("91.50"), 1, tied=False),
        Placed(1, Decimal("88.00"), 2, tied=True),
        Placed(3, Decimal("88.00"), 2, tied=True),
        Placed(4, Decimal("70.00"), 4, tied=False),
    ]


@pytest.mark.parametrize(("n", "due"), [(0, []), (1, [4]), (2, [1, 3, 4]), (3, [1, 3, 4]), (9, [2, 1, 3, 4])])
def test_whoever_ties_with_one_of_the_last_is_one_of_them(n: int, due: list[int]) -> None:
    rows = panel.ranking({1: Decimal(88), 2: Decimal(91), 3: Decimal(88), 4: Decimal(70)})

    assert [row.key for row in panel.last(rows, n)] == due


@given(several, st.sampled_from(Average))
def test_an_average_lies_between_the_lowest_and_the_highest(rows: list[Decimal], how: Average) -> None:
    assert min(rows) <= panel.average(rows, how) <= max(rows)


@given(several, st.sampled_from(Average), scores)
def test_more_points_from_one_reviewer_never_lower_the_figure(rows: list[Decimal], how: Average, more: Decimal) -> None:
    raised = [rows[0] + more, *rows[1:]]
    hundred = Decimal(100)

    assert panel.figure(raised, how, hundred, hundred) >= panel.figure(rows, how, hundred, hundred)
