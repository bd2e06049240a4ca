"""汇总表, 公示稿 and the draft of the decision: what stands in them, from which template, and who may have them."""

import shutil
import subprocess
from collections.abc import Iterator
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import docx
import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import UNIT, approve, confer, do, report, to_conferring, to_notice
from tests.workflows.nomination.places import OTHER
from workflows.engine import documents
from workflows.engine.models import OfficeTemplate, Publicity, Round
from workflows.engine.opinions import day_words
from workflows.nomination import actions
from workflows.nomination.queries.document_kinds import KINDS
from workflows.nomination.queries.documents import summary_of_list
from workflows.nomination.queries.rounds import KEY

pytestmark = pytest.mark.django_db
HEADER = (
    "序号", "单位", "姓名/组织名", "性别", "出生年月", "入党时间", "职务", "类别", "是否一线", "是否领导干部",
    "上年评议等次", "上年星级", "近五年荣誉", "备注",
)  # fmt: skip


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def cast(clock: Any) -> Cast:
    """Return the cast in an open round."""
    cast = make_cast()
    cast.award_round(document(materials=[]))
    return cast


def browser(cast: Cast, who: str = "clerk") -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def the_round() -> Round:
    return Round.objects.get(process_key=KEY)


def taken(cast: Cast, name: str, who: str = "clerk", query: str = "") -> Any:
    return browser(cast, who).get(f"/nomination/rounds/{the_round().pk}/documents/{name}/{query}")


def sheet(answer: Any) -> list[tuple[object, ...]]:
    return list(load_workbook(BytesIO(answer.content)).worksheets[0].iter_rows(values_only=True))


def lines(answer: Any) -> list[str]:
    return [item.text for item in docx.Document(BytesIO(answer.content)).paragraphs if item.text]


def tables(answer: Any) -> list[list[list[str]]]:
    found = docx.Document(BytesIO(answer.content)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in found]


# --- 汇总表 --------------------------------------------------------------------------------------------------------


def test_the_summary_has_its_columns_in_order_and_what_the_registers_hold(cast: Cast) -> None:
    cast.listed("张三")
    cast.listed("甲二支部", "branch", "sibling", "甲二支部")
    rows = sheet(taken(cast, "summary.xlsx"))
    by_name = {row[2]: row for row in rows[2:] if row[2]}

    assert rows[1] == HEADER
    assert by_name["张三"] == (
        1, "甲局机关党委 甲一支部", "张三", "男", "1985.03", "2010.07", "甲局办公室主任", "优秀共产党员", "否", "否",
        "优秀", None, None, None,
    )  # fmt: skip
    assert by_name["中共甲二支部"][6:8] == ("周志远，书记", "先进基层党组织")
    assert by_name["中共甲二支部"][3:6] == (None, None, None)


def test_the_summary_of_a_round_holds_what_the_person_may_see_and_no_drafts(cast: Cast) -> None:
    cast.listed("张三")
    cast.listed("周八", by="outsider", unit="乙一支部", reviewer="other_deputy")
    cast.nominate("李四")
    seen = {
        who: [row[2] for row in sheet(taken(cast, "summary.xlsx", who))[2:] if row[2]]
        for who in ("clerk", "deputy", "other_deputy", "secretary")
    }

    assert seen == {"clerk": ["张三", "周八"], "deputy": ["张三"], "other_deputy": ["周八"], "secretary": ["张三"]}


def test_who_sees_nobody_yet_is_told_so(cast: Cast) -> None:
    answer = taken(cast, "summary.xlsx", "sibling")

    assert (answer.status_code, "还没有您能看到的推荐对象" in answer.content.decode()) == (422, True)


def test_a_list_exports_its_members_in_their_order(cast: Cast) -> None:
    cast.listed("张三")
    cast.listed("王五", by="sibling", unit="甲二支部")
    submission = cast.list_in(UNIT)
    first, second = (cast.nomination(name) for name in ("王五", "张三"))
    placings = [actions.Placing(first.pk, 1, None), actions.Placing(second.pk, 2, None)]
    actions.list_arrange(submission, placings, by=cast.staff, seen=cast.seen(submission))
    answer = browser(cast, "staff").get(f"/nomination/{submission.process.number}/summary.xlsx")

    assert [(row[0], row[2]) for row in sheet(answer)[2:] if row[2]] == [(1, "王五"), (2, "张三")]


