"""(e) Killed at any step, the box holds whole ballots only, loses none it accepted, and goes on where it stopped."""

import os
import random
import shutil
import signal
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import count as numbers
from pathlib import Path

import pytest

from tests.appraisal.boxes import FROZEN, alike, box_in, issued, new_box, polled, voting
from tests.appraisal.processes import killed_at_line
from workflows.appraisal.ballots import sealed
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.box import Box
from workflows.appraisal.ballots.casting import cast
from workflows.appraisal.ballots.counting import count
from workflows.appraisal.ballots.erasing import erase
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.ballots.sealing import seal

LARGE = replace(FROZEN, roll=400)


def test_killed_at_each_line_of_casting_a_ballot_is_in_wholly_or_not_at_all(quick_path: Path) -> None:
    box, drawn = voting(quick_path, 400, LARGE)
    steps = 0
    for code in drawn:
        polled_before = box.turnout().polled
        killed = killed_at_line(steps + 1, partial(cast, box, Ballot(code, alike(0))))
        after = box.turnout().polled - polled_before
        again = cast(box, Ballot(code, alike(0)))
        assert (after, again) in ((0, Answer.ACCEPTED), (1, Answer.USED))
        if not killed:
            break
        steps += 1

    found = seal(box)
    assert 50 < steps < 400
    assert count(found, found.hash).totals == {
        item.key: {"优秀": steps + 1, "合格": 0, "基本合格": 0, "不合格": 0} for item in LARGE.items
    }


def test_killed_at_any_moment_no_accepted_ballot_is_lost(quick_path: Path) -> None:
    box, drawn = voting(quick_path, 400, LARGE)
    said = [code for number in range(15) for code in killed_while_casting(box, drawn[number * 20 : number * 20 + 20])]
    found = box.turnout()

    assert {cast(box, Ballot(code, alike(1))) for code in said} == {Answer.USED}
    assert len(said) <= found.polled <= len(said) + 15
    sealed_box = seal(box)
    assert count(sealed_box, sealed_box.hash).totals["member-0"]["优秀"] == found.polled


def killed_while_casting(box: Box, codes: list[str]) -> list[str]:
    """The codes that were told ACCEPTED before the process died at a random moment."""
    reading, writing = os.pipe()
    if (child := os.fork()) == 0:
        for place, code in enumerate(codes):
            if cast(box, Ballot(code, alike(0))) is Answer.ACCEPTED:
                os.write(writing, bytes([place]))
        os._exit(0)
    os.close(writing)
    time.sleep(random.uniform(0.01, 0.4))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as pipe:
        return [codes[place] for place in pipe.read()]


def test_killed_at_each_line_of_sealing_it_is_sealed_the_second_time(quick_path: Path) -> None:
    _, drawn = polled(quick_path / "original")
    steps = 0
    for number in numbers(1):
        folder = quick_path / str(number)
        shutil.copytree(quick_path / "original", folder)
        box = box_in(folder)
        killed = killed_at_line(number, partial(seal, box))
        begun = any(file.suffix in (".new", ".sealed") for file in box.path.parent.iterdir())
        late = cast(box, Ballot(drawn[9], alike(0)))
        found = seal(box)
        assert (late, len(found.codes["polled"])) in ((Answer.ACCEPTED, 7), (Answer.SEALED, 6))
        assert not (begun and late is Answer.ACCEPTED)  # two copies would differ by this ballot
        assert count(found, found.hash).totals["member-2"]["优秀"] == len(found.codes["polled"])
        assert [file.name for part in ("boxes", "keys") for file in (folder / part).iterdir()] == ["meeting.sealed"]
        if not killed:
            break
        steps = number

    assert steps > 80


def test_killed_at_each_line_of_erasing_nothing_is_left_after_the_second_time(quick_path: Path) -> None:
    box, _ = polled(quick_path)
    printed = seal(box).hash
    original = box.sealed_path.read_bytes()
    steps = 0
    for number in numbers(1):
        box.sealed_path.write_bytes(original)
        killed = killed_at_line(number, partial(erase, box.sealed_path))
        assert sealed.read(box.sealed_path).hash == printed
        erase(box.sealed_path)
        assert sealed.read(box.sealed_path).votes is None
        assert [file.name for file in box.sealed_path.parent.iterdir()] == ["meeting.sealed"]
        if not killed:
            break
        steps = number

    assert steps > 20


@pytest.mark.parametrize("step", ["create", "issue", "lift"])
def test_killed_at_each_line_before_voting_the_chair_can_do_it_again(step: str, quick_path: Path) -> None:
    steps = 0
    for number in numbers(1):
        box = Box(quick_path / f"{number}.box", quick_path / f"{number}.key")
        hashes = [f"{place:064x}" for place in range(10)]
        work = done_until(step, box, hashes)
        killed = killed_at_line(number, work)
        if step != "issue" or box.turnout() == Turnout(0, 0, 0):
            work()
        assert box.turnout() == Turnout(0 if step == "create" else 10, 0, 0)
        if not killed:
            break
        steps = number

    assert steps > 10


def done_until(step: str, box: Box, hashes: list[str]) -> Callable[[], None]:
    """The verb to be killed, what comes before it done."""
    verbs = {
        "create": partial(box.create, FROZEN),
        "issue": partial(box.issue, hashes),
        "lift": partial(box.lift, present=10),
    }
    for name, verb in verbs.items():
        if name == step:
            return verb
        verb()
    raise AssertionError(step)


def test_a_creation_that_was_cut_off_leaves_nothing_to_stumble_over(quick_path: Path) -> None:
    box = new_box(quick_path)
    (other := box.path.with_name("other.new")).write_bytes(b"half a box")
    other.with_name("other.new-journal").write_bytes(b"half a journal")
    second = Box(box.path.with_name("other.box"), box.secret_path.with_name("other.key"))
    second.create(FROZEN)

    assert len(issued(second, 5)) == second.turnout().issued == 5
    assert sorted(file.name for file in box.path.parent.iterdir()) == ["meeting.box", "other.box"]
