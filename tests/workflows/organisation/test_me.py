"""The own page says what one's posts allow and who signed in, to that person alone; the role matrix is open to all."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import get_resolver
from django.utils import timezone

from permissions import accounts, grants
from permissions.models import SignIn, User
from permissions.roles import Duty, Right, Role
from tests.test_urls import PEOPLE, patterns, text_of
from tests.workflows.organisation.people import signed_in
from tests.world import LONG_AGO, PASSWORD, World
from workflows.engine import ledger
from workflows.organisation.queries import matrix

PAGE, MATRIX_PAGE = "/organisation/me/", "/organisation/matrix/"
ADDRESS = "203.0.113.77"
"""An address that stands in no page by itself."""
POSTS = ("甲一支部 支部书记", "甲局机关党委 党务干部", "甲二支部 组织委员")


def page(world: World, who: str) -> str:
    return signed_in(world.users[who]).get(PAGE).content.decode()


# --- posts ---------------------------------------------------------------------------------------------------------


def test_a_person_reads_what_the_posts_allow_now_later_and_what_is_over(world: World) -> None:
    user, today = world.users["secretary"], timezone.localdate()
    grants.appoint(user, Role.BRANCH_ORG, world.units["甲二支部"], LONG_AGO, date(2021, 1, 1))
    grants.appoint(user, Role.OC_STAFF, world.units["甲局机关党委"], today + timedelta(days=30))

    text = page(world, "secretary")

    current, coming, ended = (text.index(words) for words in ("现任职务", "将要任职", "曾任职务"))
    places = [text.index(f'dj-title">{post}<') for post in POSTS]
    assert current < places[0] < coming < places[1] < ended < places[2]
    assert current < text.index(matrix.RIGHT_WORDS[Right.PROPOSE]) < coming
    assert coming < text.index(matrix.RIGHT_WORDS[Right.STAND_IN]) < ended
    assert coming < text.index(matrix.DUTY_WORDS[Duty.ACCOUNTS]) < ended


def test_a_post_limited_to_a_process_says_so_and_promises_no_duty(world: World) -> None:
    user = world.account("newcomer", "贺敏")
    grants.appoint(user, Role.OC_STAFF, world.units["甲局机关党委"], LONG_AGO, processes=("star_rating",))

    text = page(world, "newcomer")

    assert ("只限星级评定" in text, matrix.DUTY_WORDS[Duty.ACCOUNTS] in text) == (True, False)


def test_whoever_has_no_post_is_told_so(world: World) -> None:
    assert "现在没有职务，看不到事项。" in page(world, "former")


@pytest.mark.parametrize("right", list(Right))
def test_every_right_has_its_words(right: Right) -> None:
    assert matrix.RIGHT_WORDS[right]


@pytest.mark.parametrize("duty", list(Duty))
def test_every_duty_has_its_words(duty: Duty) -> None:
    assert matrix.DUTY_WORDS[duty]


def test_the_matrix_has_a_line_for_every_role_and_is_read_by_everybody(world: World) -> None:
    texts = {
        signed_in(world.users[who]).get(MATRIX_PAGE).content.decode() for who in ("secretary", "former", "auditor")
    }

    assert [line.role for line in matrix.lines()] == [role.label for role in Role]
    assert all(role.label in text and "不办理，也看不到事项" in text for role in Role for text in texts)
    assert Client().get(MATRIX_PAGE)["Location"] == f"/login/?next={MATRIX_PAGE}"


# --- sign-ins ------------------------------------------------------------------------------------------------------


def test_a_person_reads_the_own_sign_ins(world: World) -> None:
    with time_machine.travel("2026-03-04 01:15Z", tick=False):
        accounts.note_sign_in(world.users["secretary"], ADDRESS, 2)

        text = page(world, "secretary")

    assert all(words in text for words in (ADDRESS, "03-04 09:15", "输错密码2次"))


def addresses(user: User) -> list[str]:
    """Every address of the product that needs no key, and those of one account and of its holder."""
    plain = [route for route, _ in patterns(get_resolver()) if "<" not in route]
    about = [f"organisation/accounts/{user.pk}/", f"organisation/people/{user.person_id}/"]
    return [*plain, *about]


@pytest.mark.parametrize("who", [person for person in PEOPLE if person not in ("secretary", "anonymous")])
def test_nobody_else_reads_them_on_any_page(world: World, who: str) -> None:
    user = world.users["secretary"]
    accounts.note_sign_in(user, ADDRESS, 2)
    client = signed_in(world.users[who])

    opened = {route: client.get(f"/{route}") for route in addresses(user)}

    assert ADDRESS in page(world, "secretary")
    assert len([route for route, answer in opened.items() if answer.status_code == 200]) >= 5
    assert [route for route, answer in opened.items() if ADDRESS in text_of(answer)] == []


def test_the_ledger_does_not_know_who_signed_in(world: World) -> None:
    Client().post("/login/", {"username": "secretary", "password": PASSWORD})

    assert (SignIn.objects.count(), ledger.entries().count()) == (1, 0)


# --- mail ----------------------------------------------------------------------------------------------------------


def save(world: World, **given: str) -> Any:
    return signed_in(world.users["secretary"]).post(PAGE, given)


def mail_of(world: World) -> tuple[str, bool]:
    user = User.objects.get(username="secretary")
    return user.email, user.email_notices


def test_a_person_chooses_to_get_notices_by_mail(world: World) -> None:
    assert save(world, email="zhou@example.gov.cn", email_notices="on")["Location"] == PAGE

    assert mail_of(world) == ("zhou@example.gov.cn", True)
    entry = ledger.of(world.users["secretary"])[0]
    assert (entry.label, entry.comment, "example.gov.cn" in str(entry.data)) == (
        "修改本人邮箱",
        "消息同时发到邮箱",
        False,
    )


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email_notices": "on"}, "要把消息发到邮箱，请填写电子邮箱。"),
        ({"email": "zhou"}, "这不是一个电子邮箱地址，请检查，例如 name@example.gov.cn。"),
    ],
)
def test_a_wrong_choice_is_refused_in_a_sentence(world: World, given: dict[str, str], sentence: str) -> None:
    response = save(world, **given)

    assert (response.status_code, sentence in response.content.decode()) == (422, True)
    assert mail_of(world) == ("", False)


def test_an_installation_without_mail_says_so(world: World, settings: Any) -> None:
    sentence = "本系统还没有配置发邮件的服务"
    with_mail = page(world, "secretary")
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"

    assert (sentence in with_mail, sentence in page(world, "secretary")) == (False, True)


def test_the_own_page_needs_a_signed_in_person(db: None) -> None:
    assert Client().get(PAGE)["Location"] == f"/login/?next={PAGE}"
