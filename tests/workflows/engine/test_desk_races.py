"""One desk at the same moment, from two connections: reminding, reading, 离职转办 against a decision."""

from collections.abc import Callable
from concurrent.futures import Future
from datetime import date
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tests.workflows.engine.copying import reads, send
from tests.workflows.engine.steps import BRANCH, all_is_well, do, open_desk, rating_at, trail
from tests.workflows.engine.test_signing_races import side_by_side
from tests.world import World
from workflows.engine import circulating, moving, reminding, transferring
from workflows.engine.circulating import Kind
from workflows.engine.errors import NotAllowed
from workflows.engine.models import Circulation, Copy, Notice, Reminder, Task
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]
BACK = {"comment": "请补充。", "to": S.SELF_ASSESSING}


@pytest.fixture
def rating(shared_world: World) -> Rating:
    """Return a rating on the desk of 甲局's committee, the only one with a last day; nobody was told anything yet."""
    found = rating_at(shared_world, S.SCORING)
    Task.objects.exclude(process=found.process_id).update(due_on=None)
    Notice.objects.all().delete()
    return found


def last_day(rating: Rating) -> date:
    found = open_desk(rating).due_on
    assert found is not None
    return found


def told() -> list[str]:
    return sorted(Notice.objects.values_list("user__username", flat=True))


def test_a_worker_passes_over_what_another_one_is_reminding_of(rating: Rating, elsewhere: Elsewhere) -> None:
    today = last_day(rating)
    with transaction.atomic():
        first = reminding.remind(today)
        second = elsewhere(reminding.remind, today).result(timeout=20)
    third = elsewhere(reminding.remind, today).result(timeout=20)

    assert (first, second, third) == (2, 0, 0)
    assert (told(), Reminder.objects.count()) == (["deputy", "staff"], 1)


def test_two_workers_at_once_remind_once(rating: Rating, elsewhere: Elsewhere) -> None:
    today = last_day(rating)
    both = [elsewhere(reminding.remind, today) for _ in range(2)]

    assert sorted(each.result(timeout=20) for each in both) == [0, 2]
    assert (told(), Reminder.objects.count()) == (["deputy", "staff"], 1)


def sent(world: World, rating: Rating, kind: Kind) -> Circulation:
    made = send(world, rating, "staff", "outsider", "other_deputy", kind=kind)
    Notice.objects.all().delete()
    return made


def test_two_clicks_on_read_are_one_and_the_next_reader_gets_it_once(
    shared_world: World, rating: Rating, elsewhere: Elsewhere
) -> None:
    made = sent(shared_world, rating, Kind.IN_TURN)
    read = partial(circulating.mark_read, made, by=shared_world.outsider, comment="已阅。")

    assert side_by_side(elsewhere, read, read) is None
    assert [row[1:] for row in reads(made)] == [(True, True), (True, False)]
    assert (trail(rating).count("mark_read"), told()) == (1, ["other_deputy"])
    assert all_is_well()


def test_a_copy_opened_twice_at_once_keeps_when_it_was_read_first(
    shared_world: World, rating: Rating, elsewhere: Elsewhere
) -> None:
    made = sent(shared_world, rating, Kind.COPY)
    reader = shared_world.users["outsider"].pk
    first: list[Any] = []

    def open_it() -> None:
        circulating.opened(rating, reader)
        first.append(Copy.objects.get(circulation=made, reader=reader).read_at)

    assert side_by_side(elsewhere, open_it, open_it) is None
    assert len(first) == 2
    assert first[0] == first[1] == Copy.objects.get(circulation=made, reader=reader).read_at


def claimed(world: World, rating: Rating) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """Let staff claim the desk; moving all that is his to deputy, and his own decision."""
    do(transferring.claim, world, rating, "staff")
    tasks, to = moving.movable(world.users["clerk"]), world.users["deputy"].pk
    assert len(tasks) == 1
    move = partial(moving.move, tasks, to, by=world.clerk, comment="刘敏调离。")
    return move, partial(do, actions.send_back, world, rating, "staff", **BACK)


def test_a_desk_left_while_it_is_moved_stays_with_who_settled_it(
    shared_world: World, rating: Rating, elsewhere: Elsewhere
) -> None:
    move, decide = claimed(shared_world, rating)
    settled, came = open_desk(rating), []

    assert side_by_side(elsewhere, decide, lambda: came.extend(move())) is None
    assert [bool(moved.refused) for moved in came] == [True]
    assert Task.objects.get(pk=settled.pk).owner == shared_world.users["staff"]
    assert (shared_world.rating(BRANCH).state, "transfer" in trail(rating)) == (S.SELF_ASSESSING, False)
    assert all_is_well()


def test_who_decides_while_the_desk_is_moved_reads_whose_it_is_now(
    shared_world: World, rating: Rating, elsewhere: Elsewhere
) -> None:
    move, decide = claimed(shared_world, rating)

    refused = side_by_side(elsewhere, move, decide)

    assert isinstance(refused, NotAllowed)
    assert "已转办给王海燕，由其本人办理" in refused.message
    assert (shared_world.rating(BRANCH).state, open_desk(rating).owner) == (S.SCORING, shared_world.users["deputy"])
    assert (trail(rating).count("transfer"), all_is_well()) == (1, True)
