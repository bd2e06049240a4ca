"""The quotas of a round and its ranking, when they are longer than a page."""

import pytest
from django.test import Client

from permissions.roles import UnitKind
from tests.workflows.star_rating.listing import most, round_of
from tests.workflows.star_rating.test_ranking import BRANCHES, ranking, reported, scored
from tests.world import World, make_world
from workflows.engine import pager
from workflows.star_rating.rules import QuotaNode


@pytest.fixture
def world(db: None, monkeypatch: pytest.MonkeyPatch) -> World:
    """The cast; a page holds two rows."""
    monkeypatch.setattr(pager, "PER_PAGE", 2)
    return make_world()


def page(world: World, url: str) -> str:
    client = Client()
    client.force_login(world.users["clerk"])
    return client.get(url).content.decode()


def test_the_quotas_of_a_round_are_shown_page_by_page(world: World) -> None:
    world.unit("丁局机关党委", UnitKind.ORG_COMMITTEE, "工委")
    world.unit("丁一支部", UnitKind.BRANCH, "丁局机关党委")
    units = ("甲局机关党委", "乙局机关党委", "工委", "丁局机关党委")
    url = f"/star_rating/rounds/{round_of(world, quotas=(most(5, 1),)).pk}/quotas/"
    pages = [page(world, f"{url}?page={number}") for number in (1, 2)]

    shown = [[name for name in units if f'card-inline">{name}<' in text] for text in pages]
    assert ([len(names) for names in shown], sorted(shown[0] + shown[1])) == ([2, 2], sorted(units))
    assert all("共4项名额" in text for text in pages)
    assert ("?page=2" in pages[0], "?page=1" in pages[1]) == (True, True)


def test_the_ranking_is_shown_page_by_page_and_asks_for_every_tie_on_each(world: World) -> None:
    ranking(world, QuotaNode.ROOT, 1, 1, None)
    scored(world)
    url = f"/star_rating/rounds/{reported(world).round_id}/ranking/"
    pages = [page(world, f"{url}?page={number}") for number in (1, 2)]

    shown = [[name for name in BRANCHES if f">{name}</a>" in text] for text in pages]
    assert shown == [["甲一支部", "甲二支部"], ["甲四支部"]]
    keys = [f"order_{world.rating(name).pk}" for name in ("甲二支部", "甲四支部")]
    assert all(key in text for key in keys for text in pages)
    assert "共3个支部" in pages[1]
