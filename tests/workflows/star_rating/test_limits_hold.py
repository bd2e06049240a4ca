"""Whatever lists report and whatever stars are changed to: no more branches have a star than a hard limit allows."""

import random
from collections import defaultdict

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, after_notice, all_is_well, approve, do, publicise
from tests.workflows.star_rating.listing import OTHER, listed, most, round_of
from tests.world import World, make_world
from workflows.engine.errors import Refused
from workflows.engine.models import Quota
from workflows.star_rating import actions, queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.rules import QuotaNode, QuotaRule, Span
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.django_db
BRANCHES = {UNIT: ("甲一支部", "甲二支部", "甲四支部"), OTHER: ("乙一支部",)}
WORKERS = {UNIT: "staff", OTHER: "other_deputy"}


def drawn(chance: random.Random) -> QuotaRule:
    """A limit of one to two stars, of the units or of all, on a star that the branches of this play have."""
    return most(
        chance.choice((3, 5)), chance.randint(0, 2), span=chance.choice(list(Span)),
        node=chance.choice((QuotaNode.SUBMITTING_UNIT, QuotaNode.ROOT)),
    )  # fmt: skip


def report(world: World, unit: str, branches: list[str], chance: random.Random) -> bool:
    """Report a unit's list; where it is refused, without one branch after another. Whether anybody was reported."""
    while branches:
        submission = world.list_of(unit)
        rows = enumerate(submission.members.order_by("-score", "pk"), 1)
        placings = [actions.Placing(row.pk, n, False) for n, row in rows]
        do(actions.list_arrange, world, submission, WORKERS[unit], placings=placings)
        world.meet(world.list_of(unit), getattr(world, WORKERS[unit]), "机关党委会议")
        try:
            do(actions.list_report, world, submission, WORKERS[unit], unreported=EVERY_BRANCH)
        except Refused:
            out = world.rating(branches.pop(chance.randrange(len(branches))))
            do(actions.list_pull, world, submission, WORKERS[unit], rating=out, comment="名额已满。")
        else:
            return True
    return False


def publish(world: World, unit: str) -> None:
    do(actions.list_forward, world, world.list_of(unit), "clerk")
    publicise(world, approve(world, world.list_of(unit)))


def change(world: World, rating: Rating, chance: random.Random) -> None:
    """Correct a published star to some other one, where the limit allows."""
    tier = chance.choice([level for level in range(1, 6) if level != rating.tier])
    made = actions.change_propose(rating, actions.NewStar("correct", tier, "录入错误", "办法第十二条"), by=world.clerk)
    meeting = {"body": "工委会议", "held_on": timezone.localdate(), "minutes": "同意。"}
    try:
        do(actions.change_approve, world, made, "leader", **meeting)
    except Refused:
        do(actions.change_drop, world, made, "clerk", comment="名额已满。")


def beyond(rule: QuotaRule) -> list[str]:
    """Quotas with more stars than their limit, counted on the stars themselves and not on the places taken."""
    gone = RatingList.objects.exclude(state=ListState.COMPILING)
    rows = Rating.objects.filter(submission__in=gone).select_related("submission", "round")
    stars = [(row, star.value["tier"] if (star := queries.star_of(row)) else row.tier) for row in rows]
    lists: dict[int, list[int]] = defaultdict(list)
    for pk, unit in gone.values_list("pk", "unit"):
        lists[unit].append(pk)
    found = []
    for quota in Quota.objects.select_related("unit"):
        own = [tier for row, tier in stars if rule.node is QuotaNode.ROOT or row.submission_id in lists[quota.unit_id]]
        count = sum(rule.counts(tier) for tier in own)
        if count > quota.limit or quota.reservations.count() != count:
            found.append(f"{quota}: {count}个，占用{quota.reservations.count()}个")
    return found


@settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))
@given(chance=st.randoms(use_true_random=False))
def test_no_list_and_no_change_takes_more_places_than_there_are(chance: random.Random) -> None:
    with transaction.atomic():  # one play does not see another
        play(chance)
        transaction.set_rollback(True)


def play(chance: random.Random) -> None:
    """One round with one hard limit, from its lists to stars changed after they were published."""
    world = make_world()
    rule = drawn(chance)
    round_of(world, quotas=(rule,))
    for unit, branches in BRANCHES.items():
        for branch in branches:
            listed(world, branch, five=chance.random() < 0.5)
        if report(world, unit, list(branches), chance):
            publish(world, unit)
    assert beyond(rule) == []

    actions.publish_due(after_notice())
    for rating in Rating.objects.filter(state=RatingState.PUBLISHED).select_related("round", "unit").order_by("pk"):
        change(world, rating, chance)
    assert beyond(rule) == []
    assert all_is_well()
