"""Notices to a person, and 意见建议: signed or without a trace of who wrote."""

import json
import logging
from typing import Any

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import serializers
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from tests.world import World
from workflows.engine.models import Notice, Suggestion

SECRET = "填报项目太多，建议删去重复的一栏"


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def tell(world: World, who: str, text: str = "有新的待办。") -> Notice:
    return Notice.objects.create(user=world.users[who], text=text, at=timezone.now())


@pytest.fixture
def quiet(world: World) -> World:
    """Return the cast without the notices that opening the round left."""
    Notice.objects.all().delete()
    return world


# --- notices -------------------------------------------------------------------------------------------------------


def test_a_person_sees_his_own_notices_only(quiet: World) -> None:
    tell(quiet, "secretary", "给书记的消息")
    tell(quiet, "sibling", "给旁人的消息")

    page = signed_in(quiet, "secretary").get("/notices/").content.decode()

    assert ("给书记的消息" in page, "给旁人的消息" in page) == (True, False)


def test_looking_at_notices_marks_none_as_read(quiet: World) -> None:
    notice = tell(quiet, "secretary")
    signed_in(quiet, "secretary").get("/notices/")

    assert Notice.objects.get(pk=notice.pk).read_at is None


def test_one_notice_is_marked_as_read(quiet: World) -> None:
    first, second = tell(quiet, "secretary"), tell(quiet, "secretary")

    response = signed_in(quiet, "secretary").post("/notices/", {"notice": first.pk})

    assert response["Location"] == "/notices/"
    assert list(Notice.objects.filter(read_at__isnull=True)) == [second]


def test_all_of_one_s_notices_are_marked_and_nobody_else_s(quiet: World) -> None:
    tell(quiet, "secretary")
    tell(quiet, "secretary")
    foreign = tell(quiet, "sibling")

    signed_in(quiet, "secretary").post("/notices/", {"all": "1"})

    assert list(Notice.objects.filter(read_at__isnull=True)) == [foreign]


@pytest.mark.parametrize("key", ["", "0", "x", "9" * 5000])
def test_a_notice_that_does_not_exist_is_not_found(quiet: World, key: str) -> None:
    assert signed_in(quiet, "secretary").post("/notices/", {"notice": key}).status_code == 404


def test_a_notice_of_somebody_else_is_not_found(quiet: World) -> None:
    foreign = tell(quiet, "sibling")

    assert signed_in(quiet, "secretary").post("/notices/", {"notice": foreign.pk}).status_code == 404
    assert Notice.objects.get(pk=foreign.pk).read_at is None


def test_a_notice_leads_to_its_record(world: World) -> None:
    number = world.rating("甲一支部").process.number

    assert f'href="/records/{number}/"' in signed_in(world, "secretary").get("/notices/").content.decode()


def test_notices_come_25_a_page(quiet: World) -> None:
    for n in range(26):
        tell(quiet, "secretary", f"第{n}条消息")

    second = signed_in(quiet, "secretary").get("/notices/?page=2").content.decode()

    assert ("第0条消息" in second, "第1条消息" in second) == (True, False)


@pytest.mark.parametrize("address", ["/notices/", "/suggest/", "/suggestions/"])
def test_office_pages_need_a_signed_in_person(client: Client, db: None, address: str) -> None:
    assert client.get(address)["Location"] == f"/login/?next={address}"


@pytest.mark.parametrize("address", ["/notices/", "/suggest/"])
@pytest.mark.parametrize("who", ["secretary", "inspector", "former", "clerk"])
def test_everybody_has_notices_and_may_suggest(world: World, address: str, who: str) -> None:
    assert signed_in(world, who).get(address).status_code == 200


# --- suggestions ---------------------------------------------------------------------------------------------------


def suggest(world: World, who: str = "secretary", **more: str) -> HttpResponse:
    response: HttpResponse = signed_in(world, who).post("/suggest/", {"text": SECRET, "page": "/notices/", **more})  # type: ignore[assignment]
    return response


def test_a_signed_suggestion_names_its_author_and_page(world: World) -> None:
    suggest(world, page="/notices/?q=张三")

    found = Suggestion.objects.get()
    assert (found.author, found.page, found.text, found.on) == (
        world.users["secretary"],
        "/notices/",
        SECRET,
        timezone.localdate(),
    )


def everything() -> list[str]:
    """Every row of the database, and what the sessions hold."""
    rows = [row for model in apps.get_models() if model is not Session for row in model._default_manager.all()]
    plain = json.loads(serializers.serialize("json", rows))
    sessions = [json.dumps(session.get_decoded(), sort_keys=True) for session in Session.objects.all()]
    return sorted(json.dumps(row, sort_keys=True) for row in plain) + sorted(sessions)


