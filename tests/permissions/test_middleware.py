"""Every request: idling signs out, a first password must go, and a page view writes no session."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants
from permissions.models import User
from tests.world import PASSWORD, World, make_world

NEW = "Hongqi-ganbu-2026"


@pytest.fixture
def cast(db: None) -> World:
    """Return the cast, without a round."""
    return make_world()


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock; it goes on when shifted."""
    with time_machine.travel(datetime.now().astimezone(), tick=False) as stopped:
        yield stopped


@pytest.fixture
def secretary(cast: World, clock: Any, client: Client) -> Client:
    """Return the browser of the secretary, who has just looked at a page."""
    client.force_login(cast.users["secretary"])
    client.get("/notices/")
    return client


def test_a_person_who_idles_is_signed_out(secretary: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=31))

    assert secretary.get("/notices/?page=2")["Location"] == "/login/?next=%2Fnotices%2F%3Fpage%3D2"
    assert "_auth_user_id" not in secretary.session


def test_the_sign_in_page_says_why(secretary: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=31))

    page = secretary.get("/notices/", follow=True).content.decode()

    assert "超过30分钟没有操作，已自动退出，请重新登录。" in page


def test_a_form_sent_too_late_is_not_carried_out_and_the_person_is_told(secretary: Client, clock: Any) -> None:
    clock.shift(timedelta(minutes=31))

    response = secretary.post("/suggest/", {"text": "减少填表"}, follow=True)

    assert response.redirect_chain == [("/login/", 302)]
    assert "刚才提交的内容没有保存。" in response.content.decode()


def test_whoever_goes_on_working_stays_signed_in(secretary: Client, clock: Any) -> None:
    for _ in range(4):
        clock.shift(timedelta(minutes=29))
        assert secretary.get("/notices/").status_code == 200


def session_writes(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as seen:
        client.get(url)
    return sum("django_session" in query["sql"] and not query["sql"].startswith("SELECT") for query in seen)


def test_looking_at_pages_writes_the_session_once_a_minute(secretary: Client, clock: Any) -> None:
    assert [session_writes(secretary, "/notices/") for _ in range(3)] == [0, 0, 0]

    clock.shift(timedelta(seconds=61))

    assert [session_writes(secretary, "/notices/") for _ in range(2)] == [1, 0]


def test_looking_at_public_pages_makes_no_session(client: Client, db: None) -> None:
    assert (session_writes(client, "/login/"), "sessionid" in client.cookies) == (0, False)


def test_a_first_password_must_be_changed_before_anything_else(secretary: Client) -> None:
    User.objects.filter(username="secretary").update(must_change_password=True)

    assert secretary.get("/notices/")["Location"] == "/password/"
    assert secretary.post("/suggest/", {"text": "减少填表"})["Location"] == "/password/"
    assert "第一次登录，先换成自己的密码。" in secretary.get("/password/").content.decode()


def test_after_the_change_everything_opens(secretary: Client) -> None:
    User.objects.filter(username="secretary").update(must_change_password=True)
    secretary.post("/password/", {"old_password": PASSWORD, "new_password1": NEW, "new_password2": NEW})

    assert secretary.get("/notices/").status_code == 200


def test_a_person_may_leave_without_changing_it(secretary: Client) -> None:
    User.objects.filter(username="secretary").update(must_change_password=True)

    assert secretary.post("/logout/")["Location"] == "/login/"


def test_the_first_password_does_not_do_as_the_new_one(secretary: Client) -> None:
    User.objects.filter(username="secretary").update(must_change_password=True)
    secretary.post("/password/", {"old_password": PASSWORD, "new_password1": PASSWORD, "new_password2": PASSWORD})

    assert User.objects.get(username="secretary").must_change_password is True


def test_a_deactivated_person_is_out_at_once(secretary: Client) -> None:
    User.objects.filter(username="secretary").update(is_active=False)

    assert secretary.get("/notices/")["Location"].startswith("/login/")


def test_a_person_without_a_post_signs_in_and_acts_as_nobody(cast: World, client: Client) -> None:
    client.force_login(cast.users["former"])

    request: Any = client.get("/notices/").wsgi_request

    assert (request.posts, request.actor.appointment) == ([], None)


def test_a_post_counts_until_the_end_of_its_last_day(cast: World, client: Client, clock: Any) -> None:
    clock.move_to(timezone.localtime().replace(hour=23, minute=50))
    client.force_login(cast.users["secretary"])
    post: Any = cast.secretary.appointment
    grants.end_appointment(post, timezone.localdate())

    def posts() -> list[Any]:
        request: Any = client.get("/notices/").wsgi_request
        return list(request.posts)

    assert posts() == [post]
    clock.shift(timedelta(minutes=15))
    assert posts() == []
