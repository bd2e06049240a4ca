"""自评表 and 审定表 to print, sign and stamp, and the scan that a round may ask for before anything goes up."""

from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.engine.steps import do, list_at, rating_at
from tests.workflows.star_rating.listing import round_of
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.queries.papers import Papers
from workflows.star_rating.rules import Deduction
from workflows.star_rating.states import ListState, RatingState, Sheet

pytestmark = pytest.mark.django_db
ASKED = "本批次要求上传签字盖章的自评表，还没有上传。请在“打印和扫描件”中打印自评表，签字盖章后扫描上传。"
PDF = b"%PDF-1.4 signed"


@pytest.fixture
def world() -> World:
    """Return the cast in an open round."""
    world = make_world()
    world.round()
    return world


@pytest.fixture
def strict() -> World:
    """Return the cast in a round that wants what goes up signed and scanned."""
    world = make_world()
    world.round(stages={"self_assessing": {"scan": True}, "compiling": {"scan": True}})
    return world


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def opened(world: World, record: Any, name: str, who: str) -> Any:
    return browser(world, who).get(f"/star_rating/{record.process.number}/papers/{name}/")


def cells(answer: Any) -> list[list[str]]:
    tables = docx.Document(BytesIO(answer.content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def scan(world: World, record: Any, who: str) -> None:
    form = {"seen": str(world.seen(record)), "code": "signed", "file": SimpleUploadedFile("盖章.pdf", PDF)}
    assert browser(world, who).post(f"/records/{record.process.number}/files/", form).status_code == 303


def test_what_is_signed_before_it_is_handed_in_bears_the_score_that_it_will_have(world: World) -> None:
    blank = opened(world, world.rating("甲一支部"), "own", "secretary").context["各支部"][0]
    world.fill("甲一支部", world.secretary, points="2")
    filled = opened(world, world.rating("甲一支部"), "own", "secretary").context["各支部"][0]

    assert (blank["自评得分"], filled["自评得分"], filled["自评星级"]) == ("", "98.00", "五星级")


def test_the_own_sheet_prints_every_line_with_what_was_written(world: World) -> None:
    rating = world.submit("甲一支部", world.secretary, points="2")

    rows = cells(opened(world, rating, "own.docx", "secretary"))

    assert ["党支部", "中共甲一支部", "中共甲一支部", "中共甲一支部"] in rows
    assert ["自评得分", "98.00", "自评星级", "五星级"] in [[text.strip() for text in row] for row in rows]
    assert [(row[3], row[4]) for row in rows if len(row) == 5 and row[3] == "-2"] == [("-2", "年度考核排名靠后")]
    assert [row[1].strip().startswith("周志远　（签字、盖章）") for row in rows if row[0] == "支部意见"] == [True]


def test_the_decision_sheet_says_both_scores_the_star_and_what_the_bodies_decided(world: World) -> None:
    list_at(world, ListState.ANNOUNCING)

    rows = cells(opened(world, world.rating("甲一支部"), "decision.docx", "clerk"))
    said = {row[0]: row[1] for row in rows}

    assert ["得分", "98.50", "拟定星级", "五星级"] in rows
    assert said["呈报单位意见"].startswith("甲局机关党委会议：同意。")
    assert said["工委审定意见"].startswith("工委会议：同意。")


@pytest.mark.parametrize(("name", "who"), [("own", "secretary"), ("decision", "clerk")])
@pytest.mark.parametrize("asked", [True, False])
def test_a_scheme_that_asks_for_no_circumstance_prints_no_table_of_them(name: str, who: str, asked: bool) -> None:
    world = make_world()
    round_of(world, vetoes=scheme_c().vetoes if asked else ())
    list_at(world, ListState.ANNOUNCING)
    rating = world.rating("甲一支部")
    page = opened(world, rating, name, who).content.decode()
    rows = cells(opened(world, rating, f"{name}.docx", who))

    assert ("否决与其他情形" in page, "否决与其他情形" in [row[0] for row in rows]) == (asked, asked)
    assert "支部意见" in [row[0] for row in rows]


def test_a_level_that_does_not_exist_has_no_room_on_the_paper(world: World) -> None:
    list_at(world, ListState.COMPILING, ("甲一支部", "甲三支部"))
    titles = {
        branch: [
            row[0] for row in cells(opened(world, world.rating(branch), "decision.docx", "deputy")) if "意见" in row[0]
        ]
        for branch in ("甲一支部", "甲三支部")
    }

    assert titles["甲三支部"] == ["支部意见", "党总支意见", "上级党组织初评意见", "呈报单位意见", "工委审定意见"]
    assert titles["甲一支部"] == [title for title in titles["甲三支部"] if title != "党总支意见"]


def test_a_branch_does_not_read_what_bodies_said_of_the_whole_list(world: World) -> None:
    list_at(world, ListState.ANNOUNCING)

    rows = cells(opened(world, world.rating("甲一支部"), "decision.docx", "secretary"))

    assert {row[0]: row[1] for row in rows}["工委审定意见"].startswith("\n\n（签字、盖章）")


def test_before_the_review_is_over_there_is_no_decision_sheet(world: World) -> None:
    rating = rating_at(world, RatingState.SCORING)

    answer = opened(world, rating, "decision", "deputy")

    assert (answer.status_code, "初评提交以后才有" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("state", "ways"), [(RatingState.SCORING, []), (RatingState.LISTED, ["审定表"])])
def test_a_paper_leads_to_the_decision_sheet_once_there_is_one(
    world: World, state: RatingState, ways: list[str]
) -> None:
    answer = opened(world, rating_at(world, state), "own", "deputy")

    assert [way["label"] for way in answer.context["other"]] == ways


def test_what_a_committee_had_filled_in_of_a_rating_that_it_ended_is_on_no_paper(world: World) -> None:
    rating = rating_at(world, RatingState.SCORING)
    lines = tuple(Deduction(code, Decimal(10), "核实后扣分") for code in ("18", "20", "21"))
    vetoes = {veto.code: True for veto in scheme_c().vetoes}
    given = actions.SheetInput(lines=lines, vetoes=vetoes)
    do(actions.save_sheet, world, rating, "staff", sheet=Sheet.REVIEW, given=given)
    do(actions.reject, world, rating, "deputy", comment="不符合")
    row = Rating.objects.select_related("unit", "round", "process", "submission__unit").filter(pk=rating.pk)
    head = Papers(list(row), meetings=True).own()["各支部"][0]

    assert opened(world, rating, "decision.docx", "secretary").status_code == 422
    assert ({each["核实"] for each in head["情形"]}, head["得分"]) == ({""}, "")


def opinions(world: World, branch: str) -> dict[str, str]:
    rows = Rating.objects.select_related("unit", "round", "process", "submission__unit", "submission__process")
    printed = Papers(list(rows.filter(unit=world.units[branch])), meetings=True).decision()["各支部"]
    return {each["名称"]: each["内容"] for each in printed[0]["意见"]}


def test_a_rating_that_came_back_has_room_for_new_opinions(world: World) -> None:
    rating_at(world, RatingState.SCORING, "甲三支部")
    before = opinions(world, "甲三支部")
    do(actions.send_back, world, world.rating("甲三支部"), "staff", comment="请再核实", to="general_reviewing")
    half = opinions(world, "甲三支部")
    do(actions.send_back, world, world.rating("甲三支部"), "general", comment="请补充", to="self_assessing")
    after = opinions(world, "甲三支部")

    stages = ("支部意见", "党总支意见", "上级党组织初评意见")
    assert [before[stage] for stage in stages] == ["", "审核同意", ""]
    assert [half[stage] for stage in stages] == ["", "", ""]
    assert [after[stage] for stage in stages] == ["", "", ""]


def test_a_level_that_an_answer_goes_past_keeps_its_room(world: World) -> None:
    rating_at(world, RatingState.SCORING, "甲三支部")
    do(actions.send_back, world, world.rating("甲三支部"), "staff", comment="请补充", to="self_assessing")
    do(actions.submit, world, world.rating("甲三支部"), "third")

    found = opinions(world, "甲三支部")
    assert (found["支部意见"], found["党总支意见"]) == ("", "")


def test_a_decision_that_was_sent_back_is_on_no_paper_and_one_that_was_not_stays(world: World) -> None:
    submission = list_at(world, ListState.DECIDING)
    do(actions.list_send_back, world, submission, "leader", comment="请再复核", to="verifying")
    stays = opinions(world, "甲一支部")
    do(actions.list_send_back, world, submission, "clerk", comment="请重新研究", to="compiling")
    gone = opinions(world, "甲一支部")

    assert (stays["呈报单位意见"], gone["呈报单位意见"]) == ("甲局机关党委会议：同意。", "")
    assert gone["上级党组织初评意见"] == "已提交初评"


def test_who_takes_the_list_back_keeps_its_meeting(world: World) -> None:
    submission = list_at(world, ListState.VERIFYING)
    do(actions.list_withdraw, world, submission, "staff")

    assert opinions(world, "甲一支部")["呈报单位意见"] == "甲局机关党委会议：同意。"


@pytest.mark.parametrize("name", ["own", "decision"])
def test_a_list_prints_the_papers_of_all_its_members(world: World, name: str) -> None:
    submission = list_at(world, ListState.COMPILING, ("甲一支部", "甲四支部"))

    page = opened(world, submission, name, "deputy").content.decode()
    rows = cells(opened(world, submission, f"{name}.docx", "deputy"))

    assert (page.count('<article class="dj-paper">'), "中共甲四支部" in page) == (2, True)
    assert [row[1] for row in rows if row[0] == "党支部"] == ["中共甲一支部", "中共甲四支部"]


def test_papers_cost_the_same_for_one_branch_and_for_two(world: World) -> None:
    submission = list_at(world, ListState.COMPILING, ("甲一支部", "甲四支部"))

    def cost(rows: list[Any]) -> int:
        with CaptureQueriesContext(connection) as asked:
            Papers(rows, meetings=True).decision()
        return len(asked)

    rows = list(submission.members.select_related("unit", "round", "process", "submission__unit"))
    assert (cost(rows[:1]), cost(rows)) == (7, 7)


# --- the scan --------------------------------------------------------------------------------------------------------


def test_without_the_scan_that_the_round_asks_for_nothing_is_handed_in(strict: World) -> None:
    strict.fill("甲一支部", strict.secretary)
    rating = strict.rating("甲一支部")

    with pytest.raises(Incomplete) as refused:
        do(actions.submit, strict, rating, "secretary")
    assert refused.value.problems == [ASKED]
    assert "还没有上传。" in opened(strict, rating, "own", "secretary").content.decode()

    scan(strict, rating, "secretary")
    assert do(actions.submit, strict, rating, "secretary").state == RatingState.SCORING


def test_after_a_return_the_scan_is_of_another_paper(strict: World) -> None:
    strict.fill("甲一支部", strict.secretary)
    scan(strict, strict.rating("甲一支部"), "secretary")
    do(actions.submit, strict, strict.rating("甲一支部"), "secretary")
    do(actions.send_back, strict, strict.rating("甲一支部"), "staff", comment="重填", to="self_assessing")
    rating = strict.rating("甲一支部")

    with pytest.raises(Incomplete, match="退回以后还没有重新上传"):
        do(actions.submit, strict, rating, "secretary")
    page = opened(strict, rating, "own", "secretary").content.decode()
    assert ("退回以前上传" in page, "退回以后还没有重新上传" in page) == (True, True)

    scan(strict, rating, "secretary")  # the same file, signed anew
    assert "退回以前上传" not in opened(strict, rating, "own", "secretary").content.decode()
    assert do(actions.submit, strict, rating, "secretary").state == RatingState.SCORING


def test_a_file_cited_for_something_else_is_no_scan(strict: World) -> None:
    strict.fill("甲一支部", strict.secretary)
    rating = strict.rating("甲一支部")
    form = {"seen": str(strict.seen(rating)), "code": "18", "file": SimpleUploadedFile("佐证.pdf", PDF)}
    browser(strict, "secretary").post(f"/records/{rating.process.number}/files/", form)

    with pytest.raises(Incomplete):
        do(actions.submit, strict, rating, "secretary")


def test_a_list_goes_up_with_its_signed_papers_only(strict: World) -> None:
    strict.fill("甲一支部", strict.secretary)
    scan(strict, strict.rating("甲一支部"), "secretary")
    do(actions.submit, strict, strict.rating("甲一支部"), "secretary")
    strict.review("甲一支部", strict.staff)

    with pytest.raises(Incomplete, match="签字盖章的审定表"):
        strict.report("甲局机关党委", strict.staff)
    scan(strict, strict.list_of("甲局机关党委"), "staff")
    submission = strict.report("甲局机关党委", strict.staff)
    text = opened(strict, submission, "decision", "deputy").content.decode()

    assert submission.state == ListState.VERIFYING
    assert ("盖章.pdf" in text, "本批次不要求" in text) == (True, False)


def test_who_only_reads_is_offered_no_upload(strict: World) -> None:
    rating = strict.rating("甲一支部")
    pages = {who: opened(strict, rating, "own", who).content.decode() for who in ("secretary", "deputy")}

    assert {who: "上传扫描件" in page for who, page in pages.items()} == {"secretary": True, "deputy": False}
