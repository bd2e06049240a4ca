"""Notices by mail: for those who want them, by title alone, once; a failure is tried again and stops nothing."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused
from typing import Any

import pytest
import time_machine
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from permissions.actor import SYSTEM
from permissions.models import User
from tests.workflows.engine.signing import ask
from tests.workflows.engine.steps import list_at
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import due, mail_choices, mailing, objections
from workflows.engine.models import Notice, Publicity
from workflows.star_rating.states import ListState as L

SECRET = "经核实，扣分理由不成立"


@pytest.fixture
def wanting(world: World) -> World:
    """Return the cast without notices; the secretary and his sibling want theirs by mail."""
    Notice.objects.all().delete()
    for key in ("secretary", "sibling"):
        User.objects.filter(username=key).update(email=f"{key}@example.gov.cn", email_notices=True)
    return world


def tell(world: World, who: str = "secretary", **more: Any) -> Notice:
    process = world.rating("甲一支部").process
    kept: dict[str, Any] = {"process": process, "text": f"{process.title}退回：{SECRET}", "at": timezone.now()}
    return Notice.objects.create(user=world.users[who], **kept | more)


def test_what_is_new_goes_out_in_one_mail_a_person_by_title_alone(wanting: World) -> None:
    tell(wanting)
    tell(wanting, process=None, text="您提的意见建议已有答复。")
    tell(wanting, "sibling")

    assert mailing.send() == 2

    first = mail.outbox[0]
    assert [letter.to for letter in mail.outbox] == [["secretary@example.gov.cn"], ["sibling@example.gov.cn"]]
    assert first.subject == "双争评审平台：2条新消息"
    assert wanting.rating("甲一支部").process.title in first.body
    assert SECRET not in str(first.message())
    assert SECRET in Notice.objects.filter(process__isnull=False)[0].text  # planted: it could have leaked


def test_nothing_goes_out_twice(wanting: World) -> None:
    tell(wanting)

    assert (mailing.send(), mailing.send(), len(mail.outbox)) == (1, 0, 1)


def test_what_comes_soon_after_waits_and_travels_together(wanting: World) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        tell(wanting)
        mailing.send()
        clock.shift(timedelta(minutes=5))
        tell(wanting)
        tell(wanting)
        assert mailing.send() == 0

        clock.shift(mailing.PAUSE)
        assert mailing.send() == 1
    assert mail.outbox[1].subject == "双争评审平台：2条新消息"


@pytest.mark.parametrize(
    "user", [{"email_notices": False}, {"email": ""}, {"is_active": False}], ids=["not wanted", "no address", "closed"]
)
def test_who_does_not_want_mail_or_cannot_get_it_gets_none(wanting: World, user: dict[str, Any]) -> None:
    User.objects.filter(username="secretary").update(**user)
    tell(wanting)

    assert (mailing.send(), Notice.objects.get().mailed_at) == (0, None)


def test_what_was_read_or_is_old_is_not_mailed(wanting: World) -> None:
    tell(wanting, read_at=timezone.now())
    tell(wanting, at=timezone.now() - mailing.FRESH)

    assert mailing.send() == 0


def test_without_a_mail_server_nothing_is_tried(wanting: World, settings: Any) -> None:
    settings.EMAIL_BACKEND = mailing.UNCONFIGURED
    tell(wanting)

    assert (mailing.configured(), mailing.send(), Notice.objects.get().mailed_at) == (False, 0, None)


def test_a_refused_address_is_tried_again_later_and_keeps_nobody_else_waiting(
    wanting: World, monkeypatch: pytest.MonkeyPatch, caplog: Any
) -> None:
    refused = {"secretary@example.gov.cn"}
    usual = EmailBackend.send_messages

    def send(self: EmailBackend, messages: Any) -> int:
        if refused & set(messages[0].to):
            raise SMTPRecipientsRefused(dict.fromkeys(messages[0].to, (550, b"unknown")))
        return usual(self, messages)

    monkeypatch.setattr(EmailBackend, "send_messages", send)
    with time_machine.travel(timezone.now(), tick=False) as clock:
        notice = tell(wanting)
        tell(wanting, "sibling")
        assert (mailing.send(), mailing.send()) == (1, 0)
        kept = Notice.objects.get(pk=notice.pk)
        assert (kept.mailed_at, kept.mail_tries) == (None, 1)
        assert "example.gov.cn" not in caplog.text

        refused.clear()
        clock.shift(timedelta(minutes=2))
        assert mailing.send() == 1


def test_a_server_that_is_down_stops_the_run_and_nothing_counts_as_tried(
    wanting: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def down(self: EmailBackend, messages: Any) -> int:
        raise ConnectionRefusedError

    tell(wanting)
    with monkeypatch.context() as patched:
        patched.setattr(EmailBackend, "send_messages", down)
        counts = {outcome.label: outcome.count for outcome in due.run()}

    assert (counts["消息邮件"], counts["办理记录封存"] is not None) == (None, True)
    assert list(Notice.objects.filter(text__contains=SECRET).values_list("mailed_at", "mail_tries")) == [(None, 0)]
    assert mailing.send() == 1


def states() -> list[tuple[str, str]]:
    return list(Notice.objects.order_by("pk").values_list("mail_state", "mail_why"))


def test_what_was_sent_says_so(wanting: World) -> None:
    tell(wanting)
    mailing.send()
    assert states() == [("sent", "")]


def test_what_a_person_does_not_want_by_mail_reaches_him_in_the_product_alone(wanting: World) -> None:
    mail_choices.choose(wanting.users["secretary"], ["due"])
    tell(wanting, kind="todo")
    tell(wanting, kind="due")
    tell(wanting, "sibling", kind="todo")
    assert (mailing.send(), [letter.subject for letter in mail.outbox]) == (2, ["双争评审平台：1条新消息"] * 2)
    assert states() == [("", ""), ("sent", ""), ("sent", "")]


def test_without_an_address_or_a_server_the_notice_says_why_it_was_not_mailed(wanting: World, settings: Any) -> None:
    User.objects.filter(username="secretary").update(email="")
    tell(wanting)
    mailing.send()
    settings.EMAIL_BACKEND = mailing.UNCONFIGURED
    tell(wanting, "sibling")
    mailing.send()
    assert (states(), mail.outbox) == ([("no_address", ""), ("off", "")], [])


def test_an_address_that_is_refused_is_said_in_plain_words(
    wanting: World, monkeypatch: pytest.MonkeyPatch
) -> None:  # fmt: skip
    def refuse(self: EmailBackend, messages: Any) -> int:
        raise SMTPRecipientsRefused(dict.fromkeys(messages[0].to, (550, b"unknown")))

    monkeypatch.setattr(EmailBackend, "send_messages", refuse)
    tell(wanting)
    mailing.send()
    page = signed_in(wanting.users["secretary"]).get("/notices/").content.decode()
    assert states() == [("failed", "邮件服务器不接收这个地址，请核对邮箱")]
    assert "邮件没有发出：邮件服务器不接收这个地址，请核对邮箱" in page


def test_a_mail_does_not_say_what_an_objection_is_about(wanting: World) -> None:
    submission = list_at(wanting, L.PUBLICISING)
    said = objections.receive(
        Publicity.objects.get(), wanting.rating("甲一支部"), by=SYSTEM, channel="网上", text=SECRET, signed="匿名的群众"
    )
    assert submission.state == L.PUBLICISING
    Notice.objects.all().delete()
    tell(wanting, process=said.process)
    mailing.send()
    body = str(mail.outbox[0].body)
    assert (said.process.title in body, mailing.APART in body) == (False, True)


def test_a_person_chooses_on_his_page_which_kinds_go_by_mail(wanting: World) -> None:
    client, user = signed_in(wanting.users["secretary"]), wanting.users["secretary"]
    before = mail_choices.wanted(user)
    answer = client.post("/notices/settings/", {"kinds": ["due", "copy"]})
    text = client.get("/notices/settings/").content.decode()
    assert (len(before), answer.status_code, mail_choices.wanted(user)) == (5, 302, ["due", "copy"])
    assert (text.count("checked"), "邮件发到secretary@example.gov.cn。" in text) == (2, True)
    assert client.post("/notices/settings/", {"kinds": ["everything"]}).status_code == 422


def test_a_signature_that_is_asked_about_an_objection_is_mailed_without_its_title(wanting: World) -> None:
    submission = list_at(wanting, L.PUBLICISING, ("甲一支部", "甲二支部"))
    assert submission.publicity is not None
    told = {"channel": "电话", "text": "党费收缴不实。"}
    objection = objections.receive(submission.publicity, wanting.rating("甲一支部"), by=wanting.clerk, **told)
    User.objects.filter(username="outsider").update(email="outsider@example.gov.cn", email_notices=True)
    Notice.objects.all().delete()
    ask(wanting, objection, "clerk", "outsider")

    planted = Notice.objects.get(user=wanting.users["outsider"])
    assert planted.process is not None
    assert "甲一支部" in planted.process.title
    assert mailing.send() == 1
    assert (mailing.APART in mail.outbox[0].body, "甲一支部" in str(mail.outbox[0].body)) == (True, False)
