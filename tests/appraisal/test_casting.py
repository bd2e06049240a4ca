"""What somebody with a code is told; each answer is a sentence, and only one of them changes the box."""

import random
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from tests.appraisal.boxes import FROZEN, alike, box_in, issued, new_box, polled, voting
from workflows.appraisal.ballots import codes
from workflows.appraisal.ballots.answers import Answer, Ballot, BoxError
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.frozen import Frozen
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.ballots.sealing import seal


def test_a_ballot_is_accepted_once(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)

    assert cast(box, Ballot(codes.grouped(drawn[0]).lower(), alike(0))) is Answer.ACCEPTED
    assert cast(box, Ballot(drawn[0], alike(1))) is Answer.USED
    assert box.turnout() == Turnout(10, 0, 1)


def test_a_mistyped_code_is_told_from_an_unknown_one(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)
    other = codes.ALPHABET[codes.ALPHABET.index(drawn[0][3]) - 1]

    assert cast(box, Ballot(drawn[0][:3] + other + drawn[0][4:], alike(0))) is Answer.MISTYPED
    assert cast(box, Ballot(codes.draw(1)[0], alike(0))) is Answer.UNKNOWN


def test_a_code_of_another_meeting_is_unknown(tmp_path: Path) -> None:
    box, _ = voting(tmp_path / "here")
    _, foreign = voting(tmp_path / "there", frozen=replace(FROZEN, meeting="PY-2026-0002"))

    assert cast(box, Ballot(foreign[0], alike(0))) is Answer.UNKNOWN


def test_before_the_barrier_lifts_nobody_votes_and_no_code_is_spent(tmp_path: Path) -> None:
    box = new_box(tmp_path)
    drawn = issued(box, 10)

    assert cast(box, Ballot(drawn[0], alike(0))) is Answer.NOT_YET
    box.lift(present=10)
    assert cast(box, Ballot(drawn[0], alike(0))) is Answer.ACCEPTED


def test_when_the_time_is_over_nobody_votes_and_no_code_is_spent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box, drawn = voting(tmp_path)
    in_time = cast(box, Ballot(drawn[0], alike(0)))
    monkeypatch.setattr(Frozen, "over", True)
    late, twice = (cast(box, Ballot(code, alike(0))) for code in (drawn[1], drawn[0]))

    assert (in_time, late, twice) == (Answer.ACCEPTED, Answer.OVER, Answer.USED)
    assert box.turnout() == Turnout(10, 0, 1)


def test_after_sealing_nobody_votes(tmp_path: Path) -> None:
    box, drawn = polled(tmp_path)
    seal(box)

    assert [cast(box, Ballot(code, alike(0))) for code in drawn] == [Answer.SEALED] * 10


@pytest.mark.parametrize(
    "choices",
    [
        {},
        {"member-0": 0, "member-1": 0},
        {**alike(0), "member-9": 0},
        {**alike(0), "member-1": 4},
        {**alike(0), "member-1": -1},
        {**alike(0), "member-1": "优秀"},
    ],
)
def test_a_ballot_that_is_not_whole_spends_no_code(choices: dict[str, int], tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)

    assert cast(box, Ballot(drawn[0], choices)) is Answer.INCOMPLETE
    assert box.turnout() == Turnout(10, 0, 0)
    assert cast(box, Ballot(drawn[0], alike(0))) is Answer.ACCEPTED


def test_without_its_key_the_box_takes_nothing_and_spends_no_code(tmp_path: Path) -> None:
    box, drawn = voting(tmp_path)
    box.secret_path.unlink()

    with pytest.raises(BoxError, match="票箱没有应答（BoxError），请再试一次"):
        cast(box, Ballot(drawn[0], alike(0)))
    assert box.turnout() == Turnout(10, 0, 0)


@pytest.mark.parametrize("people", [10, 60])
def test_the_file_is_the_same_to_the_last_row_whatever_the_order_of_voting(people: int, tmp_path: Path) -> None:
    _, drawn = voting(tmp_path / "first", people, replace(FROZEN, roll=people))
    shutil.copytree(tmp_path / "first", tmp_path / "second")
    contents = []
    for folder, order in (("first", drawn), ("second", random.sample(drawn, people))):
        box = box_in(tmp_path / folder)
        for code in order:
            cast(box, Ballot(code, alike(drawn.index(code) % 4)))
        contents.append(box.path.read_bytes()[100:])  # after the header, which counts changes

    assert contents[0] == contents[1]


def test_every_answer_is_a_sentence() -> None:
    assert {answer.value[-1] for answer in Answer} == {"。"}
    assert len({answer.value for answer in Answer}) == len(Answer) == 11
