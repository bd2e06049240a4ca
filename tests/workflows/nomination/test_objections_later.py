"""An objection that comes after the notice: upheld, it strikes whoever waits for an honour, and the list still ends."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from permissions.actor import SYSTEM
from tests.workflows.engine.steps import trail
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import UNIT, confer, disagreements, do, honours, state_of, states, to_conferring
from workflows.engine import objections
from workflows.engine.models import Objection, Publicity, Reservation
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any, db: None) -> Cast:
    """Return 张三 and 李四 past their notice, in a round whose honours a higher sponsor gives."""
    made = make_cast()
    made.award_round(document(sponsor="中共滨江市委", reports_to="市委组织部"))
    to_conferring(made, clock, "张三", "李四")
    return made


def against(cast: Cast, name: str) -> Objection:
    member = cast.nomination(name)
    return objections.receive(Publicity.objects.get(), member, by=SYSTEM, channel="来信", text="事迹不实。")


def upheld(cast: Cast, name: str) -> None:
    made = against(cast, name)
    objections.uphold(made, by=cast.clerk, seen=seen_of(made), comment="核查属实。")


def answer(cast: Cast) -> None:
    paper = actions.Paper("滨委〔2026〕30号", timezone.localdate())
    do(cast, lambda found, **seen: actions.list_answer(found, paper, {}, **seen), "clerk")


def test_whoever_went_up_is_struck_off_and_the_others_are_answered(cast: Cast) -> None:
    confer(cast, "滨直工呈〔2026〕3号")
    upheld(cast, "李四")
    actions.settle_due(timezone.localdate())

    assert (states(cast, "张三", "李四"), state_of(cast)) == ([S.RECOMMENDED, S.REJECTED], L.CONFERRING)
    assert trail(cast.nomination("李四"))[-1] == "strike"
    assert trail(cast.list_in(UNIT))[-1] == "strike_member"
    assert not Reservation.objects.filter(process=cast.nomination("李四").process_id).exists()
    answer(cast)
    assert (honours(), state_of(cast), disagreements()) == ([("张三", "优秀共产党员")], L.CLOSED, [])


def test_whoever_is_under_an_objection_stays_behind_and_the_others_are_answered(cast: Cast) -> None:
    confer(cast, "滨直工呈〔2026〕3号")
    made = against(cast, "李四")
    answer(cast)

    assert (states(cast, "张三", "李四"), state_of(cast)) == ([S.AWARDED, S.RECOMMENDED], L.CONFERRING)
    objections.dismiss(made, by=cast.clerk, seen=seen_of(made), comment="核查不实。")
    answer(cast)
    assert (states(cast, "张三", "李四"), state_of(cast)) == ([S.AWARDED, S.AWARDED], L.CLOSED)


def test_a_list_ends_with_the_last_one_who_went_up(cast: Cast) -> None:
    confer(cast, "滨直工呈〔2026〕3号")
    for name in ("张三", "李四"):
        upheld(cast, name)
    actions.settle_due(timezone.localdate())

    assert (states(cast, "张三", "李四"), state_of(cast)) == ([S.REJECTED, S.REJECTED], L.CLOSED)
    assert (honours(), disagreements()) == ([], [])


def test_whoever_still_waits_for_the_document_is_struck_off_too(cast: Cast) -> None:
    upheld(cast, "李四")
    actions.settle_due(timezone.localdate())
    confer(cast, "滨直工呈〔2026〕3号")

    assert (states(cast, "张三", "李四"), state_of(cast)) == ([S.RECOMMENDED, S.REJECTED], L.CONFERRING)
    assert disagreements() == []


def test_an_objection_that_is_open_or_dismissed_strikes_nobody(cast: Cast) -> None:
    confer(cast, "滨直工呈〔2026〕3号")
    against(cast, "张三")
    made = against(cast, "李四")
    objections.dismiss(made, by=cast.clerk, seen=seen_of(made), comment="不实。")

    assert actions.settle_due(timezone.localdate()) == 0
    assert (states(cast, "张三", "李四"), state_of(cast)) == ([S.RECOMMENDED] * 2, L.CONFERRING)
