"""Rounds for chosen units, further ones later, cancelled, closed by hand, and cloned."""

from datetime import date
from typing import Any

import pytest
import time_machine
from django.test import Client
from django_tasks_db.models import DBTaskResult

from permissions import grants
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import UNIT, after_notice, all_is_well, list_at, trail
from tests.workflows.star_rating import panels
from tests.world import LONG_AGO, LOOKED_OVER, World, make_world, scheme_c
from workflows.engine import due, ledger, objections
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Fact, Objection, Reservation, Round, RoundNotice
from workflows.star_rating import actions
from workflows.star_rating.actions.rounds import open_round_job
from workflows.star_rating.actions.running import cancel_round_job, close_round_job
from workflows.star_rating.models import Rating, RatingList, Scheme
from workflows.star_rating.states import ListState as L

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """The cast, and a round open for everybody."""
    world = make_world()
    world.round()
    return world


def only(world: World, *units: str) -> Round:
    """A prepared round for some units."""
    scheme = scheme_c()
    round_ = Round.objects.create(
        process_key="star_rating", year=2030, title="2030年度", unit=world.units["工委"], scheme=scheme.to_data(),
        scheme_version=scheme.version, scope=[world.units[name].pk for name in units], checkup=LOOKED_OVER,
    )  # fmt: skip
    actions.open_round(round_, by=world.clerk)
    return round_


def branches_of(round_: Round) -> set[str]:
    return set(Rating.objects.filter(round=round_).values_list("unit__short_name", flat=True))


def states(model: type[Rating] | type[RatingList]) -> dict[str, str]:
    return dict(model.objects.values_list("unit__short_name", "state"))


def run_jobs() -> None:
    """What the worker would do."""
    jobs: dict[str, Any] = {
        "open_round_job": open_round_job,
        "cancel_round_job": cancel_round_job,
        "close_round_job": close_round_job,
    }
    for row in DBTaskResult.objects.order_by("enqueued_at"):
        jobs[row.task_path.rpartition(".")[2]].call(*row.args_kwargs["args"])
    DBTaskResult.objects.update(status="SUCCESSFUL")


# --- for whom ------------------------------------------------------------------------------------------------------


def test_a_round_for_chosen_units_is_opened_for_the_branches_below_them(world: World) -> None:
    assert branches_of(only(world, "甲局党总支", "乙一支部")) == {"甲三支部", "乙一支部"}


def test_further_branches_are_opened_later_and_the_others_are_left_alone(world: World) -> None:
    round_ = only(world, "乙一支部")
    before = set(Rating.objects.filter(round=round_).values_list("pk", flat=True))

    assert actions.round_open_more(round_, [world.units["甲局党总支"], world.units["乙一支部"]], by=world.clerk) == 1
    run_jobs()
    assert branches_of(round_) == {"甲三支部", "乙一支部"}
    assert before <= set(Rating.objects.filter(round=round_).values_list("pk", flat=True))
    assert ledger.of(round_)[0].comment == "甲局党总支、乙一支部，共1个支部"


def test_a_branch_founded_since_is_opened_later(world: World) -> None:
    new = world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    actions.round_open_more(Round.objects.get(), [new], by=world.clerk)
    run_jobs()

    assert world.rating("乙二支部").state == "self_assessing"


def test_who_takes_part_already_is_not_opened_again(world: World) -> None:
    with pytest.raises(Refused, match="所选单位的支部都已参加"):
        actions.round_open_more(Round.objects.get(), [world.units["甲一支部"]], by=world.clerk)


def test_while_branches_are_being_opened_no_further_ones_are(world: World) -> None:
    new = [world.unit(f"乙{n}支部", UnitKind.BRANCH, "乙局机关党委") for n in "二三"]
    actions.round_open_more(Round.objects.get(), new[:1], by=world.clerk)

    with pytest.raises(Refused, match="正在为各支部开启"):
        actions.round_open_more(Round.objects.get(), new[1:], by=world.clerk)


def founded(world: World) -> tuple[Round, list[Any]]:
    """The open round, and two branches that were founded since."""
    return Round.objects.get(), [world.unit(f"乙{n}支部", UnitKind.BRANCH, "乙局机关党委") for n in "二三"]


def test_a_branch_that_nobody_chose_is_not_opened(world: World) -> None:
    round_, (chosen, _) = founded(world)
    assert actions.round_open_more(round_, [chosen], by=world.clerk) == 1
    assert "正在为各支部开启：7/8" in page(world, f"/star_rating/rounds/{round_.pk}/")
    run_jobs()

    assert {"乙二支部", "乙三支部"} & branches_of(round_) == {"乙二支部"}


