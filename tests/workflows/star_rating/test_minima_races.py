"""Two at once at a least number: whichever comes second sees what the first did, and answers for the number."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import UNIT, after_notice, all_is_well, do, publicise
from tests.workflows.engine.test_races import race
from tests.workflows.star_rating.listing import OTHER, least, round_of
from tests.workflows.star_rating.test_last_minima import decided, end
from tests.world import World, make_world
from workflows.engine import objections
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import AuditEntry, Reservation
from workflows.star_rating import actions
from workflows.star_rating.actions.changing import NewStar
from workflows.star_rating.models import RatingList, StarChange
from workflows.star_rating.rules import QuotaNode
from workflows.star_rating.states import ListState, RatingState

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]
MEETING: dict[str, Any] = {"body": "工委会议", "held_on": timezone.localdate(), "number": "", "minutes": "同意。"}


@pytest.fixture
def office(transactional_db: None) -> World:
    """Return the cast where other connections see them."""
    return make_world()


def two(world: World, *, tier: int) -> tuple[RatingList, RatingList]:
    """Decided lists of 甲局 and 乙局, each of one branch with five stars; nobody else comes, one of `tier` must.

    The branches that stayed silent are ended while both lists may still be changed.
    """
    round_ = round_of(world, quotas=(least(tier, 1, node=QuotaNode.ROOT),))
    first, second = decided(world, UNIT, "甲一支部"), decided(world, OTHER, "乙一支部")
    end(world, round_)
    return first, second


def test_of_two_lists_that_go_public_at_once_the_second_answers_for_the_number(
    office: World, elsewhere: Elsewhere
) -> None:
    first, second = two(office, tier=1)
    answer = race(elsewhere, partial(publicise, office, first), partial(publicise, office, second))

    assert isinstance(answer, Incomplete)
    assert answer.problems == [
        "全部单位一星级至少1个（固定1个），全部名单共列0个，还差1个，请核对，确需公示的先调整名额。"
    ]
    assert [office.list_of(unit).state for unit in (UNIT, OTHER)] == [ListState.PUBLICISING, ListState.ANNOUNCING]
    assert all_is_well()


def uphold(world: World, unit: str, branch: str) -> None:
    notice = world.list_of(unit).publicity
    assert notice is not None
    found = objections.receive(notice, world.rating(branch), by=world.clerk, channel="电话", text="材料不实。")
    do(objections.uphold, world, found, "head", comment="经查属实。")


def test_of_two_lists_that_lose_a_star_to_an_objection_at_once_the_second_waits(
    office: World, elsewhere: Elsewhere
) -> None:
    first, second = two(office, tier=5)
    for submission, branch in ((first, "甲一支部"), (second, "乙一支部")):
        publicise(office, submission)
        uphold(office, submission.unit.short_name, branch)
    publish = actions.publishing._publish
    answer = race(elsewhere, partial(publish, first.pk), partial(publish, second.pk))

    assert answer is None
    assert Reservation.objects.count() == 0
    assert [office.list_of(unit).state for unit in (UNIT, OTHER)] == [ListState.CLOSED, ListState.PUBLICISING]
    assert AuditEntry.objects.get(verb="hold").process_id == second.process_id
    assert all_is_well()


def lowered(world: World, branch: str) -> StarChange:
    given = NewStar("lower", 3, "年内发生重大问题", "办法第十二条")
    return actions.change_propose(world.rating(branch), given, by=world.clerk)


def test_of_two_corrections_at_once_the_second_does_not_take_the_last_star(office: World, elsewhere: Elsewhere) -> None:
    for submission in two(office, tier=5):
        publicise(office, submission)
    assert actions.publish_due(after_notice()) == 2
    first, second = lowered(office, "甲一支部"), lowered(office, "乙一支部")
    answer = race(
        elsewhere,
        lambda: do(actions.change_approve, office, first, "leader", **MEETING),
        lambda: do(actions.change_approve, office, second, "leader", **MEETING),
    )

    assert isinstance(answer, Refused)
    assert answer.message == (
        "全部单位五星级至少1个（固定1个），全部名单共列0个，还差1个，不能降为三星级。确需变更的，请先调整名额。"
    )
    assert Reservation.objects.count() == 1
    assert all_is_well()


def test_a_round_that_is_closed_while_its_last_list_goes_public_is_judged_with_it(
    office: World, elsewhere: Elsewhere
) -> None:
    round_ = round_of(office, quotas=(least(1, 1, node=QuotaNode.ROOT),))
    submission = decided(office, UNIT, "甲一支部")
    answer = race(
        elsewhere,
        partial(publicise, office, submission),
        lambda: actions.round_close(round_, reason="申报期已过", by=office.clerk),
    )

    assert isinstance(answer, Incomplete)
    assert office.rating("甲二支部").state == RatingState.SELF_ASSESSING
    assert all_is_well()
