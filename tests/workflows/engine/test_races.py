"""Two people at once, from two connections: of excluding verbs one wins and the other reads why; others both hold.

Every pair is tried in both orders. The first is held open, uncommitted, while the second comes in on what it saw
before.
"""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial
from typing import Any

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from tests.workflows.engine.steps import (
    EVERY_BRANCH,
    UNIT,
    after_notice,
    all_is_well,
    do,
    list_at,
    publicise,
    rating_at,
    review,
)
from tests.world import World, scheme_c
from workflows.engine import attendance, due, objections
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import AuditEntry, Reservation
from workflows.engine.transitions import Seen
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.states import Sheet

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]
WHY = {"comment": "请补充材料。"}


@dataclass
class Scene:
    """What both people saw before either of them acted."""

    world: World
    rating: Rating
    submission: RatingList
    seen: Seen
    list_seen: Seen


Verb = Callable[[Scene], Any]


def sheet(kind: Sheet) -> actions.SheetInput:
    vetoes = {veto.code: False for veto in scheme_c().vetoes}
    return actions.SheetInput(lines=(), vetoes=vetoes, proposed_tier=5)


def on_rating(verb: str, who: str, **more: Any) -> Verb:
    def act(scene: Scene) -> Any:
        return getattr(actions, verb)(scene.rating, by=getattr(scene.world, who), seen=scene.seen, **more)

    return act


def on_list(verb: str, who: str, **more: Any) -> Verb:
    def act(scene: Scene) -> Any:
        given = {**more, "rating": scene.rating} if verb in ("list_pull", "list_strike") else more
        return getattr(actions, verb)(scene.submission, by=getattr(scene.world, who), seen=scene.list_seen, **given)

    return act


def arrange(scene: Scene) -> Any:
    placings = [actions.Placing(scene.rating.pk, 1, False)]
    return actions.list_arrange(scene.submission, placings, by=scene.world.staff, seen=scene.list_seen)


def meet(scene: Scene) -> Any:
    meeting = {"body": "党委会", "held_on": timezone.localdate(), "minutes": "同意。"}
    return actions.list_record_meeting(scene.submission, meeting, by=scene.world.deputy, seen=scene.list_seen)


def another_comes(scene: Scene) -> Any:
    """Another branch's 初评 is handed in, into the same list."""
    return do(actions.forward, scene.world, scene.world.rating("甲二支部"), "staff")


def object_to(scene: Scene) -> Any:
    publicity = scene.submission.publicity
    assert publicity is not None
    return objections.receive(publicity, scene.rating, by=scene.world.clerk, channel="电话", text="反映问题。")


def publish(scene: Scene) -> Any:
    """The end of the public notice; nothing published counts as held back."""
    if actions.publish_due(after_notice()) == 0:
        raise Incomplete(["没有可以公布的。"])


def leave(scene: Scene) -> Any:
    return attendance.recheck()


SUBMIT = on_rating("submit", "secretary")
SAVE_SELF = on_rating("save_sheet", "organiser", sheet=Sheet.SELF, given=sheet(Sheet.SELF))
FORWARD = on_rating("forward", "staff")
SAVE_REVIEW = on_rating("save_sheet", "deputy", sheet=Sheet.REVIEW, given=sheet(Sheet.REVIEW))
RETURN = on_rating("send_back", "deputy", to=S.SELF_ASSESSING, **WHY)
REJECT = on_rating("reject", "deputy", **WHY)
TAKE_BACK = on_rating("withdraw", "secretary")
TAKE_BACK_REVIEW = on_rating("withdraw", "staff")
REPORT = on_list("list_report", "staff", unreported=EVERY_BRANCH)
PULL = on_list("list_pull", "staff", **WHY)
STRIKE = on_list("list_strike", "deputy", **WHY)
VERIFY = on_list("list_forward", "clerk")
RETURN_LIST = on_list("list_send_back", "head", to=L.COMPILING, **WHY)
TAKE_BACK_LIST = on_list("list_withdraw", "staff")
PULL_ABOVE = on_list("list_pull", "head", **WHY)
STRIKE_ABOVE = on_list("list_strike", "head", **WHY)
APPROVE = on_list("list_approve", "leader")
RETURN_DECIDED = on_list("list_send_back", "leader", to=L.VERIFYING, **WHY)
TAKE_BACK_VERIFIED = on_list("list_withdraw", "clerk")
ANNOUNCE = on_list("list_publicise", "head", starts_on=timezone.localdate(), days=5)
TAKE_BACK_DECIDED = on_list("list_withdraw", "leader")

