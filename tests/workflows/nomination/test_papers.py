"""推荐审批表: what is on it, at which stage it has whose opinion, and to whom it tells what bodies said."""

from io import BytesIO
from typing import Any

import docx
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.listing import (
    CONSULTED,
    OPINIONS,
    approved,
    ask,
    cleared,
    do,
    letter,
    listed,
    ready,
    report,
)
from workflows.engine.errors import Incomplete
from workflows.nomination import actions
from workflows.nomination.models import Nomination
from workflows.nomination.queries.papers import NEEDED, Papers
from workflows.nomination.rules import Verdict

pytestmark = pytest.mark.django_db
UNIT = "甲局机关党委"


@pytest.fixture
def cast() -> Cast:
    """Return the cast in an open round that wants texts and files."""
    cast = make_cast()
    cast.award_round()
    return cast


@pytest.fixture
def consulted() -> Cast:
    """Return the cast in a round with 会审."""
    cast = make_cast()
    cast.award_round(document(materials=[], stages=CONSULTED, opinions=OPINIONS[:1]))
    return cast


def opened(cast: Cast, record: Any, name: str, who: str) -> Any:
    client = Client()
    client.force_login(cast.users[who])
    return client.get(f"/nomination/{record.process.number}/papers/{name}/")


def cells(answer: Any) -> list[list[str]]:
    tables = docx.Document(BytesIO(answer.content)).tables
    return [[cell.text for cell in row.cells] for table in tables for row in table.rows]


def texts(answer: Any) -> list[str]:
    return [item.text for item in docx.Document(BytesIO(answer.content)).paragraphs if item.text]


def form(name: str, cast: Cast, **more: Any) -> dict[str, Any]:
    rows = Nomination.objects.select_related(*NEEDED).filter(pk=cast.nomination(name).pk)
    lists = {row.submission_id for row in rows if row.submission_id}
    given: dict[str, Any] = {"lists": lists, "consulted": True, "past": {row.pk for row in rows}} | more
    printed: dict[str, Any] = Papers(list(rows), **given).values()["各表"][0]
    return printed


def opinions(name: str, cast: Cast, **more: Any) -> dict[str, str]:
    return {each["名称"]: each["内容"] for each in form(name, cast, **more)["意见"]}


def test_the_cover_says_how_to_fill_it_in_and_the_form_what_is_known(cast: Cast) -> None:
    cast.listed("张三")
    answer = opened(cast, cast.nomination("张三"), "form.docx", "deputy")
    rows, said = cells(answer), texts(answer)

    assert "优秀共产党员推荐审批表" in said
    assert ["推荐单位", "中共甲局机关党委"] in rows
    assert [line[:2] for line in said if line[1:2] == "、"] == ["一、", "二、", "三、", "四、", "五、", "六、"]
    assert "三、主要事迹不超过2000字，写不下的可另附页。" in said
    assert ["姓名", "张三", "性别", "男", "民族", ""] in rows
    assert ["出生年月", "1985.03", "学历", "", "入党时间", "2010.07"] in rows
    assert [row[1] for row in rows if row[0] == "单位及职务"] == ["甲局办公室主任"]
    assert [row[1].strip() for row in rows if row[0] == "主要事迹"] == ["认真负责，成绩突出。"]


def test_the_branch_signs_under_what_its_meeting_decided(cast: Cast) -> None:
    cast.listed("张三")
    rows = cells(opened(cast, cast.nomination("张三"), "form.docx", "deputy"))
    (said,) = (row[1] for row in rows if row[0] == "党支部意见")

    assert "支部大会应到10人，实到8人，赞成8人。同意推荐。" in said
    assert "周志远　（签字、盖章）" in said


def test_a_branch_has_a_form_of_its_own_kind(cast: Cast) -> None:
    cast.listed("甲二支部", "branch", "sibling", "甲二支部")
    rows = cells(opened(cast, cast.nomination("甲二支部"), "form.docx", "deputy"))

    assert [row[:2] for row in rows if row[0] == "组织名称"][-1] == ["组织名称", "中共甲二支部"]
    assert [row[1] for row in rows if row[0] == "负责人及职务"] == ["周志远，书记"]
    assert [row for row in rows if row[0] == "出生年月"] == []


