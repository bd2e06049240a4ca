"""The pages on which a round is prepared, run and ended."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
import time_machine

from permissions.roles import UnitKind
from tests.workflows.engine.steps import UNIT
from tests.workflows.star_rating.test_running import browser, page
from tests.world import World, make_world, scheme_c
from workflows.engine.models import Round, RoundNotice
from workflows.star_rating.models import Scheme

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The cast, and a round open for everybody."""
    world = make_world()
    world.round()
    return world


def test_the_page_says_what_cancelling_ends_and_asks_why(world: World) -> None:
    url = f"/star_rating/rounds/{Round.objects.get().pk}/cancel/"
    assert "7个支部未办结的评定和各单位的呈报批全部终止" in page(world, url)

    answer: Any = browser(world, "clerk").post(url, {"reason": ""})
    assert (answer.status_code, "请写明原因" in answer.content.decode()) == (422, True)
    assert browser(world, "clerk").post(url, {"reason": "另有部署"}).status_code == 302
    assert "本批次已取消：" in page(world, f"/star_rating/rounds/{Round.objects.get().pk}/")


def test_units_that_do_not_exist_are_named_line_by_line(world: World) -> None:
    url = f"/star_rating/rounds/{Round.objects.get().pk}/more/"
    answer: Any = browser(world, "clerk").post(url, {"units": "乙一支部\n没有的支部\nU999"})

    text = answer.content.decode()
    assert answer.status_code == 422
    assert [name for name in ("没有找到“没有的支部”", "没有找到“U999”") if name not in text] == []


def test_two_units_of_one_name_are_told_apart_by_their_codes(world: World) -> None:
    first = world.unit("机关支部", UnitKind.BRANCH, "甲局机关党委")
    second = world.unit("机关支部", UnitKind.BRANCH, "乙局机关党委")
    url = f"/star_rating/rounds/{Round.objects.get().pk}/more/"
    answer: Any = browser(world, "clerk").post(url, {"units": "机关支部"})

    assert f"有2个单位叫“机关支部”，请改填单位编码：{first.code}、{second.code}。" in answer.content.decode()


def test_a_round_is_prepared_like_last_years_with_its_dates_moved(world: World) -> None:
    row = Scheme.objects.create(name=scheme_c().name, version="旧", document=scheme_c().to_data())
    stages = {"self_assessing": {"due_on": "2026-03-13", "due_at": "16:00", "closes": True}, "verifying": {"off": True}}
    last = Round.objects.get()
    Round.objects.update(year=2026, title="2026年度党支部星级评定", stages=stages, basis="工委〔2026〕1号")
    RoundNotice.objects.create(round=last, title="2026年度通知", text="请按时报送。", by=world.users["clerk"])
    url = f"/star_rating/rounds/new/?like={last.pk}"

    with time_machine.travel("2026-11-02 09:00 +0800"):
        client = browser(world, "clerk")
        form = client.get(url).context["form"]
        given = {name: form[name].value() for name in form.fields}
        assert given["title"] == "2027年度党支部星级评定"
        assert (given["due_self_assessing"], given["closes_self_assessing"]) == (date(2027, 3, 13), True)
        sent = {name: value for name, value in given.items() if value not in (None, False)}
        assert client.post(url, sent | {"scheme": row.pk}).status_code == 302

    made = Round.objects.exclude(pk=last.pk).get()
    moved = {"due_on": "2027-03-13", "due_at": "16:00", "closes": True}
    assert (made.year, made.basis, made.stages) == (2027, "工委〔2026〕1号", stages | {"self_assessing": moved})
    (notice,) = made.notices.all()
    assert (notice.title, notice.text, notice.sent_at) == ("2027年度通知", "请按时报送。", None)


def cloned(world: World, last: Round) -> Any:
    with time_machine.travel("2026-11-22 09:00 +0800"):
        return browser(world, "clerk").get(f"/star_rating/rounds/new/?like={last.pk}")


