"""领票 on screen: one code for each who came, shown once, to nobody else; the roll keeps no time."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.polling import begun, entry
from workflows.appraisal import actions
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.states import MeetingState as M
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import AuditEntry


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    client.force_login(cast.users[name])
    return client


def address(cast: Cast) -> str:
    return reverse("appraisal:ticket", args=[cast.meeting().process.number])


def take(cast: Cast, name: str) -> Any:
    return client_of(cast, name).post(address(cast))


def test_a_member_takes_one_code_that_is_shown_once(cast: Cast) -> None:
    begun(cast, "screen")
    first, second = take(cast, "secretary"), take(cast, "secretary")
    again = client_of(cast, "secretary").get(address(cast))

    assert "只显示这一次" in first.content.decode()
    assert (second.status_code, "您已经领过票" in second.content.decode()) == (422, True)
    assert "只显示这一次，请现在抄下" not in again.content.decode()
    assert box_of(cast.meeting()).turnout().issued == 1


def test_taking_a_ticket_leaves_a_mark_on_the_roll_and_nothing_on_the_trail(cast: Cast) -> None:
    begun(cast, "screen")
    before = AuditEntry.objects.count()
    take(cast, "secretary")

    assert AuditEntry.objects.count() == before
    assert [each.name for each in cast.meeting().roll.filter(ticketed=True)] == ["周志远"]
    kinds = {field.get_internal_type() for field in type(entry(cast))._meta.get_fields() if hasattr(field, "column")}
    assert kinds & {"DateTimeField", "DateField", "TimeField"} == set()


def test_the_page_says_what_taking_a_code_on_screen_trusts(cast: Cast) -> None:
    begun(cast, "screen")
    said = client_of(cast, "secretary").get(address(cast)).content.decode()

    assert "要相信服务器当时没有偷偷记下" in said
    assert "匿名" not in said


def test_nobody_takes_a_ticket_for_somebody_else(cast: Cast) -> None:
    begun(cast, "screen")

    with pytest.raises(NotAllowed):
        actions.ticket_take(entry(cast), user=cast.users["organiser"])


@pytest.mark.parametrize("name", ["clerk", "deputy", "outsider", "auditor"])
def test_who_is_not_on_the_roll_is_not_told_of_the_page(cast: Cast, name: str) -> None:
    begun(cast, "screen")

    assert client_of(cast, name).get(address(cast)).status_code == 404


def test_where_slips_are_drawn_there_is_no_ticket_on_screen(cast: Cast) -> None:
    begun(cast)

    assert client_of(cast, "secretary").get(address(cast)).status_code == 404


def test_who_did_not_come_takes_no_ticket(cast: Cast) -> None:
    cast.meeting_at(M.CHECKING_IN)
    cast.assess()
    cast.attend(absent=("周志远",))
    cast.do(actions.open_ballot, cast.meeting())
    cast.do(actions.ballot_begin, cast.meeting(), voting="screen")

    with pytest.raises(NotAllowed, match="只有已签到"):
        actions.ticket_take(entry(cast), user=cast.users["secretary"])


def test_after_the_barrier_no_ticket_is_taken(cast: Cast) -> None:
    begun(cast, "screen")
    for row in cast.meeting().roll.exclude(name="周志远"):
        user = cast.users["organiser"] if row.name == "李慧" else cast.counter(row.name)
        actions.ticket_take(row, user=user)
    cast.do(actions.barrier_lift, cast.meeting())

    with pytest.raises(Refused, match="领票已经截止"):
        actions.ticket_take(entry(cast), user=cast.users["secretary"])
