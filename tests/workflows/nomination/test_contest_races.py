"""比选 is entered while a list is decided, or entered twice: one of both holds, the other reads that it changed."""

from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest

from tests.workflows.engine.steps import all_is_well
from tests.workflows.engine.test_races import race
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.contesting import KEY, arena, forwarded, met, record, shared, three_for_two
from tests.workflows.nomination.ending import states
from tests.workflows.nomination.listing import fresh
from tests.workflows.nomination.places import reserved
from workflows.engine.errors import Stale
from workflows.engine.models import Round
from workflows.nomination import actions
from workflows.nomination.models import NominationList, PlaceContest
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast, where other connections see it."""
    return make_cast()


def entering(cast: Cast, made: Round, **ranks: int) -> Callable[[], Any]:
    """Enter a ranking by name, as somebody who sees how it stands now, later."""
    found = arena(made)
    placings = [actions.Placing(row.pk, ranks[row.candidate]) for row in found.candidates]
    return partial(actions.contest_record, shared(made), placings, met(), by=cast.leader, seen=found.seen)


def approving(cast: Cast, submission: NominationList) -> Callable[[], Any]:
    """Approve a list as somebody who sees it now, later."""
    found = fresh(submission)
    return partial(actions.list_approve, found, by=cast.leader, seen=cast.seen(found))


@pytest.mark.parametrize("first", ["approve", "record"])
def test_a_list_is_decided_or_the_contest_is_entered_anew(cast: Cast, elsewhere: Elsewhere, first: str) -> None:
    made, own, _ = three_for_two(cast)
    record(cast, made, {"周八": 1, "张三": 2, "王五": 3})
    forwarded(cast, own)
    verbs = {"approve": approving(cast, own), "record": entering(cast, made, 王五=1, 张三=2, 周八=3)}
    second = next(name for name in verbs if name != first)
    answer = race(elsewhere, verbs[first], verbs[second])
    expected = {
        "approve": (L.ANNOUNCING, [S.ANNOUNCING, S.NOT_FORWARDED], 1),
        "record": (L.DECIDING, [S.DECIDING, S.DECIDING], 2),
    }  # fmt: skip

    assert isinstance(answer, Stale)
    assert (fresh(own).state, states(cast, "张三", "王五"), PlaceContest.objects.count()) == expected[first]
    assert reserved(made, "工委", KEY) == {"approve": 2, "record": 3}[first]
    assert all_is_well()


def test_of_two_who_enter_a_contest_at_once_the_second_looks_again(cast: Cast, elsewhere: Elsewhere) -> None:
    made, *_ = three_for_two(cast)
    one, other = entering(cast, made, 周八=1, 张三=2, 王五=3), entering(cast, made, 王五=1, 张三=2, 周八=3)
    answer = race(elsewhere, one, other)

    assert isinstance(answer, Stale)
    assert PlaceContest.objects.filter(current=True).count() == PlaceContest.objects.count() == 1
    assert all_is_well()
