"""(b) The attacker does no better than chance on our box, and succeeds on boxes that leak what ours does not."""

import sqlite3

import pytest

from tests.appraisal.elections import LeakyBox, OurBox, SpoolingBox, chance, successes
from workflows.appraisal.ballots import rows, sealing
from workflows.appraisal.ballots.sealed import Vote

SHORT = 60


@pytest.mark.parametrize("elections", [SHORT, pytest.param(1000, marks=pytest.mark.soak)])
def test_no_attempt_does_better_or_worse_than_chance(elections: int) -> None:
    lowest, highest = chance(elections)
    told = successes(OurBox, elections, seed=elections)

    assert {attempt: many for attempt, many in told.items() if not lowest <= many <= highest} == {}


def test_on_a_table_of_whole_ballots_the_same_attacker_succeeds() -> None:
    told = successes(LeakyBox, SHORT, seed=1)
    betrayed = {attempt for attempt, many in told.items() if many > chance(SHORT)[1]}

    assert set(told) - betrayed == {"remains_in_free_space", "time_of_writing"}
    assert (told["order_in_the_sealed_box"], told["difference_of_copies"]) == (SHORT, SHORT)


def test_ballots_that_are_deleted_but_not_overwritten_are_found_in_free_space() -> None:
    assert successes(SpoolingBox, SHORT, seed=4)["remains_in_free_space"] == SHORT


def test_choices_that_are_not_masked_are_told_by_the_difference_of_copies(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "masked", lambda secret, key, choice: choice)
    told = successes(OurBox, SHORT, seed=2)
    betrayed = {attempt for attempt, many in told.items() if many > chance(SHORT)[1]}

    assert betrayed == {"difference_of_copies", "pattern_of_the_difference"}


def test_rows_that_are_not_put_in_order_are_told_by_where_they_lie(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rows, "masked", lambda secret, key, choice: choice)
    monkeypatch.setattr(rows, "put_in_order", lambda box: None)
    told = successes(OurBox, SHORT, seed=5)

    assert told["order_in_the_page"] > chance(SHORT)[1]
    assert told["pattern_in_the_page"] > chance(SHORT)[1]


def test_votes_that_keep_their_keys_when_sealed_are_found_by_the_difference(monkeypatch: pytest.MonkeyPatch) -> None:
    def with_old_keys(opened: sqlite3.Connection, secret: bytes) -> list[Vote]:
        found = opened.execute("SELECT key, item, choice, voters FROM votes")
        return sorted(Vote(key, item, rows.masked(secret, key, said)[0], voters) for key, item, said, voters in found)

    monkeypatch.setattr(sealing, "_votes", with_old_keys)

    assert successes(OurBox, SHORT, seed=3)["difference_found_in_the_sealed_box"] == SHORT


def test_a_guesser_of_one_in_five_stays_within_the_bounds() -> None:
    assert chance(60) == (0, 28)
    assert chance(1000) == (142, 262)
