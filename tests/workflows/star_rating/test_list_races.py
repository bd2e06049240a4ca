"""Two people at once on what is filed, asked, ranked and counted: one wins and the other reads why."""

from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass, replace
from functools import partial
from itertools import permutations
from typing import Any

import pytest

from permissions import tree
from permissions.models import UnitRelation
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, do
from tests.workflows.engine.test_races import race, wipe
from tests.workflows.star_rating.listing import OTHER, listed, most, round_of, share
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Quota, Reservation
from workflows.engine.transitions import Seen
from workflows.star_rating import actions
from workflows.star_rating.models import Clearance, Rating, RatingList
from workflows.star_rating.rules import Decider, QuotaNode, Ranking
from workflows.star_rating.states import ClearanceState
from workflows.star_rating.states import ListState as L

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]
WHY = {"comment": "请补充材料。"}


@dataclass
class Scene:
    """What both people saw before either of them acted."""

    world: World
    submission: RatingList
    rating: Rating
    seen: Seen
    clearance: Clearance | None = None
    clearance_seen: Seen | None = None


Verb = Callable[[Scene], Any]


@pytest.fixture
def office(transactional_db: None) -> World:
    """Return the cast, whose 甲局 has a 机关纪委, where other connections see them."""
    world = make_world()
    unit = world.unit("甲局机关纪委", UnitKind.ORG_DISCIPLINE)
    tree.relate(world.units[UNIT], UnitRelation.Kind.DISCIPLINE, unit)
    world.person("inspection", "董正", Role.OC_DISC, "甲局机关纪委")
    return world


def on_list(verb: str, who: str, **more: Any) -> Verb:
    def act(scene: Scene) -> Any:
        given = {**more, "rating": scene.rating} if verb in ("list_pull", "list_strike") else more
        return getattr(actions, verb)(scene.submission, by=getattr(scene.world, who), seen=scene.seen, **given)

    return act


def on_clearance(verb: str) -> Verb:
    def act(scene: Scene) -> Any:
        by = scene.world.inspection
        return getattr(actions, verb)(scene.clearance, by=by, seen=scene.clearance_seen, comment="经核查。")

    return act


def lower(scene: Scene) -> Any:
    """The 工委 takes the unit's only place away."""
    return actions.quota_set(Quota.objects.get(unit=scene.submission.unit), 0, by=scene.world.clerk, reason="压减。")


def rank(scene: Scene) -> Any:
    return actions.rank_round(scene.submission.round, by=scene.world.head, order={})


REPORT = on_list("list_report", "staff", unreported=EVERY_BRANCH)
PULL = on_list("list_pull", "staff", **WHY)
EXCLUDING: dict[str, dict[str, Verb]] = {
    "filing": {
        "receive": on_list("list_receive", "clerk"),
        "send_back": on_list("list_send_back", "head", to=L.COMPILING, **WHY),
        "withdraw": on_list("list_withdraw", "staff"),
        "pull": on_list("list_pull", "head", **WHY),
        "strike": on_list("list_strike", "clerk", **WHY),
    },
    "asking": {
        "ask": on_list("clearances_ask", "staff"), "pull": PULL, "strike": on_list("list_strike", "staff", **WHY),
    },
    "asked": {"clear": on_clearance("clearance_clear"), "object": on_clearance("clearance_object")},
    "last place": {"report": REPORT, "lower": lower},
    "ranking": {"rank": rank, "forward": on_list("list_forward", "clerk")},
}  # fmt: skip
"""Verbs of which the second is answered why it comes too late."""


