"""The pages of what follows a grade: who reads them, what is typed, what is said when it is wrong, what they cost."""

from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permissions.models import Person
from tests.workflows.appraisal.cast import Cast, fresh
from tests.workflows.appraisal.disposing import (
    EVIDENCE,
    correcting,
    disposal_at,
    person,
    proposed,
    reassessing,
    today,
)
from tests.workflows.appraisal.pages import browser, get, of_member, post, record, seen
from workflows.appraisal import actions
from workflows.appraisal.models import Appraisal, Correction, Disposal, Talk
from workflows.appraisal.queries.document_kinds import KINDS
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.appraisal.states import MeetingState as M
from workflows.engine import documents
from workflows.engine.errors import Incomplete, NotAllowed, Refused

FOLLOWING = "/appraisal/following/"
EVERYBODY = ("secretary", "organiser", "sibling", "deputy", "staff", "clerk", "inspector", "outsider")


def step(row: Any, what: str) -> str:
    return f"/appraisal/records/{row.process.number}/{what}/"


def graded(cast: Cast, code: str = "basic") -> Appraisal:
    """A member whose grade asks for a talk, once it stands."""
    cast.meeting_at(M.GRADING)
    cast.sit()
    for each in cast.meeting().members.select_related("entry"):
        cast.grade(each.entry.name, code if each.entry.name == "陈明" else "qualified")
    cast.do(actions.decide, cast.meeting(), "secretary")
    cast.step(M.FEEDING_BACK)
    found: Appraisal = fresh(cast.row("陈明"))
    return found


def cost(client: Client, page: str) -> int:
    """Statements of a page for somebody who has opened it before."""
    client.get(page)
    with CaptureQueriesContext(connection) as counted:
        assert client.get(page).status_code == 200
    return len(counted)


def test_a_disposal_is_read_by_those_on_whose_desk_it_was(cast: Cast) -> None:
    row = disposal_at(cast, D.FILING)
    filed = {who: get(cast, record(row), who)[0] for who in EVERYBODY}
    row = disposal_at(cast, D.APPROVING, "郑洁")
    late = {who: get(cast, record(row), who)[0] for who in EVERYBODY}

    assert (
        filed
        == late
        == dict.fromkeys(EVERYBODY, 404) | dict.fromkeys(("secretary", "organiser", "deputy", "staff"), 200)
    )
    assert EVIDENCE in get(cast, record(row), "staff")[1]


def test_what_is_not_ones_to_see_is_on_no_list(cast: Cast) -> None:
    row = disposal_at(cast, D.VOTING)
    number = row.process.number

    shown = {who: number in get(cast, f"{FOLLOWING}?show=disposals", who)[1] for who in ("staff", "clerk", "sibling")}

    assert shown == {"staff": True, "clerk": False, "sibling": False}


def test_the_branch_drafts_changes_and_proposes_on_the_pages(cast: Cast) -> None:
    unit = cast.units["甲一支部"].pk
    page = f"/appraisal/units/{unit}/disposals/new/"
    given: dict[str, Any] = {"person": person().pk, "ground": "idle", "evidence": EVIDENCE}
    assert (get(cast, page)[0], get(cast, page, "deputy")[0], get(cast, page, "sibling")[0]) == (200, 403, 404)
    answer = post(cast, page, **given)
    row = Disposal.objects.select_related("process").get()

    assert (answer.status_code, answer.url, row.months) == (302, record(row), 6)
    changed = post(cast, step(row, "change"), seen=seen(row), ground="wavering", evidence=EVIDENCE, months=3)
    assert (changed.status_code, fresh(row).ground, fresh(row).months) == (302, "wavering", 3)
    late = post(cast, step(row, "change"), seen="1.1", ground="idle", evidence=EVIDENCE)
    assert (late.status_code, fresh(row).ground) == (409, "wavering")
    sent = post(cast, record(row), "secretary", seen=seen(row), verb="propose", comment="", **{
        "propose-held_on": today(), "propose-minutes": "同意启动。",
    })  # fmt: skip
    assert (sent.status_code, fresh(row).state) == (302, D.FILING)


