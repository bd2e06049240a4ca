"""The pages of the electronic box: who opens them, what they show, how many statements they cost, bad input."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.polling import PEOPLE, begun, counted, drawn, polled, sealed, voting
from workflows.appraisal import actions
from workflows.appraisal.ballots.answers import Answer
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.states import MeetingState as M
from workflows.engine.transitions import seen_of

PAGES = ("box", "box_slips", "box_void", "box_paper", "box_recount", "box_pack")


def client_of(cast: Cast, name: str) -> Client:
    client = Client()
    if name != "anonymous":
        client.force_login(cast.users[name])
    return client


def url(cast: Cast, name: str, *more: str) -> str:
    return reverse(f"appraisal:{name}", args=[cast.meeting().process.number, *more])


def text(answer: Any) -> str:
    return str(answer.content.decode())


def seen(cast: Cast) -> dict[str, str]:
    return {"seen": str(seen_of(cast.meeting()))}


@pytest.mark.parametrize(
    ("person", "status"),
    [("organiser", 200), ("secretary", 200), ("deputy", 403), ("clerk", 403), ("outsider", 404), ("auditor", 404)],
)
def test_the_box_is_the_branch_s_own(cast: Cast, person: str, status: int) -> None:
    counted(cast)
    client = client_of(cast, person)
    found = {name: client.get(url(cast, name)).status_code for name in ("box", "box_paper", "box_recount", "box_pack")}

    assert found == dict.fromkeys(found, status)


def test_who_has_not_signed_in_is_led_to_the_sign_in_page(cast: Cast) -> None:
    counted(cast)

    assert [client_of(cast, "anonymous").get(url(cast, name)).status_code for name in PAGES] == [302] * len(PAGES)


@pytest.mark.parametrize(("person", "status"), [("deputy", 403), ("outsider", 404)])
def test_nobody_else_takes_a_step_at_the_box(cast: Cast, person: str, status: int) -> None:
    voting(cast)
    client = client_of(cast, person)
    answers = [
        client.post(url(cast, "box_step", "seal"), seen(cast)), client.post(url(cast, "box_slips"), seen(cast)),
        client.post(url(cast, "box_void"), {"code": "x"}),
    ]  # fmt: skip

    assert [answer.status_code for answer in answers] == [status] * 3
    assert not box_of(cast.meeting()).is_sealed


def test_a_member_of_the_roll_who_counts_may_count_again_without_a_post(cast: Cast) -> None:
    meeting = counted(cast)
    meeting.roll.filter(name="陈明").update(counts=True)
    cast.counter("陈明")
    client = client_of(cast, "陈明")

    assert "逐项票数与已确定的完全一致" in text(client.get(url(cast, "box_recount")))
    assert client.get(url(cast, "box")).status_code == 404


def test_the_whole_way_on_the_pages(cast: Cast) -> None:
    cast.meeting_at(M.BALLOTING)
    client = client_of(cast, "organiser")
    begin = client.post(url(cast, "box_step", "begin"), {"voting": "slips", **seen(cast)})
    slips = client.post(url(cast, "box_slips"), seen(cast))
    codes = [each.split("</code>")[0].replace("-", "") for each in text(slips).split("<code>")[1:]]
    void = client.post(url(cast, "box_void"), {"code": codes[5]})
    lift = client.post(url(cast, "box_step", "lift"), seen(cast))

    assert [begin.status_code, slips.status_code, void.status_code, lift.status_code] == [302, 200, 200, 302]
    assert (len(codes), Answer.VOIDED.value in text(void)) == (PEOPLE, True)
    assert [text(slips).count("<svg"), "no-store" in slips.headers["Cache-Control"]] == [PEOPLE * 2, True]


def test_slips_carry_no_number_and_no_code_in_an_address(cast: Cast) -> None:
    begun(cast)
    shown = text(client_of(cast, "organiser").post(url(cast, "box_slips"), seen(cast)))
    codes = [each.split("</code>")[0] for each in shown.split("<code>")[1:]]

    links = re.findall(r'href="([^"]*)"', shown)

    assert links
    assert [link for link in links for code in codes if code in link or code.replace("-", "") in link] == []
    assert "style=" not in shown


def test_before_sealing_the_page_shows_no_choice_and_no_voter(cast: Cast) -> None:
    polled(cast)
    shown = text(client_of(cast, "organiser").get(url(cast, "box")))

    assert "已投" in shown
    assert [word in shown for word in ("优秀", "陈明")] == [False, False]


def test_the_paper_to_sign_is_printed_before_counting(cast: Cast) -> None:
    meeting = sealed(cast)
    client = client_of(cast, "organiser")
    page = text(client.get(url(cast, "box_paper")))

    assert meeting.box_hash in page
    assert "优秀" not in page
    assert client.get(url(cast, "box_pack")).status_code == 404
    assert client.get(url(cast, "box_recount")).status_code == 404


def test_the_pack_holds_what_anybody_checks(cast: Cast) -> None:
    counted(cast)
    answer = client_of(cast, "organiser").get(url(cast, "box_pack"))

    with ZipFile(BytesIO(answer.content)) as book:
        assert sorted(book.namelist()) == ["codes.json", "configuration.json", "result.json", "verify.py", "说明.txt"]


@pytest.mark.parametrize("step", ["begin", "lift", "seal", "count", "restart", "paper", "void"])
def test_a_step_at_the_wrong_time_is_refused_with_a_sentence(cast: Cast, step: str) -> None:
    counted(cast)
    answer = client_of(cast, "organiser").post(url(cast, "box_step", step), seen(cast))

    assert (answer.status_code, "现在不能" in text(answer)) == (409, True)


def test_a_step_that_there_is_not_is_not_found(cast: Cast) -> None:
    begun(cast)

    assert client_of(cast, "organiser").get(url(cast, "box_step", "open")).status_code == 404


def test_a_page_that_is_too_old_is_refused_and_nothing_is_sealed(cast: Cast) -> None:
    voting(cast)
    old = seen(cast)
    client = client_of(cast, "organiser")
    answers = [client.post(url(cast, "box_step", "seal"), sent) for sent in ({}, {"seen": "x"}, {"seen": "1.1"})]
    box = box_of(cast.meeting())

    assert [answer.status_code for answer in answers] == [422, 422, 409]
    assert not box.is_sealed
    assert client.post(url(cast, "box_step", "seal"), old).status_code == 302


def test_a_wrong_hash_is_refused_on_the_page(cast: Cast) -> None:
    sealed(cast)
    answer = client_of(cast, "organiser").post(url(cast, "box_step", "count"), {"typed": "0" * 8, **seen(cast)})

    assert (answer.status_code, "不一致" in text(answer)) == (422, True)


def test_a_mistyped_slip_is_told_and_no_code_is_repeated(cast: Cast) -> None:
    begun(cast)
    codes = drawn(cast)
    answer = text(client_of(cast, "organiser").post(url(cast, "box_void"), {"code": codes[0][:-1] + "0"}))

    assert Answer.MISTYPED.value in answer
    assert codes[0][:-1] not in answer


def test_the_word_for_untraceable_stands_on_no_page_of_the_branch(cast: Cast) -> None:
    begun(cast, "screen")
    client = client_of(cast, "organiser")

    assert "匿名" not in text(client.get(url(cast, "box"))) + text(client.get(url(cast, "ticket")))


def statements(client: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as found:
        client.get(page)
    return len(found)


@pytest.mark.parametrize("more", [0, 6])
def test_the_pages_cost_the_same_however_many_members_there_are(cast: Cast, more: int) -> None:
    for n in range(more):
        cast.member(f"新党员{n}")
    cast.do(actions.roll_refresh, cast.meeting())
    begun(cast)
    client = client_of(cast, "organiser")
    client.get(url(cast, "box"))
    number = cast.meeting().process.number
    pages = {name: reverse(f"appraisal:{name}", args=[number]) for name in ("box", "box_void", "box_slips")}

    assert {name: statements(client, page) for name, page in pages.items()} == {
        "box": 7, "box_void": 7, "box_slips": 8,
    }  # fmt: skip