EXCLUDING: dict[str, dict[str, Verb]] = {
    S.SELF_ASSESSING: {"submit": SUBMIT, "save": SAVE_SELF},
    S.SCORING: {
        "forward": FORWARD, "save": SAVE_REVIEW, "send_back": RETURN, "reject": REJECT, "withdraw": TAKE_BACK,
    },
    "list compiling": {"report": REPORT, "arrange": arrange, "pull": PULL, "strike": STRIKE},
    "list compiling, its meeting": {"report": REPORT, "meet": meet, "pull": PULL},
    "list compiling, its member": {"report": REPORT, "withdraw": TAKE_BACK_REVIEW},
    "list verifying": {
        "forward": VERIFY, "send_back": RETURN_LIST, "withdraw": TAKE_BACK_LIST, "pull": PULL_ABOVE,
        "strike": STRIKE_ABOVE,
    },
    "list deciding": {"approve": APPROVE, "send_back": RETURN_DECIDED, "withdraw": TAKE_BACK_VERIFIED},
    "list announcing": {"publicise": ANNOUNCE, "withdraw": TAKE_BACK_DECIDED},
    "list publicising": {"object": object_to, "publish": publish},
}  # fmt: skip
"""Verbs on one record of which any two exclude each other."""

COMMUTING: dict[str, dict[str, Verb]] = {
    "list compiling, another comes": {"another": another_comes, "arrange": arrange, "meet": meet},
    S.SCORING: {"recheck": leave, "reject": REJECT, "another": another_comes},
    "list publicising, twice": {"recheck": leave, "object": object_to},
}
"""Verbs of which both hold; arrange and meet exclude each other, above."""


def pairs(verbs: dict[str, Verb]) -> list[tuple[str, Verb, Verb]]:
    """Every two of them, in both orders; arrange and meet exclude each other wherever they stand."""
    return [
        (f"{a}, then {b}", verbs[a], verbs[b]) for a in verbs for b in verbs if a != b and {a, b} != {"arrange", "meet"}
    ]


def wipe() -> None:
    """Forget the round and all that came of it; far quicker than emptying every table."""
    work = (apps.get_app_config("star_rating"), apps.get_app_config("engine"))
    with transaction.atomic():
        for model in (model for app in work for model in app.get_models() if model.__name__ != "DayOff"):
            rows: Any = model._base_manager.all()
            rows._raw_delete(rows.db)


def scene(world: World, state: str) -> Scene:
    """Take 甲一支部 and its list to a state, and look."""
    if not state.startswith("list"):
        rating_at(world, S(state))
        world.fill("甲一支部", world.organiser if state == S.SELF_ASSESSING else world.staff, SHEETS[state])
    else:
        list_at(world, L(state.split()[1].strip(",")))
        get_ready(world, world.list_of(UNIT))
    if "another" in state or state == S.SCORING:
        rating_at(world, S.SCORING, "甲二支部")
        world.fill("甲二支部", world.staff, Sheet.REVIEW)
    rating, submission = world.rating("甲一支部"), world.list_of(UNIT)
    return Scene(world, rating, submission, world.seen(rating), world.seen(submission))


SHEETS: dict[str, Sheet] = {S.SELF_ASSESSING: Sheet.SELF, S.SCORING: Sheet.REVIEW}


def get_ready(world: World, submission: RatingList) -> None:
    """Rank what is to be ranked, and put the meeting on record."""
    if submission.state == L.COMPILING:
        (member,) = submission.members.all()
        do(actions.list_arrange, world, submission, "staff", placings=[actions.Placing(member.pk, 1, False)])
        world.meet(submission, world.staff, "机关党委会议")
    if submission.state == L.DECIDING:
        world.meet(submission, world.leader, "工委会议")


def race(elsewhere: Elsewhere, first: Callable[[], Any], second: Callable[[], Any]) -> BaseException | None:
    """Do the first, and before it is committed let the second come in; what the second was answered, if refused."""
    with transaction.atomic():
        first()
        other = elsewhere(second)
        deadline = time.monotonic() + 0.05
        while not other.done() and time.monotonic() < deadline:
            time.sleep(0.01)
    return other.exception(timeout=30)


