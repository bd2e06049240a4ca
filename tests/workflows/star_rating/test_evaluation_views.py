"""The pages of 评审 and 抽查: prepared line by line, scored on one's own sheet, on the page or in a workbook."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from permissions import grants
from permissions.models import Appointment, Person
from tests.workflows.engine.steps import do, list_at
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.panels import PANEL, begin, fresh, mark, prepare, sheet_of
from tests.world import World, make_world
from workflows.engine import attendance
from workflows.engine.models import Round
from workflows.star_rating import actions
from workflows.star_rating.models import Evaluation, Pairing, ReviewSheet, SpotPick
from workflows.star_rating.states import ListState as L


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


def typed(world: World, sheet: ReviewSheet, *points: str, **more: str) -> dict[str, str]:
    """The form of the sheet with these points for both branches."""
    found = {"seen": str(world.seen(sheet))}
    for branch in ("乙一支部", "丙办党支部"):
        found |= {f"m_{world.rating(branch).pk}_{n}": point for n, point in enumerate(points)}
    return found | more


def test_a_reviewer_fills_in_and_hands_in_on_one_page(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    page = text_of(client.get(f"/records/{sheet.process.number}/"))
    assert [
        part for part in ("乙一支部", "丙办党支部", "班子建设", "满分60", "2</span>个支部没有打全") if part not in page
    ] == []

    client.post(f"/star_rating/marks/{sheet.process.number}/", typed(world, sheet, "55", "38.5", submit="1"))

    kept = sheet_of(world, "secretary")
    assert (kept.state, [line.points for line in kept.lines.all()]) == ("marked", [["55", "38.5"], ["55", "38.5"]])
    after = text_of(client.get(f"/records/{sheet.process.number}/"))
    assert ("93.5" in after, "撤回" in after, "提交评分</button>" in after) == (True, True, False)


def test_handing_in_half_a_sheet_keeps_it_and_says_what_is_missing(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")

    answer = client.post(f"/star_rating/marks/{sheet.process.number}/", typed(world, sheet, "55", "", submit="1"))

    assert (answer.status_code, sheet_of(world, "secretary").state) == (422, "marking")
    assert "乙一支部的作用发挥还没有打分。" in text_of(answer)
    assert sheet_of(world, "secretary").lines.first().points == ["55", None]  # type: ignore[union-attr]


@pytest.mark.parametrize("wrong", ["61", "-1", "好", "1.234", "1e3", "NaN", "９９９９９９９９"])
def test_wrong_points_are_said_at_the_field_and_nothing_is_kept(world: World, sheet: ReviewSheet, wrong: str) -> None:
    client = browser(world, "secretary")

    answer = client.post(f"/star_rating/marks/{sheet.process.number}/", typed(world, sheet, wrong, "1"))

    assert (answer.status_code, "请填0到60之间的数，最多两位小数。" in text_of(answer)) == (422, True)
    assert f'value="{wrong}"' in text_of(answer)
    assert sheet_of(world, "secretary").lines.first().points == []  # type: ignore[union-attr]


def test_a_script_keeps_what_is_typed(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    header = {"X-Requested-With": "XMLHttpRequest"}
    address = f"/star_rating/marks/{sheet.process.number}/"

    kept = client.post(address, typed(world, sheet, "55", ""), headers=header).json()
    wrong = client.post(address, typed(world, sheet, "x", ""), headers=header)

    assert (kept["ok"], len(kept["problems"]), kept["version"]) == (True, 2, str(world.seen(sheet)))
    assert (wrong.status_code, wrong.json()["ok"]) == (422, False)


def test_a_sheet_goes_out_as_a_workbook_and_comes_back_filled_in(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    taken = client.get(f"/star_rating/marks/{sheet.process.number}/sheet.xlsx").content
    book = load_workbook(BytesIO(taken))
    rows = book["评分表"]
    assert [cell.value for cell in rows[5]] == ["编号", "党支部", "班子建设（60分）", "作用发挥（40分）", "意见"]
    for n in (6, 7):
        rows.cell(n, 3, 50)
        rows.cell(n, 4, 30.5)
        rows.cell(n, 5, "材料齐全")

    answer = upload(client, sheet, book)

    assert answer.status_code == 302
    assert [(line.points, line.note) for line in sheet_of(world, "secretary").lines.all()] == [
        (["50", "30.5"], "材料齐全")
    ] * 2


def upload(client: Client, sheet: ReviewSheet, book: Any) -> Any:
    file = BytesIO()
    book.save(file)
    sent = {"file": SimpleUploadedFile("评分表.xlsx", file.getvalue())}
    return client.post(f"/star_rating/marks/{sheet.process.number}/upload/", sent)


def book_of(client: Client, sheet: ReviewSheet) -> Any:
    return load_workbook(BytesIO(client.get(f"/star_rating/marks/{sheet.process.number}/sheet.xlsx").content))


def test_a_wrong_cell_of_the_workbook_is_named(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    book = book_of(client, sheet)
    book["评分表"].cell(6, 3, 61)
    assert "61超出范围，应在0到60之间。" in text_of(upload(client, sheet, book))

    book = book_of(client, sheet)
    book["评分表"].cell(7, 1, book["评分表"].cell(6, 1).value)
    text = text_of(upload(client, sheet, book))
    assert ("不在您要评的支部中，或重复" in text, "缺少丙办党支部的行" in text) == (True, True)


def test_another_persons_workbook_and_an_old_one_are_refused(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    others = book_of(browser(world, "leader"), sheet_of(world, "leader"))
    assert "不是您这一次评审的评分表" in text_of(upload(client, sheet, others))

    old = book_of(client, sheet)
    mark(world, "secretary", ("1", "1"))
    answer = upload(client, sheet, old)
    assert (answer.status_code, "为免覆盖没有导入" in text_of(answer)) == (409, True)


def test_no_file_and_a_sheet_that_was_handed_in(world: World, sheet: ReviewSheet) -> None:
    client = browser(world, "secretary")
    address = f"/star_rating/marks/{sheet.process.number}/upload/"
    assert "没有收到文件" in text_of(client.post(address))

    mark(world, "secretary", ("1", "1"))
    panels.hand_in(world, "secretary")

    assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)


# --- the end -------------------------------------------------------------------------------------------------------


@pytest.fixture
def closed(world: World, sheet: ReviewSheet, evaluation: Evaluation) -> Evaluation:
    """Return the panel reckoned up, with the last one to be helped."""
    Evaluation.objects.filter(pk=evaluation.pk).update(last=1)
    for key, points in (("secretary", ("50", "30")), ("leader", ("60", "40"))):
        mark(world, key, points)
        panels.hand_in(world, key)
    post = {"verb": "close", "seen": str(world.seen(evaluation)), "comment": ""}
    browser(world).post(f"/records/{evaluation.process.number}/", post)
    return fresh(evaluation)


def test_the_page_shows_the_places_and_whose_each_total_is_to_who_holds_it(world: World, closed: Evaluation) -> None:
    text = text_of(browser(world).get(f"/records/{closed.process.number}/"))

    assert closed.state == "evaluated"
    assert [part for part in ("并列第1名", "90.00", "周志远80、陈立平100", "末位") if part not in text] == []


def test_who_only_looks_on_reads_the_totals_in_an_order_that_names_nobody(world: World, closed: Evaluation) -> None:
    text = text_of(browser(world, "inspector").get(f"/records/{closed.process.number}/"))

    assert [part for part in ("并列第1名", "90.00", ">100、80<", "末位") if part not in text] == []
    assert [part for part in ("周志远80", "陈立平100", "80、100", "确定挂联") if part in text] == []


@pytest.mark.parametrize(("who", "totals"), [("clerk", "周志远80、陈立平100"), ("inspector", "100、80")])
def test_the_ranking_is_taken_as_a_workbook(world: World, closed: Evaluation, who: str, totals: str) -> None:
    content = browser(world, who).get(f"/star_rating/evaluations/{closed.process.number}/ranking.xlsx").content

    rows = [[cell.value for cell in row[:5]] for row in load_workbook(BytesIO(content))["排名"].iter_rows(min_row=2)]
    how = "2名评委平均（100、80）"
    assert rows[:3] == [
        ["名次", "党支部", "得分", "各评委打分", "怎样得出"],
        ["并列第1名", "乙一支部", 90, totals, how],
        ["并列第1名", "丙办党支部", 90, totals, how],
    ]


def test_helping_the_last_and_what_came_of_it(world: World, closed: Evaluation) -> None:
    client, number = browser(world), world.rating("乙一支部").process.number
    until = (timezone.localdate() + timedelta(days=20)).isoformat()
    page = f"pairings/{number}/"

    assert post(client, world, closed, page, leader="", until=timezone.localdate().isoformat()).status_code == 422
    assert post(client, world, closed, page, leader="副局长许强", until=until).status_code == 302
    assert post(client, world, closed, f"{page}turned/", turned="1", result="").status_code == 422
    post(client, world, closed, f"{page}turned/", turned="0", result="还差两项")

    kept = Pairing.objects.get()
    assert (kept.leader, kept.until.isoformat(), kept.turned, kept.result) == ("副局长许强", until, False, "还差两项")
    text = text_of(client.get(f"/records/{closed.process.number}/"))
    assert [part for part in ("副局长许强", "未转化", "还差两项") if part not in text] == []


def test_dropping_a_reviewer_asks_why(world: World, sheet: ReviewSheet, evaluation: Evaluation) -> None:
    row = evaluation.reviewers.get(user=world.users["leader"])
    client = browser(world)

    assert post(client, world, evaluation, f"reviewers/{row.pk}/drop/", comment="").status_code == 422
    assert post(client, world, evaluation, f"reviewers/{row.pk}/drop/", comment="出差").status_code == 302
    assert sheet_of(world, "leader").state == "cancelled"
    assert "已取消" in text_of(client.get(f"/records/{evaluation.process.number}/"))


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


# --- 抽查 ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def reported(world: World) -> Round:
    """Return a round with 甲局's list before 复核."""
    world.round()
    list_at(world, L.VERIFYING, ("甲一支部", "甲二支部"))
    return Round.objects.get()


