"""公示: lists share a notice, an objection keeps one member back, and the page says nothing but what is publicised."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client

from permissions.actor import SYSTEM
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.ending import (
    UNIT,
    approve,
    disagreements,
    later,
    publicise,
    report,
    state_of,
    states,
    to_notice,
)
from workflows.engine import objections
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry, Objection, Publicity, Reservation
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

MONDAY = date(2026, 11, 23)


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any, db: None) -> Cast:
    """Return the cast with a small round of the 工委 open."""
    made = make_cast()
    made.award_round()
    return made


def browser(cast: Cast, who: str | None = None) -> Client:
    client = Client()
    if who:
        client.force_login(cast.users[who])
    return client


def page(cast: Cast, notice: Publicity, who: str | None = None) -> str:
    return browser(cast, who).get(f"/publicity/{notice.pk}/").content.decode()


def against(cast: Cast, name: str = "张三", notice: Publicity | None = None) -> Objection:
    found = notice or Publicity.objects.get(unit=None)
    member = cast.nomination(name)
    return objections.receive(found, member, by=SYSTEM, channel="网上", text="事迹不实。", signed="群众赵某")


def settle(cast: Cast, made: Objection, verb: str, by: str = "clerk", **more: Any) -> None:
    fresh = Objection.objects.get(pk=made.pk)
    getattr(objections, verb)(fresh, by=getattr(cast, by), seen=seen_of(fresh), comment="查阅了考勤和记录。", **more)


# --- the public notice -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("terms", "ends_on"),
    [
        ({"days": 5}, date(2026, 11, 30)),
        ({"days": 5, "start_counts": True}, date(2026, 11, 27)),
        ({"days": 7, "working": False}, date(2026, 11, 30)),
        ({"days": 7, "working": False, "start_counts": True}, date(2026, 11, 29)),
    ],
)
def test_a_notice_runs_working_or_calendar_days_its_start_counted_or_not(
    cast: Cast, terms: dict[str, Any], ends_on: date
) -> None:
    cast.listed("张三")
    report(cast)
    approve(cast)

    publicise(cast, **terms)

    notice = Publicity.objects.get()
    assert (notice.starts_on, notice.ends_on, notice.unit) == (MONDAY, ends_on, None)
    assert (state_of(cast), states(cast, "张三")) == (L.PUBLICISING, [S.PUBLICISING])
    assert disagreements() == []


def test_lists_of_one_round_that_start_on_one_day_share_the_notice(cast: Cast) -> None:
    to_notice(cast)
    cast.listed("周八", by="outsider", unit="乙一支部", reviewer="other_deputy")
    report(cast, "乙局机关党委", "other_deputy")
    approve(cast, "乙局机关党委")

    with pytest.raises(Refused, match="本批次已有同日开始的公示（2026年11月23日至2026年11月30日"):
        publicise(cast, "乙局机关党委", days=6)
    publicise(cast, "乙局机关党委")

    text = page(cast, Publicity.objects.get())
    assert [
        part for part in (UNIT, "甲一支部", "张三", "乙局机关党委", "周八", "优秀共产党员") if part not in text
    ] == []


@pytest.mark.parametrize(
    ("starts_on", "sentence"), [(MONDAY - timedelta(days=1), "已过"), (MONDAY + timedelta(days=400), "一年之内")]
)
def test_a_notice_begins_neither_in_the_past_nor_in_a_far_year(cast: Cast, starts_on: date, sentence: str) -> None:
    cast.listed("张三")
    report(cast)
    approve(cast)

    with pytest.raises(Refused, match=sentence):
        publicise(cast, starts_on=starts_on)
    assert (Publicity.objects.count(), state_of(cast)) == (0, L.ANNOUNCING)


def test_the_notice_does_not_leak_what_the_files_hold(cast: Cast) -> None:
    person = cast.people["张三"]
    type(person).objects.filter(pk=person.pk).update(id_number="11010519850302001X", rank="一级主任科员")
    to_notice(cast, "张三", "李四")
    nomination = cast.nomination("张三")
    planted = [
        "1985", "11010519850302001X", person.staff_no, "一级主任科员", "2010", "认真负责", "2008年参加工作",
        nomination.process.number, "优秀</td>", "周志远", "应到", "符合",
    ]  # fmt: skip

    inside = browser(cast, "clerk").get(f"/records/{nomination.process.number}/").content.decode()
    assert "认真负责" in inside

    text = page(cast, Publicity.objects.get())
    assert [part for part in planted if part in text] == []


def test_before_and_after_its_days_the_public_finds_no_page(cast: Cast, clock: Any) -> None:
    cast.listed("张三")
    report(cast)
    approve(cast)
    publicise(cast, starts_on=MONDAY + timedelta(days=1))
    notice = Publicity.objects.get()

    def seen() -> list[int]:
        return [browser(cast, who).get(f"/publicity/{notice.pk}/").status_code for who in (None, "outsider", "clerk")]

    assert seen() == [404, 404, 200]
    clock.shift(timedelta(days=1))
    assert seen() == [200, 200, 200]
    clock.shift(timedelta(days=30))
    assert seen() == [404, 404, 200]


# --- when it is over -------------------------------------------------------------------------------------------------


def test_on_its_last_day_nothing_goes_on_and_the_day_after_everything_does(cast: Cast) -> None:
    to_notice(cast, "张三", "李四")
    last = Publicity.objects.get().ends_on

    assert (actions.settle_due(last), state_of(cast)) == (0, L.PUBLICISING)
    assert actions.settle_due(last + timedelta(days=1)) == 2
    assert (state_of(cast), states(cast, "张三", "李四")) == (L.CONFERRING, [S.CONFERRING] * 2)
    assert disagreements() == []


@pytest.mark.parametrize("deferred", [False, True])
def test_who_is_under_an_objection_stays_behind_and_follows(cast: Cast, deferred: bool) -> None:
    to_notice(cast, "张三", "李四")
    made = against(cast)
    if deferred:
        settle(cast, made, "defer")

    assert actions.settle_due(later()) == 1
    assert (state_of(cast), states(cast, "张三", "李四")) == (L.CONFERRING, [S.PUBLICISING, S.CONFERRING])

    settle(cast, made, "dismiss", finding="unknown")
    assert actions.settle_due(later()) == 1
    assert states(cast, "张三", "李四") == [S.CONFERRING] * 2
    assert disagreements() == []


def test_whoever_an_objection_was_upheld_against_is_struck_off_and_the_place_is_free(cast: Cast) -> None:
    to_notice(cast, "张三", "李四")
    held = Reservation.objects.count()
    settle(cast, against(cast), "uphold", finding="partly")

    assert actions.settle_due(later()) == 1

    number = cast.nomination("张三").process.number
    said = AuditEntry.objects.get(process=cast.list_in(UNIT).process, verb="strike_member")
    assert states(cast, "张三", "李四") == [S.REJECTED, S.CONFERRING]
    assert Reservation.objects.filter(process=cast.nomination("张三").process).count() == 0
    assert Reservation.objects.count() < held
    assert said.comment == f"张三（{number}）：公示异议核查成立。"
    assert disagreements() == []


def test_a_list_that_nobody_is_left_in_ends(cast: Cast) -> None:
    to_notice(cast)
    settle(cast, against(cast), "uphold")

    assert actions.settle_due(later()) == 0
    assert (state_of(cast), states(cast, "张三")) == (L.CLOSED, [S.REJECTED])
    assert disagreements() == []


def test_while_only_somebody_under_an_objection_is_left_the_list_stays_under_notice(cast: Cast) -> None:
    to_notice(cast)
    made = against(cast)

    assert (actions.settle_due(later()), state_of(cast)) == (0, L.PUBLICISING)
    settle(cast, made, "dismiss")
    assert (actions.settle_due(later()), state_of(cast)) == (1, L.CONFERRING)
