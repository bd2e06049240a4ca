"""An upheld objection need not end a rating: it may be scored, decided and publicised once more."""

from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import after_notice, all_is_well, do, list_at, list_at_from_listed, review, trail
from tests.world import World, make_world
from workflows.engine import objections
from workflows.engine.errors import Refused
from workflows.engine.models import Fact, Objection, Publicity, Reservation
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """甲一支部 with five stars and 甲二支部 with three are on notice."""
    world = make_world()
    world.round()
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    return world


def against(world: World, branch: str = "甲一支部") -> Objection:
    notice, rating = Publicity.objects.get(), world.rating(branch)
    return objections.receive(notice, rating, by=world.clerk, channel="电话", text="党费收缴不实。")


def again(world: World, objection: Objection, by: str = "clerk") -> None:
    do(objections.uphold, world, objection, by, comment="部分属实。", finding="partly", follows=objections.AGAIN)


def test_the_branch_goes_back_to_be_scored_and_leaves_list_notice_and_place(world: World) -> None:
    again(world, against(world))
    rating = world.rating("甲一支部")

    assert (rating.state, rating.submission, rating.tier, Reservation.objects.count()) == (S.SCORING, None, None, 0)
    assert trail(rating)[-1] == "pull"
    page = Client().get(f"/publicity/{Publicity.objects.get().pk}/").content.decode()
    assert ("甲一支部" in page, "甲二支部" in page) == (False, True)
    assert actions.publish_due(after_notice()) == 1
    assert world.rating("甲二支部").state == S.PUBLISHED
    assert all_is_well()


def test_it_comes_back_in_the_next_list_with_another_star_and_is_published_with_that(world: World) -> None:
    again(world, against(world))
    actions.publish_due(after_notice())
    review(world, "甲一支部", five_stars=False)
    list_at_from_listed(world, L.CLOSED)

    rating = world.rating("甲一支部")
    assert (rating.state, rating.tier, rating.submission and rating.submission.batch) == (S.PUBLISHED, 3, 2)
    assert [fact.words for fact in Fact.objects.filter(unit=rating.unit)] == ["三星级"]
    assert list(RatingList.objects.filter(unit=world.units["甲局机关党委"]).values_list("state", flat=True)) == [
        L.CLOSED, L.CLOSED,
    ]  # fmt: skip
    assert all_is_well()


def test_while_another_objection_stands_it_is_not_sent_back(world: World) -> None:
    one, two = against(world), against(world)

    with pytest.raises(Refused, match="该支部还有未结的或者已经成立的其他异议"):
        again(world, one)
    do(objections.dismiss, world, two, "clerk", comment="不实。")
    again(world, one)
    assert world.rating("甲一支部").state == S.SCORING


def test_a_second_click_sends_nothing_back_again(world: World) -> None:
    objection = against(world)
    given: dict[str, Any] = {"by": world.clerk, "seen": world.seen(objection), "comment": "部分属实。"}
    for _ in range(2):
        objections.uphold(Objection.objects.get(), follows=objections.AGAIN, **given)

    assert trail(world.rating("甲一支部")).count("pull") == 1


def test_who_may_not_settle_an_objection_sends_nothing_back(world: World) -> None:
    objection = against(world)

    with pytest.raises(Refused):
        again(world, objection, by="deputy")
    assert (world.rating("甲一支部").state, Objection.objects.get().state) == (S.PUBLICISING, "checking")


@pytest.mark.parametrize(("follows", "state"), [("again", S.SCORING), ("strike", S.PUBLICISING)])
def test_the_clerk_chooses_on_the_page_what_follows(world: World, follows: str, state: str) -> None:
    objection = against(world)
    client = Client()
    client.force_login(world.users["clerk"])
    url = f"/records/{objection.process.number}/"
    assert "现在退回，重新评定、审定和公示" in client.get(url).content.decode()
    sent: dict[str, Any] = {"verb": "uphold", "seen": str(world.seen(objection)), "comment": "属实。"}

    assert client.post(url, sent | {"uphold-finding": "true"}).status_code == 422
    client.post(url, sent | {"uphold-finding": "true", "uphold-follows": follows})
    assert (Objection.objects.get().state, world.rating("甲一支部").state) == ("upheld", state)
    assert all_is_well()
