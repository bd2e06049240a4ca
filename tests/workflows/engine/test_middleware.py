"""Requests that would have been errors: a NUL character, and a row that somebody else holds."""

from collections.abc import Callable
from concurrent.futures import Future
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client

from tests.workflows.engine.steps import BRANCH, rating_at
from tests.world import World
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S


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