def test_an_empty_list_has_nothing_to_export(cast: Cast) -> None:
    answer = browser(cast, "staff").get(f"/nomination/{cast.list_in(UNIT).process.number}/summary.xlsx")

    assert (answer.status_code, "名单里还没有推荐对象" in answer.content.decode()) == (422, True)


def test_the_summary_costs_the_same_for_one_and_for_three(cast: Cast) -> None:
    def cost() -> int:
        submission = cast.list_in(UNIT)
        with CaptureQueriesContext(connection) as asked:
            summary_of_list(submission)
        return len(asked)

    cast.listed("张三")
    one = cost()
    cast.listed("李四")
    cast.listed("王五", by="sibling", unit="甲二支部")

    assert (one, cost()) == (5, 5)


# --- 公示稿 --------------------------------------------------------------------------------------------------------


def test_the_notice_says_who_from_where_its_days_and_how_to_object(cast: Cast) -> None:
    to_notice(cast, "张三", "王五")
    publicity = Publicity.objects.get()
    answer = taken(cast, "notice.docx", query=f"?publicity={publicity.pk}")
    said = lines(answer)

    assert tables(answer) == [
        [
            ["序号", "推荐单位", "姓名或名称"],
            ["1", "甲局机关党委 甲一支部", "张三"],
            ["2", "甲局机关党委 甲二支部", "王五"],
        ]
    ]
    assert "优秀共产党员（2个）" in said
    assert [line for line in said if line.startswith("公示期：")] == [
        f"公示期：{day_words(publicity.starts_on)}至{day_words(publicity.ends_on)}（5个工作日）。"
    ]
    assert [line for line in said if "真实姓名、单位和联系电话" in line] != []