def test_the_clerk_draws_and_enters_what_was_found(world: World, reported: Round) -> None:
    client, address = browser(world), f"/star_rating/rounds/{reported.pk}/checks/"
    number = world.list_of("甲局机关党委").process.number
    sent = {"scope": number, "by_share": "1", "amount": "50", "reason": ""}
    assert client.post(address, sent).status_code == 302
    pick = SpotPick.objects.get()

    assert client.post(f"{address}{pick.pk}/", {"agrees": "0", "text": ""}).status_code == 422
    assert client.post(f"{address}{pick.pk}/", {"agrees": "0", "text": "缺两次记录"}).status_code == 302

    text = text_of(client.get(address))
    assert [part for part in ("2个中抽取50%，抽到1个", "不符", "缺两次记录", "郑思远") if part not in text] == []


@pytest.mark.parametrize(
    ("wrong", "due"),
    [
        ({"amount": "101"}, "比例不能超过100%。"),
        ({"by_share": "0", "amount": "1.5"}, "个数请填整数。"),
        ({"amount": "0"}, "0.1"),
        ({"scope": "CB-1"}, "CB-1"),
    ],
)
def test_a_wrong_draw_is_said(world: World, reported: Round, wrong: dict[str, str], due: str) -> None:
    sent = {"scope": "", "by_share": "1", "amount": "50"} | wrong

    answer = browser(world).post(f"/star_rating/rounds/{reported.pk}/checks/", sent)

    assert (answer.status_code, due in text_of(answer), SpotPick.objects.count()) == (422, True, 0)


