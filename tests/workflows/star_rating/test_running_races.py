"""Running a round and everything else at the same moment, from two connections; each pair in both orders."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone

from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import after_notice, all_is_well, list_at
from tests.world import LOOKED_OVER, World, make_world, scheme_c
from workflows.engine import due, round_notices
from workflows.engine.errors import Refused
from workflows.engine.models import Fact, Receipt, Round, RoundNotice
from workflows.star_rating import actions
from workflows.star_rating.actions.running import cancel_round_job, close_round_job
from workflows.star_rating.models import Rating, StarChange
from workflows.star_rating.states import ListState as L

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Elsewhere = Callable[..., Future[Any]]
BOTH_WAYS = pytest.mark.parametrize("turned", [False, True])


def at_once(elsewhere: Elsewhere, one: Callable[[], Any], two: Callable[[], Any], turned: bool) -> list[str]:
    """What each is answered when the second comes in while the first has not committed."""
    first, second = (two, one) if turned else (one, two)
    with transaction.atomic():
        first()
        other = elsewhere(answer, second)
        time.sleep(0.3)
    return ["done", other.result(timeout=20)]


def answer(act: Callable[[], Any]) -> str:
    try:
        act()
    except Refused as refused:
        return refused.message
    return "done"


@pytest.fixture
def world(transactional_db: None) -> World:
    world = make_world()
    world.round()
    return world


def cancel(world: World) -> None:
    actions.round_cancel(Round.objects.get(), reason="另有部署", by=world.clerk)


@BOTH_WAYS
def test_a_sheet_handed_in_while_the_round_is_cancelled_ends_with_it(
    world: World, elsewhere: Elsewhere, turned: bool
) -> None:
    world.fill("甲一支部", world.secretary)
    seen = world.seen(world.rating("甲一支部"))

    def submit() -> Any:
        return actions.submit(world.rating("甲一支部"), by=world.secretary, seen=seen)

    at_once(elsewhere, lambda: cancel(world), submit, turned)
    cancel_round_job.call(Round.objects.get().pk)
    assert set(Rating.objects.values_list("state", flat=True)) == {"called_off"}
    assert all_is_well()


@BOTH_WAYS
def test_a_sheet_is_either_handed_in_or_ended_when_the_round_is_closed_by_hand(
    world: World, elsewhere: Elsewhere, turned: bool
) -> None:
    world.fill("甲一支部", world.secretary)
    seen, round_ = world.seen(world.rating("甲一支部")), Round.objects.get()
    actions.round_close(round_, reason="申报期已过", by=world.clerk)

    def submit() -> Any:
        return actions.submit(world.rating("甲一支部"), by=world.secretary, seen=seen)

    said = at_once(elsewhere, submit, lambda: close_round_job.call(round_.pk), turned)
    expected = ("called_off", False) if turned else ("scoring", True)
    assert (world.rating("甲一支部").state, said == ["done", "done"]) == expected
    assert set(Rating.objects.exclude(unit=world.units["甲一支部"]).values_list("state", flat=True)) == {"called_off"}
    assert all_is_well()


@BOTH_WAYS
def test_the_work_of_cancelling_goes_on_past_a_record_that_is_being_decided(
    world: World, elsewhere: Elsewhere, turned: bool
) -> None:
    world.submit("甲一支部", world.secretary)
    rating, seen = world.rating("甲一支部"), world.seen(world.rating("甲一支部"))

    def reject() -> Any:
        return actions.reject(rating, by=world.deputy, seen=seen, comment="不符合条件。")

    def cancel_and_end() -> None:
        cancel(world)
        cancel_round_job.call(rating.round_id)

    at_once(elsewhere, reject, cancel_and_end, turned)
    ends = dict(Rating.objects.values_list("unit__short_name", "state"))
    assert ends == dict.fromkeys(ends, "called_off") | {"甲一支部": "called_off" if turned else "rejected"}
    assert all_is_well()


@BOTH_WAYS
def test_no_star_is_published_once_the_round_is_cancelled(world: World, elsewhere: Elsewhere, turned: bool) -> None:
    list_at(world, L.PUBLICISING)
    said = at_once(elsewhere, lambda: cancel(world), lambda: actions.publish_due(after_notice()), turned)
    due.run()

    found = (said[1] == "done", world.rating("甲一支部").state, Fact.objects.count())
    assert found == ((False, "published", 1) if turned else (True, "called_off", 0))


def test_two_workers_who_open_one_round_open_each_branch_once(world: World, elsewhere: Elsewhere) -> None:
    for n in "二三":
        world.unit(f"乙{n}支部", UnitKind.BRANCH, "乙局机关党委")

    def opening() -> int:
        return actions.open_round(Round.objects.get(), by=world.clerk)

    assert at_once(elsewhere, opening, opening, turned=False) == ["done", "done"]
    assert Rating.objects.count() == 9
    assert all_is_well()


def test_of_two_rounds_of_a_year_started_at_once_the_second_is_refused(world: World, elsewhere: Elsewhere) -> None:
    rules = {"scheme": scheme_c().to_data(), "checkup": LOOKED_OVER, "unit": world.units["工委"]}
    year = Round.objects.get().year + 1
    one, two = (Round.objects.create(process_key="star_rating", year=year, title=each, **rules) for each in "一二")

    first, second = (partial(actions.start_round, each, by=world.clerk) for each in (two, one))
    _, said = at_once(elsewhere, first, second, turned=False)
    assert (said[:5], f"已参加{year}年度的批次“二”" in said) == ("有7个支部", True)
    assert Round.objects.filter(year=year, opened_at__isnull=True).get() == one


@BOTH_WAYS
def test_no_branch_is_left_open_when_opening_and_cancelling_meet(
    world: World, elsewhere: Elsewhere, turned: bool
) -> None:
    world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")

    def opening() -> int:
        return actions.open_round(Round.objects.get(), by=world.clerk)

    at_once(elsewhere, lambda: cancel(world), opening, turned)
    cancel_round_job.call(Round.objects.get().pk)
    assert Round.objects.get().status == Round.Status.CANCELLED
    assert set(Rating.objects.values_list("state", flat=True)) == {"called_off"}


@BOTH_WAYS
def test_two_leaders_who_decide_one_change_decide_it_once(world: World, elsewhere: Elsewhere, turned: bool) -> None:
    world.person("second", "高原", Role.WC_LEADER, "工委")
    list_at(world, L.PUBLICISING)
    actions.publish_due(after_notice())
    given = actions.NewStar("lower", 3, "原因", "依据")
    change = actions.change_propose(world.rating("甲一支部"), given, by=world.clerk)
    seen = world.seen(change)
    meeting: dict[str, Any] = {"body": "工委会议", "held_on": timezone.localdate(), "minutes": "同意"}

    def approve(who: str) -> Callable[[], Any]:
        return lambda: actions.change_approve(
            StarChange.objects.select_related("unit", "round").get(), by=getattr(world, who), seen=seen, **meeting
        )

    said = at_once(elsewhere, approve("leader"), approve("second"), turned)
    assert (said[0], "已由" in said[1]) == ("done", True)
    assert Fact.objects.filter(unit=world.units["甲一支部"]).count() == 2


@BOTH_WAYS
def test_two_who_sign_for_one_unit_sign_once(world: World, elsewhere: Elsewhere, turned: bool) -> None:
    round_notices.write(Round.objects.get(), title="通知", text="正文", by=world.clerk)
    notice = RoundNotice.objects.select_related("round").get()

    def sign(who: str) -> Callable[[], Any]:
        return lambda: round_notices.sign(notice, world.units["甲一支部"], by=getattr(world, who))

    assert at_once(elsewhere, sign("secretary"), sign("organiser"), turned) == ["done", "done"]
    assert Receipt.objects.count() == 1
