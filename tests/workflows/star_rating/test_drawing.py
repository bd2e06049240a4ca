"""抽查: the same list and the same seed draw the same again, whoever draws."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.engine.drawing import list_hash
from workflows.star_rating.rules import drawing

HASH = "7e18f737311b2dc3b2f269dd78396b0351f14fb66efa879f768cb23181883c78"
"""printf 'a\\nb' | sha256sum"""
NUMBERS = [f"XJ-2026-{n:04d}" for n in range(1, 11)]
numbers = st.sets(st.from_regex(r"XJ-2026-[0-9]{4}", fullmatch=True), max_size=40)


def test_a_draw_can_be_repeated_by_hand() -> None:
    # printf 'seed%s' XJ-2026-0001 | sha256sum, for each number, sorted: the first three.
    assert drawing.draw(NUMBERS, "seed", 3) == ["XJ-2026-0008", "XJ-2026-0006", "XJ-2026-0007"]


def test_the_hash_of_a_list_is_that_of_its_numbers_sorted_one_a_line() -> None:
    assert list_hash(["b", "a", "b"]) == HASH


@pytest.mark.parametrize(
    ("pool", "given_", "drawn"),
    [
        (32, {"percent": Decimal(10)}, 4),
        (30, {"percent": Decimal(10)}, 3),
        (3, {"percent": Decimal(1)}, 1),
        (3, {"count": 5}, 3),
        (8, {"count": 5}, 5),
        (0, {"count": 5}, 0),
    ],
)
def test_how_many_are_drawn(pool: int, given_: dict[str, Decimal], drawn: int) -> None:
    assert drawing.how_many(pool, **given_) == drawn  # type: ignore[arg-type]


@given(numbers, st.text(max_size=20), st.integers(0, 50), st.randoms())
def test_the_order_of_the_list_decides_nothing(found: set[str], seed: str, n: int, shuffle: object) -> None:
    rows = sorted(found)
    shuffle.shuffle(rows)  # type: ignore[attr-defined]

    drawn = drawing.draw(rows, seed, n)

    assert drawn == drawing.draw(sorted(found), seed, n)
    assert (len(drawn), len(set(drawn)), set(drawn) <= found) == (min(n, len(found)), len(drawn), True)


@given(numbers, st.text(max_size=20))
def test_drawing_more_keeps_those_that_were_drawn(found: set[str], seed: str) -> None:
    assert [drawing.draw(found, seed, n) for n in range(4)] == [drawing.draw(found, seed, 4)[:n] for n in range(4)]