def test_an_unsigned_suggestion_leaves_no_trace_of_its_author(world: World, caplog: Any) -> None:
    number = world.rating("甲一支部").process.number
    client = signed_in(world, "secretary")
    client.get("/suggest/")
    before = everything()

    with caplog.at_level(logging.DEBUG):
        client.post("/suggest/", {"text": SECRET, "unsigned": "on", "page": f"/records/{number}/?q=周志远"})

    left = [row for row in everything() if row not in before]
    assert [json.loads(row) for row in left] == [
        {
            "model": "engine.suggestion",
            "pk": Suggestion.objects.get().pk,
            "fields": {
                "author": None,
                "page": "/records/…/",
                "text": SECRET,
                "on": timezone.localdate().isoformat(),
                "answer": "",
                "answered_by": None,
                "answered_on": None,
            },
        }
    ]
    said = [record.getMessage() for record in caplog.records if record.name != "django.db.backends"]
    assert [line for line in said if "secretary" in line or "周志远" in line or SECRET in line] == []


def test_an_unsigned_suggestion_shows_nobody_to_those_who_answer(world: World) -> None:
    suggest(world, unsigned="on")

    page = signed_in(world, "clerk").get("/suggestions/").content.decode()

    assert (SECRET in page, "未署名" in page, "周志远" in page) == (True, True, False)


@pytest.mark.parametrize("page", ["", "https://evil.example/", "/no/such/page/", "x" * 200])
def test_an_unsigned_suggestion_keeps_no_address_that_is_not_ours(world: World, page: str) -> None:
    suggest(world, unsigned="on", page=page)

    assert Suggestion.objects.get().page == ""


@pytest.mark.parametrize("text", ["", "   ", "长" * 1001])
def test_an_empty_or_endless_suggestion_is_refused(world: World, text: str) -> None:
    assert (suggest(world, text=text).status_code, Suggestion.objects.count()) == (422, 0)


def test_the_form_knows_the_page_it_was_opened_from(world: World) -> None:
    page = signed_in(world, "secretary").get("/suggest/?page=/notices/").content.decode()

    assert '<input type="hidden" name="page" value="/notices/"' in page


@pytest.mark.parametrize(
    ("who", "status"),
    [("clerk", 200), ("head", 200), ("leader", 404), ("inspector", 404), ("deputy", 404), ("secretary", 404)],
)
def test_who_reads_and_answers_suggestions(world: World, who: str, status: int) -> None:
    suggest(world)
    client = signed_in(world, who)
    sent = {"suggestion": Suggestion.objects.get().pk, "answer": "已采纳。"}

    assert client.get("/suggestions/").status_code == status
    assert client.post("/suggestions/", sent).status_code == (302 if status == 200 else 404)
    assert Suggestion.objects.get().answer == ("已采纳。" if status == 200 else "")


def answer(world: World, text: str = "已采纳。", who: str = "clerk") -> HttpResponse:
    sent = {"suggestion": Suggestion.objects.get().pk, "answer": text}
    response: HttpResponse = signed_in(world, who).post("/suggestions/", sent, follow=True)  # type: ignore[assignment]
    return response


def test_the_author_of_a_signed_suggestion_is_told_and_reads_the_answer(quiet: World) -> None:
    suggest(quiet)
    answer(quiet)

    assert list(Notice.objects.values_list("user__username", flat=True)) == ["secretary"]
    assert "已采纳。" in signed_in(quiet, "secretary").get("/suggest/").content.decode()
    assert "已采纳。" not in signed_in(quiet, "sibling").get("/suggest/").content.decode()


def test_the_answer_to_an_unsigned_suggestion_is_read_by_everybody_and_sent_to_nobody(quiet: World) -> None:
    suggest(quiet, unsigned="on")
    assert SECRET not in signed_in(quiet, "sibling").get("/suggest/").content.decode()

    answer(quiet)

    assert Notice.objects.count() == 0
    assert "已采纳。" in signed_in(quiet, "sibling").get("/suggest/").content.decode()


def test_a_suggestion_is_answered_once(world: World) -> None:
    suggest(world)
    answer(world)

    second = answer(world, "不采纳。", "head")

    assert Suggestion.objects.get().answer == "已采纳。"
    assert "已有人答复" in second.content.decode()


def test_an_empty_answer_is_not_kept(world: World) -> None:
    suggest(world)

    assert "答复没有保存" in answer(world, " ").content.decode()


def test_what_is_written_is_shown_as_text(world: World) -> None:
    suggest(world, text="<script>alert(1)</script>")

    assert "<script>alert(1)" not in signed_in(world, "clerk").get("/suggestions/").content.decode()
