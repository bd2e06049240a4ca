"""Rounds for chosen units, further ones later, cancelled, closed by hand, and cloned."""

from typing import Any

import pytest
from django.test import Client
from django_tasks_db.models import DBTaskResult

from permissions import grants
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import all_is_well, list_at
from tests.world import LONG_AGO, LOOKED_OVER, World, make_world, scheme_c
from workflows.engine import due, ledger
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.actions.running import cancel_round_job, close_round_job
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The cast, and a round open for everybody."""
    world = make_world()
    world.round()
    return world


def only(world: World, *units: str) -> Round:
    """A prepared round for some units."""
    scheme = scheme_c()
    round_ = Round.objects.create(
        process_key="star_rating", year=2030, title="2030年度", unit=world.units["工委"], scheme=scheme.to_data(),
        scheme_version=scheme.version, scope=[world.units[name].pk for name in units], checkup=LOOKED_OVER,
    )  # fmt: skip
    actions.open_round(round_, by=world.clerk)
    return round_


def branches_of(round_: Round) -> set[str]:
    return set(Rating.objects.filter(round=round_).values_list("unit__short_name", flat=True))


def states(model: type[Rating] | type[RatingList]) -> dict[str, str]:
    return dict(model.objects.values_list("unit__short_name", "state"))


def run_jobs() -> None:
    """What the worker would do."""
    jobs: dict[str, Any] = {
        "open_round_job": open_round_job,
        "cancel_round_job": cancel_round_job,
        "close_round_job": close_round_job,
    }
    for row in DBTaskResult.objects.order_by("enqueued_at"):
        jobs[row.task_path.rpartition(".")[2]].call(*row.args_kwargs["args"])
    DBTaskResult.objects.update(status="SUCCESSFUL")


# --- for whom ------------------------------------------------------------------------------------------------------


def test_a_round_for_chosen_units_is_opened_for_the_branches_below_them(world: World) -> None:
    assert branches_of(only(world, "甲局党总支", "乙一支部")) == {"甲三支部", "乙一支部"}


def test_further_branches_are_opened_later_and_the_others_are_left_alone(world: World) -> None:
    round_ = only(world, "乙一支部")
    before = set(Rating.objects.filter(round=round_).values_list("pk", flat=True))

    assert actions.round_open_more(round_, [world.units["甲局党总支"], world.units["乙一支部"]], by=world.clerk) == 1
    run_jobs()
    assert branches_of(round_) == {"甲三支部", "乙一支部"}
    assert before <= set(Rating.objects.filter(round=round_).values_list("pk", flat=True))
    assert ledger.of(round_)[0].comment == "甲局党总支、乙一支部，共1个支部"


def test_a_branch_founded_since_is_opened_later(world: World) -> None:
    new = world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    actions.round_open_more(Round.objects.get(), [new], by=world.clerk)
    run_jobs()

    assert world.rating("乙二支部").state == "self_assessing"


def test_who_takes_part_already_is_not_opened_again(world: World) -> None:
    with pytest.raises(Refused, match="所选单位的支部都已参加"):
        actions.round_open_more(Round.objects.get(), [world.units["甲一支部"]], by=world.clerk)


def test_while_branches_are_being_opened_no_further_ones_are(world: World) -> None:
    new = [world.unit(f"乙{n}支部", UnitKind.BRANCH, "乙局机关党委") for n in "二三"]
    actions.round_open_more(Round.objects.get(), new[:1], by=world.clerk)

    with pytest.raises(Refused, match="正在为各支部开启"):
        actions.round_open_more(Round.objects.get(), new[1:], by=world.clerk)


def founded(world: World) -> tuple[Round, list[Any]]:
    """The open round, and two branches that were founded since."""
    return Round.objects.get(), [world.unit(f"乙{n}支部", UnitKind.BRANCH, "乙局机关党委") for n in "二三"]


def test_a_branch_that_nobody_chose_is_not_opened(world: World) -> None:
    round_, (chosen, _) = founded(world)
    assert actions.round_open_more(round_, [chosen], by=world.clerk) == 1
    assert "正在为各支部开启：7/8" in page(world, f"/star_rating/rounds/{round_.pk}/")
    run_jobs()

    assert {"乙二支部", "乙三支部"} & branches_of(round_) == {"乙二支部"}


def test_opening_further_branches_again_after_it_failed_opens_those_alone(world: World) -> None:
    round_, (chosen, other) = founded(world)
    actions.round_open_more(round_, [chosen], by=world.clerk)
    DBTaskResult.objects.update(status="FAILED")
    with pytest.raises(Refused, match="上一次开启中途停下了"):
        actions.round_open_more(round_, [other], by=world.clerk)
    actions.start_round(Round.objects.get(), by=world.clerk)
    DBTaskResult.objects.filter(status="FAILED").delete()
    run_jobs()

    assert {"乙二支部", "乙三支部"} & branches_of(round_) == {"乙二支部"}


def test_a_round_closes_though_a_branch_that_nobody_chose_has_no_rating(world: World) -> None:
    list_at(world, L.CLOSED)
    round_, (chosen, _) = founded(world)
    actions.round_open_more(round_, [chosen], by=world.clerk)
    run_jobs()
    DBTaskResult.objects.update(status="FAILED")
    close_round_job.call(round_.pk)
    due.run()

    assert Round.objects.get().status == Round.Status.CLOSED


def test_a_round_ended_by_hand_is_over_though_its_opening_stopped(world: World) -> None:
    list_at(world, L.CLOSED)
    round_, (chosen, _) = founded(world)
    actions.round_open_more(round_, [chosen], by=world.clerk)
    DBTaskResult.objects.update(status="FAILED")
    actions.round_close(round_, reason="申报期已过", by=world.clerk)
    close_round_job.call(round_.pk)
    due.run()

    assert Round.objects.get().status == Round.Status.CLOSED
    with pytest.raises(Refused, match="已经启动"):
        actions.start_round(Round.objects.get(), by=world.clerk)


def test_after_its_end_by_hand_no_further_branches_are_opened(world: World) -> None:
    round_, (chosen, _) = founded(world)
    world.submit("甲一支部", world.secretary)
    actions.round_close(round_, reason="申报期已过", by=world.clerk)

    with pytest.raises(Refused, match="批次已结束填报，不能再增加支部"):
        actions.round_open_more(round_, [chosen], by=world.clerk)
    assert "增加参加单位" not in page(world, f"/star_rating/rounds/{round_.pk}/")


# --- closed by hand ------------------------------------------------------------------------------------------------


def test_closing_ends_the_silent_branches_and_lets_the_others_go_on(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    assert actions.round_close(Round.objects.get(), reason="申报期已过", by=world.clerk) == 6
    run_jobs()

    assert states(Rating) == dict.fromkeys(states(Rating), "called_off") | {"甲一支部": "scoring"}
    assert "逾期未报。" in page(world, f"/records/{world.rating('乙一支部').process.number}/")
    assert Round.objects.get().status == Round.Status.OPEN


def test_a_closed_round_is_over_when_the_rest_is(world: World) -> None:
    list_at(world, L.CLOSED)
    actions.round_close(Round.objects.get(), reason="申报期已过", by=world.clerk)
    run_jobs()
    due.run()

    assert Round.objects.get().status == Round.Status.CLOSED
    assert all_is_well()


def test_with_nobody_silent_there_is_nothing_to_close(world: World) -> None:
    cancel_round_job.call(Round.objects.get().pk)

    with pytest.raises(Refused, match="没有未报送的支部"):
        actions.round_close(Round.objects.get(), reason="到期", by=world.clerk)


# --- who sees it ---------------------------------------------------------------------------------------------------

OF_WHOLE = ("rounds/new/", "schemes/", "trials/", "trials/new/")
OF_ROUND = (
    "", "notice/", "scheme/", "quotas/", "archive/", "checks/", "extend/", "more/", "cancel/", "close/",
    "documents/notice.xlsx/", "documents/summary.xlsx/",
)  # fmt: skip


def test_a_clerk_for_other_business_sees_nothing_of_a_round(world: World) -> None:
    list_at(world, L.DECIDING)
    limited = world.account("limited", "崔平")
    grants.appoint(limited, Role.WC_CLERK, world.units["工委"], LONG_AGO, processes=("nomination",))
    round_ = Round.objects.get()
    urls = [
        *(f"/star_rating/{url}" for url in OF_WHOLE),
        *(f"/star_rating/rounds/{round_.pk}/{url}" for url in OF_ROUND),
    ]

    assert {url: browser(world, "limited").get(url).status_code for url in urls} == dict.fromkeys(urls, 404)
    assert round_.title not in page(world, "/star_rating/", "limited")
    assert round_.title in page(world, "/star_rating/")


# --- pages ---------------------------------------------------------------------------------------------------------


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, url: str, who: str = "clerk") -> str:
    answer: Any = browser(world, who).get(url)
    return str(answer.content.decode())
