"""Objections during 公示, to everybody or inside the unit: one member is kept back, a list as a whole."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from permissions.actor import SYSTEM
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import (
    CONTACT,
    UNIT,
    decide,
    disagreements,
    do,
    later,
    report,
    state_of,
    states,
    to_notice,
)
from workflows.engine import objections
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.models import Notice, Objection, Publicity
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


# --- objections ------------------------------------------------------------------------------------------------------


def test_an_objection_records_channel_signature_finding_and_answer(cast: Cast) -> None:
    to_notice(cast)
    made = against(cast)
    settle(cast, made, "dismiss", finding="false")

    objections.answer(made, by=cast.clerk, replied_on=MONDAY, reply="电话答复，本人认可。")

    found = Objection.objects.get()
    assert (found.channel, bool(found.signed), found.get_finding_display(), found.state, found.replied_on) == (
        "网上", True, "失实", "dismissed", MONDAY,
    )  # fmt: skip
    assert disagreements() == []


def test_the_answer_is_entered_on_a_page_of_those_who_check_alone(cast: Cast) -> None:
    to_notice(cast)
    made = against(cast)
    address = f"/records/{made.process.number}/reply/"
    assert browser(cast, "clerk").get(address).status_code == 404  # nothing was found yet
    settle(cast, made, "dismiss")

    told = {who: browser(cast, who).get(address).status_code for who in ("clerk", "deputy", "leader", "secretary")}
    assert told == {"clerk": 200, "deputy": 404, "leader": 404, "secretary": 404}

    late = {"replied_on": "2026-11-24", "reply": "已答复。"}
    assert browser(cast, "clerk").post(address, late).status_code == 422
    answered = browser(cast, "clerk").post(address, late | {"replied_on": "2026-11-23"})
    assert answered["Location"] == f"/records/{made.process.number}/"
    assert browser(cast, "clerk").get(address).status_code == 404
    assert "2026年11月23日　已答复。" in browser(cast, "clerk").get(answered["Location"]).content.decode()


def test_what_was_found_must_be_said(cast: Cast) -> None:
    to_notice(cast)
    made = against(cast)
    sent = {"verb": "uphold", "seen": str(seen_of(made)), "comment": "属实。"}

    client, address = browser(cast, "clerk"), f"/records/{made.process.number}/"
    assert client.post(address, sent).status_code == 422
    assert client.post(address, sent | {"uphold-finding": "false"}).status_code == 422
    client.post(address, sent | {"uphold-finding": "true"})

    assert Objection.objects.get().finding == "true"


# --- inside a unit ---------------------------------------------------------------------------------------------------

STAGES = ["branch_meeting", "committee", "unit_publicity", "party_group", "work_committee", "publicity"]


@pytest.fixture
def within(clock: Any, db: None) -> Cast:
    """Return the cast with 甲局's list of two under a notice inside 甲局."""
    made = make_cast()
    made.award_round(document(stages=STAGES))
    for name in ("张三", "李四"):
        made.listed(name)
    report(made, contact=CONTACT)
    return made


def test_a_notice_inside_a_unit_is_there_for_its_people_and_those_above(within: Cast) -> None:
    notice = Publicity.objects.get()
    people = (None, "secretary", "third", "staff", "clerk", "inspector", "outsider", "other_deputy", "direct", "former")

    told = {who: browser(within, who).get(f"/publicity/{notice.pk}/").status_code for who in people}
    objecting = {who: browser(within, who).get(f"/publicity/{notice.pk}/objection/").status_code for who in people}

    assert told == {
        None: 404, "secretary": 200, "third": 200, "staff": 200, "clerk": 200, "inspector": 200, "outsider": 404,
        "other_deputy": 404, "direct": 404, "former": 404,
    }  # fmt: skip
    assert objecting == told


def test_a_notice_inside_a_unit_names_who_is_on_it(within: Cast) -> None:
    text = page(within, Publicity.objects.get(), "secretary")

    assert [part for part in ("中共甲局机关党委", "张三", "李四", "优秀共产党员") if part not in text] == []
    assert [part for part in ("1985", "审定", within.nomination("张三").process.number) if part in text] == []


def test_what_is_objected_inside_a_unit_comes_to_the_unit_s_desk(within: Cast) -> None:
    made = against(within, notice=Publicity.objects.get())
    told = Notice.objects.filter(process=made.process).values_list("user__username", flat=True)

    assert sorted(told) == ["deputy", "staff"]
    with pytest.raises(NotAllowed):
        settle(within, made, "dismiss", "clerk")
    settle(within, made, "dismiss", "staff")
    assert disagreements() == []


def test_an_objection_inside_a_unit_holds_the_whole_list_until_it_is_settled(within: Cast) -> None:
    made = against(within, notice=Publicity.objects.get())
    last = Publicity.objects.get().ends_on

    assert (actions.end_within_due(last), actions.end_within_due(last + timedelta(days=1))) == (0, 0)
    assert state_of(within) == L.PUBLICISING_WITHIN

    settle(within, made, "uphold", "staff")
    assert actions.end_within_due(last + timedelta(days=1)) == 1
    assert (state_of(within), states(within, "张三", "李四")) == (L.STUDYING, [S.REJECTED, S.LISTED])
    assert disagreements() == []


def test_a_list_that_is_taken_back_is_off_the_notice_inside_the_unit(within: Cast) -> None:
    do(within, actions.list_withdraw, "staff")

    assert "张三" not in page(within, Publicity.objects.get(), "secretary")


def test_where_nobody_is_left_after_a_notice_inside_a_unit_the_list_ends(within: Cast) -> None:
    for name in ("张三", "李四"):
        settle(within, against(within, name, Publicity.objects.get()), "uphold", "staff")

    assert actions.end_within_due(later()) == 0
    assert state_of(within) == L.CLOSED
    assert disagreements() == []


def test_the_clerk_of_the_unit_registers_what_came_by_letter(within: Cast) -> None:
    address = f"/publicity/{Publicity.objects.get().pk}/objection/"
    sent = {
        "channel": "信函", "member": str(within.nomination("李四").pk), "text": "反映其未参加组织生活。", "signed": ""
    }  # fmt: skip

    assert browser(within, "staff").post(address, sent).status_code == 302
    made = Objection.objects.get()
    assert (made.channel, made.unit, made.checked_by) == ("信函", within.units["甲一支部"], within.units[UNIT])


def test_nothing_is_sent_on_before_a_meeting_of_the_unit(within: Cast) -> None:
    actions.end_within_due(later())

    with pytest.raises(Incomplete):
        do(within, actions.list_report, "deputy")
    decide(within, "deputy", "甲局党组会议")
    do(within, actions.list_report, "deputy")
    assert timezone.localdate() == MONDAY