def test_without_anybody_to_announce_there_is_no_notice(cast: Cast) -> None:
    answer = taken(cast, "notice.docx")

    assert (answer.status_code, "还没有等待公示的推荐对象" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize(("name", "who", "status"), [
    ("notice.docx", "secretary", 404), ("decision.docx", "deputy", 404), ("summary.pdf", "clerk", 404),
    ("绝无.docx", "clerk", 404), ("decision.docx", "head", 422), ("notice.xlsx", "clerk", 404),
])  # fmt: skip
def test_who_does_not_run_the_round_is_not_told_of_its_documents(cast: Cast, name: str, who: str, status: int) -> None:
    assert taken(cast, name, who).status_code == status


# --- 表彰决定、上报文 ------------------------------------------------------------------------------------------------


def test_the_draft_of_the_decision_names_who_was_publicised(cast: Cast, clock: Any) -> None:
    to_conferring(cast, clock, "张三")
    said = lines(taken(cast, "decision.docx"))

    assert f"关于{the_round().title}的决定（代拟稿）" in said
    assert "授予下列1个对象“优秀共产党员”（表彰）：" in said
    assert "张三（甲局机关党委 甲一支部）。" in said
    assert [line for line in said if "请予审定" in line] == []


def test_where_a_higher_sponsor_gives_the_honour_the_draft_asks_for_it(cast: Cast, clock: Any) -> None:
    made = the_round()
    made.scheme = document(materials=[], reports_to="中共某省委")
    made.save(update_fields=["scheme"])
    to_conferring(cast, clock, "张三")
    said = lines(taken(cast, "decision.docx"))

    assert [f"关于报送{made.title}推荐对象的请示（代拟稿）", "中共某省委："] == said[:2]
    assert "推荐1个优秀共产党员对象：" in said


def test_the_archived_draft_still_names_whom_the_higher_sponsor_passed_over(cast: Cast, clock: Any) -> None:
    made = the_round()
    made.scheme = document(materials=[], reports_to="中共某省委")
    made.save(update_fields=["scheme"])
    to_conferring(cast, clock, "张三", "李四")
    confer(cast, "滨直工呈〔2026〕3号")
    before = lines(taken(cast, "decision.docx"))
    left = {cast.nomination("李四").process.number: "名额所限。"}
    paper = actions.Paper("省委〔2026〕30号", timezone.localdate())
    do(cast, lambda found, **seen: actions.list_answer(found, paper, left, **seen), "clerk")

    assert lines(taken(cast, "decision.docx")) == before
    assert "李四（甲局机关党委 甲一支部）" in "".join(before)


# --- what the page of a round offers --------------------------------------------------------------------------------


def offered(cast: Cast) -> list[str]:
    page = browser(cast, "clerk").get(f"/nomination/rounds/{the_round().pk}/").content.decode()
    return [word for word in ("summary.xlsx", "notice.docx", "decision.docx") if word in page]


def test_a_round_offers_a_document_once_somebody_stands_in_it_and_says_before_what_it_waits_for(
    cast: Cast, clock: Any
) -> None:
    page = browser(cast, "clerk").get(f"/nomination/rounds/{the_round().pk}/").content.decode()
    waits = ("提名提交以后才有汇总表。", "审定以后可以生成公示稿。", "公示期满以后可以生成代拟稿。")
    assert (offered(cast), [words for words in waits if words not in page]) == ([], [])

    cast.listed("张三")
    assert offered(cast) == ["summary.xlsx"]
    to_conferring(cast, clock, "王五")
    assert offered(cast) == ["summary.xlsx", "notice.docx", "decision.docx"]
    assert taken(cast, "decision.docx").status_code == 200


def test_who_waits_for_a_second_notice_has_a_draft_of_it_besides_the_first(cast: Cast) -> None:
    to_notice(cast, "张三")
    cast.listed("周八", by="outsider", unit="乙一支部", reviewer="other_deputy")
    report(cast, OTHER, "other_deputy")
    approve(cast, OTHER)
    shown = browser(cast).get(f"/nomination/rounds/{the_round().pk}/").context["documents"]
    drafts = {each["label"]: each["url"] for each in shown if "公示稿" in each["label"]}

    assert list(drafts) == ["公示稿（11月23日起）", "公示稿（待公示）"]
    made = [tables(browser(cast).get(url))[0] for url in drafts.values()]
    assert [[row[2] for row in table[1:]] for table in made] == [["张三"], ["周八"]]


# --- templates -----------------------------------------------------------------------------------------------------

PAIRS = [(kind, extension) for kind in KINDS for extension in kind.formats]


@pytest.mark.parametrize(("kind", "extension"), PAIRS, ids=[f"{kind.label}.{ext}" for kind, ext in PAIRS])
def test_the_template_that_ships_may_be_uploaded_as_it_is(cast: Cast, kind: Any, extension: str) -> None:
    documents.replace(kind, extension, kind.shipped(extension), "照旧", by=cast.clerk)

    assert OfficeTemplate.objects.get().name == f"照旧.{extension}"


def test_the_offices_own_template_takes_the_place_of_the_shipped_one(cast: Cast) -> None:
    cast.listed("张三")
    own, target = docx.Document(), BytesIO()
    own.add_paragraph("{% for 表 in 各表 %}{{表.姓名}}{{表.类别}}{% endfor %}")
    own.save(target)
    (kind,) = [kind for kind in KINDS if kind.key == "nomination.form"]
    documents.replace(kind, "docx", target.getvalue(), "本单位.docx", by=cast.clerk)
    number = cast.nomination("张三").process.number

    assert lines(browser(cast, "deputy").get(f"/nomination/{number}/papers/form.docx/")) == ["张三优秀共产党员"]


def test_libreoffice_opens_every_document(tmp_path: Path, db: None) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("没有 LibreOffice，不检查文书能否用它打开")
    for kind, extension in PAIRS:
        made = documents.make(kind, extension, kind.sample(), "某某于今日导出")
        (tmp_path / f"{kind.key}.{extension}").write_bytes(made)

    done = subprocess.run(
        [office, "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf",
         "--outdir", tmp_path, *tmp_path.glob("*.*x")],
        capture_output=True, timeout=240, check=True,
    )  # fmt: skip

    sizes = [file.stat().st_size > 1000 for file in tmp_path.glob("*.pdf")]
    assert (len(sizes), all(sizes)) == (len(PAIRS), True), done.stderr