def test_a_round_is_cloned_with_the_version_of_the_scheme_that_it_ran(world: World) -> None:
    scheme, last = scheme_c(), Round.objects.get()
    own = Scheme.objects.create(name=scheme.name, version=scheme.version, document=scheme.to_data())
    assert cloned(world, last).context["beside"] == []
    newer = Scheme.objects.create(name=scheme.name, version="2027-1", document=scheme.to_data())
    page = cloned(world, last)

    said = f"方案仍用原批次的版本{scheme.version}，另有更新的版本2027-1，要换用的请在“评定方案”中选择。"
    assert (page.context["form"]["scheme"].value(), page.context["beside"]) == (own.pk, [said])
    assert said in page.content.decode()
    Scheme.objects.filter(pk=own.pk).delete()
    page = cloned(world, last)
    said = f"原批次所用的方案版本{scheme.version}不在评定方案中，现填的是2027-1，请核对。"
    assert (page.context["form"]["scheme"].value(), page.context["beside"]) == (newer.pk, [said])


def test_a_date_that_is_not_taken_over_is_named_with_the_reason(world: World) -> None:
    Scheme.objects.create(name=scheme_c().name, version=scheme_c().version, document=scheme_c().to_data())
    stages = {state: {"due_on": day} for state, day in (("scoring", "2025-11-20"), ("compiling", "2026-11-24"))}
    Round.objects.update(stages=stages | {"self_assessing": {"due_on": "2026-03-13"}})
    page = cloned(world, Round.objects.get())

    given = [page.context["form"][f"due_{state}"].value() for state in ("self_assessing", "scoring", "compiling")]
    assert given == [date(2027, 3, 13), None, None]
    left_out = "机关党委初评2026年11月20日（已过），编报名单2027年11月24日（在一年以后）"
    assert page.context["beside"] == [f"以下截止日期没有带入，请另填：{left_out}。"]


def test_the_dates_of_a_scheme_are_filled_in(world: World) -> None:
    document = scheme_c().to_data() | {
        "windows": [{"stage": "self_assessing", "month": 3, "day": 14, "hour": 16, "next_year": True, "closes": True}]
    }
    Scheme.objects.create(name="校", version="1", document=document)

    with time_machine.travel("2026-11-02 09:00 +0800"):
        form = browser(world, "clerk").get("/star_rating/rounds/new/").context["form"]
    found = [form[f"{name}_self_assessing"].value() for name in ("due", "at", "closes")]
    assert [str(value) for value in found] == ["2027-03-14", "16:00:00", "True"]


def test_an_hour_without_its_day_is_told(world: World) -> None:
    row = Scheme.objects.create(name="校", version="1", document=scheme_c().to_data())
    data = {"scheme": row.pk, "year": 2026, "title": "试", "resume": "direct", "closes_self_assessing": "on"}
    answer: Any = browser(world, "clerk").post("/star_rating/rounds/new/", data)

    assert (answer.status_code, "须填截止日期" in answer.content.decode()) == (422, True)


def test_the_round_page_shows_its_hours_and_who_may_change_them(world: World) -> None:
    Round.objects.update(stages={"self_assessing": {"due_on": "2020-03-13", "due_at": "16:00", "closes": True}})
    url = f"/star_rating/rounds/{Round.objects.get().pk}/"

    text = page(world, url)
    assert [word for word in ("2020年3月13日16:00", "已截止", "延期和补报", "取消批次") if word not in text] == []
    assert "延期和补报" not in page(world, url, "deputy")
    assert UNIT in text


def test_last_days_stand_in_the_order_of_the_stages(world: World) -> None:
    stages = ("compiling", "deciding", "scoring", "self_assessing")
    Round.objects.update(stages={stage: {"due_on": "2030-03-15"} for stage in stages})

    answer = browser(world, "clerk").get(f"/star_rating/rounds/{Round.objects.get().pk}/")

    labels = [stage["label"] for stage in answer.context["running"]["stages"]]
    assert labels == ["支部自评截止", "机关党委初评截止", "编报名单截止", "工委审定截止"]


def test_a_round_that_is_prepared_says_which_bounds_are_open(world: World) -> None:
    scheme = scheme_c()
    best = replace(scheme.ladder[-1], open=True)
    rules = replace(scheme, tiers=tuple(best if tier.level == best.level else tier for tier in scheme.tiers))
    Round.objects.update(status=Round.Status.DRAFT, scheme=rules.to_data())

    answer = browser(world, "clerk").get(f"/star_rating/rounds/{Round.objects.get().pk}/")

    facts = {fact["label"]: fact["value"] for fact in answer.context["facts"]}
    assert facts["星级"].startswith("五星级高于90分、四星级在80分及以上、")
