"""What holds for every limit, every vote and every ranking, tried on invented ones."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.nomination.rounds import shipped
from workflows.nomination.rules import (
    Allocation,
    Among,
    Base,
    Cap,
    Contest,
    Direction,
    Entry,
    Per,
    Ranked,
    Rounding,
    Share,
    Shift,
    Verdict,
    contradictions,
    judge_cap,
    select,
)

NOTICE_TWO = shipped("notice_2")


@st.composite
def caps(draw: st.DrawFn, base: Base | None = None) -> Cap:
    percent = draw(st.none() | st.decimals(0, 100, places=2))
    direction = draw(st.sampled_from(Direction))
    return Cap(
        "cap", "人选", ("member",), draw(st.sampled_from(Per)), direction,
        draw(st.integers(0, 20)) if percent is None else None, percent, base or draw(st.sampled_from(Base)),
        draw(st.sampled_from(Rounding)), draw(st.sampled_from(Among)),
        draw(st.integers(0, 2)) if direction is Direction.MAX else 0,
    )  # fmt: skip


ENTRIES = st.lists(
    st.builds(
        Entry, st.just("某人"), st.sampled_from(["member", "worker"]), st.none() | st.booleans(),
        st.none() | st.booleans(),
    ), max_size=12,
)  # fmt: skip


def number(cap: Cap, base: int) -> int:
    found = cap.limit(base).number
    assert found is not None
    return found


@given(caps(), st.integers(0, 5000), st.integers(0, 500))
def test_more_people_never_means_fewer_places(cap: Cap, base: int, more: int) -> None:
    assert number(cap, base) <= number(cap, base + more)


@given(caps(), st.integers(0, 5000))
def test_a_share_is_within_one_of_what_it_comes_to(cap: Cap, base: int) -> None:
    if cap.percent is None:
        assert number(cap, base) == cap.count
        return
    exact = Fraction(cap.percent) * base / 100
    taken = number(replace(cap, least=0), base)
    assert abs(taken - exact) < 1
    assert cap.rounding is not Rounding.DOWN or taken <= exact
    assert cap.rounding is not Rounding.UP or taken >= exact


@given(caps(), ENTRIES, st.integers(0, 200))
def test_what_is_certain_holds_however_the_doubtful_turn_out(cap: Cap, entries: list[Entry], base: int) -> None:
    bases = dict.fromkeys(Base, base)
    verdict = judge_cap(cap, entries, bases).verdict

    for mark in (True, False):
        settled = [
            Entry(
                each.name, each.category, mark if each.is_leader is None else each.is_leader,
                mark if each.is_frontline is None else each.is_frontline,
            )
            for each in entries
        ]  # fmt: skip
        assert judge_cap(cap, settled, bases).verdict in ({verdict} if verdict is not Verdict.UNKNOWN else set(Verdict))


@given(caps(Base.MEMBERS), ENTRIES, st.integers(0, 200))
def test_one_candidate_more_never_keeps_a_most_that_was_broken(cap: Cap, entries: list[Entry], base: int) -> None:
    most = replace(cap, direction=Direction.MAX)
    before = judge_cap(most, entries, {Base.MEMBERS: base}).verdict
    after = judge_cap(most, [*entries, Entry("又一人", "member", True, True)], {Base.MEMBERS: base}).verdict

    assert before is not Verdict.NOT_MET or after is Verdict.NOT_MET


@given(caps(), ENTRIES)
def test_without_a_base_no_share_is_kept(cap: Cap, entries: list[Entry]) -> None:
    if cap.percent is not None and cap.base is not Base.LISTED:
        assert judge_cap(cap, entries, {}).verdict is Verdict.UNKNOWN


@given(st.integers(0, 200))
def test_the_places_and_the_share_of_notice_two_contradict_below_15_members(members: int) -> None:
    found = contradictions(NOTICE_TWO, Per.BRANCH, "甲一支部", {Base.MEMBERS: members})

    assert bool(found) == (members < 15)
    assert [(each.first.number, each.second.number) for each in found] == [(members // 5, 3)] * len(found)


@given(st.decimals(1, 5, places=2), st.sampled_from(Rounding), st.integers(0, 300), st.integers(0, 50))
def test_more_places_never_ask_for_fewer_candidates(ratio: Decimal, way: Rounding, places: int, more: int) -> None:
    contest = Contest(ratio, way)

    assert places <= contest.needed(places) <= contest.needed(places + more)
    assert contest.warning(places, contest.needed(places)) == ""


@given(st.integers(1, 20), st.integers(1, 20), st.integers(0, 300))
def test_a_share_of_votes_is_exact(part: int, whole: int, of: int) -> None:
    share = Share(min(part, whole), max(part, whole))
    exact = Fraction(share.part, share.whole) * of

    assert share.least(of, more_than=False) - 1 < exact <= share.least(of, more_than=False)
    assert share.least(of, more_than=True) - 1 <= exact < share.least(of, more_than=True)


CELLS = st.dictionaries(st.tuples(st.sampled_from("甲乙丙"), st.just("member")), st.integers(0, 20), min_size=2)


@given(CELLS, st.data())
def test_a_shift_moves_places_and_makes_none(places: dict[tuple[str, str], int], data: st.DataObject) -> None:
    (giver, _), (taker, _) = list(places)[:2]
    moved = data.draw(st.integers(0, places[giver, "member"]))
    before = Allocation(places)
    if moved:
        after = before.shifted(Shift("member", giver, taker, moved, "工作需要"), taken=0)
        assert after.total("member") == before.total("member")
        assert after.places[giver, "member"] == places[giver, "member"] - moved


# --- ranking ------------------------------------------------------------------------------------------------------

RANKED = st.lists(st.none() | st.integers(1, 6), max_size=10).map(
    lambda ranks: [Ranked(f"人{n}", rank) for n, rank in enumerate(ranks)]
)


@given(RANKED, st.integers(0, 12))
def test_nobody_gets_lost_no_tie_is_broken_and_no_place_is_invented(ranked: list[Ranked], places: int) -> None:
    found = select(ranked, places, "党委会")

    assert len(found.inside) <= places
    if not found.unranked:
        assert sorted(found.inside + found.tied + found.beyond) == sorted(each.name for each in ranked)
        ranks = {each.name: each.rank for each in ranked}
        groups = [{ranks[name] for name in group} for group in (found.inside, found.tied, found.beyond)]
        assert sum(map(len, groups)) == len(set().union(*groups))
    assert found.settled == (len(ranked) <= places)


@given(RANKED, st.integers(0, 12), st.integers(0, 5))
def test_more_places_never_put_anybody_out(ranked: list[Ranked], places: int, more: int) -> None:
    assert set(select(ranked, places, "党委会").inside) <= set(select(ranked, places + more, "党委会").inside)
