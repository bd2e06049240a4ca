"""What a round says of the branches that were ended with it: no result that differs, none rated, none reviewed."""

from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.test import Client

from tests.workflows.engine.steps import list_at
from tests.world import World, make_world
from workflows.engine.models import Round
from workflows.star_rating import actions, queries
from workflows.star_rating.actions.running import cancel_round_job, close_round_job
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """甲一支部 is in its unit's list, 甲二支部 has handed in; the other five have not."""
    world = make_world()
    world.round()
    list_at(world, L.COMPILING)
    world.submit("甲二支部", world.sibling)
    return world


def close(world: World) -> None:
    actions.round_close(Round.objects.get(), reason="申报期已过", by=world.clerk)
    close_round_job.call(Round.objects.get().pk)


def test_a_closed_round_has_no_result_that_differs(world: World) -> None:
    close(world)

    assert list(queries.changed_results()) == []
    call_command("recompute_results", stdout=StringIO())


def test_a_cancelled_round_has_no_result_that_differs(world: World) -> None:
    actions.round_cancel(Round.objects.get(), reason="另有部署", by=world.clerk)
    cancel_round_job.call(Round.objects.get().pk)

    assert list(queries.changed_results()) == []


def test_branches_that_were_ended_count_neither_as_self_rated_nor_as_reviewed(world: World) -> None:
    close(world)
    client = Client()
    client.force_login(world.users["clerk"])
    answer: Any = client.get(f"/star_rating/rounds/{Round.objects.get().pk}/")

    notes = {each["label"]: each.get("note") for each in answer.context["kpis"]}
    assert (notes["已自评"], notes["已初评"], notes["已办结"]) == ("2/7", "1/7", "5/7，含终止5个")
