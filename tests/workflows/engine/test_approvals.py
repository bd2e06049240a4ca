"""审批单: what it says of any record, alone and of several, and to whom."""

from io import BytesIO
from typing import Any

import pytest
from docx import Document

from tests.workflows.engine.steps import BRANCH, do, rating_at
from tests.workflows.organisation.people import signed_in
from tests.world import World
from workflows.engine import approval_sheets, documents
from workflows.engine.approval_kind import APPROVAL
from workflows.engine.models import Task
from workflows.engine.views_approvals import NOTHING
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState as S


def words(content: bytes) -> str:
    """Return all that a Word document says."""
    document = Document(BytesIO(content))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return "\n".join([*(line.text for line in document.paragraphs), *cells])


def returned(world: World, branch: str = BRANCH) -> str:
    """Have a rating sent back with a reason; return its number."""
    rating = rating_at(world, S.SCORING, branch)
    do(actions.send_back, world, rating, "staff", to=S.SELF_ASSESSING, comment=f"{branch}请补充材料。")
    return str(rating.process.number)


def test_the_sheet_tells_each_step_with_opinion_name_and_post(world: World) -> None:
    number = returned(world)
    (sheet,) = approval_sheets.values([world.rating(BRANCH)])["各单"]
    assert [(step["环节"], step["办理"], step["意见"], step["办理人"]) for step in sheet["经过"]] == [
        ("发起", "发起", "", "郑思远"),
        ("支部自评", "已提交自评", "", "周志远"),
        ("机关党委初评", "已退回", "甲一支部请补充材料。", "刘敏"),
        ("支部自评", "", "", ""),
    ]
    assert (sheet["编号"], sheet["经过"][2]["职务"]) == (number, "甲局机关党委 党务干部")


@pytest.mark.parametrize("state", [S.LISTED, S.PUBLISHED])
def test_what_is_settled_or_travels_in_a_list_has_no_row_to_be_signed(world: World, state: S) -> None:
    (sheet,) = approval_sheets.values([rating_at(world, state)])["各单"]
    assert [step["办理人"] for step in sheet["经过"]][:2] == ["郑思远", "周志远"]
    assert all(step["办理人"] for step in sheet["经过"])


def test_page_and_document_say_the_same(world: World) -> None:
    number, client = returned(world), signed_in(world.users["secretary"])
    page = client.get(f"/records/{number}/approval/").content.decode()
    paper = words(client.get(f"/records/{number}/approval.docx").content)
    for said in ("甲一支部请补充材料。", "刘敏", number, "签字（盖章）"):
        assert (said in page, said in paper) == (True, True)


@pytest.mark.parametrize(("person", "sheets"), [("staff", 2), ("secretary", 1), ("outsider", 0), ("sysadmin", 0)])
def test_several_stand_in_one_document_as_far_as_one_may_see_them(world: World, person: str, sheets: int) -> None:
    numbers = [returned(world), returned(world, "甲二支部")]
    keys = [Task.objects.filter(process__number=number)[0].pk for number in numbers]
    answer = signed_in(world.users[person]).post("/approvals/?box=done", {"task": keys})
    text = words(answer.content) if sheets else answer.content.decode()
    assert [number in text for number in numbers] == [sheets > 0, sheets > 1]
    assert ["甲二支部请补充材料。" in text, NOTHING in text] == [sheets > 1, sheets == 0]


def test_more_records_take_no_more_statements(world: World, django_assert_num_queries: Any) -> None:
    returned(world), returned(world, "甲二支部")
    rows = [world.rating(BRANCH), world.rating("甲二支部")]
    for some in (rows[:1], rows):
        with django_assert_num_queries(1):
            approval_sheets.values(some)


def test_the_sample_fits_the_template_that_ships() -> None:
    paper = words(documents.fill(APPROVAL.shipped("docx"), "docx", APPROVAL.sample()))
    assert ("党支部星级评定审批单" in paper, "{" in paper) == (True, False)
