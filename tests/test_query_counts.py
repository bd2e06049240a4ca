"""List pages ask the database as often for three rows as for one, and at most 15 times. 依据: goals P7."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants
from tests.workflows.engine.steps import list_at, rating_at
from tests.world import World, make_world
from workflows.engine import attendance
from workflows.engine.models import Publicity, Suggestion
from workflows.star_rating.states import ListState, RatingState

BRANCHES = ("甲一支部", "甲二支部", "甲四支部")
Page = Callable[[World], str]


def at(path: str) -> Page:
    return lambda world: path


def submitted(world: World, rows: int) -> None:
    for branch in BRANCHES[:rows]:
        rating_at(world, RatingState.SCORING, branch)


def listed(world: World, rows: int) -> None:
    list_at(world, ListState.COMPILING, BRANCHES[:rows])


def publicised(world: World, rows: int) -> None:
    list_at(world, ListState.PUBLICISING, BRANCHES[:rows])


def suggested(world: World, rows: int) -> None:
    for number in range(rows):
        Suggestion.objects.create(author=world.users["deputy"], text=f"建议{number}", on=timezone.localdate())


def left_alone(world: World, rows: int) -> None:
    for key in ("secretary", "organiser", "sibling", "fourth")[: rows + 1]:
        for post in world.users[key].appointments.all():
            grants.end_appointment(post, timezone.localdate() - timedelta(days=1))
    attendance.recheck()


PAGES: dict[str, tuple[Page, str, Callable[[World, int], None], int]] = {
    "待办": (at("/"), "deputy", submitted, 10),
    "已办": (at("/?box=done"), "deputy", listed, 8),
    "我发起的": (at("/?box=mine"), "deputy", listed, 9),
    "消息": (at("/notices/"), "deputy", submitted, 7),
    "本人的意见建议": (at("/suggest/"), "deputy", suggested, 7),
    "收到的意见建议": (at("/suggestions/"), "clerk", suggested, 9),
    "无人可办": (at("/unattended/"), "clerk", left_alone, 7),
    "批次": (at("/star_rating/"), "clerk", submitted, 10),
    "批次总览": (lambda world: f"/star_rating/rounds/{world.rating('甲一支部').round_id}/", "clerk", submitted, 14),
    "呈报批": (lambda world: f"/records/{world.list_of('甲局机关党委').process.number}/", "deputy", listed, 16),
    "公示": (lambda world: f"/publicity/{Publicity.objects.get().pk}/", "deputy", publicised, 9),
}


def statements(page: str, rows: int) -> int:
    """What opening a page costs with so many rows on it."""
    address, person, prepare, _ = PAGES[page]
    world = make_world()
    world.round()
    prepare(world, rows)
    client = Client()
    client.force_login(world.users[person])
    url = address(world)
    client.get(url)  # the first request of a session also writes when it was last used
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", PAGES)
def test_a_list_page_costs_the_same_whatever_its_length(page: str, rows: int) -> None:
    assert statements(page, rows) == PAGES[page][3]


def test_no_list_page_costs_more_than_fifteen_statements() -> None:
    # 呈报批 is a record page with a list on it: history, materials and decision card come on top.
    assert [page for page, (*_, due) in PAGES.items() if due > 15] == ["呈报批"]
