"""(e) Killed in the middle of a step at the box, the page takes it the second time, and nothing is lost."""

import random
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from tests.appraisal.boxes import quick_folder
from tests.appraisal.processes import killed_at_line
from tests.appraisal.whole_product import VOTERS, Branch, assembled, ballots, convened, sent, step, tickets
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of, phase
from workflows.appraisal.queries.counting import counts_of
from workflows.appraisal.queries.sealed import sealed_of

EVERY = 15
"""Of the lines of the box that a step passes, each so manieth is one to be killed at."""
STEPS = ("lift", "seal", "count")
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def folder(settings: Any) -> Iterator[Path]:
    """Boxes in memory."""
    with quick_folder() as found:
        settings.BOXES_ROOT, settings.BOX_KEYS_ROOT = found / "boxes", found / "keys"
        yield found


def voted(branch: Branch, until: str) -> Meeting:
    """A meeting at the point before one of the steps; all eight voted, once they could."""
    lot = random.Random(1)
    meeting = convened(branch, lot)
    queue = list(branch.voters)
    codes = tickets(branch, meeting, queue)
    for done in STEPS[: STEPS.index(until)]:
        step(branch, done, **typed(branch, done))
        if done == "lift":
            for name, choices in ballots(meeting, queue, lot).items():
                branch.voters[name].post(
                    reverse("booth:booth", args=[meeting.box]), **sent(meeting, codes[name], choices)
                )
    return branch.cast.meeting()


def typed(branch: Branch, what: str) -> dict[str, str]:
    """What a step asks for."""
    return {"typed": branch.cast.meeting().box_hash[:8]} if what == "count" else {}


def again(branch: Branch, what: str) -> tuple[str, bool]:
    """Take the step, and undo it again in the database: where the meeting then stands, and whether nothing is lost."""
    if what == "lift" and phase(branch.cast.meeting()) == "voting":  # done; only the trail does not know
        return branch.cast.meeting().state, whole(branch.cast.meeting(), what)
    with transaction.atomic():
        step(branch, what, **typed(branch, what))
        meeting = branch.cast.meeting()
        found = (meeting.state, whole(meeting, what))
        transaction.set_rollback(True)
    return found


def whole(meeting: Meeting, what: str) -> bool:
    """Whether every ballot is there, and the hash in the database is that of the box."""
    if what == "lift":
        return phase(meeting) == "voting" and box_of(meeting).turnout().issued == VOTERS
    box = sealed_of(meeting)
    same = box.hash == meeting.box_hash and len(box.codes["polled"]) == VOTERS
    return same and (what == "seal" or counts_of(meeting)["members"].totals().valid == VOTERS)


@pytest.mark.parametrize(("what", "to"), [("lift", "balloting"), ("seal", "counting"), ("count", "grading")])
def test_killed_in_the_middle_of_a_step_the_page_takes_it_the_second_time(what: str, to: str, folder: Path) -> None:
    branch = assembled()
    before = voted(branch, what)
    shutil.copytree(folder, folder / "copy")
    kills, number = 0, 1
    while killed(branch, what, number):
        assert (branch.cast.meeting().state, again(branch, what)) == (before.state, (to, True))
        kills, number = kills + 1, number + EVERY
        for part in ("boxes", "keys"):
            shutil.rmtree(folder / part)
            shutil.copytree(folder / "copy" / part, folder / part)

    assert kills > 1
    assert (branch.cast.meeting().state, whole(branch.cast.meeting(), what)) == (to, True)


def killed(branch: Branch, what: str, number: int) -> bool:
    """Take the step in another process with a connection of its own, which dies before a line of the box."""
    work = partial(step, branch, what, **typed(branch, what))
    connection.close()
    return killed_at_line(number, work, once=True)


def test_killed_in_the_middle_of_a_request_a_ballot_is_in_wholly_or_not_at_all(folder: Path) -> None:
    branch = assembled()
    meeting = convened(branch, random.Random(2))
    queue = list(branch.voters)
    codes = tickets(branch, meeting, queue)
    step(branch, "lift")
    address = reverse("booth:booth", args=[meeting.box])
    form = sent(meeting, codes[queue[0]], ballots(meeting, queue, random.Random(3))[queue[0]])
    shutil.copytree(folder, folder / "copy")
    kills, number = {0: 0, 1: 0}, 1
    while killed_at_line(number, partial(Client().post, address, form), once=True):
        polled = box_of(meeting).turnout().polled
        page = Client().post(address, form).content.decode()
        assert ("选票已投入票箱" in page, "这个编码已经投过票" in page) == (polled == 0, polled == 1)
        assert box_of(meeting).turnout().polled == 1
        kills[polled], number = kills[polled] + 1, number + 4
        shutil.rmtree(folder / "boxes")
        shutil.copytree(folder / "copy" / "boxes", folder / "boxes")

    assert min(kills.values()) >= 1
    assert box_of(meeting).turnout().polled == 1
