"""A notice and a paper say who decided: the 工委, or the unit's own body whose decision the 工委 only files."""

from io import BytesIO
from typing import Any

import docx
import pytest
from django.test import Client
from django.utils import timezone

from tests.workflows.engine.steps import UNIT, do, publicise
from tests.workflows.star_rating.test_filing import opened, reported
from tests.world import World, make_world
from workflows.engine.models import Publicity, Round
from workflows.engine.publicising import decided_words
from workflows.star_rating import actions
from workflows.star_rating.models import Filing, Rating
from workflows.star_rating.queries.papers import Papers

pytestmark = pytest.mark.django_db
FILED = f"{UNIT}会议审定并报中共工委备案"


@pytest.fixture
def world() -> World:
    return make_world()


def said(world: World) -> tuple[str, str]:
    """What the public page and the document of the notice say of the decision."""
    page = Client().get(f"/publicity/{Publicity.objects.get().pk}/").content.decode()
    client = Client()
    client.force_login(world.users["clerk"])
    answer: Any = client.get(f"/star_rating/rounds/{Round.objects.get().pk}/documents/notice.docx/")
    text = "".join(item.text for item in docx.Document(BytesIO(answer.content)).paragraphs)
    return tuple(each.partition("拟定结果")[2].partition("，现")[0] for each in (page, text.replace("结果公示", "")))  # type: ignore[return-value]


def opinions(world: World, branch: str) -> dict[str, str]:
    rating = Rating.objects.select_related("unit", "round", "process", "submission__unit").get(unit=world.units[branch])
    (paper,) = Papers([rating], meetings=True).decision()["各支部"]
    return {row["名称"]: row["内容"] for row in paper["意见"][-2:]}


def test_a_list_that_was_only_filed_is_not_called_decided_by_the_work_committee(world: World) -> None:
    opened(world)
    _, filed = reported(world)
    do(actions.list_receive, world, filed, "clerk")
    publicise(world, filed)

    assert said(world) == (f"已由{FILED}", f"已由{FILED}")


def test_a_notice_with_both_says_how_many_were_decided_by_whom(world: World) -> None:
    opened(world)
    decided, filed = reported(world)
    do(actions.list_receive, world, filed, "clerk")
    publicise(world, filed)
    do(actions.list_forward, world, decided, "clerk")
    world.meet(type(decided).objects.get(pk=decided.pk), world.leader, "工委会议")
    do(actions.list_approve, world, decided, "leader")
    publicise(world, decided)

    words = f"已经审定（1个由中共工委审定，1个由{FILED}）"
    assert said(world) == (words, words)


def test_a_notice_names_every_body_that_has_the_stars_on_file(world: World) -> None:
    opened(world, "区委组织部")
    _, filed = reported(world)
    do(actions.list_receive, world, filed, "clerk")
    (filing,) = Filing.objects.filter(submission=filed)
    actions.filing_register(filing, by=world.clerk, sent_on=timezone.localdate(), received_on=timezone.localdate())
    publicise(world, filed)

    words = f"已由{UNIT}会议审定并报中共工委、区委组织部备案"
    assert said(world) == (words, words)


@pytest.mark.parametrize(
    ("bodies", "words"),
    [
        (["", ""], "已经工委审定"),
        ([], "已经工委审定"),
        (["甲", "甲"], "已由甲审定并报工委备案"),
        (["甲", "乙", "丙", "丁", ""], "已经审定（1个由工委审定，4个由甲、乙、丙等4个机构审定并报工委备案）"),
    ],
)
def test_bodies_are_named_as_long_as_they_are_few(bodies: list[str], words: str) -> None:
    assert decided_words("工委", bodies) == words


@pytest.mark.parametrize(
    ("bodies", "also", "words"),
    [
        (["甲"], ["工委", "区委组织部", "区委组织部"], "已由甲审定并报工委、区委组织部备案"),
        (["甲", ""], ["区委组织部"], "已经审定（1个由工委审定，1个由甲审定并报工委、区委组织部备案）"),
        (["", ""], ["区委组织部"], "已经工委审定"),
    ],
)
def test_a_body_that_has_it_on_file_is_named_once_and_only_where_something_is_filed(
    bodies: list[str], also: list[str], words: str
) -> None:
    assert decided_words("工委", bodies, also) == words


def test_the_paper_of_a_filed_star_has_room_for_the_filing_and_none_for_a_decision_above(world: World) -> None:
    opened(world)
    _, filed = reported(world)
    before = opinions(world, "甲二支部")
    do(actions.list_receive, world, filed, "clerk", comment="已收到备案。")

    meeting = {"呈报单位审定意见": f"{UNIT}会议：同意。"}
    assert before == meeting | {"工委备案意见": ""}
    assert opinions(world, "甲二支部") == meeting | {"工委备案意见": "已收到备案。"}
    assert opinions(world, "甲一支部") == {"呈报单位意见": f"{UNIT}会议：同意。", "工委审定意见": ""}