def test_opening_further_branches_again_after_it_failed_opens_those_alone(world: World) -> None:
    round_, (chosen, other) = founded(world)
    actions.round_open_more(round_, [chosen], by=world.clerk)
    DBTaskResult.objects.update(status="FAILED")
    with pytest.raises(Refused, match="上一次开启中途停下了"):
        actions.round_open_more(round_, [other], by=world.clerk)
    actions.start_round(Round.objects.get(), by=world.clerk)
    DBTaskResult.objects.filter(status="FAILED").delete()
    run_jobs()

    assert {"乙二支部", "乙三支部"} & branches_of(round_) == {"乙二支部"}


def test_a_round_closes_though_a_branch_that_nobody_chose_has_no_rating(world: World) -> None:
    list_at(world, L.CLOSED)
    round_, (chosen, _) = founded(world)
    actions.round_open_more(round_, [chosen], by=world.clerk)
    run_jobs()
    DBTaskResult.objects.update(status="FAILED")
    close_round_job.call(round_.pk)
    due.run()

    assert Round.objects.get().status == Round.Status.CLOSED


def test_a_round_ended_by_hand_is_over_though_its_opening_stopped(world: World) -> None:
    list_at(world, L.CLOSED)
    round_, (chosen, _) = founded(world)
    actions.round_open_more(round_, [chosen], by=world.clerk)
    DBTaskResult.objects.update(status="FAILED")
    actions.round_close(round_, reason="申报期已过", by=world.clerk)
    close_round_job.call(round_.pk)
    due.run()

    assert Round.objects.get().status == Round.Status.CLOSED
    with pytest.raises(Refused, match="已经启动"):
        actions.start_round(Round.objects.get(), by=world.clerk)


def test_after_its_end_by_hand_no_further_branches_are_opened(world: World) -> None:
    round_, (chosen, _) = founded(world)
    world.submit("甲一支部", world.secretary)
    actions.round_close(round_, reason="申报期已过", by=world.clerk)

    with pytest.raises(Refused, match="批次已结束填报，不能再增加支部"):
        actions.round_open_more(round_, [chosen], by=world.clerk)
    assert "增加参加单位" not in page(world, f"/star_rating/rounds/{round_.pk}/")


# --- cancelled -----------------------------------------------------------------------------------------------------


def cancel(world: World, by: str = "clerk") -> None:
    actions.round_cancel(Round.objects.get(), reason="上级另有部署", by=getattr(world, by))


def test_a_cancelled_round_ends_everything_that_is_under_way_and_says_why(world: World) -> None:
    list_at(world, L.DECIDING)
    assert Reservation.objects.count() == 1
    cancel(world)
    run_jobs()

    assert set(states(Rating).values()) | set(states(RatingList).values()) == {"called_off"}
    assert Reservation.objects.count() == 0
    assert trail(world.rating("甲一支部"))[-1] == "call_off"
    assert "批次取消：上级另有部署" in page(world, f"/records/{world.rating('甲一支部').process.number}/")
    assert all_is_well()


def test_the_work_of_cancelling_may_be_repeated(world: World) -> None:
    cancel(world)

    assert [cancel_round_job.call(Round.objects.get().pk) for _ in range(2)] == [10, 0]


