"""The part of a list that goes apart takes along what the whole had: its signed paper, and being in time."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, do
from tests.workflows.star_rating.listing import listed, round_of
from tests.workflows.star_rating.test_filing import tiers
from tests.workflows.star_rating.test_papers import scan
from tests.world import World, make_world
from workflows.engine import attachments
from workflows.engine.errors import Incomplete
from workflows.engine.models import Attachment, Round
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.queries import papers
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.django_db
SPLIT = [(1, ListState.VERIFYING, 1), (2, ListState.FILING, 1)]
"""Of each list of 甲局 its number, its state and how many members it has."""


@pytest.fixture
def world() -> World:
    return make_world()


def compiled(world: World, **stage: Any) -> RatingList:
    """甲局's list of one star that the 工委 decides and one that 甲局 decides, ranked and decided by its meeting."""
    round_of(world, {ListState.COMPILING: stage}, tiers=tiers())
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    submission = world.list_of(UNIT)
    ranked = enumerate(submission.members.order_by("-score"), 1)
    placings = [actions.Placing(row.pk, n, False) for n, row in ranked]
    do(actions.list_arrange, world, submission, "staff", placings=placings)
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")
    return world.list_of(UNIT)


def report(world: World, submission: RatingList) -> None:
    do(actions.list_report, world, submission, "staff", unreported=EVERY_BRANCH)


def lists(world: World) -> list[tuple[int, str, int]]:
    rows = RatingList.objects.filter(unit=world.units[UNIT]).order_by("batch")
    return [(row.batch, row.state, row.members.count()) for row in rows]


def test_where_the_round_asks_for_the_scan_both_parts_have_it(world: World) -> None:
    submission = compiled(world, scan=True)
    with pytest.raises(Incomplete, match="本批次要求上传签字盖章的审定表"):
        report(world, submission)
    scan(world, world.list_of(UNIT), "staff")
    report(world, submission)
    whole, part = (
        [row.attachment.name for row in papers.scans([each.process_id])]
        for each in RatingList.objects.filter(unit=world.units[UNIT]).order_by("batch")
    )

    assert lists(world) == SPLIT
    assert (whole, part) == (["盖章.pdf"], ["盖章.pdf"])
    assert all_is_well()


def test_a_scan_of_the_list_as_it_was_before_stays_with_the_whole(world: World) -> None:
    submission = compiled(world, scan=True)
    attachments.cite(submission.process, earlier_paper(world), attachments.SIGNED)
    world.meet(submission, world.staff, "机关党委扩大会议")
    scan(world, world.list_of(UNIT), "staff")
    report(world, submission)
    part = RatingList.objects.get(unit=world.units[UNIT], batch=2)

    assert papers.scans([submission.process_id]).count() == 2
    assert [row.attachment.name for row in papers.scans([part.process_id])] == ["盖章.pdf"]


def earlier_paper(world: World) -> Attachment:
    return attachments.upload(world.units[UNIT], BytesIO(b"%PDF-1.4 before"), world.staff, "原件.pdf")


def after_the_hour() -> None:
    """Let the hour at which lists were to come in be over since yesterday."""
    round_ = Round.objects.get()
    day = timezone.localdate() - timedelta(days=1)
    round_.stages = {ListState.COMPILING: {"due_on": day.isoformat(), "due_at": "16:00", "closes": True}}
    round_.save(update_fields=["stages"])


def test_a_list_that_was_sent_back_comes_in_after_the_hour_with_both_parts(world: World) -> None:
    submission = compiled(world)
    only = world.rating("甲二支部")
    do(actions.list_pull, world, submission, "staff", rating=only, comment="重新核分。")
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")
    report(world, submission)
    after_the_hour()
    do(actions.list_send_back, world, submission, "clerk", comment="请核对。", to=ListState.COMPILING)
    do(actions.forward, world, only, "staff")
    placings = [actions.Placing(row.pk, n, False) for n, row in enumerate(submission.members.order_by("-score"), 1)]
    do(actions.list_arrange, world, submission, "staff", placings=placings)
    world.meet(world.list_of(UNIT), world.staff, "机关党委会议")
    report(world, submission)

    assert lists(world) == SPLIT
    assert all_is_well()


def test_a_list_that_was_not_sent_back_comes_too_late_with_both_parts(world: World) -> None:
    submission = compiled(world)
    after_the_hour()

    with pytest.raises(Incomplete, match="截止，不再接收"):
        report(world, submission)
    assert lists(world) == [(1, ListState.COMPILING, 2)]
