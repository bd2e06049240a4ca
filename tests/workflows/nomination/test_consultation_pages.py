"""The pages of 会审: asked and answered, ruled on, and read by nobody whom it does not concern."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions.roles import Role, UnitKind
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    CONSULTED,
    OPINIONS,
    a_round,
    ask,
    cleared,
    do,
    letter,
    reported,
)
from workflows.nomination import actions
from workflows.nomination.models import Consultation, NominationList
from workflows.nomination.states import ConsultationState as C


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def page_of(submission: NominationList) -> str:
    return f"/records/{submission.process.number}/"


def own(submission: NominationList, end: str) -> str:
    return f"/nomination/{submission.process.number}/{end}"


def text_of(cast: Cast, who: str, submission: NominationList) -> str:
    return browser(cast, who).get(page_of(submission)).content.decode()


def test_opinions_are_asked_and_registered_on_the_pages(cast: Cast) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS)
    submission = reported(cast, "张三", "王五")
    client, day = browser(cast, "clerk"), timezone.localdate() + timedelta(days=5)
    before = text_of(cast, "clerk", submission)
    asked = client.post(own(submission, "consultations/"), {"seen": str(cast.seen(submission)), "reply_by": str(day)})
    found = Consultation.objects.select_related("process").get()
    letter(cast, found)
    url, line = f"/records/{found.process.number}/", found.lines.get(nomination__person__name="王五")
    shown = client.get(url).content.decode()
    form = {"verb": "object", "seen": str(cast.seen(found)), "comment": "见来函。", "object-number": "4号"}
    answer = client.post(url, form | {f"object-line_{line.pk}": "有信访正在核查。"})
    after = text_of(cast, "clerk", submission)

    assert "市纪委监委（廉洁自律情况）：张三、王五" in before
    assert (asked.status_code, answer.status_code, Consultation.objects.get().state) == (302, 302, C.OBJECTED)
    assert [part for part in ("张三", "王五", "廉洁自律情况", "对王五的意见") if part not in shown] == []
    assert [part for part in ("有信访正在核查。", "裁定保留", "4号") if part not in after] == []


def test_a_ruling_is_entered_on_its_page(cast: Cast) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS)
    submission = reported(cast, "张三")
    (found,) = ask(cast, submission)
    letter(cast, found)
    line = found.lines.get()
    against = {line.pk: "有信访。"}
    do(actions.consultation_object, cast, found, "clerk", number="4号", comment="见来函。", against=against)
    client, url = browser(cast, "head"), own(submission, f"opinions/{line.pk}/rule/")
    shown = client.get(url)
    without = client.post(url, {"seen": str(cast.seen(submission))})
    done = client.post(url, {"seen": str(cast.seen(submission)), "comment": "经核查不属实。"})

    assert (shown.status_code, without.status_code, done.status_code) == (200, 422, 302)
    assert "裁定保留：经核查不属实。" in text_of(cast, "clerk", submission)


def test_what_is_not_overdue_is_not_ruled_on(cast: Cast) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS)
    submission = reported(cast, "张三")
    (found,) = ask(cast, submission)
    url = own(submission, f"consultations/{found.process.number}/waive/")
    answer = browser(cast, "head").post(url, {"seen": str(cast.seen(submission)), "comment": "多次催办。"})

    assert (answer.status_code, "还没有逾期，不能裁定" in answer.content.decode()) == (422, True)
    assert Consultation.objects.get().state == C.ASKED


def test_the_unit_does_not_read_what_is_said_of_its_people(cast: Cast) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS)
    submission = reported(cast, "张三")
    (found,) = ask(cast, submission)
    letter(cast, found)
    against = {found.lines.get().pk: "有信访正在核查。"}
    do(actions.consultation_object, cast, found, "clerk", number="纪函4号", comment="见来函。", against=against)
    number = found.process.number
    own_pages = [text_of(cast, who, submission) for who in ("staff", "deputy")]

    assert "有信访正在核查。" in text_of(cast, "clerk", submission)
    words = ("信访", "纪函4号", number, "市纪委监委")
    assert [word for text in own_pages for word in words if word in text] == []
    assert [browser(cast, who).get(f"/records/{number}/").status_code for who in ("staff", "secretary", "clerk")] == [
        404, 404, 200,
    ]  # fmt: skip
    assert browser(cast, "staff").get(own(submission, f"opinions/{found.lines.get().pk}/rule/")).status_code == 404


def test_the_body_that_answers_sees_the_names_and_what_it_is_asked_alone(cast: Cast) -> None:
    cast.unit("工委纪检室", UnitKind.ORG_DISCIPLINE)
    cast.person("inspection", "董正", Role.OC_DISC, "工委纪检室")
    inner = [{"code": "inner", "body": "工委纪检室", "about": "廉洁自律情况", "outer": False}]
    a_round(cast, stages=CONSULTED, opinions=inner)
    submission = reported(cast, "张三")
    (found,) = ask(cast, submission)
    client = browser(cast, "inspection")
    text = client.get(f"/records/{found.process.number}/").content.decode()
    numbers = [submission.process.number, cast.nomination("张三").process.number]

    assert [part for part in ("张三", "甲一支部", "廉洁自律情况") if part not in text] == []
    assert [word for word in (*numbers, "认真负责", "优秀共产党员", "甲局办公室主任") if word in text] == []
    assert [client.get(f"/records/{number}/").status_code for number in numbers] == [404, 404]
    assert found.process.number in client.get("/").content.decode()


MEMBERS = (("张三",), ("张三", "王五", "孙七"))


@pytest.mark.parametrize("names", MEMBERS)
def test_a_list_with_opinions_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, names: tuple[str, ...]
) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS)
    submission = reported(cast, *names)
    cleared(cast, ask(cast, submission)[0])

    assert statements(cast, "clerk", submission) == 13


@pytest.mark.parametrize("names", MEMBERS)
def test_an_opinion_asks_the_database_as_often_for_three_as_for_one(cast: Cast, names: tuple[str, ...]) -> None:
    a_round(cast, stages=CONSULTED, opinions=OPINIONS)
    (found,) = ask(cast, reported(cast, *names))
    client = browser(cast, "clerk")
    client.get(f"/records/{found.process.number}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/records/{found.process.number}/")

    assert len(asked) == 14


def statements(cast: Cast, who: str, submission: NominationList) -> int:
    client = browser(cast, who)
    client.get(page_of(submission))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(submission))
    return len(asked)
