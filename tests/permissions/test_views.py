"""Signing in and out, the password, and the post a person acts in."""

import re
from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment, User
from permissions.roles import Role
from tests.world import LONG_AGO, PASSWORD, World, make_world

NEW = "Hongqi-ganbu-2026"


@pytest.fixture
def cast(db: None) -> World:
    """Return the cast, without a round."""
    return make_world()


def sign_in(client: Client, username: str, password: str = PASSWORD, **more: str) -> HttpResponse:
    response: HttpResponse = client.post("/login/", {"username": username, "password": password, **more})  # type: ignore[assignment]
    return response


def signed_in(client: Client) -> bool:
    return "_auth_user_id" in client.session


def answer(response: HttpResponse) -> str:
    return re.sub('csrfmiddlewaretoken" value="[^"]+', "", response.content.decode())


def fail(client: Client, username: str, times: int) -> list[int]:
    return [sign_in(client, username, "wrong-password").status_code for _ in range(times)]


def test_a_person_signs_in_and_comes_to_the_inbox(client: Client, cast: World) -> None:
    response = sign_in(client, "secretary")

    assert (response.status_code, response["Location"], signed_in(client)) == (302, "/", True)


def test_a_person_comes_back_to_where_he_wanted_to_go(client: Client, cast: World) -> None:
    assert sign_in(client, "secretary", next="/notices/?page=2")["Location"] == "/notices/?page=2"


def test_signing_in_never_leads_to_another_site(client: Client, cast: World) -> None:
    assert sign_in(client, "secretary", next="https://evil.example/")["Location"] == "/"


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(client: Client, cast: World) -> None:
    wrong, unknown = (answer(sign_in(client, name, "wrong-password")) for name in ("secretary", "nobody"))

    assert "用户名或密码不对" in wrong
    assert wrong.replace("secretary", "") == unknown.replace("nobody", "")


def test_a_deactivated_account_gets_the_same_answer_as_a_wrong_password(client: Client, cast: World) -> None:
    User.objects.filter(username="secretary").update(is_active=False)

    assert ("用户名或密码不对" in sign_in(client, "secretary").content.decode(), signed_in(client)) == (True, False)


def test_the_fifth_failure_locks_the_account_and_says_for_how_long(client: Client, cast: World) -> None:
    assert fail(client, "secretary", 4) == [200] * 4

    locked = sign_in(client, "secretary", "wrong-password")

    assert (locked.status_code, "30分钟后可以再登录" in locked.content.decode()) == (429, True)


def test_a_locked_account_is_not_opened_by_the_right_password(client: Client, cast: World) -> None:
    fail(client, "secretary", 5)

    assert (sign_in(client, "secretary").status_code, signed_in(client)) == (429, False)


def test_trying_on_does_not_prolong_the_lock(client: Client, cast: World) -> None:
    with time_machine.travel(datetime.now().astimezone(), tick=False) as clock:
        fail(client, "secretary", 5)
        clock.shift(timedelta(minutes=20))
        assert "10分钟后可以再登录" in sign_in(client, "secretary").content.decode()

        clock.shift(timedelta(minutes=10, seconds=1))
        assert sign_in(client, "secretary").status_code == 302


def test_a_lock_does_not_touch_other_people(client: Client, cast: World) -> None:
    fail(client, "secretary", 5)

    assert sign_in(client, "sibling").status_code == 302


def test_success_forgets_earlier_failures(client: Client, cast: World) -> None:
    fail(client, "secretary", 4)
    sign_in(client, "secretary")
    client.post("/logout/")

    assert fail(client, "secretary", 4) == [200] * 4


def test_signing_out_is_a_post(client: Client, cast: World) -> None:
    client.force_login(cast.users["secretary"])

    assert (client.get("/logout/").status_code, signed_in(client)) == (405, True)
    assert (client.post("/logout/")["Location"], signed_in(client)) == ("/login/", False)


# --- password ----------------------------------------------------------------------------------------------------


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> HttpResponse:
    given = {"old_password": old, "new_password1": new, "new_password2": again}
    response: HttpResponse = client.post("/password/", given)  # type: ignore[assignment]
    return response


def test_the_password_is_changed_and_the_person_stays_signed_in(client: Client, cast: World) -> None:
    client.force_login(cast.users["secretary"])

    assert (change(client)["Location"], signed_in(client)) == ("/", True)
    assert User.objects.get(username="secretary").check_password(NEW)


