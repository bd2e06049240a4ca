"""计票: totals only, and (g) nothing that stands for fewer people than the minimum, not between two exports either."""

from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.appraisal.boxes import FROZEN, GRADES, alike, issued, new_box, polled, voting, with_groups
from workflows.appraisal.ballots import sealed, verify
from workflows.appraisal.ballots.answers import Ballot, BoxError
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.counting import Cell, Result, count, divided
from workflows.appraisal.ballots.erasing import erase
from workflows.appraisal.ballots.frozen import Frozen
from workflows.appraisal.ballots.sealed import Sealed, Vote
from workflows.appraisal.ballots.sealing import seal

GROUPS = ("甲票", "乙票", "丙票", "丁票")
sizes = st.dictionaries(st.sampled_from(GROUPS), st.integers(0, 12), min_size=1)


def box_of(voters: dict[str, int], minimum: int) -> Sealed:
    """A sealed box in which so many of each group voted, each for another option in turn."""
    frozen = with_groups(voters, roll=60, minimum=minimum)
    votes = [
        Vote(f"{group}-{item.key}-{number}", item.key, number % 4, group)
        for group, many in voters.items()
        for number in range(many)
        for item in frozen.items
    ]
    polled = [f"{number:064x}" for number in range(sum(voters.values()))]
    codes = {"polled": polled, "void": [], "issued": []}
    return Sealed(frozen.document(), len(polled), codes, votes, sealed.digest_of(votes))


def test_totals_per_item_are_all_that_leaves_the_box(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)
    for place, code in enumerate(drawn[:8]):
        cast(box, Ballot(code, {"member-0": place % 4, "member-1": 0, "member-2": 3}))
    found = seal(box)
    totals = {
        "member-0": dict.fromkeys(GRADES, 2),
        "member-1": {"优秀": 8, "合格": 0, "基本合格": 0, "不合格": 0},
        "member-2": {"优秀": 0, "合格": 0, "基本合格": 0, "不合格": 8},
    }

    assert count(found, found.hash) == Result(8, (Cell(("全体",), 8, totals),))
    assert count(found, found.hash).totals == totals


def test_counted_again_it_comes_out_the_same(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    printed = seal(box).hash
    spaced = " ".join(printed[start : start + 8].upper() for start in range(0, 64, 8))

    first, again = (count(sealed.read(box.sealed_path), hashed) for hashed in (printed, spaced))
    assert first == again


def test_a_box_with_another_hash_than_the_printed_one_is_not_counted(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)

    with pytest.raises(BoxError, match="票箱校验码与封箱时打印的不一致"):
        count(seal(box), "0" * 64)


def test_nothing_is_counted_of_fewer_than_the_minimum(tmp_path: Path) -> None:
    box, _ = polled(tmp_path, votes=4)
    found = seal(box)

    with pytest.raises(BoxError, match="投票4人，少于最低人数5人，为免认出个人，结果不显示。"):
        count(found, found.hash)


def test_groups_are_told_apart_when_each_is_large_enough(tmp_path: Path) -> None:
    frozen = with_groups(["党员", "群众"], roll=10, minimum=3)
    box = new_box(tmp_path, frozen)
    party, others = issued(box, 4, "党员"), issued(box, 3, "群众")
    box.lift(present=7)
    for code in (*party, *others):
        cast(box, Ballot(code, alike(0 if code in party else 1)))
    found = seal(box)
    cells = count(found, found.hash).cells

    assert [(cell.groups, cell.voters, cell.totals["member-0"]) for cell in cells] == [
        (("党员",), 4, {"优秀": 4, "合格": 0, "基本合格": 0, "不合格": 0}),
        (("群众",), 3, {"优秀": 0, "合格": 3, "基本合格": 0, "不合格": 0}),
    ]


@pytest.mark.parametrize(
    ("voters", "cells"),
    [
        ({"甲票": 9, "乙票": 5}, [("甲票",), ("乙票",)]),
        ({"甲票": 9, "乙票": 4}, [("甲票", "乙票")]),
        ({"甲票": 9, "乙票": 4, "丙票": 6}, [("甲票",), ("乙票", "丙票")]),
        ({"甲票": 3, "乙票": 2, "丙票": 6}, [("甲票", "乙票"), ("丙票",)]),
        ({"甲票": 6, "乙票": 0, "丙票": 7}, [("甲票", "乙票"), ("丙票",)]),
        ({"甲票": 6, "乙票": 1, "丙票": 6}, [("甲票",), ("乙票", "丙票")]),
    ],
)
def test_groups_too_small_are_joined(voters: dict[str, int], cells: list[tuple[str, ...]]) -> None:
    assert sorted(divided(voters, minimum=5)) == sorted(cells)


@given(sizes, st.integers(3, 8))
def test_every_cell_has_the_minimum_and_every_group_is_in_one(voters: dict[str, int], minimum: int) -> None:
    cells = divided(voters, minimum)

    assert sorted(group for cell in cells for group in cell) == sorted(voters)
    if sum(voters.values()) >= minimum:
        assert min(sum(voters[group] for group in cell) for cell in cells) >= minimum


@given(sizes, st.integers(3, 8))
def test_no_two_exports_differ_by_fewer_than_the_minimum(voters: dict[str, int], minimum: int) -> None:
    box = box_of(voters, minimum)
    if sum(voters.values()) < minimum:
        with pytest.raises(BoxError, match="少于最低人数"):
            count(box, box.hash)
        return
    result = count(box, box.hash)
    cells = [frozenset(cell.groups) for cell in result.cells]
    exports = [frozenset().union(*some) for many in range(len(cells) + 1) for some in combinations(cells, many)]
    differences = {one - other for one in exports for other in exports if one > other}

    assert min(sum(voters[group] for group in each) for each in differences) >= minimum
    assert frozenset(voters) in exports


@given(sizes, st.integers(3, 8))
def test_nobody_is_lost_or_counted_twice(voters: dict[str, int], minimum: int) -> None:
    box = box_of(voters, minimum)
    if (everybody := sum(voters.values())) < minimum:
        return
    result = count(box, box.hash)

    assert (result.voters, sum(cell.voters for cell in result.cells)) == (everybody, everybody)
    assert result.totals["member-0"] == {
        grade: sum(len(range(choice, many, 4)) for many in voters.values()) for choice, grade in enumerate(GRADES)
    }


def test_erasing_takes_the_votes_and_leaves_the_hash(tmp_path: Path) -> None:
    box, _ = polled(tmp_path)
    before = seal(box)
    box.sealed_path.with_suffix(".seen").hardlink_to(box.sealed_path)
    erase(box.sealed_path)
    erase(box.sealed_path)
    after = sealed.read(box.sealed_path)

    assert (after.votes, after.hash, after.codes) == (None, before.hash, before.codes)
    assert sorted(file.name for file in box.sealed_path.parent.iterdir()) == ["meeting.sealed", "meeting.seen"]
    assert b"member-0" not in box.sealed_path.with_suffix(".seen").read_bytes()
    with pytest.raises(BoxError, match="选票已按规定清除，不能重新计票"):
        count(after, before.hash)


def test_the_hash_of_a_box_is_the_one_the_pack_computes() -> None:
    box = box_of({"甲票": 6}, 5)
    frozen: Frozen = with_groups(["甲票"], roll=60, minimum=5)

    assert box.hash == verify.box_hash(frozen.digest, 6, verify.digest(box.codes), box.votes_sha256)
    assert frozen.items == FROZEN.items
