"""The booth: no sign-in, no session, no cookie, no statement, no line in a log; and each refusal in a sentence."""

import logging
import re
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from django.contrib.sessions.models import Session
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.workflows.appraisal.cast import Cast
from tests.workflows.appraisal.polling import PEOPLE, begun, drawn, fields, polled, vote, voting
from workflows.appraisal import actions
from workflows.appraisal.ballots import casting
from workflows.appraisal.ballots.answers import Answer, Ballot
from workflows.appraisal.ballots.codes import draw
from workflows.appraisal.ballots.rows import Turnout
from workflows.appraisal.models import Meeting
from workflows.appraisal.queries.ballots import box_of
from workflows.appraisal.views import booth
from workflows.engine.booth import TELLING, BoothMiddleware, OutsideTheBooth

NOT_PROTECTED = ("改动程序", "复制票箱和密钥", "网络设备", "谁领了票", "看您的屏幕", "从结果推断")
OTHER_CODE = "2345-6789-ABCD-EFGH"


def page(meeting: Meeting, sent: dict[str, str] | None = None, client: Client | None = None, **more: Any) -> Any:
    url = reverse("booth:booth", args=[meeting.box])
    voter = client or Client(enforce_csrf_checks=True)
    return voter.post(url, sent, **more) if sent is not None else voter.get(url, **more)


def text(response: Any) -> str:
    return str(response.content.decode())


def test_a_code_and_choices_are_cast_without_script_sign_in_or_token(cast: Cast) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    asked = page(meeting, {"code": codes[0]})
    done = page(meeting, fields(meeting, codes[0]))

    assert "检查并提交" in text(asked)
    assert "<script" not in text(asked)
    assert "选票已投入票箱" in text(done)
    assert box_of(meeting).turnout() == Turnout(PEOPLE, 0, 1)


def test_the_ballot_is_the_same_for_everybody_and_names_every_member_judged(cast: Cast) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    first, second = (text(page(meeting, {"code": code})).replace(code, "") for code in codes[:2])

    assert first == second
    assert [row.entry.name in first for row in meeting.members.all()] == [True] * PEOPLE


def test_the_code_may_be_entered_again_until_it_is_cast(cast: Cast) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    for _ in range(3):
        assert "检查并提交" in text(page(meeting, {"code": codes[0].lower()}))

    assert "选票已投入票箱" in text(page(meeting, fields(meeting, codes[0])))


def test_what_is_missing_is_marked_and_what_was_chosen_stays(cast: Cast) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    sent = fields(meeting, codes[0], 1)
    gone = next(name for name in sent if name.startswith("i"))
    del sent[gone]
    answer = text(page(meeting, sent))

    assert "还有1项没有选" in answer
    assert answer.count(" checked") == len(sent) - 2
    assert box_of(meeting).turnout().polled == 0


@pytest.mark.parametrize("wrong", ["99", "-1", "x", "１", "9" * 40])
def test_a_choice_that_the_ballot_has_not_is_missing(cast: Cast, wrong: str) -> None:
    codes = voting(cast)
    meeting = cast.meeting()

    assert "还有1项没有选" in text(page(meeting, fields(meeting, codes[0]) | {"i0": wrong}))


def test_each_refusal_is_its_own_sentence(cast: Cast) -> None:
    begun(cast)
    codes = drawn(cast)
    meeting = cast.meeting()
    early = text(page(meeting, {"code": codes[0]}))
    actions.slip_void(meeting, Ballot(codes[5]))
    cast.do(actions.barrier_lift, meeting)
    vote(meeting, codes[0])
    twice, mistyped, void, strange = (
        text(page(meeting, {"code": code})) for code in (codes[0], codes[1][:-2] + "00", codes[5], stranger())
    )
    for code in codes[1:5]:
        vote(meeting, code)
    sealed_fields = fields(meeting, codes[1])
    cast.do(actions.box_seal, meeting)
    late = text(page(cast.meeting(), sealed_fields))

    assert Answer.NOT_YET.value in early
    assert Answer.USED.value in twice
    assert Answer.MISTYPED.value in mistyped
    assert Answer.VOID.value in void
    assert Answer.UNKNOWN.value in strange
    assert "已经封箱，不能再投票。" in late
    assert "您刚才填的选票没有投进票箱" in late
    assert "您的编码：已投票" in late


def stranger() -> str:
    """A code of no meeting."""
    return draw(1)[0]


def test_a_refusal_looks_like_any_page_to_who_reads_the_log_of_the_web_server(cast: Cast) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    sent = [{"code": OTHER_CODE}, {"code": codes[0]}, fields(meeting, codes[0]), fields(meeting, codes[0])]

    assert [page(meeting, each).status_code for each in sent] == [200] * 4


def test_the_booth_asks_no_database_sets_no_cookie_and_is_kept_nowhere(
    cast: Cast, django_assert_num_queries: Any
) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    with django_assert_num_queries(0):
        answers = [page(meeting), page(meeting, {"code": codes[0]}), page(meeting, fields(meeting, codes[0]))]

    assert [dict(answer.cookies) for answer in answers] == [{}] * 3
    assert ["no-store" in answer.headers["Cache-Control"] for answer in answers] == [True] * 3
    assert Session.objects.count() == 0


def test_who_is_signed_in_is_a_stranger_in_the_booth(cast: Cast, django_assert_num_queries: Any) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    client = Client()
    client.force_login(cast.users["secretary"])
    before = list(Session.objects.values_list("pk", "session_data", "expire_date"))
    with django_assert_num_queries(0):
        answer = page(meeting, fields(meeting, codes[0]), client)

    assert "周志远" not in text(answer).replace("“周志远”", "")
    assert list(Session.objects.values_list("pk", "session_data", "expire_date")) == before


