"""Two people at once over a 评审, a 抽查 or imported figures: one wins and the other reads why, or both hold."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from decimal import Decimal
from typing import Any

import pytest
from django.db import transaction

from tests.workflows.engine.steps import all_is_well, do, list_at
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import SATISFACTION, fresh, mark, sheet_of
from tests.world import World, make_world
from workflows.engine.errors import Incomplete, Refused, Stale
from workflows.engine.models import Round
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions
from workflows.star_rating.models import Evaluation, ReviewSheet, SpotCheck
from workflows.star_rating.queries import evaluations
from workflows.star_rating.queries import figures as reading
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import Sheet

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]
WHY = "情况有变"


@pytest.fixture
def world(transactional_db: None) -> World:
    """Return the cast without a round, where other connections can see it."""
    return make_world()


@pytest.fixture
def evaluation(world: World) -> Evaluation:
    """Return a panel that is being scored: the secretary's sheet is complete, the leader's handed in."""
    made = panels.prepare(world, panels.open_round(world))
    panels.name(world, made, {"secretary": 0, "leader": 0}, {"乙一支部": 0})
    panels.begin(world, made)
    for key in ("secretary", "leader"):
        mark(world, key, ("50", "30"))
    panels.hand_in(world, "leader")
    return fresh(made)


def race(elsewhere: Elsewhere, first: Callable[[], Any], second: Callable[[], Any]) -> BaseException | None:
    """Do the first, and before it is committed let the second come in; what the second was answered, if refused."""
    with transaction.atomic():
        first()
        other = come_in(elsewhere, second)
    return other.exception(timeout=30)


def come_in(elsewhere: Elsewhere, act: Callable[[], Any]) -> Future[Any]:
    """Let somebody else act, and wait a little for him; he may have to wait himself."""
    other = elsewhere(act)
    deadline = time.monotonic() + 0.2
    while not other.done() and time.monotonic() < deadline:
        time.sleep(0.01)
    return other


class Hands:
    """What people do on what they saw before either of them acted."""

    def __init__(self, world: World, evaluation: Evaluation) -> None:
        self.world, self.evaluation, self.seen = world, evaluation, seen_of(evaluation)
        self.sheet, self.marked = sheet_of(world, "secretary"), sheet_of(world, "leader")
        self.sheet_seen, self.marked_seen = seen_of(self.sheet), seen_of(self.marked)

    def submit(self) -> Any:
        return actions.marks_submit(self.sheet, by=self.world.secretary, seen=self.sheet_seen)

    def save(self) -> Any:
        return actions.marks_save(self.sheet, {}, by=self.world.secretary, seen=self.sheet_seen)

    def withdraw(self) -> Any:
        return actions.marks_withdraw(self.marked, by=self.world.leader, seen=self.marked_seen)

    def close(self) -> Any:
        return actions.evaluation_close(self.evaluation, by=self.world.clerk, seen=self.seen)

    def call_off(self) -> Any:
        return actions.evaluation_call_off(self.evaluation, by=self.world.head, seen=self.seen, comment=WHY)

    def drop(self) -> Any:
        user = self.world.users["secretary"].pk
        return actions.evaluation_drop(self.evaluation, user, by=self.world.head, seen=self.seen, comment=WHY)


@pytest.fixture
def hands(world: World, evaluation: Evaluation) -> Hands:
    """Return what people may do, on what they see now."""
    return Hands(world, evaluation)


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("submit", "save"),
        ("save", "submit"),
        ("call_off", "submit"),
        ("call_off", "withdraw"),
        ("drop", "submit"),
        ("call_off", "drop"),
        ("drop", "call_off"),
    ],
)
def test_the_first_wins_and_the_second_reads_that_it_came_too_late(
    hands: Hands, elsewhere: Elsewhere, first: str, second: str
) -> None:
    answer = race(elsewhere, getattr(hands, first), getattr(hands, second))

    assert isinstance(answer, Stale)
    assert answer.message
    assert all_is_well()


@pytest.mark.parametrize("second", ["call_off", "drop"])
def test_a_sheet_handed_in_this_moment_is_cancelled_all_the_same(
    hands: Hands, elsewhere: Elsewhere, second: str
) -> None:
    assert race(elsewhere, hands.submit, getattr(hands, second)) is None

    assert ReviewSheet.objects.get(pk=hands.sheet.pk).state == ReviewSheet.State.CANCELLED
    assert all_is_well()


def test_what_is_reckoned_up_is_not_taken_back_in_the_same_moment(hands: Hands, elsewhere: Elsewhere) -> None:
    hands.submit()

    assert isinstance(race(elsewhere, hands.close, hands.withdraw), Stale)
    assert all_is_well()


def test_what_is_taken_back_is_not_reckoned_up_in_the_same_moment(hands: Hands, elsewhere: Elsewhere) -> None:
    hands.submit()

    answer = race(elsewhere, hands.withdraw, hands.close)

    assert isinstance(answer, Incomplete)
    assert answer.message == "陈立平还没有提交评分。不再参加的，请先取消该评委。"
    assert fresh(hands.evaluation).state == Evaluation.State.EVALUATING
    assert all_is_well()


def test_reckoning_up_waits_for_a_sheet_that_is_handed_in_this_moment(hands: Hands, elsewhere: Elsewhere) -> None:
    assert race(elsewhere, hands.submit, hands.close) is None

    assert set(ReviewSheet.objects.values_list("state", flat=True)) == {ReviewSheet.State.COUNTED}
    assert len(fresh(hands.evaluation).outcome[0]["totals"]) == 2
    assert all_is_well()


def test_a_sheet_handed_in_while_it_is_reckoned_up_is_not_half_counted(
    hands: Hands, elsewhere: Elsewhere, monkeypatch: pytest.MonkeyPatch
) -> None:
    lacking, others = evaluations.close_lacking, []

    def meanwhile(evaluation: Evaluation) -> list[str]:
        others.append(come_in(elsewhere, hands.submit))
        return lacking(evaluation)

    monkeypatch.setattr(evaluations, "close_lacking", meanwhile)

    with pytest.raises(Incomplete, match="周志远还没有提交评分"):
        hands.close()
    assert others[0].exception(timeout=30) is None
    assert fresh(hands.evaluation).state == Evaluation.State.EVALUATING
    assert set(ReviewSheet.objects.values_list("state", flat=True)) == {ReviewSheet.State.MARKED}
    assert all_is_well()


def test_reckoning_up_twice_is_once(hands: Hands, elsewhere: Elsewhere) -> None:
    hands.submit()

    assert race(elsewhere, hands.close, hands.close) is None
    assert all_is_well()


@pytest.fixture
def reported(world: World) -> Round:
    """Return a round with 甲局's list before 复核."""
    world.round()
    list_at(world, L.VERIFYING, ("甲一支部", "甲二支部"))
    return Round.objects.select_related("unit").get()


