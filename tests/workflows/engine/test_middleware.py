"""Requests that would have been errors: too much at once, a NUL character, a row that somebody else holds."""

import json
from collections.abc import Callable
from concurrent.futures import Future
from typing import Any
from unittest.mock import Mock

import pytest
from django.core.handlers.base import BaseHandler
from django.core.handlers.wsgi import WSGIRequest
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory

from tests.workflows.engine.steps import BRANCH, rating_at
from tests.world import World
from workflows.engine.middleware import UploadLimitMiddleware
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

MB = 1024**2
LIMIT = "workflows.engine.middleware.UploadLimitMiddleware"
FORM = "multipart/form-data; boundary=x"


def ask(content_type: str = FORM, path: str = "/login/", **meta: Any) -> HttpRequest:
    """A request as the server hands it over, with a body that must not be read."""
    body = Mock(read=Mock(side_effect=AssertionError("the body was read")))
    environ = RequestFactory().post(path, content_type=content_type).META | {"wsgi.input": body}
    del environ["CONTENT_LENGTH"]
    return WSGIRequest(environ | meta)


def answer_to(request: HttpRequest) -> Any:
    answer = BaseHandler()
    answer.load_middleware()
    return answer.get_response(request)


@pytest.mark.parametrize("length", [str(21 * MB + 1), str(5 * 1024 * MB), "", "abc", "-1"])
def test_an_upload_that_is_too_long_or_does_not_say_its_length_is_refused_unread(db: None, length: str) -> None:
    answer = answer_to(ask(CONTENT_LENGTH=length))

    assert answer.status_code == 413
    assert "上传的内容超过20MB，或者没有标明大小，没有保存。" in answer.content.decode()


def test_an_upload_in_chunks_is_refused_unread(db: None) -> None:
    assert answer_to(ask(HTTP_TRANSFER_ENCODING="chunked")).status_code == 413


def test_a_script_is_told_in_its_own_way(db: None) -> None:
    answer = answer_to(ask(CONTENT_LENGTH=str(22 * MB), HTTP_X_REQUESTED_WITH="XMLHttpRequest"))

    assert (answer.status_code, json.loads(answer.content)["message"][:8]) == (413, "上传的内容超过2")


@pytest.mark.parametrize(
    ("content_type", "length"), [(FORM, 21 * MB), (FORM, 0), ("application/x-www-form-urlencoded", "")]
)
def test_what_is_within_the_limit_goes_on(content_type: str, length: int | str) -> None:
    passed = HttpResponse("on")
    limit = UploadLimitMiddleware(lambda request: passed)

    assert limit(ask(content_type, CONTENT_LENGTH=str(length))) is passed


def test_nothing_reads_a_form_before_its_length_is_looked_at(settings: Any) -> None:
    places = [settings.MIDDLEWARE.index(name) for name in (LIMIT, "django.middleware.csrf.CsrfViewMiddleware")]

    assert places == sorted(places)


def signed_in(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def test_a_nul_character_is_answered_with_400_wherever_it_stands(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    sent = {"verb": "send_back", "seen": str(world.seen(rating)), "to": S.SELF_ASSESSING, "comment": "a\0b"}
    client = signed_in(world, "deputy")

    answers = [
        client.get("/?q=%00"),
        client.get("/records/%00/"),
        client.post(f"/records/{rating.process.number}/", sent),
        client.post("/login/", {"username": "\0", "password": "x"}),
    ]

    assert [answer.status_code for answer in answers] == [400] * 4
    assert ["不能识别的字符" in answer.content.decode() for answer in answers] == [True] * 4
    assert world.rating(BRANCH).state == S.SCORING


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [False, True])
def test_who_waits_too_long_for_a_row_is_told_to_try_again(
    shared_world: World, elsewhere: Callable[..., Future[Any]], script: bool
) -> None:
    rating = rating_at(shared_world, S.SCORING)
    sent = {"verb": "send_back", "seen": str(shared_world.seen(rating)), "to": S.SELF_ASSESSING, "comment": "请补充。"}
    headers = {"X-Requested-With": "XMLHttpRequest"} if script else {}

    def send() -> Any:
        with connection.cursor() as cursor:
            cursor.execute("SET lock_timeout = 100")
        client = signed_in(shared_world, "deputy")
        return client.post(f"/records/{rating.process.number}/", sent, headers=headers)

    with transaction.atomic():
        Rating.objects.select_for_update().get(pk=rating.pk)
        answer = elsewhere(send).result(timeout=30)

    said = answer.json()["message"] if script else answer.content.decode()
    assert (answer.status_code, "正在由他人办理，请稍后再试" in said) == (409, True)
    assert shared_world.rating(BRANCH).state == S.SCORING


@pytest.mark.django_db
def test_what_may_not_be_seen_has_the_same_page_on_a_trial_installation(client: Client, settings: Any) -> None:
    """DEBUG would list the addresses of the product, in English."""
    settings.DEBUG = True

    answer = client.get("/publicity/999/")

    assert (answer.status_code, "没有找到这一页" in answer.content.decode()) == (404, True)
    assert "URLconf" not in answer.content.decode()
