"""The archive of an award round holds everything, and its contents list says so with hashes that come out right."""

import hashlib
import json
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.contesting import record, three_for_two
from tests.workflows.nomination.listing import CONSULTED, CONTACT, OPINIONS, ask, cleared, do, listed, ready, report
from workflows.engine import round_notices
from workflows.engine.models import Archive, AuditEntry, Round
from workflows.nomination import actions
from workflows.nomination.workbooks import archive

pytestmark = pytest.mark.django_db
UNIT = "甲局机关党委"


@pytest.fixture
def cast() -> Cast:
    """Return the cast with a list under notice after 会审, a nomination in no list, a file and a notice."""
    cast = make_cast()
    proof = {"code": "proof", "name": "证明材料", "optional": True}
    round_ = cast.award_round(document(materials=[proof], stages=CONSULTED, opinions=OPINIONS[:1]))
    round_notices.write(round_, title="关于推荐的通知", text="请按时报送。", by=cast.clerk)
    cast.nominate("李四")
    cast.attach("李四", "proof")
    sent = report(cast, ready(cast, listed(cast, "张三")))
    cleared(cast, ask(cast, sent)[0])
    do(actions.list_forward, cast, sent, "clerk")
    do(
        actions.list_record_meeting, cast, sent, "leader",
        meeting={"body": "工委会议", "held_on": timezone.localdate(), "minutes": "同意。"},
    )  # fmt: skip
    do(actions.list_approve, cast, sent, "leader")
    do(actions.list_publicise, cast, sent, "clerk", starts_on=timezone.localdate(), days=5, contact=CONTACT)
    return cast


def browser(cast: Cast, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def made(cast: Cast) -> ZipFile:
    """The archive as somebody downloads it."""
    page = f"/nomination/rounds/{Round.objects.get().pk}/archive/"
    assert browser(cast).post(page).status_code == 302
    archive.archive_job.call(Archive.objects.latest("pk").pk)
    answer: Any = browser(cast).get(f"{page}{Archive.objects.latest('pk').pk}/")
    return ZipFile(BytesIO(b"".join(answer.streaming_content)))


def test_the_contents_list_names_every_file_with_its_hash(cast: Cast) -> None:
    book = made(cast)
    sheet: Any = load_workbook(BytesIO(book.read("目录.xlsx"))).worksheets[0]
    rows = sheet.iter_rows(min_row=3, values_only=True)
    listed_ = {name: (size, sha256) for _, name, size, sha256 in rows if name}

    assert sorted(listed_) == sorted(name for name in book.namelist() if name != "目录.xlsx")
    assert listed_ == {
        name: (len(book.read(name)), hashlib.sha256(book.read(name)).hexdigest()) for name in listed_
    }  # fmt: skip


def test_it_holds_plan_notice_documents_forms_letters_materials_and_trails(cast: Cast) -> None:
    submission, mine, draft = cast.list_in(UNIT), cast.nomination("张三"), cast.nomination("李四")
    book = made(cast)
    unit = f"{cast.units[UNIT].code} {UNIT}"
    own = f"{unit}/甲一支部 张三 {mine.process.number}"
    names = set(book.namelist())

    assert names >= {
        "01 评选方案.json",
        "02 通知/1 关于推荐的通知/通知.txt",
        "03 文书/推荐对象汇总表.xlsx",
        "03 文书/1 公示稿.docx",
        f"{unit}/00 推荐名单 {submission.process.number}/留痕.json",
        f"{own}/推荐审批表.docx",
        f"{own}/留痕.json",
        f"未列入推荐名单/甲一支部 李四 {draft.process.number}/材料/proof 李四的材料.txt",
    }
    letters = [name for name in names if "/01 会审意见/市纪委监委 HS-" in name]
    assert sorted(name.rpartition("/")[2] for name in letters) == ["letter-1.txt", "留痕.json"]
    trail = json.loads(book.read(f"{own}/留痕.json"))
    entries = AuditEntry.objects.filter(process=mine.process_id).order_by("seq")
    assert [entry["hash"] for entry in trail] == [entry.hash for entry in entries]


def test_only_who_runs_the_round_has_its_archive(cast: Cast) -> None:
    page = f"/nomination/rounds/{Round.objects.get().pk}/archive/"
    found = {who: browser(cast, who).get(page).status_code for who in ("clerk", "head", "deputy", "secretary")}

    assert found == {"clerk": 200, "head": 200, "deputy": 403, "secretary": 403}


def test_making_and_taking_it_are_in_the_ledger(cast: Cast) -> None:
    made(cast)
    entries = AuditEntry.objects.filter(verb__startswith="archive").order_by("seq")

    assert list(entries.values_list("label", flat=True)) == ["生成归档", "下载归档"]


def test_it_costs_the_same_for_few_and_for_more(cast: Cast) -> None:
    def cost() -> int:
        row = archive.start(Round.objects.get(), by=cast.clerk)
        with CaptureQueriesContext(connection) as asked:
            archive.archive_job.call(row.pk)
        return len(asked)

    cost()
    before = cost()
    cast.nominate("王五", by="sibling", unit="甲二支部")
    cast.nominate("赵六", by="sibling", unit="甲二支部")

    assert cost() == before


# --- 比选 ----------------------------------------------------------------------------------------------------------


def table(book: ZipFile, sheet: str) -> list[tuple[Any, ...]]:
    """The rows below the header of one sheet of 名额比选."""
    found: Any = load_workbook(BytesIO(book.read("03 文书/名额比选.xlsx")))[sheet]
    rows = [row for row in found.iter_rows(min_row=3, values_only=True) if isinstance(row[0], int)]
    return [tuple(row) for row in rows]


def test_who_was_chosen_who_was_not_and_why_is_a_sheet_of_its_own() -> None:
    cast = make_cast()
    round_, *_ = three_for_two(cast)
    record(cast, round_, {"周八": 1, "张三": 2, "王五": 3})
    record(cast, round_, {"张三": 1, "王五": 2, "周八": 3}, number="第9次", minutes="重新审议。")
    book = made(cast)

    assert [row[:1] + row[2:9] for row in table(book, "名额比选")] == [
        (1, "周八", "乙局机关党委", 1, 1, None, "入选", None),
        (1, "张三", UNIT, 1, 2, None, "入选", None),
        (1, "王五", UNIT, 2, 3, None, "未入选", "第3名，名额2个"),
        (2, "张三", UNIT, 1, 1, None, "入选", None),
        (2, "王五", UNIT, 2, 2, None, "入选", None),
        (2, "周八", "乙局机关党委", 1, 3, None, "未入选", "第3名，名额2个"),
    ]
    assert [(row[0], row[1], row[2], row[3], row[6], row[9]) for row in table(book, "比选会议")] == [
        (1, "优秀共产党员名额", 2, "已被后来的比选代替", None, "按综合表现确定。"),
        (2, "优秀共产党员名额", 2, "现行", "第9次", "重新审议。"),
    ]


def test_a_round_in_which_places_sufficed_has_no_such_sheet(cast: Cast) -> None:
    assert "03 文书/名额比选.xlsx" not in made(cast).namelist()