def test_two_draws_at_once_are_one_and_a_redraw(world: World, reported: Round, elsewhere: Elsewhere) -> None:
    answer = race(
        elsewhere,
        lambda: actions.spot_draw(reported, None, by=world.clerk, count=1),
        lambda: actions.spot_draw(reported, None, by=world.head, count=1),
    )

    assert isinstance(answer, Incomplete)
    assert SpotCheck.objects.count() == 1


def test_a_list_does_not_slip_through_while_it_is_drawn_from(
    world: World, reported: Round, elsewhere: Elsewhere
) -> None:
    submission = world.list_of("甲局机关党委")

    answer = race(
        elsewhere,
        lambda: actions.spot_draw(reported, None, by=world.clerk, count=2),
        lambda: do(actions.list_forward, world, submission, "head"),
    )

    assert isinstance(answer, Incomplete)
    assert world.list_of("甲局机关党委").state == L.VERIFYING
    assert all_is_well()


def test_nothing_is_drawn_from_a_list_that_goes_on(world: World, reported: Round, elsewhere: Elsewhere) -> None:
    submission = world.list_of("甲局机关党委")

    answer = race(
        elsewhere,
        lambda: do(actions.list_forward, world, submission, "head"),
        lambda: actions.spot_draw(reported, None, by=world.clerk, count=1),
    )

    assert isinstance(answer, Refused)
    assert SpotCheck.objects.count() == 0


def test_figures_and_a_sheet_that_is_being_kept_do_not_overwrite_each_other(world: World, elsewhere: Elsewhere) -> None:
    round_ = panels.open_round(world)
    world.submit("甲一支部", world.secretary)
    rating = world.rating("甲一支部")
    found = {SATISFACTION: {rating.pk: Decimal(90)}}
    seen, mark_now = world.seen(rating), reading.seen_now(found)

    answer = race(
        elsewhere,
        lambda: actions.figures_import(round_, found, "测评", by=world.clerk, seen=mark_now),
        lambda: actions.save_sheet(
            rating, Sheet.REVIEW, actions.SheetInput(lines=(), vetoes={}), by=world.staff, seen=seen
        ),
    )

    assert isinstance(answer, Stale)
    assert world.rating("甲一支部").figures[SATISFACTION]["figure"] == "90"
    assert all_is_well()