def test_what_tells_the_sender_is_taken_from_the_request_before_anything_reads_it() -> None:
    seen: list[HttpRequest] = []
    request, other = HttpRequest(), HttpRequest()
    for each, path in ((request, "/ballot/ABCDEFGH/"), (other, "/records/")):
        each.path_info = path
        each.META = dict.fromkeys(TELLING, "told")

    def view(asked: HttpRequest) -> HttpResponse:
        seen.append(asked)
        return HttpResponse()

    handler = BoothMiddleware(view)
    handler(request)
    handler(other)

    assert [len(each.META) for each in seen] == [0, len(TELLING)]


def test_the_booth_stands_before_everything_that_knows_people(settings: Any) -> None:
    assert settings.MIDDLEWARE[0] == "workflows.engine.booth.BoothMiddleware"


def test_no_line_of_any_log_tells_of_the_booth(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    caplog.set_level(logging.DEBUG)
    caplog.clear()
    logging.getLogger("django.request").warning("planted")
    page(meeting, {"code": OTHER_CODE})
    page(meeting, fields(meeting, codes[0]))
    Client().get("/ballot/22222222/")
    Client().put(reverse("booth:booth", args=[meeting.box]))
    page(meeting, {"code": "\0"})

    assert [record.getMessage() for record in caplog.records if "ballot" in record.getMessage()] == []
    assert "planted" in caplog.text


def planted(*_: object) -> None:
    """Fails with everything in its message that a log must not learn."""
    raise OSError("10.9.8.7 2345-6789-ABCD-EFGH /ballot/ i0=3")


@pytest.fixture
def log() -> Iterator[StringIO]:
    """What the product writes to its log, on a day on which nothing failed yet."""
    handler = next(each for each in logging.getLogger().handlers if each.name == "stderr")
    assert isinstance(handler, logging.StreamHandler)
    written = StringIO()
    usual = handler.setStream(written)
    for each in handler.filters:
        assert isinstance(each, OutsideTheBooth)
        each.told.clear()
    yield written
    handler.setStream(usual)


def test_of_an_error_the_log_learns_its_sort_and_the_day(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    sent = fields(meeting, codes[0])
    monkeypatch.setattr(booth, "ballot_of", planted)
    client = Client(raise_request_exception=False, REMOTE_ADDR="10.9.8.7")
    answers = [page(meeting, sent, client).status_code for _ in range(3)]

    assert answers == [500] * 3
    assert log.getvalue() == (
        f"{timezone.localdate()} 00:00:00,000 ERROR django.request: 投票页出错：OSError。每类每天只记一次，不记时间。\n"
    )


def test_a_box_that_fails_is_told_to_the_voter_and_its_sort_to_the_log(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, log: StringIO
) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    sent = fields(meeting, codes[0])
    monkeypatch.setattr(casting, "_cast", planted)
    said = [text(page(meeting, sent, Client(REMOTE_ADDR="10.9.8.7"))) for _ in range(2)]

    assert ["票箱没有应答（OSError），请再试一次" in each for each in said] == [True, True]
    assert [line.split(": ", 1)[1] for line in log.getvalue().splitlines()] == [
        "投票页出错：OSError。每类每天只记一次，不记时间。"
    ]


def test_another_handler_of_the_same_log_learns_no_more(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture, log: StringIO
) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    sent = fields(meeting, codes[0])
    monkeypatch.setattr(booth, "ballot_of", planted)
    caplog.clear()
    page(meeting, sent, Client(raise_request_exception=False))

    assert [sorted(vars(record).items()) for record in caplog.records if "EFGH" in repr(vars(record))] == []
    assert "投票页出错：OSError" in caplog.text


@pytest.mark.parametrize("name", ["22222222", "ABC", "..", "0" * 8, "ABCDEFGHJK"])
def test_an_address_of_no_box_is_not_found(db: None, name: str) -> None:
    assert Client().get(f"/ballot/{name}/").status_code == 404


def test_the_code_is_in_no_address(cast: Cast) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    found = [text(page(meeting, {"code": codes[0]})), text(page(meeting, fields(meeting, codes[0])))]

    addresses = [each for shown in found for each in re.findall(r'(?:href|action|src)="([^"]*)"', shown)]

    assert addresses
    assert [address for address in addresses if codes[0] in address] == []


def test_the_receipt_shows_no_choice_and_is_found_again_after_sealing(cast: Cast) -> None:
    codes = voting(cast)
    meeting = cast.meeting()
    done = text(page(meeting, fields(meeting, codes[0])))
    mark = re.findall(r"<code>(.*?)</code>", done)[0]
    for code in codes[1:]:
        vote(meeting, code)
    cast.do(actions.box_seal, meeting)
    check = text(page(cast.meeting()))

    assert [grade in done for grade in ("优秀", "合格", "较好")] == [False] * 3
    assert re.fullmatch(r"[0-9A-F]{4} [0-9A-F]{4} [0-9A-F]{4}", mark)
    assert mark in check


def test_before_sealing_nobody_is_told_how_it_stands(cast: Cast) -> None:
    polled(cast)

    assert "已投票" not in text(page(cast.meeting()))


def test_after_sealing_hashes_are_shown_and_no_total(cast: Cast) -> None:
    polled(cast)
    cast.do(actions.box_seal, cast.meeting())
    shown = text(page(cast.meeting()))

    assert cast.meeting().box_hash in shown
    assert "已投票　6个" in shown
    assert "优秀" not in shown


def test_the_word_anonymous_stands_beside_what_it_does_not_protect_from(cast: Cast) -> None:
    voting(cast)

    shown = text(page(cast.meeting()))

    assert "匿名投票" in shown
    assert [each in shown for each in NOT_PROTECTED] == [True] * len(NOT_PROTECTED)
