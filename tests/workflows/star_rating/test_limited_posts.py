"""A post limited to another process opens nothing of star rating, whatever its rights would bring without the limit."""

import pytest
from django.test import Client

from permissions import grants
from permissions.roles import Role
from tests.workflows.engine.steps import list_at
from tests.world import LONG_AGO, World, make_world
from workflows.engine import inbox
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.models import TrialScores
from workflows.star_rating.queries.rounds import own
from workflows.star_rating.states import ListState

pytestmark = pytest.mark.django_db
OF_A_ROUND = (
    "", "notice/", "notice/new/", "documents/notice.xlsx/", "documents/summary.xlsx/", "documents/announcement.docx/",
    "scheme/", "archive/", "quotas/", "ranking/", "checks/", "figures/", "evaluations/", "extend/", "more/", "cancel/",
    "close/",
)  # fmt: skip
OF_THE_WHOLE = ("rounds/new/", "schemes/", "schemes/new/", "trials/", "trials/new/")


@pytest.fixture
def world() -> World:
    """Return the cast with a decided list, kept scores, and clerks whose posts are limited to one process each."""
    world = make_world()
    world.round()
    for key, process in (("elsewhere", "nomination"), ("here", "star_rating")):
        clerk = world.account(key, "限人")
        grants.appoint(clerk, Role.WC_CLERK, world.units["工委"], LONG_AGO, processes=(process,))
    list_at(world, ListState.ANNOUNCING)
    actions.keep_scores("得分", by=world.clerk, round_=Round.objects.get())
    return world


def answers(world: World, who: str) -> dict[str, int]:
    client, round_ = Client(), Round.objects.get()
    client.force_login(world.users[who])
    pages = [f"rounds/{round_.pk}/{page}" for page in OF_A_ROUND]
    pages += [*OF_THE_WHOLE, f"trials/{TrialScores.objects.get().pk}/"]
    return {page: client.get(f"/star_rating/{page}").status_code for page in pages}


def test_a_clerk_of_another_process_finds_no_address_of_star_rating(world: World) -> None:
    found = answers(world, "elsewhere")

    assert found == dict.fromkeys(found, 404)


def test_a_clerk_of_star_rating_alone_runs_its_rounds(world: World) -> None:
    found = {page for page, status in answers(world, "here").items() if status == 200}

    assert found >= {f"rounds/{Round.objects.get().pk}/{page}" for page in ("", "notice/", "quotas/", "archive/")}
    assert found >= set(OF_THE_WHOLE)


def test_a_branch_is_ones_own_in_the_processes_of_the_post_alone(world: World) -> None:
    for key, process in (("there", "nomination"), ("both", "star_rating")):
        user = world.account(key, "支限")
        grants.appoint(user, Role.BRANCH_SECRETARY, world.units["甲一支部"], LONG_AGO, processes=(process,))
    round_ = Round.objects.get()

    assert own(world.users["there"], [round_]) == {}
    assert own(world.users["both"], [round_]) == {round_.pk: world.rating("甲一支部")}


def test_the_desks_of_star_rating_are_nobodys_whose_post_is_limited_to_another_process(world: World) -> None:
    grants.appoint(world.users["elsewhere"], Role.BRANCH_SECRETARY, world.units["乙一支部"], LONG_AGO)
    found = {key: inbox.todo(world.users[key], inbox.Filters()).rows for key in ("elsewhere", "here", "clerk")}
    titles = {key: {task.process.title for task in rows} for key, rows in found.items()}

    assert titles["here"] == titles["clerk"] != set()
    assert titles["elsewhere"] == {world.rating("乙一支部").title()}
    assert inbox.counts(world.users["elsewhere"]).todo == 1
