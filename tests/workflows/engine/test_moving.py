"""离职转办: all that is one person's own moves to another, each by itself, by who leads there."""

import pytest

from tests.workflows.engine.signing import ask
from tests.workflows.engine.steps import BRANCH, all_is_well, do, open_desk, rating_at, trail
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import moving, transferring
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.models import Task
from workflows.star_rating.states import RatingState as S

BRANCHES = (BRANCH, "甲二支部")


@pytest.fixture
def claimed(world: World) -> World:
    """Return the cast with two ratings that 刘敏 claimed."""
    for branch in BRANCHES:
        do(transferring.claim, world, rating_at(world, S.SCORING, branch), "staff")
    return world


def owners(world: World) -> list[str]:
    return [open_desk(world.rating(branch)).owner.username for branch in BRANCHES]  # type: ignore[union-attr]


def test_everything_of_one_person_moves_with_a_result_for_each(claimed: World) -> None:
    staff, deputy = claimed.users["staff"], claimed.users["deputy"]
    form = {"from": staff.pk, "to": deputy.pk, "comment": "刘敏调离。"}
    text = signed_in(claimed.users["clerk"]).post("/moving/", form).content.decode()
    assert (text.count("已转办</span>"), owners(claimed)) == (2, ["deputy", "deputy"])
    assert (trail(claimed.rating(BRANCH))[-1], all_is_well()) == ("transfer", True)


def test_who_cannot_act_there_gets_nothing_and_each_says_so(claimed: World) -> None:
    tasks = moving.movable(claimed.users["clerk"])
    done = moving.move(tasks, claimed.users["outsider"].pk, by=claimed.clerk, comment="调离。")
    assert [moved.refused for moved in done] == ["接办人不能办理这一环节，没有转办。"] * 2
    assert owners(claimed) == ["staff", "staff"]


def test_only_who_leads_there_moves_them_and_says_why(claimed: World) -> None:
    tasks = moving.movable(claimed.users["clerk"])
    to = claimed.users["deputy"].pk
    assert (len(tasks), moving.movable(claimed.users["other_deputy"])) == (2, [])
    with pytest.raises(NotAllowed):
        moving.move(tasks, to, by=claimed.other_deputy, comment="调离。")
    with pytest.raises(Incomplete):
        moving.move(tasks, to, by=claimed.clerk, comment=" ")
    assert owners(claimed) == ["staff", "staff"]


def test_what_only_its_person_may_see_is_not_listed(claimed: World) -> None:
    ask(claimed, claimed.rating(BRANCH), "staff", "deputy")
    asked = Task.objects.filter(owner=claimed.users["deputy"], finished__isnull=True)
    listed = [task.owner for task in moving.movable(claimed.users["clerk"])]
    assert (asked.count(), listed) == (1, [claimed.users["staff"]] * 2)
