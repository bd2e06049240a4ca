"""A round that is cancelled ends all that is under way and publishes nothing."""

from typing import Any

import pytest
from django.test import Client

from permissions.roles import UnitKind
from tests.workflows.engine.steps import after_notice, all_is_well, list_at, trail
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.test_running import page, run_jobs, states
from tests.world import World, make_world
from workflows.engine import due, objections
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Fact, Objection, Reservation, Round
from workflows.star_rating import actions
from workflows.star_rating.actions.running import cancel_round_job
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The cast, and a round open for everybody."""
    world = make_world()
    world.round()
    return world


def cancel(world: World, by: str = "clerk") -> None:
    actions.round_cancel(Round.objects.get(), reason="上级另有部署", by=getattr(world, by))


def test_a_cancelled_round_ends_everything_that_is_under_way_and_says_why(world: World) -> None:
    list_at(world, L.DECIDING)
    assert Reservation.objects.count() == 1
    cancel(world)
    run_jobs()

    assert set(states(Rating).values()) | set(states(RatingList).values()) == {"called_off"}
    assert Reservation.objects.count() == 0
    assert trail(world.rating("甲一支部"))[-1] == "call_off"
    assert "批次取消：上级另有部署" in page(world, f"/records/{world.rating('甲一支部').process.number}/")
    assert all_is_well()


def test_a_cancelled_round_offers_no_new_notice(world: World) -> None:
    url = f"/star_rating/rounds/{Round.objects.get().pk}/"
    before = page(world, url)
    cancel(world)

    assert ["还没有，去拟写" in text for text in (before, page(world, url))] == [True, False]


def test_the_work_of_cancelling_may_be_repeated(world: World) -> None:
    cancel(world)

    assert [cancel_round_job.call(Round.objects.get().pk) for _ in range(2)] == [10, 0]


def test_what_was_refused_before_stays_as_it_ended(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    rating = world.rating("甲一支部")
    actions.reject(rating, by=world.deputy, seen=world.seen(rating), comment="不符合条件。")
    cancel(world)
    run_jobs()

    assert world.rating("甲一支部").state == "rejected"


def test_a_round_that_published_a_star_is_not_cancelled(world: World) -> None:
    list_at(world, L.CLOSED)

    with pytest.raises(Refused, match="本批次已公布1个支部的星级，不能取消"):
        cancel(world)


def offered(world: World) -> list[str]:
    """What the page of the round offers to whoever runs it, beside preparing another like it."""
    found = browser(world).get(f"/star_rating/rounds/{Round.objects.get().pk}/").context["running"]["links"]
    return [link["label"] for link in found[1:]]


def browser(world: World) -> Client:
    client = Client()
    client.force_login(world.users["clerk"])
    return client


def test_a_round_that_published_a_star_offers_no_cancellation(world: World) -> None:
    before = offered(world)
    list_at(world, L.CLOSED)
    answer = browser(world).get(f"/star_rating/rounds/{Round.objects.get().pk}/cancel/")

    assert before == ["延期和补报", "办理时限和提醒", "增加参加单位", "结束批次", "取消批次"]
    assert offered(world) == ["延期和补报", "办理时限和提醒", "增加参加单位", "结束批次"]
    assert (answer.status_code, "不能取消" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(
    ("stage", "left"),
    [(L.COMPILING, ["延期和补报", "办理时限和提醒", "取消批次"]), (L.DECIDING, ["办理时限和提醒", "取消批次"])],
)
def test_a_round_that_was_closed_by_hand_offers_what_still_works(world: World, stage: L, left: list[str]) -> None:
    list_at(world, stage)
    actions.round_close(Round.objects.get(), reason="到期", by=world.clerk)
    run_jobs()
    answer = browser(world).get(f"/star_rating/rounds/{Round.objects.get().pk}/close/")

    assert offered(world) == left
    assert (answer.status_code, "没有未报送的支部" in answer.content.decode()) == (422, True)


def test_a_cancelled_round_is_opened_for_nobody_more(world: World) -> None:
    world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    cancel(world)

    assert actions.open_round(Round.objects.get(), by=world.clerk) == 0
    assert Round.objects.get().status == Round.Status.CANCELLED


def test_a_cancelled_round_is_cancelled_once(world: World) -> None:
    cancel(world)

    with pytest.raises(Refused, match="批次已取消，不能取消"):
        cancel(world)


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary", "inspector"])
def test_only_who_runs_the_round_ends_it(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        cancel(world, who)
    with pytest.raises(NotAllowed):
        actions.round_close(Round.objects.get(), reason="到期", by=getattr(world, who))


def test_nothing_is_done_any_more_in_a_cancelled_round(world: World) -> None:
    cancel(world)
    run_jobs()

    with pytest.raises(Refused):
        world.submit("甲一支部", world.secretary)


def test_before_its_records_have_ended_nothing_is_done_in_a_cancelled_round_either(world: World) -> None:
    cancel(world)

    with pytest.raises(Refused, match="已取消，不能再办理"):
        world.submit("甲一支部", world.secretary)
    assert world.rating("甲一支部").state == "self_assessing"


def test_before_its_records_have_ended_no_draft_of_a_cancelled_round_is_kept_either(world: World) -> None:
    submission = list_at(world, L.COMPILING)
    panel = panels.prepare(world, Round.objects.select_related("unit").get(), component="")
    panels.name(world, panel, {"leader": 0}, {"甲二支部": 0})
    panels.begin(world, panel)
    cancel(world)
    refusals = [
        refusal(world.fill, "甲二支部", world.sibling),
        refusal(actions.list_arrange, submission, [], by=world.staff, seen=world.seen(submission)),
        refusal(panels.mark, world, "leader", ("50", "30")),
    ]

    assert set(refusals) == {f"批次“{Round.objects.get()}”已取消，不能再办理。"}
    assert not world.rating("甲二支部").findings.exists()


def refusal(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **more)
    return refused.value.message


def test_a_cancelled_round_publishes_no_star(world: World) -> None:
    list_at(world, L.PUBLICISING)
    cancel(world)

    assert (actions.publish_due(after_notice()), Fact.objects.count()) == (0, 0)
    assert world.rating("甲一支部").state == "publicising"


def test_an_objection_of_a_cancelled_round_is_answered_all_the_same(world: World) -> None:
    publicity = list_at(world, L.PUBLICISING).publicity
    assert publicity is not None
    rating = world.rating("甲一支部")
    made = objections.receive(publicity, rating, by=world.clerk, channel="来信", text="有不同意见。")
    cancel(world)
    objections.dismiss(made, by=world.clerk, seen=world.seen(made), comment="不属实。")

    assert Objection.objects.get().state == "dismissed"


def test_what_a_job_that_failed_left_under_way_is_ended_by_the_next_day(world: World) -> None:
    list_at(world, L.DECIDING)
    cancel(world)
    due.run()

    assert set(states(Rating).values()) | set(states(RatingList).values()) == {"called_off"}
    assert all_is_well()