def test_the_member_himself_is_not_offered_and_not_let(cast: Cast) -> None:
    row = proposed(cast, "周志远")
    page = get(cast, record(row), "secretary")[1]
    refused = get(cast, step(row, "change"), "secretary")

    assert ("您应当回避" in page, "报送启动意见</button>" in page, refused[0]) == (True, False, 403)
    choices = get(cast, f"/appraisal/units/{cast.units['甲一支部'].pk}/disposals/new/", "secretary")[1]
    assert (">周志远</option>" in choices, ">陈明</option>" in choices) == (False, True)


def test_a_vote_that_does_not_carry_says_the_sum_and_keeps_what_was_typed(cast: Cast) -> None:
    row = disposal_at(cast, D.VOTING)
    given: dict[str, Any] = {
        "on": today(), "expected": 6, "present": 5, "agreed": 3, "minutes": "赞成3人。", "statement": "没有申辩。",
    }  # fmt: skip
    typed = {f"resolve-{name}": value for name, value in given.items()}
    answer = post(cast, record(row), seen=seen(row), verb="resolve", **typed)
    text = answer.content.decode()

    assert (answer.status_code, fresh(row).state) == (422, D.VOTING)
    assert ("须超过应到的1/2即4人赞成，还差1人，没有通过。" in text, "赞成3人。" in text) == (True, True)


def test_the_whole_way_is_on_the_page_once_it_is_decided(cast: Cast) -> None:
    row = disposal_at(cast, D.DISPOSED)
    text = get(cast, record(row))[1]
    said = (
        "甲党备〔2026〕1号",
        "李慧、吴江",
        "周岚（正式党员）、吴江（正式党员）",
        "甲党发〔2026〕5号",
        "即4人赞成，通过",
    )

    assert [each for each in said if each not in text] == []


@pytest.mark.parametrize("name", ["disposal", "decision"])
def test_papers_of_a_disposal_are_filled_from_templates(cast: Cast, name: str) -> None:
    row = disposal_at(cast, D.DISPOSED)
    answer: Any = browser(cast, "staff").get(f"/appraisal/records/{row.process.number}/papers/{name}.docx")
    text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()

    assert answer.status_code == 200
    assert [each for each in ("陈明", "限期改正", "赞成4人", "甲党发〔2026〕5号") if each not in text] == []
    assert "{{" not in text


def test_the_notice_of_a_correction_says_until_when(cast: Cast) -> None:
    row = correcting(cast)
    answer: Any = browser(cast, "organiser").get(f"/appraisal/records/{row.process.number}/papers/correction.docx")
    text = ZipFile(BytesIO(answer.content)).read("word/document.xml").decode()
    until = f"{row.due_on.year}年{row.due_on.month}月{row.due_on.day}日"

    assert [each for each in ("陈明同志", until, "按时参加组织生活。") if each not in text] == []


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.key)
def test_the_sample_fits_its_template(kind: documents.DocumentKind) -> None:
    assert documents.fill(kind.shipped("docx"), "docx", kind.sample())[:2] == b"PK"


def test_a_correction_is_read_and_kept_up_by_the_branch(cast: Cast) -> None:
    row = correcting(cast)
    assert {who: get(cast, record(row), who)[0] for who in ("organiser", "staff", "clerk")} == {
        "organiser": 200, "staff": 404, "clerk": 404,
    }  # fmt: skip
    post(cast, step(row, "plan"), seen=seen(row), plan="每月汇报思想。", helpers="周岚")
    post(cast, step(row, "report"), seen=seen(row), on=today(), text="已参加两次主题党日。")
    early = post(cast, step(row, "report"), seen=seen(row), on=today(-9), text="更早的进展。")

    assert (early.status_code, list(row.reports.values_list("text", flat=True))) == (422, ["已参加两次主题党日。"])
    shown = get(cast, record(row.disposal), "staff")[1]
    assert ("已参加两次主题党日。" in shown, step(row, "plan") in shown) == (True, False)


def test_an_outcome_is_entered_on_the_page(cast: Cast) -> None:
    row = reassessing(cast)
    typed = {"extend-on": today(), "extend-until": today(400)}
    beyond = post(cast, record(row), "secretary", seen=seen(row), verb="extend", comment="继续改正。", **typed)
    lifted = post(cast, record(row), "secretary", seen=seen(row), verb="lift", comment="到位。", **{"lift-on": today()})

    assert (beyond.status_code, lifted.status_code, fresh(row).state) == (422, 302, C.LIFTED)


