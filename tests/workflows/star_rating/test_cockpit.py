"""What a round is steered by: the spread of the stars, how full the quotas are, and 催 for a whole stage."""

from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import list_at, rating_at
from tests.workflows.star_rating.listing import most, round_of, share
from tests.world import World, make_world
from workflows.engine.models import AuditEntry, Notice, Quota, Round, Task
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Return the cast in an open round: 甲一支部 at five stars and 甲四支部 at three, reported by 甲局."""
    world = make_world()
    world.round()
    list_at(world, ListState.VERIFYING, ("甲一支部", "甲四支部"))
    return world


def browser(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, who: str = "clerk") -> Any:
    return browser(world, who).get(f"/star_rating/rounds/{Round.objects.get().pk}/")


def urge(world: World, stage: str, who: str = "clerk") -> Any:
    url = f"/star_rating/rounds/{Round.objects.get().pk}/urge/"
    return browser(world, who).post(url, {"stage": stage}, follow=True)


def test_the_spread_is_a_picture_with_its_figures(world: World) -> None:
    answer = page(world)
    columns = {each["name"]: (each["n"], each["pct"], each["h"]) for each in answer.context["dist"]}

    assert columns == {
        "一星级": (0, 0, 0),
        "二星级": (0, 0, 0),
        "三星级": (1, 50, 120),
        "四星级": (0, 0, 0),
        "五星级": (1, 50, 120),
    }
    assert (
        'aria-label="一星级0个，占0%。二星级0个，占0%。三星级1个，占50%。四星级0个，占0%。五星级1个，占50%。"'
        in answer.content.decode()
    )
    assert answer.context["dist_note"] == "虚线为五星级名额，合计1个。"


def test_of_two_limits_of_one_star_the_picture_shows_the_less() -> None:
    world = make_world()
    round_of(world, quotas=(share(5, "80"), most(5, 2)))
    list_at(world, ListState.VERIFYING, ("甲一支部",))

    limits = Quota.objects.order_by("-limit", "pk").values_list("unit__short_name", "key", "limit")
    assert list(limits[:2]) == [("甲局机关党委", "5", 4), ("甲局机关党委", "5#2", 2)]

    assert page(world).context["dist_note"] == "虚线为五星级名额，合计2个。"


def test_a_quota_says_how_many_are_taken_and_reached_of_how_many(world: World) -> None:
    rows = {row["unit"]: row for row in page(world).context["quotas"]}
    own = rows["甲局机关党委"]

    assert (own["stars"], own["limit"], own["taken"], own["reached"], own["bad"]) == ("五星级", 1, 1, 1, False)
    assert own["formula"] == "5×30%=1.5，向下取1"


def test_more_reached_than_there_are_places_is_marked(world: World) -> None:
    world.submit("乙一支部", world.outsider)
    world.review("乙一支部", world.other_deputy)

    row = {row["unit"]: row for row in page(world).context["quotas"]}["乙局机关党委"]

    assert (row["limit"], row["taken"], row["reached"], row["bad"]) == (0, 0, 1, True)


def test_a_branch_reads_nothing_of_its_units_places(world: World) -> None:
    answer = page(world, "secretary")

    assert (answer.context["quotas"], "名额使用" in answer.content.decode()) == ([], False)


def test_only_who_runs_the_round_is_offered_to_urge(world: World) -> None:
    offered = {who: 'name="stage"' in page(world, who).content.decode() for who in ("clerk", "deputy", "secretary")}

    assert offered == {"clerk": True, "deputy": False, "secretary": False}
    assert page(world).context["urgeable"] == ["自评", "", "", "", "复核", "", "", ""]


def test_one_click_reminds_everybody_on_whose_desk_the_stage_lies(world: World) -> None:
    Notice.objects.all().delete()

    said = urge(world, "自评").content.decode()

    assert "已催办“自评”环节的5件事项，办理人会收到消息。" in said
    assert AuditEntry.objects.filter(verb="urge").count() == 5
    assert set(Notice.objects.values_list("user__username", flat=True)) == {
        "sibling", "third", "staff", "outsider", "direct",
    }  # fmt: skip
    assert "环节今天都已催办过" in urge(world, "自评").content.decode()


def test_a_stage_of_lists_reminds_of_the_lists(world: World) -> None:
    urge(world, "复核")

    (task,) = Task.objects.filter(urged_on__isnull=False)
    assert task.process_id == world.list_of("甲局机关党委").process_id


def test_the_units_list_is_urged_while_its_branches_wait_in_it(world: World) -> None:
    rating_at(world, RatingState.LISTED, "甲二支部")

    urge(world, "编报")

    numbers = Task.objects.filter(urged_on__isnull=False).values_list("process__number", flat=True)
    assert world.list_of("甲局机关党委").process.number in numbers


@pytest.mark.parametrize(
    ("who", "stage", "status"), [("deputy", "自评", 403), ("clerk", "绝无", 404), ("clerk", "", 404)]
)
def test_a_wrong_stage_and_a_stranger_change_nothing(world: World, who: str, stage: str, status: int) -> None:
    assert urge(world, stage, who).status_code == status
    assert not Task.objects.filter(urged_on__isnull=False).exists()


def test_a_round_that_is_over_is_urged_no_more(world: World) -> None:
    Round.objects.update(status=Round.Status.CLOSED)

    assert (urge(world, "自评").status_code, page(world).context["urgeable"]) == (422, [])
