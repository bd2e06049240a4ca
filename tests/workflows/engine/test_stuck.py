"""卡在哪里: how many wait where and for how long, over what one may see and nothing else."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import BRANCH, UNIT, open_desk, rating_at
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import calendar, stuck
from workflows.engine.models import Task
from workflows.engine.stuck import Wait
from workflows.star_rating.states import RatingState as S

BRANCHES = (BRANCH, "甲二支部", "甲四支部")


def ago(working_days: int) -> timedelta:
    """How long ago a moment lies from which so many working days have passed."""
    today = timezone.localdate()
    around = calendar.around(today)
    return next(timedelta(n) for n in range(90) if around.between(today - timedelta(n), today) == working_days)


@pytest.fixture
def waiting(world: World) -> World:
    """Return the cast with three ratings that came to 甲局 one, two and nine working days ago, the last one late."""
    for branch, days in zip(BRANCHES, (1, 2, 9), strict=True):
        desk = open_desk(rating_at(world, S.SCORING, branch))
        Task.objects.filter(pk=desk.pk).update(created=timezone.now() - ago(days))
    Task.objects.filter(pk=desk.pk).update(due_on=timezone.localdate() - timedelta(days=1))
    return world


def waits(world: World, who: str) -> list[Wait]:
    return stuck.waits(world.users[who], timezone.localdate())


def test_a_stage_has_its_number_its_median_and_its_longest(waiting: World) -> None:
    first = stuck.by_stage(waits(waiting, "deputy"))[0]
    found = (first.words, first.number, first.late, first.median, first.longest)
    assert found == ("党支部星级评定：机关党委初评", 3, 1, 2, 9)


def test_a_stage_is_told_apart_by_the_unit_where_it_lies(waiting: World) -> None:
    scoring = [wait for wait in waits(waiting, "clerk") if wait.stage == "RatingFlow.scoring"]
    assert [(group.words, group.number) for group in stuck.by_unit(scoring)] == [(UNIT, 3)]


def test_everybody_counts_what_he_may_see_and_nothing_else(waiting: World) -> None:
    scoring = {
        who: sum(wait.stage == "RatingFlow.scoring" for wait in waits(waiting, who))
        for who in ("clerk", "deputy", "secretary", "sibling", "other_deputy", "sysadmin", "former", "superuser")
    }
    assert scoring == {
        "clerk": 3, "deputy": 3, "secretary": 1, "sibling": 1, "other_deputy": 0, "sysadmin": 0, "former": 0,
        "superuser": 0,
    }  # fmt: skip


def test_the_page_leads_down_to_the_records_the_longest_wait_first(waiting: World) -> None:
    client, unit = signed_in(waiting.users["leader"]), waiting.units[UNIT].pk
    top = client.get("/stuck/").content.decode()
    stage = client.get("/stuck/?stage=RatingFlow.scoring").content.decode()
    rows = client.get(f"/stuck/?stage=RatingFlow.scoring&unit={unit}").content.decode()
    assert "?stage=RatingFlow.scoring" in top
    assert f"?stage=RatingFlow.scoring&amp;unit={unit}" in stage
    order = sorted(BRANCHES, key=lambda branch: rows.index(waiting.rating(branch).title()))
    assert order == ["甲四支部", "甲二支部", BRANCH]
    assert ("9个工作日" in rows, "逾期" in rows) == (True, True)


def test_who_leads_nothing_has_no_such_page(waiting: World) -> None:
    status = {
        who: signed_in(waiting.users[who]).get("/stuck/").status_code for who in ("leader", "inspector", "auditor")
    }
    assert status == {"leader": 200, "inspector": 404, "auditor": 404}