def test_drawing_again_without_a_reason_says_so_at_the_field(world: World, reported: Round) -> None:
    client, address = browser(world), f"/star_rating/rounds/{reported.pk}/checks/"
    sent = {"scope": "", "by_share": "0", "amount": "1"}
    client.post(address, sent)

    answer = client.post(address, sent)

    assert (answer.status_code, "要重新抽取的，请写明原因" in text_of(answer)) == (422, True)
    assert client.post(address, sent | {"reason": "扩大范围"}).status_code == 302
    assert "已重抽" in text_of(client.get(address))


def test_a_finding_cannot_be_entered_once_the_list_is_before_the_committee(world: World, reported: Round) -> None:
    check = actions.spot_draw(Round.objects.select_related("unit").get(), None, by=world.clerk, count=1)
    pick = check.picks.get()
    actions.spot_found(pick, agrees=True, text="", by=world.clerk)
    do(actions.list_forward, world, world.list_of("甲局机关党委"), "head")

    answer = browser(world).post(f"/star_rating/rounds/{reported.pk}/checks/{pick.pk}/", {"agrees": "1"})

    assert (answer.status_code, "核查情况不能再登记" in text_of(answer)) == (422, True)


def test_a_list_before_review_leads_those_who_draw_to_the_draws(world: World, reported: Round) -> None:
    page = f"/records/{world.list_of('甲局机关党委').process.number}/"

    assert {key: "抽查</a>" in text_of(browser(world, key).get(page)) for key in ("clerk", "staff")} == {
        "clerk": True,
        "staff": False,
    }


def test_the_unattended_list_says_whose_sheet_it_is(world: World, sheet: ReviewSheet) -> None:
    grants.end_now(Appointment.objects.get(user=world.users["secretary"]))
    attendance.recheck()

    assert "指定的办理人周志远已不在任" in text_of(browser(world).get("/unattended/"))