def test_what_was_refused_before_stays_as_it_ended(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    rating = world.rating("甲一支部")
    actions.reject(rating, by=world.deputy, seen=world.seen(rating), comment="不符合条件。")
    cancel(world)
    run_jobs()

    assert world.rating("甲一支部").state == "rejected"


def test_a_round_that_published_a_star_is_not_cancelled(world: World) -> None:
    list_at(world, L.CLOSED)

    with pytest.raises(Refused, match="本批次已公布1个支部的星级，不能取消"):
        cancel(world)


def test_a_cancelled_round_is_opened_for_nobody_more(world: World) -> None:
    world.unit("乙二支部", UnitKind.BRANCH, "乙局机关党委")
    cancel(world)

    assert actions.open_round(Round.objects.get(), by=world.clerk) == 0
    assert Round.objects.get().status == Round.Status.CANCELLED


def test_a_cancelled_round_is_cancelled_once(world: World) -> None:
    cancel(world)

    with pytest.raises(Refused, match="批次已取消，不能取消"):
        cancel(world)


@pytest.mark.parametrize("who", ["leader", "deputy", "secretary", "inspector"])
def test_only_who_runs_the_round_ends_it(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        cancel(world, who)
    with pytest.raises(NotAllowed):
        actions.round_close(Round.objects.get(), reason="到期", by=getattr(world, who))


def test_nothing_is_done_any_more_in_a_cancelled_round(world: World) -> None:
    cancel(world)
    run_jobs()

    with pytest.raises(Refused):
        world.submit("甲一支部", world.secretary)


def test_before_its_records_have_ended_nothing_is_done_in_a_cancelled_round_either(world: World) -> None:
    cancel(world)

    with pytest.raises(Refused, match="已取消，不能再办理"):
        world.submit("甲一支部", world.secretary)
    assert world.rating("甲一支部").state == "self_assessing"


def test_before_its_records_have_ended_no_draft_of_a_cancelled_round_is_kept_either(world: World) -> None:
    submission = list_at(world, L.COMPILING)
    panel = panels.prepare(world, Round.objects.select_related("unit").get(), component="")
    panels.name(world, panel, {"leader": 0}, {"甲二支部": 0})
    panels.begin(world, panel)
    cancel(world)
    refusals = [
        refusal(world.fill, "甲二支部", world.sibling),
        refusal(actions.list_arrange, submission, [], by=world.staff, seen=world.seen(submission)),
        refusal(panels.mark, world, "leader", ("50", "30")),
    ]

    assert set(refusals) == {f"批次“{Round.objects.get()}”已取消，不能再办理。"}
    assert not world.rating("甲二支部").findings.exists()


def refusal(call: Any, *args: Any, **more: Any) -> str:
    with pytest.raises(Refused) as refused:
        call(*args, **more)
    return refused.value.message


def test_a_cancelled_round_publishes_no_star(world: World) -> None:
    list_at(world, L.PUBLICISING)
    cancel(world)

    assert (actions.publish_due(after_notice()), Fact.objects.count()) == (0, 0)
    assert world.rating("甲一支部").state == "publicising"


def test_an_objection_of_a_cancelled_round_is_answered_all_the_same(world: World) -> None:
    publicity = list_at(world, L.PUBLICISING).publicity
    assert publicity is not None
    rating = world.rating("甲一支部")
    made = objections.receive(publicity, rating, by=world.clerk, channel="来信", text="有不同意见。")
    cancel(world)
    objections.dismiss(made, by=world.clerk, seen=world.seen(made), comment="不属实。")

    assert Objection.objects.get().state == "dismissed"


def test_what_a_job_that_failed_left_under_way_is_ended_by_the_next_day(world: World) -> None:
    list_at(world, L.DECIDING)
    cancel(world)
    due.run()

    assert set(states(Rating).values()) | set(states(RatingList).values()) == {"called_off"}
    assert all_is_well()


# --- closed by hand ------------------------------------------------------------------------------------------------


def test_closing_ends_the_silent_branches_and_lets_the_others_go_on(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    assert actions.round_close(Round.objects.get(), reason="申报期已过", by=world.clerk) == 6
    run_jobs()

    assert states(Rating) == dict.fromkeys(states(Rating), "called_off") | {"甲一支部": "scoring"}
    assert "逾期未报。" in page(world, f"/records/{world.rating('乙一支部').process.number}/")
    assert Round.objects.get().status == Round.Status.OPEN


def test_a_closed_round_is_over_when_the_rest_is(world: World) -> None:
    list_at(world, L.CLOSED)
    actions.round_close(Round.objects.get(), reason="申报期已过", by=world.clerk)
    run_jobs()
    due.run()

    assert Round.objects.get().status == Round.Status.CLOSED
    assert all_is_well()


def test_with_nobody_silent_there_is_nothing_to_close(world: World) -> None:
    cancel_round_job.call(Round.objects.get().pk)

    with pytest.raises(Refused, match="没有未报送的支部"):
        actions.round_close(Round.objects.get(), reason="到期", by=world.clerk)


# --- who sees it ---------------------------------------------------------------------------------------------------

OF_WHOLE = ("rounds/new/", "schemes/", "trials/", "trials/new/")
OF_ROUND = (
    "", "notice/", "scheme/", "quotas/", "archive/", "checks/", "extend/", "more/", "cancel/", "close/",
    "documents/notice.xlsx/", "documents/summary.xlsx/",
)  # fmt: skip


def test_a_clerk_for_other_business_sees_nothing_of_a_round(world: World) -> None:
    list_at(world, L.DECIDING)
    limited = world.account("limited", "崔平")
    grants.appoint(limited, Role.WC_CLERK, world.units["工委"], LONG_AGO, processes=("nomination",))
    round_ = Round.objects.get()
    urls = [
        *(f"/star_rating/{url}" for url in OF_WHOLE),
        *(f"/star_rating/rounds/{round_.pk}/{url}" for url in OF_ROUND),
    ]

    assert {url: browser(world, "limited").get(url).status_code for url in urls} == dict.fromkeys(urls, 404)
    assert round_.title not in page(world, "/star_rating/", "limited")
    assert round_.title in page(world, "/star_rating/")


# --- pages ---------------------------------------------------------------------------------------------------------


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, url: str, who: str = "clerk") -> str:
    answer: Any = browser(world, who).get(url)
    return str(answer.content.decode())


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