def test_the_form_names_copies_and_files(cast: Cast) -> None:
    data = document(materials=[{"code": "deeds", "name": "事迹材料", "words": 800, "about": True, "copies": 5}])
    cast.award_round(data)
    cast.nominate("李四")
    cast.attach("李四", "deeds")
    said = texts(opened(cast, cast.nomination("李四"), "form.docx", "secretary"))

    assert "三、主要事迹约800字，写不下的可另附页。" in said
    assert "六、本表一式5份，用A4纸打印，与电子版一并报送。" in said
    assert form("李四", cast)["附件"] == "事迹材料1件"


def test_what_a_person_ruled_against_an_answer_stands_on_the_form_with_its_reason(cast: Cast) -> None:
    cast.member("陈一")
    cast.submitted("陈一")
    cast.do("overrule", "陈一", "deputy", code="graded", verdict=Verdict.MET, reason="查纸质登记表为优秀")
    cast.do("forward", "陈一", "deputy")
    (ruled,) = form("陈一", cast)["认定"]

    assert (ruled["认定"], ruled["理由"], bool(ruled["核对"])) == ("符合", "查纸质登记表为优秀", True)
    rows = cells(opened(cast, cast.nomination("陈一"), "form.docx", "deputy"))
    assert [row[2:4] for row in rows if "查纸质登记表为优秀" in row] == [["符合", "查纸质登记表为优秀"]]


def test_bodies_decisions_are_on_the_form_of_those_who_see_the_list(cast: Cast) -> None:
    approved(cast, report(cast, ready(cast, listed(cast, "张三"))))
    told, hidden = opinions("张三", cast), opinions("张三", cast, lists=())

    assert told["推荐单位党组织意见"] == "机关党委会议：同意。"
    assert told["工委审定意见"] == "工委会议：同意。"
    assert (hidden["推荐单位党组织意见"], hidden["工委审定意见"]) == ("", "")


def test_a_branch_does_not_read_what_bodies_said_of_the_whole_list(cast: Cast) -> None:
    approved(cast, report(cast, ready(cast, listed(cast, "张三"))))
    rows = cells(opened(cast, cast.nomination("张三"), "form.docx", "secretary"))

    assert [row[1].strip() for row in rows if row[0] == "工委审定意见"] == ["（签字、盖章）　　　　年　月　日"]


def test_a_nomination_that_came_back_has_room_for_new_opinions(cast: Cast) -> None:
    cast.submitted("张三")
    cast.do("forward", "张三", "deputy")
    before = opinions("张三", cast)["推荐单位审核意见"]
    cast.do("withdraw", "张三", "deputy")

    assert (before, opinions("张三", cast)["推荐单位审核意见"]) == ("审核同意，列入推荐名单", "")


def test_a_level_that_does_not_exist_has_no_room(cast: Cast) -> None:
    cast.listed("张三")
    cast.listed("孙七", by="third", unit="甲三支部")

    assert "党总支意见" not in opinions("张三", cast)
    assert "党总支意见" in opinions("孙七", cast)


# --- 会审 ----------------------------------------------------------------------------------------------------------


def test_a_body_without_objection_is_quoted_with_its_letter(consulted: Cast) -> None:
    sent = report(consulted, ready(consulted, listed(consulted, "张三")))
    before = opinions("张三", consulted)["市纪委监委意见"]
    cleared(consulted, ask(consulted, sent)[0])

    assert (before, opinions("张三", consulted)["市纪委监委意见"]) == ("", "无不同意见（纪函〔2026〕3号）。")


def test_an_objection_and_its_ruling_are_on_the_form_of_the_one_it_is_about(consulted: Cast) -> None:
    sent = report(consulted, ready(consulted, listed(consulted, "张三", "李四")))
    (asked,) = ask(consulted, sent)
    letter(consulted, asked)
    line = asked.lines.get(nomination=consulted.nomination("张三"))
    given = {"number": "纪函〔2026〕4号", "comment": "见附件。", "against": {line.pk: "正在核查信访件"}}
    do(actions.consultation_object, consulted, asked, "clerk", **given)
    do(actions.consultation_rule, consulted, sent, "clerk", line=line, comment="已查结，不属实")

    assert opinions("张三", consulted)["市纪委监委意见"] == (
        "有不同意见（纪函〔2026〕4号）：正在核查信访件\n经裁定保留：已查结，不属实"
    )
    assert "信访" not in opinions("李四", consulted)["市纪委监委意见"]


