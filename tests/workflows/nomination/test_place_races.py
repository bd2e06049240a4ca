"""Two people, and ten, at the last place: it is given once, and the others read the sum."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import transaction

from permissions.roles import Role, UnitKind
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.places import OTHER, UNIT, categories, opened, proposed, quota, reserved
from workflows.engine.errors import Incomplete, Refused
from workflows.nomination import actions
from workflows.nomination.actions import quotas
from workflows.nomination.models import Nomination, NominationList

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]


@pytest.fixture
def cast(transactional_db: None) -> Cast:
    """Return the cast, where other connections see it."""
    return make_cast()


def at_once(*calls: Callable[[], Any]) -> Callable[[Elsewhere], list[Any]]:
    """All of them at the same moment, each on a connection of its own; what each came to."""

    def run(elsewhere: Elsewhere) -> list[Any]:
        begin = time.monotonic() + 0.5
        started = [elsewhere(_on_time, call, begin) for call in calls]
        return [future.exception(60) or "done" for future in started]

    return run


def _on_time(call: Callable[[], Any], begin: float) -> Any:
    time.sleep(max(begin - time.monotonic(), 0))
    with transaction.atomic():
        return call()


def submit(row: Nomination) -> Callable[[], None]:
    return lambda: quotas.reserve_branch(row)


def report(submission: NominationList, row: Nomination) -> Callable[[], None]:
    return lambda: quotas.reserve_list(submission, [row])


def sentences(ended: list[Any]) -> list[str]:
    """What those were told who got no place."""
    return [text for error in ended if isinstance(error, Incomplete) for text in error.problems]


def test_of_two_who_hand_in_at_once_one_gets_the_last_place_of_their_branch(cast: Cast, elsewhere: Elsewhere) -> None:
    made = opened(cast, categories=categories(member={"per_branch": 1}))
    ended = at_once(*(submit(row) for row in proposed(cast, made, "张三", "李四")))(elsewhere)

    assert ended.count("done") == 1
    assert sentences(ended) == ["甲一支部：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。"]
    assert reserved(made, "甲一支部", "branch:places.member") == 1


def test_of_two_units_that_report_at_once_one_gets_the_last_place_of_all(cast: Cast, elsewhere: Elsewhere) -> None:
    made = opened(cast, categories=categories(member={"places": 1}))
    one, other = proposed(cast, made, "张三", "周八")
    ended = at_once(report(cast.list_in(UNIT), one), report(cast.list_in(OTHER), other))(elsewhere)

    assert ended.count("done") == 1
    assert sentences(ended) == ["全部单位合计：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。"]
    assert reserved(made, "工委", "whole:places.member") == 1


def test_of_ten_units_that_report_at_once_one_gets_the_last_place_of_all(cast: Cast, elsewhere: Elsewhere) -> None:
    for n in range(10):
        cast.unit(f"{n}局机关党委", UnitKind.ORG_COMMITTEE, "工委")
        cast.unit(f"{n}局支部", UnitKind.BRANCH, f"{n}局机关党委")
        cast.member(f"员{n}", f"{n}局支部")
    made = opened(cast, categories=categories(member={"places": 1, "per_unit": 1}))
    rows = proposed(cast, made, *(f"员{n}" for n in range(10)))
    lists = [NominationList(round=made, unit=cast.units[f"{n}局机关党委"]) for n in range(10)]
    ended = at_once(*(report(found, row) for found, row in zip(lists, rows, strict=True)))(elsewhere)

    assert ended.count("done") == 1
    assert len(sentences(ended)) == 9
    assert set(sentences(ended)) == {"全部单位合计：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。"}
    assert reserved(made, "工委", "whole:places.member") == 1


def test_ten_who_hand_in_at_once_share_three_places(cast: Cast, elsewhere: Elsewhere) -> None:
    for n in range(8):
        cast.member(f"员{n}")
    made = opened(cast, categories=categories(member={"per_branch": 3}))
    rows = proposed(cast, made, "张三", "李四", *(f"员{n}" for n in range(8)))
    ended = at_once(*(submit(row) for row in rows))(elsewhere)

    assert (ended.count("done"), len(sentences(ended))) == (3, 7)
    assert reserved(made, "甲一支部", "branch:places.member") == 3


def test_a_place_is_shifted_away_or_taken_and_never_both(cast: Cast, elsewhere: Elsewhere) -> None:
    made = opened(cast, categories=categories(member={"per_unit": 1}))
    (row,) = proposed(cast, made, "张三")
    submission, clerk = cast.list_in(UNIT), cast.clerk

    def shift() -> Any:
        return actions.places_shift(
            made, "member", cast.units[UNIT], cast.units[OTHER], 1, by=clerk, reason="甲局未推荐。"
        )

    ended = at_once(shift, report(submission, row))(elsewhere)
    found = quota(made, UNIT, "unit:places.member")

    assert ended.count("done") == 1
    assert all(error == "done" or isinstance(error, Refused) for error in ended)
    assert found.reservations.count() <= found.limit


def test_two_shifts_of_the_same_place_are_one(cast: Cast, elsewhere: Elsewhere) -> None:
    made = opened(cast, categories=categories(member={"per_unit": 1}))
    clerk = cast.clerk

    def shift(giver: str, taker: str) -> Callable[[], Any]:
        units = cast.units
        return lambda: actions.places_shift(made, "member", units[giver], units[taker], 1, by=clerk, reason="调剂。")

    ended = at_once(shift(UNIT, OTHER), shift(UNIT, "工委"), shift(UNIT, OTHER))(elsewhere)
    limits = [quota(made, unit, "unit:places.member").limit for unit in (UNIT, OTHER, "工委")]

    assert ended.count("done") == 1
    assert (limits[0], sum(limits)) == (0, 3)


def test_two_units_take_and_give_each_other_without_waiting_for_ever(cast: Cast, elsewhere: Elsewhere) -> None:
    """Both lock the same two quotas in the order of their keys."""
    made = opened(cast, categories=categories(member={"per_unit": 9}))
    clerk, units = cast.clerk, cast.units

    def shift(giver: str, taker: str) -> Callable[[], Any]:
        return lambda: actions.places_shift(made, "member", units[giver], units[taker], 1, by=clerk, reason="调剂。")

    ended = at_once(*(shift(*pair) for pair in ((UNIT, OTHER), (OTHER, UNIT)) * 3))(elsewhere)

    assert ended == ["done"] * 6
    assert quota(made, UNIT, "unit:places.member").limit == 9


def test_of_two_whole_steps_at_once_one_is_handed_in(cast: Cast, elsewhere: Elsewhere) -> None:
    """Through the verb itself: the second reads the sum, and its nomination stays a draft."""
    cast.person("second", "许岩", Role.BRANCH_SECRETARY, "甲一支部")
    made = opened(cast, categories=categories(member={"per_branch": 1}))
    for name in ("张三", "李四"):
        cast.nominate(name)
        cast.fill_in(name)

    def hand_in(name: str, by: str) -> Callable[[], Any]:
        row, actor = cast.nomination(name), getattr(cast, by)
        seen = cast.seen(row)
        return lambda: actions.submit(row, by=actor, seen=seen)

    ended = at_once(hand_in("张三", "secretary"), hand_in("李四", "second"))(elsewhere)

    assert ended.count("done") == 1
    assert sentences(ended) == ["甲一支部：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。"]
    assert sorted(cast.nomination(name).state for name in ("张三", "李四")) == ["committee_reviewing", "drafting"]
    assert reserved(made, "甲一支部", "branch:places.member") == 1
