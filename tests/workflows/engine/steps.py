"""Takes ratings and lists to a state through the actions of the product, and says what they left behind."""

from collections.abc import Callable
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.utils import timezone

from tests.world import World, scheme_c
from workflows.engine import audit, consistency
from workflows.engine.models import AuditEntry, Record, Task
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.rules import Deduction
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.states import Sheet

BRANCH, UNIT = "甲一支部", "甲局机关党委"
EVERY_BRANCH = tuple(f"XJ-{timezone.localdate().year}-{n:04d}" for n in range(1, 20))
"""Numbers of the cast's ratings: whoever reports a list knows of each that it may stay behind."""


def do(action: Callable[..., Any], world: World, record: Any, by: str, **more: Any) -> Any:
    """Do one action on a record as it now is, as this person of the cast."""
    fresh = type(record).objects.select_related("unit", "round", "process").get(pk=record.pk)
    return action(fresh, by=getattr(world, by), seen=world.seen(fresh), **more)


def publicise(world: World, submission: RatingList, by: str = "clerk", days: int = 5) -> RatingList:
    """Put a list under a public notice that begins today."""
    moved: RatingList = do(actions.list_publicise, world, submission, by, starts_on=timezone.localdate(), days=days)
    return moved


def approve(world: World, submission: RatingList) -> RatingList:
    """Register the committee's meeting and enter its decision."""
    world.meet(world.list_of(submission.unit.short_name), world.leader, "工委会议")
    moved: RatingList = do(actions.list_approve, world, submission, "leader")
    return moved


def list_at(world: World, state: L, branches: tuple[str, ...] = (BRANCH,)) -> RatingList:
    """Take the list of 甲局, with the ratings of these branches in it, to a state."""
    for branch in branches:
        rating_at(world, S.LISTED, branch)
    submission = world.list_of(UNIT)
    if state != L.COMPILING:
        world.report(UNIT, world.staff)
    if state in (L.DECIDING, L.ANNOUNCING, L.PUBLICISING, L.CLOSED):
        do(actions.list_forward, world, submission, "clerk")
    if state in (L.ANNOUNCING, L.PUBLICISING, L.CLOSED):
        approve(world, submission)
    if state in (L.PUBLICISING, L.CLOSED):
        publicise(world, submission)
    if state == L.CLOSED:
        actions.publish_due(after_notice())
    return world.list_of(UNIT)


SECRETARIES = {"甲一支部": "secretary", "甲二支部": "sibling", "甲三支部": "third", "甲四支部": "fourth"}


def rating_at(world: World, state: S, branch: str = BRANCH) -> Rating:
    """Take a branch's rating of 甲局 to a state, alone in its list."""
    if state != S.SELF_ASSESSING:
        world.submit(branch, getattr(world, SECRETARIES[branch]))
    rating = world.rating(branch)
    if rating.state == S.GENERAL_REVIEWING and state != S.GENERAL_REVIEWING:
        do(actions.forward, world, rating, "general")
    if state not in (S.SELF_ASSESSING, S.GENERAL_REVIEWING, S.SCORING):
        review(world, branch, five_stars=branch == BRANCH)
    if state not in (S.SELF_ASSESSING, S.GENERAL_REVIEWING, S.SCORING, S.LISTED):
        list_at_from_listed(world, L.CLOSED if state == S.PUBLISHED else L(state.value))
    return world.rating(branch)


def review(world: World, branch: str, *, five_stars: bool, by: str = "staff") -> Rating:
    """Hand in the committee's score: five stars, or three. 甲局 has one place for five stars."""
    lines = () if five_stars else tuple(Deduction(code, Decimal(10), "核实后扣分") for code in ("18", "20", "21"))
    vetoes = {veto.code: False for veto in scheme_c().vetoes}
    given = actions.SheetInput(lines=lines, vetoes=vetoes, figures={"appraisal": actions.Figure(Decimal(95))})
    do(actions.save_sheet, world, world.rating(branch), by, sheet=Sheet.REVIEW, given=given)
    do(actions.forward, world, world.rating(branch), by)
    return world.rating(branch)


def list_at_from_listed(world: World, state: L) -> RatingList:
    """Go on with the list of 甲局 as it is."""
    return list_at(world, state, branches=())


def after_notice() -> Any:
    """A day on which every public notice begun today is over."""
    return timezone.localdate() + timedelta(days=40)


def trail(record: Record) -> list[str]:
    """The verbs of a record's trail, in order."""
    entries = AuditEntry.objects.filter(process=record.process_id).order_by("seq")
    return list(entries.values_list("verb", flat=True))


def open_desk(record: Record) -> Task:
    """The one open desk of a record."""
    found: Task = Task.objects.get(process=record.process_id, finished__isnull=True)
    return found


def all_is_well() -> bool:
    """Whether the contracts hold on the live rows and the trail is whole."""
    found = [*consistency.disagreements(), *audit.verify()]
    assert found == []
    return True
