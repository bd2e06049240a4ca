"""Reviewers are reminded once a day; the pages offer it, the last day and the way out."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from tests.workflows.engine.steps import open_desk
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import close, fresh, hand_in, mark, sheet_of
from tests.workflows.star_rating.test_panels import TODAY, all_in, begun, browser, row_of, strike
from tests.world import World, make_world
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Notice, Round, Task
from workflows.star_rating import actions

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    panels.open_round(world)
    return world


def test_who_has_not_handed_in_is_reminded_once_a_day(world: World) -> None:
    evaluation = begun(world)
    mark(world, "leader", ("50", "30"))
    hand_in(world, "leader")
    Notice.objects.all().delete()

    assert [actions.evaluation_urge(evaluation, by=world.clerk) for _ in range(2)] == [1, 0]
    told = Notice.objects.get()
    assert (told.user.username, told.text.startswith("郑思远催办：交叉评审评分表，")) == ("outsider", True)
    assert Task.objects.filter(urged_on=TODAY()).get() == open_desk(sheet_of(world, "outsider"))


def test_in_a_round_that_was_cancelled_nobody_is_reminded_and_nothing_is_offered(world: World) -> None:
    evaluation = begun(world)
    due, seen = TODAY() + timedelta(days=3), world.seen(evaluation)
    actions.round_cancel(Round.objects.get(), reason="另行组织", by=world.clerk)
    Notice.objects.all().delete()

    with pytest.raises(Refused, match="已取消，评审随之终止，不能再办理这一项"):
        actions.evaluation_urge(fresh(evaluation), by=world.clerk)
    with pytest.raises(Refused, match="已取消"):
        actions.evaluation_due(fresh(evaluation), due, by=world.clerk, seen=seen)
    with pytest.raises(Refused, match="已取消"):
        strike(world, evaluation, "甲一支部")
    assert Notice.objects.count() == 0
    shown = browser(world).get(f"/records/{evaluation.process.number}/").content.decode()
    assert [word for word in ("催办未交的评委", "改评分截止日期", "划出") if word in shown] == []


def test_before_the_scoring_begins_nobody_is_reminded(world: World) -> None:
    made = panels.prepare(world, Round.objects.select_related("unit").get())

    with pytest.raises(Refused, match="本次评审准备中，不能催办"):
        actions.evaluation_urge(fresh(made), by=world.clerk)


@pytest.mark.parametrize("who", ["deputy", "outsider", "inspector"])
def test_only_who_holds_the_evaluation_reminds(world: World, who: str) -> None:
    evaluation = begun(world)

    with pytest.raises(NotAllowed):
        actions.evaluation_urge(evaluation, by=getattr(world, who))


def test_the_page_offers_a_last_day_a_reminder_and_the_way_out(world: World) -> None:
    evaluation = begun(world)
    at = f"/star_rating/evaluations/{evaluation.process.number}"
    out = f"{at}/branches/{row_of(world, '甲一支部').pk}/strike/"
    shown = browser(world).get(f"/records/{evaluation.process.number}/").content.decode()
    assert [url for url in (f"{at}/due/", f"{at}/urge/", out) if url not in shown] == []
    assert "评分表发出后5个工作日" in shown

    seen = str(world.seen(evaluation))
    refused: Any = browser(world).post(out, {"seen": seen, "comment": ""})
    assert (refused.status_code, "请写明划出该支部的原因" in refused.content.decode()) == (422, True)
    assert browser(world).post(out, {"seen": seen, "comment": "初评已提交"}).status_code == 302
    late: Any = browser(world).post(f"{at}/due/", {"seen": str(world.seen(evaluation)), "until": "2020-01-01"})
    assert (late.status_code, "评分截止日期须为今天或以后、一年之内，请核对" in late.content.decode()) == (422, True)
    until = {"seen": str(world.seen(evaluation)), "until": (TODAY() + timedelta(days=9)).isoformat()}
    assert browser(world).post(f"{at}/due/", until).status_code == 302
    assert browser(world).post(f"{at}/urge/").status_code == 302

    shown = browser(world).get(f"/records/{evaluation.process.number}/").content.decode()
    assert ("划出的支部" in shown, out in shown) == (True, False)
    assert "郑思远催办：交叉评审评分表" in browser(world, "leader").get("/notices/").content.decode()


def test_a_reviewer_reads_his_last_day_on_his_sheet(world: World) -> None:
    begun(world, due_on=TODAY() + timedelta(days=20))
    sheet = sheet_of(world, "leader")
    shown = browser(world, "leader").get(f"/records/{sheet.process.number}/").content.decode()
    assert f"{TODAY() + timedelta(days=20):%Y年%m月%d日}" in shown


def test_what_was_given_to_a_branch_taken_out_is_in_no_total(world: World) -> None:
    evaluation = begun(world)
    all_in(world, ("60", "40"))
    strike(world, evaluation, "甲二支部")
    closed = close(world, evaluation)
    assert [Decimal(row["figure"]) for row in closed.outcome] == [Decimal(100)]
    assert world.rating("甲二支部").figures == {}
