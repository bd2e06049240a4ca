"""Signing at the same moment, from two connections: each signature counts once, and the request ends once."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from typing import Any

import pytest
from django.db import transaction

from tests.workflows.engine.signing import answers, ask, sign, status
from tests.workflows.engine.steps import all_is_well, do, rating_at, trail
from tests.world import World
from workflows.engine import signing
from workflows.engine.errors import Refused
from workflows.engine.models import Signature, Signing
from workflows.engine.signing_rules import Mode
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState as S

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]

Elsewhere = Callable[..., Future[Any]]
BRANCH = "甲三支部"


@pytest.fixture
def made(shared_world: World) -> Signing:
    """Return a request to two people about a rating."""
    return ask(shared_world, rating_at(shared_world, S.GENERAL_REVIEWING, BRANCH), "general", "deputy", "staff")


def side_by_side(elsewhere: Elsewhere, first: Callable[[], Any], second: Callable[[], Any]) -> Any:
    """Hold the first open, uncommitted, while the second comes in; what the second came to."""
    with transaction.atomic():
        first()
        other = elsewhere(second)
        time.sleep(0.5)
        assert not other.done()
    return other.exception(timeout=20)


def test_two_last_signatures_at_once_both_count_and_end_it_once(
    shared_world: World, made: Signing, elsewhere: Elsewhere
) -> None:
    world = shared_world
    refused = side_by_side(elsewhere, partial(sign, world, made, "deputy"), partial(sign, world, made, "staff"))

    assert (refused, status(made), answers(made)) == (None, "agreed", ["agreed", "agreed"])
    assert trail(world.rating(BRANCH)) == ["open", "submit", "ask", "countersign", "countersign", "countersign"]
    assert all_is_well()


def test_who_signs_while_the_record_goes_back_reads_why_it_is_not_needed(
    shared_world: World, made: Signing, elsewhere: Elsewhere
) -> None:
    world = shared_world
    back = partial(
        do, actions.send_back, world, world.rating(BRANCH), "general", comment="请补充。", to=S.SELF_ASSESSING
    )  # fmt: skip
    row = Signature.objects.get(signing=made, signer=world.users["deputy"])
    late = partial(signing.agree, row, by=world.deputy, seen=world.seen(row), comment="")
    refused = side_by_side(elsewhere, back, late)

    assert isinstance(refused, Refused)
    assert refused.message == "不再需要您会签：事项已离开请您会签的环节。"
    assert (status(made), answers(made)) == ("left", ["cancelled", "cancelled"])
    assert all_is_well()


def test_who_is_let_go_while_he_signs_has_signed(shared_world: World, made: Signing, elsewhere: Elsewhere) -> None:
    world = shared_world
    row = Signature.objects.get(signing=made, signer=world.users["deputy"])
    refused = side_by_side(
        elsewhere,
        partial(sign, world, made, "deputy"),
        partial(signing.remove, made, [row.pk], by=world.general),
    )

    assert isinstance(refused, Refused)
    assert (status(made), answers(made)) == ("open", ["agreed", "asked"])
    assert all_is_well()


def test_of_two_who_each_suffice_one_ends_it_and_the_other_is_told(shared_world: World, elsewhere: Elsewhere) -> None:
    world = shared_world
    rating = rating_at(world, S.GENERAL_REVIEWING, BRANCH)
    made = ask(world, rating, "general", "deputy", "staff", mode=Mode.ANY)
    row = Signature.objects.get(signing=made, signer=world.users["staff"])
    late = partial(signing.agree, row, by=world.staff, seen=world.seen(row), comment="")
    refused = side_by_side(elsewhere, partial(sign, world, made, "deputy"), late)

    assert isinstance(refused, Refused)
    assert (status(made), answers(made)) == ("agreed", ["agreed", "cancelled"])
    assert all_is_well()
