"""A round ends by itself when nothing in it is under way any more."""

import pytest
from django.test import Client
from django.utils import timezone
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from permissions.roles import Role, UnitKind
from tests.world import World, make_world
from workflows.engine import due
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.actions.rounds import open_round_job

WHO = {
    "甲局党总支": "general", "甲局机关党委": "deputy", "乙局机关党委": "other_deputy", "工委": "clerk",
}  # fmt: skip
SECRETARIES = {
    "甲一支部": "secretary", "甲二支部": "sibling", "甲三支部": "third", "甲四支部": "fourth", "甲五支部": "fifth",
    "乙一支部": "outsider", "丙办党支部": "direct",
}  # fmt: skip


@pytest.fixture
def world(db: None) -> World:
    """Every branch but 乙一支部 was refused."""
    world = make_world()
    world.person("fifth", "蒋文", Role.BRANCH_SECRETARY, "甲五支部")
    world.round()
    for branch, secretary in SECRETARIES.items():
        world.submit(branch, getattr(world, secretary))
        if branch != "乙一支部":
            refuse(world, branch)
    return world


def refuse(world: World, branch: str) -> None:
    rating = world.rating(branch)
    desk = world.desk(rating)
    assert desk is not None
    assert desk.unit is not None
    by = getattr(world, WHO[desk.unit.short_name])
    actions.reject(rating, by=by, seen=world.seen(rating), comment="不符合条件。")


def run() -> str:
    due.run()
    return Round.objects.get().status


def test_a_round_stays_open_while_a_rating_is_under_way(world: World) -> None:
    assert run() == Round.Status.OPEN

    refuse(world, "乙一支部")
    assert run() == Round.Status.CLOSED


def test_a_round_stays_open_while_a_list_is_under_way(world: World) -> None:
    refuse(world, "乙一支部")

    assert actions.close_due(timezone.localdate()) == 0
    actions.dissolve_due(timezone.localdate())
    assert [actions.close_due(timezone.localdate()) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    ("status", "closed"), [(None, 0), (TaskResultStatus.FAILED, 0), (TaskResultStatus.SUCCESSFUL, 1)]
)
def test_a_round_stays_open_while_it_is_not_open_for_every_branch(
    world: World, status: str | None, closed: int
) -> None:
    refuse(world, "乙一支部")
    actions.dissolve_due(timezone.localdate())
    world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    if status:
        open_round_job.enqueue(Round.objects.get().pk, 1)
        DBTaskResult.objects.update(status=status)

    assert actions.close_due(timezone.localdate()) == closed


def test_a_prepared_round_without_ratings_is_not_over(world: World) -> None:
    Round.objects.create(
        process_key="star_rating", year=2030, title="2030", unit=world.units["乙局机关党委"], status=Round.Status.OPEN
    )

    assert actions.close_due(timezone.localdate()) == 0


def test_a_round_that_is_over_is_shown_and_not_started_again(world: World) -> None:
    refuse(world, "乙一支部")
    run()
    client = Client()
    client.force_login(world.users["clerk"])
    url = f"/star_rating/rounds/{Round.objects.get().pk}/"

    assert "已结束" in client.get(url).content.decode()
    assert client.post(f"{url}start/").status_code == 422