def test_who_is_graded_low_is_talked_with_and_may_be_proposed(cast: Cast) -> None:
    row = graded(cast)
    page = get(cast, FOLLOWING)[1]
    assert ("陈明" in page, "未登记谈话" in page, "周岚" in page) == (True, True, False)
    answer = post(cast, step(row, "talk"), on=today(), talkers="李慧", minutes="指出差距。")
    made = post(cast, step(row, "dispose"), ground="idle", evidence=EVIDENCE)

    assert (answer.status_code, made.status_code) == (302, 302)
    assert list(Talk.objects.values_list("talkers", "minutes")) == [("李慧", "指出差距。")]
    assert Disposal.objects.get().appraisal_id == row.pk
    assert ("已谈话" in get(cast, FOLLOWING)[1], "指出差距。" in get(cast, record(row))[1]) == (True, True)
    assert "指出差距。" not in get(cast, record(row), "inspector")[1]


def test_a_talk_is_asked_for_by_the_grade_alone(cast: Cast) -> None:
    row = graded(cast)
    other = fresh(cast.row("周岚"))

    with pytest.raises(Refused, match="评定为需要谈话的等次"):
        actions.talk_enter(other, today(), "李慧", "谈话。", by=cast.organiser)
    with pytest.raises(NotAllowed, match="不能为甲一支部登记"):
        actions.talk_enter(row, today(), "李慧", "谈话。", by=cast.deputy)
    with pytest.raises(Incomplete, match="谈话日期应在评议会议"):
        actions.talk_enter(row, today(-1), "李慧", "谈话。", by=cast.organiser)


def test_whoever_grades_is_told_of_a_term_under_way(cast: Cast) -> None:
    row = correcting(cast)
    cast.meeting_at(M.GRADING)
    said = f"限期改正中，期限到{row.due_on}"
    pages = [get(cast, of_member(cast, name, "grade"))[1] for name in ("陈明", "周岚")]

    assert [said in page for page in pages] == [True, False]


def test_keepers_are_told_of_memberships_that_ended(cast: Cast) -> None:
    row = disposal_at(cast, D.DISPOSED, ground="no_dues", since=today(-200))
    said = "1名党员的劝其退党、党内除名已生效"

    assert {who: said in get(cast, "/", who)[1] for who in ("staff", "organiser")} == {
        "staff": True,
        "organiser": False,
    }
    Person.objects.filter(pk=row.person_id).update(status=Person.Status.EXPELLED)
    assert said not in get(cast, "/", "staff")[1]


@pytest.mark.parametrize(("show", "number"), [("talks", 9), ("disposals", 8), ("corrections", 8)])
def test_the_list_costs_as_much_for_three_as_for_one(cast: Cast, show: str, number: int) -> None:
    client, page = browser(cast, "organiser"), f"{FOLLOWING}?show={show}"
    if show == "talks":
        graded(cast)
    else:
        cast.member("陆远")
        correcting(cast, "陈明")
    first = cost(client, page)
    if show == "talks":
        Appraisal.objects.filter(entry__name__in=("周岚", "吴江")).update(grade_code="basic", grade_name="基本合格")
    else:
        for name in ("郑洁", "陆远"):
            correcting(cast, name)

    assert (first, cost(client, page)) == (number, number)


def test_a_page_of_a_record_costs_little(cast: Cast) -> None:
    disposal, row = disposal_at(cast, D.APPROVING), correcting(cast, "郑洁")

    assert cost(browser(cast, "deputy"), record(disposal)) == 15
    assert cost(browser(cast, "organiser"), record(row)) == 14


def test_only_one_of_two_clicks_counts(cast: Cast) -> None:
    row = reassessing(cast)
    old = seen(row)
    first = post(cast, record(row), "secretary", seen=old, verb="lift", comment="到位。", **{"lift-on": today()})
    again = post(cast, record(row), "secretary", seen=old, verb="lift", comment="到位。", **{"lift-on": today()})
    other = post(cast, record(row), "secretary", seen=old, verb="turn", comment="没有。", **{"turn-on": today()})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 409)
    assert (Correction.objects.get().outcomes[0]["outcome"], Disposal.objects.count()) == ("lift", 1)
