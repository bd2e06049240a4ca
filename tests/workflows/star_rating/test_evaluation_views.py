"""The pages of 评审 and 抽查: prepared line by line, scored on one's own sheet, on the page or in a workbook."""

from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment, Person
from tests.workflows.engine.steps import do
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import PANEL, begin, prepare, sheet_of
from tests.world import World, make_world
from workflows.engine import attendance
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.models import Evaluation, ReviewSheet


@pytest.fixture
def world(db: None) -> World:
    """Return the cast without a round."""
    return make_world()


@pytest.fixture
def round_(world: World) -> Round:
    """Return an open round that asks for a panel's figure."""
    return panels.open_round(world)


@pytest.fixture
def evaluation(world: World, round_: Round) -> Evaluation:
    """Return a panel that is being prepared."""
    return prepare(world, round_)


def browser(world: World, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def post(client: Client, world: World, evaluation: Evaluation, page: str, **more: str) -> Any:
    address = f"/star_rating/evaluations/{evaluation.process.number}/{page}"
    return client.post(address, {"seen": str(world.seen(evaluation)), **more})


def given(**more: str) -> dict[str, str]:
    day = timezone.localdate().isoformat()
    return {
        "name": "交叉评审", "kind": "panel", "component": PANEL, "held_on": day, "average": "median", "last": "0",
    } | more  # fmt: skip


def number_of(world: World, key: str) -> str:
    """Return the 工号 of one of the cast."""
    return Person.objects.get(user=world.users[key]).staff_no


# --- preparing -----------------------------------------------------------------------------------------------------


def test_a_clerk_prepares_a_panel_with_what_the_scheme_has_fixed(world: World, round_: Round) -> None:
    sent = given(unit=str(world.units["工委"].pk), dimensions="别的 10")

    answer = browser(world).post(f"/star_rating/rounds/{round_.pk}/evaluations/new/", sent)

    made = Evaluation.objects.get()
    assert answer["Location"] == f"/records/{made.process.number}/"
    assert (made.average, made.dimensions) == (
        "mean",
        [{"name": "班子建设", "full": "60"}, {"name": "作用发挥", "full": "40"}],
    )


def test_a_committee_prepares_a_visit_in_its_own_name(world: World, round_: Round) -> None:
    sent = given(
        unit=str(world.units["甲局机关党委"].pk), kind="visit", component="", last="1",
        dimensions="现场 60\n\n　汇报　 40 ",
    )  # fmt: skip

    browser(world, "staff").post(f"/star_rating/rounds/{round_.pk}/evaluations/new/", sent)

    made = Evaluation.objects.get()
    assert (made.unit.short_name, made.average, made.last) == ("甲局机关党委", "median", 1)
    assert made.dimensions == [{"name": "现场", "full": "60"}, {"name": "汇报", "full": "40"}]


@pytest.mark.parametrize(
    ("wrong", "due"),
    [
        ({"component": ""}, "评委打分须选择计入的分项；只排名次的，方式请选“逐支部观摩”。"),
        ({"kind": "visit", "component": "", "dimensions": ""}, "请写评分项，一行一项，如：班子建设 20。"),
        ({"kind": "visit", "component": "", "dimensions": "现场\n汇报 10"}, "第1行“现场”看不出名称和满分。"),
        (
            {"kind": "visit", "component": "", "dimensions": "现场 0"},
            "第1行“现场 0”的满分须大于0、不超过1000，最多两位小数。",
        ),
        ({"kind": "visit", "component": "", "dimensions": "现场 1001"}, "第1行“现场 1001”的满分须大于0、不超过1000"),
        ({"kind": "visit", "component": "", "dimensions": "现场 NaN"}, "第1行“现场 NaN”看不出名称和满分。"),
        ({"kind": "visit", "component": "", "dimensions": "现场 1\n现场 2"}, "评分项“现场”重复，请合并。"),
        ({"held_on": "2050-01-01"}, "评审日期须在一年之内，请核对年份。"),
        ({"unit": "0"}, "选择"),
        ({"last": "-1"}, "0"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(
    world: World, round_: Round, wrong: dict[str, str], due: str
) -> None:
    sent = given(unit=str(world.units["工委"].pk)) | wrong

    answer = browser(world).post(f"/star_rating/rounds/{round_.pk}/evaluations/new/", sent)

    assert (answer.status_code, due in text_of(answer), Evaluation.objects.count()) == (422, True, 0)


def test_where_no_component_is_scored_by_a_panel_only_visits_are_held(world: World) -> None:
    plain = world.round()
    client, address = browser(world), f"/star_rating/rounds/{plain.pk}/evaluations/new/"
    sent = given(unit=str(world.units["工委"].pk), kind="visit", component="", dimensions="现场 10")

    assert "评委打分" not in text_of(client.get(address))
    assert client.post(address, sent | {"kind": "panel"}).status_code == 422
    assert client.post(address, sent).status_code == 302
    assert (Evaluation.objects.get().kind, Evaluation.objects.get().component) == ("visit", "")


def test_reviewers_and_branches_are_named_one_a_line(world: World, evaluation: Evaluation) -> None:
    client = browser(world)
    staff_no = number_of(world, "secretary")
    post(client, world, evaluation, "reviewers/", lines=f"{staff_no}\n马晓东", group="1")
    post(client, world, evaluation, "branches/", lines=f"甲局机关党委\n{world.units['乙一支部'].code}", group="2")

    assert sorted(row.user.username for row in evaluation.reviewers.all()) == ["other_deputy", "secretary"]
    assert evaluation.evaluated.count() == 6
    page = text_of(client.get(f"/records/{evaluation.process.number}/"))
    assert [part for part in ("周志远", "马晓东", "甲组", "乙组", "乙一支部", "开始评分") if part not in page] == []


def test_a_namesake_is_asked_for_by_number(world: World, evaluation: Evaluation) -> None:
    Person.objects.filter(user=world.users["outsider"]).update(name="周志远")

    answer = post(browser(world), world, evaluation, "reviewers/", lines="马晓东\n周志远", group="0")

    first, second = number_of(world, "secretary"), number_of(world, "outsider")
    due = f"第2行“周志远”有2人同名，请改写工号：甲一支部的{first}、乙一支部的{second}。"
    assert (answer.status_code, due in text_of(answer)) == (422, True)


def test_a_branch_that_is_rated_no_more_is_named_as_left_out(world: World, evaluation: Evaluation) -> None:
    world.submit("甲一支部", world.secretary)
    do(actions.reject, world, world.rating("甲一支部"), "deputy", comment="不符合")
    client = browser(world)
    answer = post(client, world, evaluation, "branches/", lines="甲一支部\n甲二支部", group="2")
    page = text_of(client.get(answer.headers["Location"]))

    assert [said in page for said in ("已列入1个支部。", "甲一支部在本批次没有正在评定的支部，没有列入。")] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("page", "line", "due"),
    [
        ("reviewers/", "无此人", "第1行“无此人”在工委及其下级没有任职或没有账号。"),
        ("reviewers/", "何文斌", "第1行“何文斌”在工委及其下级没有任职或没有账号。"),
        ("reviewers/", "罗建国", "第1行“罗建国”在工委及其下级没有任职或没有账号。"),
        ("branches/", "无此支部", "第1行“无此支部”不是工委及其下级的组织，请核对。"),
        ("branches/", "", "这个字段是必填项。"),
    ],
)
def test_a_line_that_names_nobody_is_said(world: World, evaluation: Evaluation, page: str, line: str, due: str) -> None:
    answer = post(browser(world), world, evaluation, page, lines=line, group="0")

    assert (answer.status_code, due in text_of(answer)) == (422, True)


def test_a_committee_names_nobody_and_no_branch_of_another(world: World, round_: Round) -> None:
    made = prepare(world, round_, by="staff", unit="甲局机关党委")
    client = browser(world, "staff")

    people = post(client, world, made, "reviewers/", lines="林芳", group="0")
    branches = post(client, world, made, "branches/", lines="乙一支部", group="0")

    assert (people.status_code, branches.status_code, made.reviewers.count()) == (422, 422, 0)


def test_a_reviewer_and_a_branch_are_taken_off_again(world: World, evaluation: Evaluation) -> None:
    panels.name(world, evaluation, {"leader": 0}, {"甲一支部": 0})
    client = browser(world)
    for field, row in (("reviewer", evaluation.reviewers.get()), ("branch", evaluation.evaluated.get())):
        assert post(client, world, evaluation, "remove/", **{field: str(row.pk)}).status_code == 302

    assert (evaluation.reviewers.count(), evaluation.evaluated.count()) == (0, 0)


def test_an_old_page_changes_nothing(world: World, evaluation: Evaluation) -> None:
    seen = str(world.seen(evaluation))
    panels.name(world, evaluation, {"leader": 0}, {})
    address = f"/star_rating/evaluations/{evaluation.process.number}/reviewers/"

    late = browser(world).post(address, {"seen": seen, "lines": "马晓东", "group": "0"})
    without = browser(world).post(address, {"lines": "马晓东", "group": "0"})

    assert (late.status_code, without.status_code, evaluation.reviewers.count()) == (409, 422, 1)


# --- a sheet -------------------------------------------------------------------------------------------------------


@pytest.fixture
def sheet(world: World, evaluation: Evaluation) -> ReviewSheet:
    """Return the secretary's sheet with one branch of 乙局 and one directly under the 工委."""
    panels.name(world, evaluation, {"secretary": 0, "leader": 0}, {"乙一支部": 0, "丙办党支部": 0})
    begin(world, evaluation)
    return sheet_of(world, "secretary")


def test_the_list_of_a_round_shows_a_committee_its_own_alone(world: World, round_: Round) -> None:
    prepare(world, round_, name="工委的评审")
    prepare(world, round_, by="staff", unit="甲局机关党委", name="甲局的评审")
    address = f"/star_rating/rounds/{round_.pk}/evaluations/"
    texts = {key: text_of(browser(world, key).get(address)) for key in ("clerk", "leader", "staff", "other_deputy")}

    assert {key: ("工委的评审" in text, "甲局的评审" in text) for key, text in texts.items()} == {
        "clerk": (True, True),
        "leader": (True, True),
        "staff": (False, True),
        "other_deputy": (False, False),
    }
    assert browser(world, "secretary").get(address).status_code == 404


def test_the_rounds_page_leads_there(world: World, round_: Round) -> None:
    links = ("评审</a>", "抽查</a>", "导入满意度</a>")
    pages = {
        key: text_of(browser(world, key).get(f"/star_rating/rounds/{round_.pk}/"))
        for key in ("clerk", "staff", "secretary")
    }

    assert {key: [link in text for link in links] for key, text in pages.items()} == {
        "clerk": [True, True, True],
        "staff": [True, False, False],
        "secretary": [False, False, False],
    }


def test_the_unattended_list_says_whose_sheet_it_is(world: World, sheet: ReviewSheet) -> None:
    grants.end_now(Appointment.objects.get(user=world.users["secretary"]))
    attendance.recheck()

    assert "指定的办理人周志远已不在任" in text_of(browser(world).get("/unattended/"))
