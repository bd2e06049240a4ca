"""What the doors and the inbox cost: statements counted, equal however many records, and the plan of the inbox."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permissions.models import User
from tests.workflows.engine.steps import BRANCH, list_at, rating_at
from tests.world import World
from workflows.engine import inbox
from workflows.engine.models import Process, Task
from workflows.engine.transitions import fire, fire_many
from workflows.star_rating import actions, queries
from workflows.star_rating.flow import RatingFlow
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

WHY = {"comment": "证明材料不全，请补充。"}
FOUR = (BRANCH, "甲二支部", "甲三支部", "甲四支部")


class Statements:
    """How many statements a block sent; what begins and ends a transaction is not counted."""

    number = -1


@contextmanager
def statements() -> Iterator[Statements]:
    """Count the statements of a block."""
    counted = Statements()
    with CaptureQueriesContext(connection) as queries:
        yield counted
    ends = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    counted.number = len([item for item in queries.captured_queries if not item["sql"].startswith(ends)])


def cost(work: Callable[[], Any]) -> int:
    """Return the number of statements of a call."""
    with statements() as counted:
        work()
    return counted.number


def test_an_ordinary_decision_takes_at_most_sixteen_statements(world: World) -> None:
    rating = rating_at(world, S.GENERAL_REVIEWING, "甲三支部")
    by, seen = world.general, world.seen(rating)
    assert cost(lambda: fire(rating, "forward", by=by, seen=seen)) <= 16


def test_an_ordinary_return_takes_at_most_sixteen_statements(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    by, seen = world.staff, world.seen(rating)
    assert cost(lambda: fire(rating, "send_back", by=by, seen=seen, to=S.SELF_ASSESSING, **WHY)) <= 16


def _cost_of_returning_a_list(world: World, branches: tuple[str, ...]) -> int:
    submission = list_at(world, L.VERIFYING, branches)
    by, seen = world.clerk, world.seen(submission)
    return cost(lambda: actions.list_send_back(submission, by=by, seen=seen, to=L.COMPILING, **WHY))


def test_returning_a_list_with_one_member_takes_at_most_twenty_four_statements(world: World) -> None:
    assert _cost_of_returning_a_list(world, (BRANCH,)) <= 24


def test_returning_a_list_with_four_members_takes_no_more(world: World) -> None:
    assert _cost_of_returning_a_list(world, FOUR) <= 24


@pytest.mark.parametrize("branches", [(BRANCH,), FOUR], ids=["one", "four"])
def test_moving_members_in_bulk_costs_the_same_whatever_their_number(world: World, branches: tuple[str, ...]) -> None:
    submission = list_at(world, L.VERIFYING, branches)
    rows = queries.members(submission)
    assert len(rows) == len(branches)
    assert cost(lambda: fire_many(rows, "carry", by=world.clerk, via=submission)) == 8


def _cost_of_an_inbox(user: User) -> int:
    return cost(lambda: inbox.todo(user, inbox.Filters()))


def test_an_inbox_takes_at_most_four_statements_however_full(world: World) -> None:
    staff = world.users["staff"]
    before = _cost_of_an_inbox(staff)
    for branch in FOUR:
        rating_at(world, S.SCORING, branch)
    assert (before, _cost_of_an_inbox(staff)) == (3, 3)


def test_the_counts_of_the_menu_take_one_statement(world: World) -> None:
    assert cost(lambda: inbox.counts(world.users["staff"])) == 1


def _fill_other_inboxes(world: World, number: int = 4000) -> None:
    """Put so many desks before everybody else: a handful of rows is read from end to end, whatever the indexes."""
    unit, desk = world.units["乙局机关党委"], RatingFlow.node_of(S.SCORING)
    processes = Process.objects.bulk_create(
        Process(flow_class=RatingFlow, number=f"many-{n}", unit=unit) for n in range(number)
    )
    Task.objects.bulk_create(
        Task(process=process, flow_task=desk, flow_task_type="HUMAN", unit=unit, right="review", kind="star_rating")
        for process in processes
    )
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE engine_task, permissions_grant")


@pytest.mark.postgres
def test_on_postgresql_the_inbox_is_read_off_its_partial_index(shared_world: World) -> None:
    _fill_other_inboxes(shared_world)
    with CaptureQueriesContext(connection) as sent:
        inbox.todo(shared_world.users["staff"], inbox.Filters())
        inbox.counts(shared_world.users["staff"])
    asked = [item["sql"] for item in sent.captured_queries if "permissions_grant" in item["sql"]]
    assert len(asked) == 3
    with connection.cursor() as cursor:
        for sql in asked:
            cursor.execute(f"EXPLAIN {sql}")
            plan = "\n".join(line for (line,) in cursor.fetchall())
            assert "Index Only Scan using task_inbox on engine_task" in plan
