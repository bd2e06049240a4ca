"""The pages of 民主评议 ask the database as often for three members as for one, and at most 15 times. goals P7.

The workbook is no page: its taking is entered in the ledger.
"""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.pages import of_meeting, record
from tests.world import make_world
from workflows.appraisal.states import MeetingState as M

pytestmark = pytest.mark.once

Address = Callable[[Cast], str]


def round_page(cast: Cast) -> str:
    """The page of the round."""
    return f"/appraisal/rounds/{cast.meeting().round_id}/"


def meeting_page(cast: Cast) -> str:
    """The page of the meeting."""
    return record(cast.meeting())


def member_page(cast: Cast) -> str:
    """The page of a member."""
    return record(cast.row("陈明"))


def step(path: str) -> Address:
    """A page of the meeting."""
    return lambda cast: of_meeting(cast, path)


def grade_page(cast: Cast) -> str:
    """The page on which a member is graded."""
    return of_meeting(cast, f"members/{cast.row('陈明').pk}/grade/")


PAGES: dict[str, tuple[M, Address, int]] = {
    "rounds": (M.PREPARING, lambda cast: "/appraisal/", 9),
    "mine": (M.PREPARING, lambda cast: "/appraisal/mine/", 8),
    "round": (M.PREPARING, round_page, 12),
    "preparing": (M.PREPARING, meeting_page, 14),
    "roll": (M.PREPARING, step("roll/"), 11),
    "assessments": (M.PREPARING, step("assessments/"), 9),
    "attend": (M.CHECKING_IN, step("attend/"), 10),
    "counting": (M.COUNTING, meeting_page, 15),
    "totals": (M.COUNTING, step("totals/members/"), 14),
    "ballot": (M.COUNTING, step("ballots/members/"), 8),
    "grading": (M.GRADING, meeting_page, 15),
    "grade": (M.GRADING, grade_page, 12),
    "reported": (M.REVIEWING, meeting_page, 15),
    "feedback": (M.FEEDING_BACK, step("feedback/"), 9),
    "closed": (M.CLOSED, meeting_page, 14),
    "member": (M.CLOSED, member_page, 14),
    "book": (M.CLOSED, step("results.xlsx"), 16),
}


def measured(names: tuple[str, ...]) -> dict[str, int]:
    """How many statements each page takes in a branch with these members beside its two posts."""
    world = make_world()
    cast = Cast(world.units, world.users)
    cast.people(names=names)
    cast.opened(scope=[cast.units["甲一支部"].pk])
    client = Client()
    client.force_login(cast.users["organiser"])
    found = {}
    for page, (state, address, _) in PAGES.items():
        cast.meeting_at(state)
        path = address(cast)
        client.get(path)
        with CaptureQueriesContext(connection) as counted:
            assert (path, client.get(path).status_code) == (path, 200)
        found[page] = len(counted)
    return found


@pytest.mark.parametrize("names", [("陈明",), ("陈明", "周岚", "吴江")], ids=["one", "three"])
def test_each_page_takes_its_statements_however_many_members(db: None, names: tuple[str, ...]) -> None:
    assert measured(names) == {page: statements for page, (_, _, statements) in PAGES.items()}