def answers(world: World, elsewhere: Elsewhere, state: str, verbs: dict[str, Verb]) -> dict[str, object]:
    """What the second was answered, for every pair in both orders; the rows agree after each."""
    found: dict[str, object] = {}
    for name, first, second in pairs(verbs):
        wipe()
        world.round()
        found[name] = race(elsewhere, partial(first, looked := scene(world, state)), partial(second, looked))
        assert all_is_well(), name
    return found


@pytest.mark.parametrize("state", EXCLUDING)
def test_of_two_that_exclude_each_other_the_first_wins_and_the_second_reads_why(
    shared_world: World, elsewhere: Elsewhere, state: str
) -> None:
    found = answers(shared_world, elsewhere, state, EXCLUDING[state])

    assert {
        name: answer for name, answer in found.items() if not (isinstance(answer, Refused) and answer.message)
    } == {}


@pytest.mark.parametrize("state", COMMUTING)
def test_of_two_that_commute_both_hold(shared_world: World, elsewhere: Elsewhere, state: str) -> None:
    found = answers(shared_world, elsewhere, state, COMMUTING[state])

    assert {name: answer for name, answer in found.items() if answer is not None} == {}


def test_two_clicks_at_once_are_one(shared_world: World, elsewhere: Elsewhere) -> None:
    seen = scene(shared_world, S.SELF_ASSESSING)

    assert race(elsewhere, lambda: SUBMIT(seen), lambda: SUBMIT(seen)) is None
    assert AuditEntry.objects.filter(process=seen.rating.process_id, verb="submit").count() == 1
    assert all_is_well()


def test_two_lists_of_one_unit_cannot_both_take_the_last_place(shared_world: World, elsewhere: Elsewhere) -> None:
    world = shared_world
    first = list_at(world, L.VERIFYING)
    rating_at(world, S.SCORING, "甲二支部")
    review(world, "甲二支部", five_stars=True)
    second = world.list_of(UNIT)
    do(actions.list_send_back, world, first, "clerk", to=L.COMPILING, **WHY)
    assert (second.batch, Reservation.objects.count()) == (2, 0)
    for submission in (first, second):
        get_ready(world, RatingList.objects.get(pk=submission.pk))

    answer = race(
        elsewhere,
        lambda: do(actions.list_report, world, first, "staff", unreported=EVERY_BRANCH),
        lambda: do(actions.list_report, world, second, "deputy", unreported=EVERY_BRANCH),
    )

    assert isinstance(answer, Incomplete)
    assert answer.message == "五星级名额1个（5×30%=1.5，向下取1），前批已列1个，本批列1个，超1个，请按排序改列。"
    assert Reservation.objects.count() == 1
    assert all_is_well()


def test_two_who_open_the_next_batch_at_once_share_it(shared_world: World, elsewhere: Elsewhere) -> None:
    world = shared_world
    list_at(world, L.VERIFYING)
    for branch in ("甲二支部", "甲四支部"):
        rating_at(world, S.SCORING, branch)
        world.fill(branch, world.staff, Sheet.REVIEW)

    answer = race(
        elsewhere,
        lambda: do(actions.forward, world, world.rating("甲二支部"), "staff"),
        lambda: do(actions.forward, world, world.rating("甲四支部"), "deputy"),
    )

    assert answer is None
    assert world.rating("甲二支部").submission == world.rating("甲四支部").submission == world.list_of(UNIT)
    assert all_is_well()


def test_due_work_on_two_machines_is_done_once(shared_world: World, elsewhere: Elsewhere, settings: Any) -> None:
    list_at(shared_world, L.ANNOUNCING)
    publicise(shared_world, shared_world.list_of(UNIT))
    outcomes: list[due.Outcome] = []

    answer = race(
        elsewhere,
        lambda: outcomes.extend(due.run(after_notice())),
        lambda: outcomes.extend(due.run(after_notice())),
    )

    assert answer is None
    assert all(outcome.count is not None for outcome in outcomes)
    assert sum(outcome.count or 0 for outcome in outcomes if outcome.label == "星级评定") == 1
    assert AuditEntry.objects.filter(verb="publish").count() == 1
    assert all_is_well()
