"""比选: who is in and who is out of too few places by a ranking or a vote; ties are people's. 依据: domain 3.9, 4.2."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workflows.nomination.rules import Attendance, Contestant, Outcome, VoteOf, VoteRule, outcome

NOBODY = Attendance()
TEN = Attendance(10, 9)


def of(rows: Sequence[Contestant], places: int, attendance: Attendance = NOBODY) -> Outcome:
    return outcome(rows, places, "工委会议", VoteRule(), attendance)


def voted(*votes: int) -> list[Contestant]:
    """甲, 乙, 丙 … with so many votes."""
    return [Contestant(name, None, n) for name, n in zip("甲乙丙丁戊", votes, strict=False)]


# --- ranking -------------------------------------------------------------------------------------------------------


def test_the_first_are_in_and_the_others_read_where_they_stand() -> None:
    found = of([Contestant("丙", 3), Contestant("甲", 1), Contestant("乙", 2)], 2)

    assert (found.inside, found.problems) == (("甲", "乙"), ())
    assert found.out == {"丙": "第3名，名额2个"}
    assert found.places == {"甲": 1, "乙": 2, "丙": 3}


def test_a_tie_at_the_last_place_is_no_outcome() -> None:
    found = of([Contestant("甲", 1), Contestant("乙", 2), Contestant("丙", 2)], 2)

    assert (found.inside, found.out) == ((), {})
    assert found.problems == ("乙、丙并列，只余1个名额，由工委会议排序或表决，系统不代为取舍。",)


def test_a_tie_among_those_who_are_in_or_out_is_no_question() -> None:
    rows = [Contestant("甲", 1), Contestant("乙", 1), Contestant("丙", 3), Contestant("丁", 3)]
    found = of(rows, 2)

    assert (found.inside, found.out) == (("甲", "乙"), {"丙": "第3名，名额2个", "丁": "第3名，名额2个"})


def test_who_is_not_ranked_is_named() -> None:
    found = of([Contestant("甲", 1), Contestant("乙"), Contestant("丙")], 2)

    assert found.problems == ("乙、丙还没有排序，推荐3个超过名额2个，由工委会议排序或表决。",)


# --- vote ----------------------------------------------------------------------------------------------------------


def test_the_most_votes_are_in() -> None:
    found = of(voted(7, 9, 6), 2, TEN)

    assert (found.inside, found.out) == (("乙", "甲"), {"丙": "第3名，名额2个"})


def test_who_was_not_agreed_to_by_half_is_out_even_where_there_is_room() -> None:
    """双过半: more than half of ten is six."""
    found = of(voted(9, 6, 5), 3, TEN)

    assert found.inside == ("甲", "乙")
    assert found.out == {"丙": "赞成5人，须应到10人超过1/2即6人赞成，不够"}


def test_equal_votes_at_the_last_place_wait_for_a_second_ballot() -> None:
    rows = voted(9, 7, 7)

    assert of(rows, 2, TEN).problems == ("乙、丙并列，只余1个名额，由工委会议排序或表决，系统不代为取舍。",)
    parted = [rows[0], rows[1]._replace(rank=2), rows[2]._replace(rank=1)]
    found = of(parted, 2, TEN)
    assert (found.inside, found.out) == (("甲", "丙"), {"乙": "第3名，名额2个"})


def test_a_place_does_not_go_before_votes() -> None:
    rows = [Contestant("甲", 1, 6), Contestant("乙", 2, 9), Contestant("丙", 3, 6)]

    assert of(rows, 2, TEN).problems == ("乙得票多于甲，排序却在后，请核对。",)


@pytest.mark.parametrize(
    ("rows", "attendance", "problems"),
    [
        (voted(9, 8), NOBODY, ("登记了得票的，请填写应到和实到人数。",)),
        ([*voted(9), Contestant("乙", 1)], TEN, ("还没有登记得票：乙。表决的，全部候选都要登记得票。",)),
        (
            voted(10, 8), TEN,
            ("甲的得票有误：实到不能多于应到，赞成不能多于实到，现为应到10、实到9、赞成10。",),
        ),
        (voted(5, 4), Attendance(10, 5), ("会议人数不够：应到10人，实到5人，须超过1/2即6人到会，不够。",)),
    ],
)  # fmt: skip
def test_a_vote_that_does_not_hold_says_why(
    rows: list[Contestant], attendance: Attendance, problems: tuple[str, ...]
) -> None:
    found = of(rows, 1, attendance)

    assert (found.inside, found.out, found.problems) == ((), {}, problems)


def test_the_notice_may_count_votes_of_those_present() -> None:
    rule = VoteRule(of=VoteOf.PRESENT)
    found = outcome(voted(5, 4), 1, "工委会议", rule, Attendance(10, 8))

    assert (found.inside, found.out) == (("甲",), {"乙": "赞成4人，须实到8人超过1/2即5人赞成，不够"})


# --- properties ----------------------------------------------------------------------------------------------------

ROWS = st.lists(
    st.tuples(st.none() | st.integers(1, 6), st.none() | st.integers(0, 12)), min_size=1, max_size=9
).map(lambda pairs: [Contestant(f"员{n}", *pair) for n, pair in enumerate(pairs)])  # fmt: skip
PATIENT = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""On a busy machine one draw may take a second."""
HELD = st.sampled_from([NOBODY, Attendance(12, 12), Attendance(12, 8), Attendance(12, 3)])


@PATIENT
@given(ROWS, st.integers(0, 9), HELD)
def test_everybody_is_in_or_out_or_people_are_asked(
    rows: list[Contestant], places: int, attendance: Attendance
) -> None:
    found = of(rows, places, attendance)
    names = {each.name for each in rows}

    if found.problems:
        assert (found.inside, found.out) == ((), {})
    else:
        assert {*found.inside} | found.out.keys() == names
        assert len(found.inside) + len(found.out) == len(names)
        assert len(found.inside) <= places


@PATIENT
@given(ROWS, st.integers(0, 9), HELD, st.randoms(use_true_random=False))
def test_the_order_in_which_they_are_entered_changes_nothing(
    rows: list[Contestant], places: int, attendance: Attendance, chance: Random
) -> None:
    other = list(rows)
    chance.shuffle(other)
    first, second = of(rows, places, attendance), of(other, places, attendance)

    assert (set(first.inside), first.out, bool(first.problems)) == (
        set(second.inside), second.out, bool(second.problems),
    )  # fmt: skip


@PATIENT
@given(ROWS, st.integers(0, 9), HELD)
def test_nobody_in_has_fewer_votes_than_somebody_out(
    rows: list[Contestant], places: int, attendance: Attendance
) -> None:
    votes = {each.name: each.votes for each in rows}
    found = of(rows, places, attendance)
    inside = [votes[name] or 0 for name in found.inside]
    out = [votes[name] or 0 for name in found.out]

    if None not in votes.values() and inside and out:
        assert min(inside) >= max(out)