def test_other_browsers_are_signed_out_by_a_new_password(client: Client, cast: World) -> None:
    other = Client()
    for browser in (client, other):
        browser.force_login(cast.users["secretary"])
    change(client)

    assert other.get("/notices/").status_code == 302


@pytest.mark.parametrize(
    ("old", "new", "again", "sentence"),
    [
        ("wrong", NEW, NEW, "现在的密码不对，请重新填写。"),
        (PASSWORD, NEW, "Hongqi-ganbu-2027", "两次填写的新密码不一样，请重新填写。"),
        (PASSWORD, PASSWORD, PASSWORD, "新密码和现在的密码相同，请换一个。"),
        (PASSWORD, "Ab1-short", "Ab1-short", "10"),
        (PASSWORD, "202611220099", "202611220099", "数字"),
        (PASSWORD, "secretary2026", "secretary2026", "用户名"),
    ],
)
def test_a_bad_new_password_is_refused_in_a_sentence(
    client: Client, cast: World, old: str, new: str, again: str, sentence: str
) -> None:
    client.force_login(cast.users["secretary"])

    assert sentence in change(client, old, new, again).content.decode()
    assert User.objects.get(username="secretary").check_password(PASSWORD)


def test_the_password_page_needs_a_signed_in_person(client: Client, db: None) -> None:
    assert client.get("/password/")["Location"] == "/login/?next=/password/"


# --- capacity ----------------------------------------------------------------------------------------------------


@pytest.fixture
def second(cast: World) -> Appointment:
    """Return a second post of the secretary's: he is 党务干部 of the 机关党委 as well."""
    return grants.appoint(cast.users["secretary"], Role.OC_STAFF, cast.units["甲局机关党委"], timezone.localdate())


def choose(client: Client, appointment: object, **more: str) -> HttpResponse:
    response: HttpResponse = client.post("/capacity/", {"appointment": str(appointment), **more})  # type: ignore[assignment]
    return response


def test_a_person_acts_in_the_post_he_chose(client: Client, cast: World, second: Appointment) -> None:
    client.force_login(cast.users["secretary"])
    choose(client, second.pk)

    assert client.get("/notices/").wsgi_request.actor.appointment == second  # type: ignore[attr-defined]


def test_choosing_a_post_leads_back_to_the_page(client: Client, cast: World, second: Appointment) -> None:
    client.force_login(cast.users["secretary"])

    assert choose(client, second.pk, next="/suggest/")["Location"] == "/suggest/"


@pytest.mark.parametrize("elsewhere", ["", "https://evil.example/", "//evil.example/", "javascript:alert(1)"])
def test_choosing_a_post_never_leads_to_another_site(
    client: Client, cast: World, second: Appointment, elsewhere: str
) -> None:
    client.force_login(cast.users["secretary"])

    assert choose(client, second.pk, next=elsewhere)["Location"] == "/"


@pytest.mark.parametrize("whose", ["sibling", "former"])
def test_nobody_acts_in_a_post_of_somebody_else(client: Client, cast: World, whose: str) -> None:
    client.force_login(cast.users["secretary"])
    foreign = Appointment.objects.get(user=cast.users[whose])

    assert (choose(client, foreign.pk).status_code, "post" in client.session) == (404, False)


def test_nobody_acts_in_a_post_that_has_ended(client: Client, cast: World) -> None:
    ended = grants.appoint(
        cast.users["secretary"], Role.OC_STAFF, cast.units["甲局机关党委"], LONG_AGO, date(2021, 1, 1)
    )
    client.force_login(cast.users["secretary"])

    assert choose(client, ended.pk).status_code == 404


@pytest.mark.parametrize("nonsense", ["", "0", "x", "1e9", "9" * 50])
def test_a_post_that_does_not_exist_is_not_found(client: Client, cast: World, nonsense: str) -> None:
    client.force_login(cast.users["secretary"])

    assert choose(client, nonsense).status_code == 404


def test_a_chosen_post_that_ends_falls_back_to_another(client: Client, cast: World, second: Appointment) -> None:
    client.force_login(cast.users["secretary"])
    choose(client, second.pk)
    Appointment.objects.filter(pk=second.pk).update(starts_on=LONG_AGO, ends_on=date(2021, 1, 1))

    assert client.get("/notices/").wsgi_request.actor == cast.secretary  # type: ignore[attr-defined]


def test_a_post_is_chosen_by_post_and_signed_in_only(client: Client, cast: World) -> None:
    assert choose(client, 1)["Location"].startswith("/login/")
    client.force_login(cast.users["secretary"])
    assert client.get("/capacity/").status_code == 405