def test_a_unit_reads_nothing_of_what_bodies_said(consulted: Cast) -> None:
    sent = report(consulted, ready(consulted, listed(consulted, "张三")))
    cleared(consulted, ask(consulted, sent)[0])
    pages = {who: opened(consulted, sent, "form", who).content.decode() for who in ("clerk", "deputy")}

    assert {who: "纪函〔2026〕3号" in page for who, page in pages.items()} == {"clerk": True, "deputy": False}
    assert "市纪委监委意见" in pages["deputy"]


# --- lists ---------------------------------------------------------------------------------------------------------


def test_a_list_prints_the_forms_of_all_its_members(cast: Cast) -> None:
    cast.listed("张三")
    cast.listed("甲二支部", "branch", "sibling", "甲二支部")
    submission = cast.list_in(UNIT)
    page = opened(cast, submission, "form", "staff").content.decode()
    said = texts(opened(cast, submission, "form.docx", "staff"))

    assert (page.count('<article class="dj-paper">'), "中共甲二支部" in page) == (2, True)
    assert [line for line in said if line.endswith("推荐审批表")] == [
        "优秀共产党员推荐审批表", "先进基层党组织推荐审批表",
    ]  # fmt: skip


def test_an_empty_list_has_no_forms(cast: Cast) -> None:
    answer = opened(cast, cast.list_in(UNIT), "form", "staff")

    assert (answer.status_code, "没有可以打印的推荐审批表" in answer.content.decode()) == (422, True)


def test_forms_cost_the_same_for_one_and_for_three(cast: Cast) -> None:
    for name, branch, by in (
        ("张三", "甲一支部", "secretary"),
        ("李四", "甲一支部", "secretary"),
        ("王五", "甲二支部", "sibling"),
    ):
        cast.listed(name, by=by, unit=branch)
    rows = list(Nomination.objects.select_related(*NEEDED))

    def cost(some: list[Nomination]) -> int:
        with CaptureQueriesContext(connection) as asked:
            lists = {row.submission_id for row in some if row.submission_id}
            Papers(some, lists=lists, consulted=True, past=()).values()
        return len(asked)

    assert (cost(rows[:1]), cost(rows)) == (9, 9)


# --- 处分 -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def punished() -> Cast:
    """Return 张三, who is under 处分 and whom 甲局 passed with a reason, in its list, beside what his branch wrote."""
    cast = make_cast()
    cast.award_round(document(conditions=[{"kind": "no_discipline"}], materials=[]))
    cast.disciplined("张三")
    cast.nominate("张三")
    cast.fill_in("张三", profile={"duty": "主任", "resume": "2008年参加工作。", "rewards": "本人说明：受过处分。"})
    cast.do("submit", "张三", "secretary", comment="表现突出。")
    cast.do("overrule", "张三", "deputy", code="no_discipline", verdict=Verdict.MET, reason="警告已满影响期。")
    cast.do("forward", "张三", "deputy")
    return cast


KIND, WRITTEN, REASON = "党内严重警告", "本人说明：受过处分。", "警告已满影响期。"


@pytest.mark.parametrize(
    ("who", "told"),
    [
        ("secretary", False), ("organiser", False), ("inspector", False), ("deputy", True),
        ("staff", True), ("clerk", True), ("leader", True),
    ],
)  # fmt: skip
def test_discipline_is_printed_for_those_alone_who_review(punished: Cast, who: str, told: bool) -> None:
    rows = cells(opened(punished, punished.nomination("张三"), "form.docx", who))
    said = "\n".join(cell for row in rows for cell in row)

    assert [KIND in said, REASON in said, WRITTEN in said] == [told, told, True]
    assert ("具体情况由审核单位核对。" in said) is not told


def test_the_branch_reads_nothing_of_it_on_the_pages_either(punished: Cast) -> None:
    client = Client()
    client.force_login(punished.users["secretary"])
    number = punished.nomination("张三").process.number
    page = client.get(f"/records/{number}/").content.decode()

    assert [KIND in page, REASON in page] == [False, False]


def test_the_branch_is_not_told_of_it_when_it_hands_in(cast: Cast) -> None:
    cast.award_round(document(conditions=[{"kind": "no_discipline"}], materials=[]))
    cast.disciplined("李四")
    cast.nominate("李四")
    cast.fill_in("李四")
    with pytest.raises(Incomplete) as refused:
        cast.do("submit", "李四", "secretary")

    assert refused.value.problems == [
        "有不符合的条件，确需推荐的请在意见中说明理由：不在处分影响期内：具体情况由审核单位核对。"
    ]
