"""A 汇总表 that a unit brings in: what it opens, what is wrong cell by cell, and that it is all or nothing."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import Workbook, load_workbook

from tests.workflows.nomination.cast import Cast, document, make_cast
from workflows.engine.models import AuditEntry, Round
from workflows.nomination.models import Nomination
from workflows.nomination.queries.importing import Roster
from workflows.nomination.states import NominationState as S
from workflows.nomination.workbooks import nominees

pytestmark = pytest.mark.django_db
UNIT = "甲局机关党委"
HEADER = [
    "序号", "单位", "姓名/组织名", "性别", "出生年月", "入党时间", "职务", "类别", "是否一线", "是否领导干部",
    "上年评议等次", "上年星级", "近五年荣誉", "备注",
]  # fmt: skip
MEMBER, WORKER, BRANCH, WHOLE = "优秀共产党员", "优秀党务工作者", "先进基层党组织", "模范机关"


@pytest.fixture
def cast() -> Cast:
    """Return the cast in an open round."""
    cast = make_cast()
    cast.award_round(document(materials=[]))
    return cast


def book(*rows: dict[str, object], header: Sequence[str] = HEADER) -> bytes:
    """A table with a title above its header, as units send it."""
    made = Workbook()
    page: Any = made.active
    page.append(["某局推荐对象汇总表"])
    page.append(list(header))
    for row in rows:
        page.append([row.get(title) for title in header])
    target = BytesIO()
    made.save(target)
    return target.getvalue()


def line(name: str | None, category: str = MEMBER, **more: object) -> dict[str, object]:
    return {"姓名/组织名": name, "类别": category} | more


def browser(cast: Cast, who: str = "staff") -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def address(cast: Cast, unit: str = UNIT) -> str:
    return f"/nomination/{cast.list_in(unit).process.number}/import/"


def uploaded(cast: Cast, content: bytes, who: str = "staff", name: str = "汇总表.xlsx") -> Any:
    return browser(cast, who).post(address(cast), {"file": SimpleUploadedFile(name, content)})


def confirmed(cast: Cast, preview: Any, who: str = "staff", **more: str) -> Any:
    sent = {"picks": preview.context["picks"], "seen": str(preview.context["seen"])} | more
    return browser(cast, who).post(f"{address(cast)}confirm/", sent)


def wrong(answer: Any) -> list[tuple[int, str, str]]:
    assert answer.status_code == 422
    return [(each.row, each.column, each.message) for each in answer.context["errors"]]


# --- what it opens -------------------------------------------------------------------------------------------------


def test_a_dry_run_opens_nothing_and_the_confirmation_drafts_of_the_branches(cast: Cast) -> None:
    preview = uploaded(
        cast,
        book(
            line("张三", 职务="甲局办公室主任"), line("王五", WORKER), line("甲二支部", BRANCH), line(UNIT, WHOLE),
        ),
    )  # fmt: skip
    before = Nomination.objects.count()
    answer = confirmed(cast, preview)
    rows = Nomination.objects.select_related("unit", "person", "honoured").order_by("pk")

    assert (before, answer.status_code) == (0, 302)
    assert [(row.candidate, row.unit.short_name, row.category, row.state) for row in rows] == [
        ("张三", "甲一支部", "member", S.DRAFTING), ("王五", "甲二支部", "worker", S.DRAFTING),
        ("甲二支部", "甲二支部", "branch", S.DRAFTING), (UNIT, UNIT, "unit", S.DRAFTING),
    ]  # fmt: skip
    assert rows[0].profile == {"duty": "甲局办公室主任"}
    said = AuditEntry.objects.filter(process=cast.list_in(UNIT).process_id, verb="nominations_import")
    assert [(entry.label, entry.comment) for entry in said] == [("导入汇总表", "提名4个。")]


def test_the_branch_goes_on_with_the_draft_as_if_it_had_begun_itself(cast: Cast) -> None:
    confirmed(cast, uploaded(cast, book(line("张三"))))
    cast.fill_in("张三")

    assert cast.do("submit", "张三", "secretary").state == S.COMMITTEE_REVIEWING


def test_columns_may_stand_in_any_order(cast: Cast) -> None:
    preview = uploaded(cast, book(line("张三"), header=list(reversed(HEADER))))

    assert [each.name for each in preview.context["found"]] == ["张三"]


def test_the_empty_table_has_the_columns_and_can_be_filled_in(cast: Cast) -> None:
    content = browser(cast).get(f"{address(cast)}empty.xlsx").content
    made = load_workbook(BytesIO(content))
    page = made["汇总表"]
    page.cell(3, 3).value, page.cell(3, 8).value = "张三", MEMBER
    target = BytesIO()
    made.save(target)

    assert [str(cell.value).rstrip("*").strip() for cell in page[2]] == HEADER
    assert [each.name for each in uploaded(cast, target.getvalue()).context["found"]] == ["张三"]


def test_where_a_row_differs_from_the_register_the_preview_says_so_and_the_register_stands(cast: Cast) -> None:
    row = line("张三", 性别="女", 出生年月="1985年3月", 入党时间="2011.07")
    (found,) = uploaded(cast, book(row)).context["found"]

    assert found.differs == "性别表内为女，名册为男；入党时间表内为2011.07，名册为2010.07"


def test_a_probationary_member_is_a_draft_with_a_caution_where_the_notice_takes_full_members(cast: Cast) -> None:
    cast.probationer("钱新")
    preview = uploaded(cast, book(line("钱新"), line("张三")))
    answer = confirmed(cast, preview)

    assert [each.caution for each in preview.context["found"]] == ["预备党员，本批次推荐正式党员，请核对。", ""]
    assert "预备党员，本批次推荐正式党员，请核对。" in preview.content.decode()
    assert (answer.status_code, cast.nomination("钱新").state) == (302, S.DRAFTING)


def test_where_the_notice_takes_probationary_members_there_is_no_caution(cast: Cast) -> None:
    cast.award_round(
        document(materials=[], name="另一次", conditions=[{"kind": "party_member", "probationary_too": True}])
    )
    cast.probationer("钱新")

    assert [each.caution for each in uploaded(cast, book(line("钱新"))).context["found"]] == [""]


# --- what is wrong -------------------------------------------------------------------------------------------------


def test_each_wrong_cell_is_told_by_row_and_column(cast: Cast) -> None:
    cast.probationer("钱新")
    cast.nominate("李四")
    answer = uploaded(
        cast,
        book(
            line("张三"), line("钱新"), line("周八"), line("张三", WORKER), line("李四"), line("王五", "劳动模范"),
            line("赵六", 单位="乙一支部"), line("甲一支部", WHOLE), line(None), line("甲二支部", MEMBER),
        ),
    )  # fmt: skip

    assert {(row, column): message for row, column, message in wrong(answer)} == {
        (
            8,
            "H列“类别”",
        ): f"“劳动模范”不在可选范围内。请从下拉列表中选：{MEMBER}、{WORKER}、{BRANCH}、{WHOLE}。",
        (11, "C列“姓名/组织名”"): "这一格必填。请补上。",
        (5, "“姓名/组织名”"): "本单位的名册里没有“周八”，可能姓名有误，或者组织关系不在本单位，请核对。",
        (6, "“姓名/组织名”"): "和第3行是同一个推荐对象，同一对象在本批次只能提名一次，请删掉一行。",
        (7, "“姓名/组织名”"): "李四已由甲一支部提名为优秀共产党员，请删掉这一行。",
        (9, "“单位”"): "“乙一支部”不是本单位或者本单位的党支部，请核对。",
        (10, "“类别”"): "甲一支部不是单位，请核对类别。",
        (12, "“姓名/组织名”"): "本单位的名册里没有“甲二支部”，可能姓名有误，或者组织关系不在本单位，请核对。",
    }
    assert Nomination.objects.count() == 1


def test_of_several_with_one_name_the_branch_or_the_number_tells_which(cast: Cast) -> None:
    twin = cast.member("张三", "甲二支部", staff_no="D900")
    ((_, column, sentence),) = wrong(uploaded(cast, book(line("张三"))))
    by_branch = uploaded(cast, book(line("张三", 单位="甲局机关党委 甲二支部"))).context["found"]
    by_number = uploaded(cast, book(line("张三（D900）"))).context["found"]

    assert (column, sentence) == (
        "“姓名/组织名”",
        "本单位有2名“张三”（中共甲一支部D000、中共甲二支部D900）。"
        "请在“单位”列写明党支部，或者在姓名后写人员编号，如张三（D001）。",
    )
    assert [each.pick.person for each in (*by_branch, *by_number)] == [twin.pk, twin.pk]


def test_an_unknown_and_a_missing_column_are_told(cast: Cast) -> None:
    header = ["备注2" if title == "备注" else title for title in HEADER]

    assert wrong(uploaded(cast, book(line("张三"), header=header))) == [
        (2, "N列“备注2”", "模板里没有这一列。请删掉它，或改成模板里的列名。"),
        (2, "", "表头缺少“备注”。这一行应是表头，请照模板补上。"),
    ]


@pytest.mark.parametrize("content", [b"", b"%PDF-1.4", b"PK\x03\x04 broken", b"MZ\x00\x00"])
def test_a_file_that_is_no_workbook_is_refused_with_a_sentence(cast: Cast, content: bytes) -> None:
    ((_, _, sentence),) = wrong(uploaded(cast, content))

    assert sentence.endswith("。")


def test_without_a_file_one_is_told_to_choose(cast: Cast) -> None:
    assert wrong(browser(cast).post(address(cast))) == [(0, "", "没有收到文件，请选择填好的汇总表。")]


# --- all or nothing ------------------------------------------------------------------------------------------------


def test_who_was_nominated_since_the_preview_stops_all_of_it(cast: Cast) -> None:
    preview = uploaded(cast, book(line("张三"), line("李四")))
    cast.nominate("李四", "worker")
    answer = confirmed(cast, preview)

    assert wrong(answer) == [(0, "", "李四已由甲一支部提名为优秀党务工作者，同一对象在本批次只能提名一次。")]
    assert Nomination.objects.count() == 1


@pytest.mark.parametrize("picks", ["", "x", "[]", "[[1]]", '[["member", 1, 1, ""]]', '[["member", "a", null, ""]]'])
def test_a_preview_that_was_tampered_with_opens_nothing(cast: Cast, picks: str) -> None:
    answer = confirmed(cast, uploaded(cast, book(line("张三"))), picks=picks)

    assert (answer.status_code, Nomination.objects.count()) == (422, 0)


def test_a_person_of_another_unit_slipped_into_the_preview_is_refused(cast: Cast) -> None:
    picks = f'[["member", {cast.people["周八"].pk}, null, ""]]'
    answer = confirmed(cast, uploaded(cast, book(line("张三"))), picks=picks)

    assert (answer.status_code, Nomination.objects.count()) == (422, 0)


def test_only_who_compiles_the_list_may_import(cast: Cast) -> None:
    preview = uploaded(cast, book(line("张三")))
    statuses = {who: uploaded(cast, book(line("张三")), who).status_code for who in ("secretary", "clerk", "deputy")}

    assert statuses == {"secretary": 404, "clerk": 403, "deputy": 200}
    assert confirmed(cast, preview, "clerk").status_code == 403
    assert Nomination.objects.count() == 0


def test_a_round_that_is_over_takes_no_import(cast: Cast) -> None:
    preview = uploaded(cast, book(line("张三")))
    Round.objects.update(status=Round.Status.CLOSED)

    assert (confirmed(cast, preview).status_code, Nomination.objects.count()) == (422, 0)


def test_reading_costs_the_same_for_one_row_and_for_three(cast: Cast) -> None:
    def cost(*names: str) -> int:
        submission = cast.list_in(UNIT)
        with CaptureQueriesContext(connection) as asked:
            read = nominees.read_nominees(BytesIO(book(*map(line, names))), Roster(submission))
        assert [each.name for each in read.found] == list(names)
        return len(asked)

    assert (cost("张三"), cost("张三", "李四", "王五")) == (4, 4)
