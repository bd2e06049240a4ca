"""The pages of a round whose opening stopped, and of one that is being prepared."""

from typing import Any

import pytest
from django.test import Client
from django_tasks_db.compat import TaskResultStatus
from django_tasks_db.models import DBTaskResult

from permissions.roles import UnitKind
from tests.world import World, make_world, scheme_c
from workflows.engine.models import Round
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.queries.checkups import checkup

pytestmark = pytest.mark.django_db
HALFWAY = "启动中途停下了：8个支部中已开启7个，还有1个没有开启。"


@pytest.fixture
def world() -> World:
    """乙二支部 has no rating in the round."""
    world = make_world()
    world.round()
    world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    return world


def job(status: str) -> None:
    open_round_job.enqueue(Round.objects.get().pk, 1)
    DBTaskResult.objects.update(status=status)


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, who: str = "clerk") -> str:
    answer: Any = browser(world, who).get(f"/star_rating/rounds/{Round.objects.get().pk}/")
    return str(answer.content.decode())


def test_an_opening_that_stopped_says_how_far_it_came_and_is_started_again(world: World) -> None:
    job(TaskResultStatus.FAILED)
    url = f"/star_rating/rounds/{Round.objects.get().pk}/start/"
    text = page(world)

    assert [part for part in (HALFWAY, f'action="{url}"', "再次启动") if part not in text] == []
    assert browser(world, "clerk").post(url).status_code == 302
    assert ("正在为各支部开启：7/8" in page(world), HALFWAY in page(world)) == (True, False)


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary", "inspector"])
def test_who_does_not_look_after_the_round_is_offered_nothing(world: World, who: str) -> None:
    job(TaskResultStatus.FAILED)

    assert "再次启动" not in page(world, who)
    url = f"/star_rating/rounds/{Round.objects.get().pk}/start/"
    assert browser(world, who).post(url).status_code == 403


@pytest.mark.parametrize("status", ["", TaskResultStatus.SUCCESSFUL])
def test_a_branch_founded_since_the_opening_is_not_an_opening_that_stopped(world: World, status: str) -> None:
    if status:
        job(status)

    assert ("再次启动" in page(world), "正在为各支部开启" in page(world)) == (False, False)


def test_an_opening_that_failed_before_it_began_says_so(world: World) -> None:
    draft = Round.objects.create(
        process_key="star_rating", year=2027, title="2027", unit=world.units["工委"], scheme=scheme_c().to_data()
    )
    client = browser(world, "clerk")
    url = f"/star_rating/rounds/{draft.pk}/"
    fresh = client.get(url).content.decode()
    client.post(f"{url}start/", {"fingerprint": checkup(draft).fingerprint})
    DBTaskResult.objects.update(status=TaskResultStatus.FAILED)
    text = client.get(url).content.decode()

    assert ("上次启动没有成功" in fresh, "启动批次" in fresh) == (False, True)
    assert ("上次启动没有成功，还没有为任何单位开启。" in text, "再次启动" in text) == (True, True)
    assert client.post(f"{url}start/").status_code == 302


def test_who_prepares_a_round_without_any_scheme_is_led_to_where_one_is_taken_in(world: World) -> None:
    client = browser(world, "clerk")
    text = client.get("/star_rating/rounds/new/").content.decode()

    assert '还没有评定方案，请先<a href="/star_rating/schemes/new/">导入方案</a>' in text
    assert client.get("/star_rating/schemes/new/").status_code == 200


def test_an_empty_form_for_a_round_is_refused_field_by_field(world: World) -> None:
    answer = browser(world, "clerk").post("/star_rating/rounds/new/")

    assert answer.status_code == 422
    assert sorted(answer.context["form"].errors) == ["resume", "scheme", "title", "year"]
    assert "有填写有误的地方，没有保存" in answer.content.decode()