def scene(world: World, name: str) -> Scene:
    """甲一支部's list where the verbs meet, and what is seen of it."""
    tiers = scheme_c().tiers
    changes: dict[str, dict[str, Any]] = {
        "filing": {"tiers": tuple(replace(tier, decided_by=Decider.UNIT) for tier in tiers)},
        "asking": {"tiers": tuple(replace(tier, clearance=True) for tier in tiers)},
        "asked": {"tiers": tuple(replace(tier, clearance=True) for tier in tiers)},
        "last place": {"quotas": (most(5, 1),)},
        "ranking": {"ranking": Ranking(QuotaNode.ROOT), "quotas": ()},
    }
    round_of(world, **changes[name])
    listed(world, "甲一支部")
    if name in ("filing", "ranking"):
        world.report(UNIT, world.staff)
    if name == "ranking":
        rank(Scene(world, world.list_of(UNIT), world.rating("甲一支部"), world.seen(world.list_of(UNIT))))
    if name == "last place":
        ready(world, UNIT, "staff")
    found = Scene(world, world.list_of(UNIT), world.rating("甲一支部"), Seen(0, 0))
    if name == "asked":
        (found.clearance,) = do(actions.clearances_ask, world, found.submission, "staff")
        found.clearance_seen = world.seen(found.clearance)
    found.seen = world.seen(found.submission)
    return found


def ready(world: World, unit: str, by: str) -> None:
    submission = world.list_of(unit)
    rows = [actions.Placing(row.pk, n, False) for n, row in enumerate(submission.members.order_by("pk"), 1)]
    do(actions.list_arrange, world, submission, by, placings=rows)
    world.meet(submission, getattr(world, by), f"{unit}会议")


@pytest.mark.parametrize("name", EXCLUDING)
def test_the_first_wins_and_the_second_reads_why(office: World, elsewhere: Elsewhere, name: str) -> None:
    verbs, found = EXCLUDING[name], {}
    for first, second in permutations(verbs, 2):
        wipe()
        looked = scene(office, name)
        answer = race(elsewhere, partial(verbs[first], looked), partial(verbs[second], looked))
        found[f"{first}, then {second}"] = isinstance(answer, Refused) and bool(answer.message)
        assert all_is_well(), (first, second)

    assert found == dict.fromkeys(found, True)


def test_an_answer_comes_too_late_for_a_branch_that_left_and_stays_when_it_came_before(
    office: World, elsewhere: Elsewhere
) -> None:
    answer = on_clearance("clearance_clear")
    looked = scene(office, "asked")
    assert isinstance(race(elsewhere, partial(PULL, looked), partial(answer, looked)), Refused)
    assert Clearance.objects.get().state == ClearanceState.DROPPED

    wipe()
    looked = scene(office, "asked")
    assert race(elsewhere, partial(answer, looked), partial(PULL, looked)) is None
    assert Clearance.objects.get().state == ClearanceState.CLEAR
    assert all_is_well()


def test_two_who_rank_at_once_rank_twice(office: World, elsewhere: Elsewhere) -> None:
    looked = scene(office, "ranking")

    assert race(elsewhere, partial(rank, looked), partial(rank, looked)) is None
    assert office.rating("甲一支部").place == 1
    assert all_is_well()


def test_a_count_of_joining_branches_does_not_undo_what_the_committee_adjusts_meanwhile(
    office: World, elsewhere: Elsewhere
) -> None:
    round_ = round_of(office, quotas=(share(5, "50"),))
    joining = [office.unit(f"甲新{n}支部", UnitKind.BRANCH, UNIT).pk for n in range(3)]
    quota = Quota.objects.get(unit=office.units[UNIT])
    answer = race(
        elsewhere,
        lambda: actions.quota_set(quota, 3, by=office.clerk, reason="经工委会议同意。"),
        lambda: actions.quotas.open_quotas(round_, joining),
    )

    assert answer is None
    assert Quota.objects.values_list("limit", "adjusted").get(pk=quota.pk) == (3, True)


def test_two_units_cannot_both_take_the_last_place_of_all(office: World, elsewhere: Elsewhere) -> None:
    round_of(office, quotas=(most(5, 1, node=QuotaNode.ROOT),))
    first, second = listed(office, "甲一支部"), listed(office, "乙一支部")
    ready(office, UNIT, "staff")
    ready(office, OTHER, "other_deputy")
    answer = race(
        elsewhere,
        lambda: do(actions.list_report, office, first, "staff", unreported=EVERY_BRANCH),
        lambda: do(actions.list_report, office, second, "other_deputy", unreported=EVERY_BRANCH),
    )

    assert isinstance(answer, Incomplete)
    assert answer.problems == ["全部单位五星级名额1个（固定1个），前批已列1个，本批列1个，超1个，请按排序改列。"]
    assert Reservation.objects.count() == 1
    assert all_is_well()
