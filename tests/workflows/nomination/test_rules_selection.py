"""差额, ranking, ties and surplus: named for people, never decided. 依据: domain 3.5, 3.9."""

from decimal import Decimal

import pytest

from tests.workflows.nomination.rounds import shipped
from workflows.nomination.rules import (
    Contest,
    Ranked,
    RoundError,
    Rounding,
    by_votes,
    select,
)

# --- 差额 ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("places", "needed"), [(0, 0), (1, 2), (2, 3), (3, 4), (5, 6), (10, 12), (61, 74)])
def test_one_to_one_point_two(places: int, needed: int) -> None:
    """Domain 3.5 九 [N09]: 1:1.2."""
    contest = shipped("notice_9").contest

    assert contest is not None
    assert contest.needed(places) == needed


def test_too_few_candidates_are_told_with_the_sum() -> None:
    contest = Contest(Decimal("1.2"))

    assert contest.warning(3, 4) == ""
    assert contest.warning(3, 3) == "3个名额按1:1.2应有4名候选（3×1.2=3.6，向上取整为4），现有3名，少1名。"
    assert Contest(Decimal("1.2"), Rounding.DOWN).needed(3) == 3
    with pytest.raises(RoundError, match=r"差额比例应不小于1，现为0\.8。"):
        Contest(Decimal("0.8"))


# --- 并列与超额 ---------------------------------------------------------------------------------------------------


def test_ranked_without_ties_the_first_are_within_and_the_rest_is_named() -> None:
    found = select([Ranked("丙", 3), Ranked("甲", 1), Ranked("乙", 2)], 2, "党委会")

    assert (found.inside, found.tied, found.beyond) == (("甲", "乙"), (), ("丙",))
    assert found.questions == ("丙超出名额2个，由党委会决定不推荐或申请调剂。",)


def test_a_tie_across_the_last_place_is_left_to_people() -> None:
    found = select([Ranked("甲", 1), Ranked("乙", 2), Ranked("丙", 2), Ranked("丁", 4)], 2, "党委会")

    assert (found.inside, found.tied, found.beyond) == (("甲",), ("乙", "丙"), ("丁",))
    assert found.questions[0] == "乙、丙并列，只余1个名额，由党委会排序或表决，系统不代为取舍。"
    assert not found.settled


def test_a_tie_within_the_places_is_no_question() -> None:
    found = select([Ranked("甲", 1), Ranked("乙", 1)], 2, "党委会")

    assert (found.inside, found.settled) == (("甲", "乙"), True)


def test_without_a_ranking_nobody_is_cut_off_silently() -> None:
    people = [Ranked("甲", 1), Ranked("乙", None), Ranked("丙", None)]

    assert select(people, 3, "党委会").settled
    found = select(people, 2, "党委会")
    assert found.inside == ()
    assert found.questions == ("乙、丙还没有排序，推荐3个超过名额2个，由党委会排序或表决。",)


def test_22_branches_for_4_places_by_votes() -> None:
    """Domain 3.5 十 [N10]: each branch at most one, the 总支 chooses 4 of at most 22."""
    award = shipped("notice_10")
    votes = {f"支部{n}": 30 - n for n in range(1, 23)}
    found = select(by_votes(votes), award.by_code["member"].places or 0, award.rules_on)

    assert found.inside == ("支部1", "支部2", "支部3", "支部4")
    assert (len(found.beyond), found.tied) == (18, ())


def test_equal_votes_share_a_place() -> None:
    assert [each.rank for each in by_votes({"甲": 9, "乙": 7, "丙": 7, "丁": 3})] == [1, 2, 2, 4]
