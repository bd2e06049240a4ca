"""A branch takes part in one star round of a year, and a star belongs to its round."""

from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import after_notice, all_is_well, do, list_at
from tests.workflows.star_rating.checkups import start
from tests.world import LOOKED_OVER, World, make_world, scheme_c
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry, Fact, Round
from workflows.star_rating import actions, queries
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.models import Rating, Scheme, StarChange
from workflows.star_rating.queries import stars
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S

pytestmark = pytest.mark.django_db
YEAR = timezone.localdate().year
REFUSED = r"有{}个支部（.*）已参加{}年度的批次“{}”"


@pytest.fixture
def world() -> World:
    return make_world()


def draft(world: World, title: str, *units: str, year: int = YEAR) -> Round:
    rules = {"name": "口径C", "version": "2023-1"}
    scheme = Scheme.objects.get_or_create(**rules, defaults={"document": scheme_c().to_data()})[0]
    return actions.draft_round(
        world.units["工委"], scheme, by=world.clerk, year=year, title=title, basis="", resume="direct", stages={},
        scope=[world.units[name].pk for name in units],
    )  # fmt: skip


def opened(world: World, title: str, *units: str) -> Round:
    round_ = draft(world, title, *units)
    round_.checkup = LOOKED_OVER
    round_.save()
    actions.open_round(round_, by=world.clerk)
    return round_


def refused(title: str, count: int) -> Any:
    return pytest.raises(Refused, match=REFUSED.format(count, YEAR, title))


def test_a_second_round_of_the_year_is_not_prepared_for_branches_that_have_one(world: World) -> None:
    opened(world, "第一批", "甲局机关党委")

    with refused("第一批", 5):
        draft(world, "第二批")
    assert list(Round.objects.values_list("title", flat=True)) == ["第一批"]


def test_other_branches_and_other_years_have_rounds_of_their_own(world: World) -> None:
    opened(world, "第一批", "甲局机关党委")

    draft(world, "第二批", "乙局机关党委")
    draft(world, "明年", year=YEAR + 1)
    assert Round.objects.count() == 3


def test_after_the_first_is_cancelled_its_branches_may_take_part_again(world: World) -> None:
    first = opened(world, "第一批")
    actions.round_cancel(first, reason="另有部署", by=world.clerk)

    start(draft(world, "第二批"), by=world.clerk)
    assert queries.opening(Round.objects.get(title="第二批"))


def test_of_two_prepared_rounds_the_second_is_not_started_even_before_the_worker_came_to_the_first(
    world: World,
) -> None:
    one, two = draft(world, "第一批"), draft(world, "第二批")
    start(one, by=world.clerk)

    with refused("第一批", 7):
        start(two, by=world.clerk)
    two.refresh_from_db()
    assert (two.opened_at, queries.opening(two)) == (None, False)


def test_no_branch_of_another_round_is_added_to_a_running_one(world: World) -> None:
    opened(world, "第一批", "甲局机关党委")
    second = opened(world, "第二批", "乙局机关党委")

    with refused("第一批", 1):
        actions.round_open_more(second, [world.units["甲一支部"]], by=world.clerk)
    assert Round.objects.get(pk=second.pk).scope == [world.units["乙局机关党委"].pk]


def test_the_worker_opens_nothing_when_a_branch_came_from_another_round_meanwhile(world: World) -> None:
    opened(world, "第一批", "甲局机关党委")
    second = draft(world, "第二批", "乙局机关党委")
    start(second, by=world.clerk)
    Round.objects.filter(pk=second.pk).update(scope=[*second.scope, world.units["甲一支部"].pk])

    with refused("第一批", 1):
        open_round_job.call(second.pk, world.clerk.appointment.pk)  # type: ignore[union-attr]
    assert Rating.objects.filter(round=second).count() == 0


# --- rounds that overlap from before ---------------------------------------------------------------------------------


@pytest.fixture
def lowered(world: World) -> Rating:
    """甲一支部 has three stars in the first round, where it was lowered; a second one of the year has it on notice.

    No action makes two such rounds any more: the year of the first is another while the second opens.
    """
    world.round()
    list_at(world, L.CLOSED)
    given = actions.NewStar("lower", 3, "年内发生重大问题", "办法第十二条")
    first = world.rating("甲一支部")
    meeting = {"body": "工委会议", "held_on": timezone.localdate(), "number": "7号", "minutes": "同意。"}
    do(actions.change_approve, world, actions.change_propose(first, given, by=world.clerk), "leader", **meeting)
    Round.objects.update(year=YEAR - 1, title="第一批")
    world.round()
    Round.objects.filter(title="第一批").update(year=YEAR)
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    return Rating.objects.select_related("round", "unit").get(pk=first.pk)


def test_publishing_leaves_a_star_that_another_round_decided_and_says_so(world: World, lowered: Rating) -> None:
    before = list(Fact.objects.filter(unit=lowered.unit).values())
    assert actions.publish_due(after_notice()) == 1

    assert list(Fact.objects.filter(unit=lowered.unit).values()) == before
    assert (world.rating("甲一支部").state, world.rating("甲二支部").state) == (S.REJECTED, S.PUBLISHED)
    last = AuditEntry.objects.filter(process=world.rating("甲一支部").process_id).order_by("-seq")[0]
    assert last.comment == (
        f"该支部本年度已由“{YEAR}年度党支部星级评定降星（{StarChange.objects.get().process.number}）”定为三星级，"
        "不再公布另一个星级；需要改变的，请用星级变更办理。"
    )
    assert world.list_of("甲局机关党委").state == L.CLOSED
    assert all_is_well()


def test_the_star_of_a_round_is_not_that_of_another_one(world: World, lowered: Rating) -> None:
    actions.publish_due(after_notice())
    second = world.rating("甲一支部")

    star = queries.star_of(lowered)
    assert (star and star.words, queries.star_of(second)) == ("三星级", None)
    found = [stars.changed_stars(Rating.objects.all(), each.round) for each in (lowered, second)]
    assert [[star.note for star in each.values()] for each in found] == [["（降星，原五星级）"], []]
