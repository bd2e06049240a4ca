"""The decision card: what is offered is what may be done, and what was typed is kept whole or refused."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from permissions import grants
from permissions.roles import Role
from tests.workflows.engine.steps import BRANCH, UNIT, do, rating_at
from tests.world import LONG_AGO, World
from workflows.engine.models import AuditEntry
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def offered(world: World, rating: Rating, who: str) -> dict[str, Any] | None:
    """The withdrawal that the record's page offers this person of the cast."""
    page: Any = browser(world, who).get(f"/records/{rating.process.number}/")
    card: dict[str, Any] | None = page.context["withdraw"]
    return card


def test_a_withdrawal_is_taken_in_the_post_of_the_step_whichever_is_chosen(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    grants.appoint(world.users["secretary"], Role.BRANCH_ORG, world.units["甲五支部"], LONG_AGO - timedelta(days=1))
    card = offered(world, rating, "secretary")
    assert card is not None

    sent = {"verb": "withdraw", "seen": card["seen"], "capacity": card["capacity"]}
    answer = browser(world, "secretary").post(f"/records/{rating.process.number}/", sent)

    assert (answer.status_code, world.rating(BRANCH).state) == (302, S.SELF_ASSESSING)


def test_a_return_is_not_offered_to_be_taken_back(world: World) -> None:
    rating = rating_at(world, S.SCORING, "甲三支部")
    do(actions.send_back, world, rating, "staff", comment="请核对。", to=S.GENERAL_REVIEWING)

    assert offered(world, rating, "staff") is None


def test_a_step_of_a_post_that_ended_is_not_offered_to_be_taken_back(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units[UNIT], LONG_AGO)
    post = world.users["secretary"].appointments.get(unit=world.units[BRANCH])
    grants.end_appointment(post, timezone.localdate() - timedelta(days=1))

    assert offered(world, rating, "secretary") is None


@pytest.mark.parametrize(("breaks", "status"), [(1, 302), (2, 422)])
def test_an_opinion_is_kept_whole_or_refused(world: World, breaks: int, status: int) -> None:
    rating = rating_at(world, S.SCORING)
    comment = "字" * 998 + "\r\n" * breaks + "。"
    sent = {"verb": "send_back", "seen": str(world.seen(rating)), "to": S.SELF_ASSESSING, "comment": comment}

    answer = browser(world, "deputy").post(f"/records/{rating.process.number}/", sent)

    assert answer.status_code == status
    assert AuditEntry.objects.filter(verb="send_back").count() == (status == 302)
    assert ("意见最多1000字，现有1001字" in answer.content.decode()) == (status == 422)
