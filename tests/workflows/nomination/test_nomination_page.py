"""The record page of a nomination: candidate, answers with their sources, overruling, materials, the vote, the path."""

from typing import Any

import pytest
from django.test import Client

from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.listing import reported
from workflows.engine.models import AuditEntry
from workflows.nomination import actions
from workflows.nomination.models import Nomination
from workflows.nomination.rules import Verdict
from workflows.nomination.states import NominationState as S

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast() -> Cast:
    made = make_cast()
    made.award_round()
    return made


def signed_in(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def page(cast: Cast, who: str, name: str = "张三", status: int = 200) -> str:
    response = signed_in(cast, who).get(f"/records/{cast.nomination(name).process.number}/")
    assert response.status_code == status
    return response.content.decode()


def rule_url(cast: Cast, code: str, name: str = "张三") -> str:
    return f"/nomination/{cast.nomination(name).process.number}/overrule/{code}/"


def carried(response: Any) -> dict[str, str]:
    """The hidden fields of a page, as its form sends them back."""
    return {str(each["name"]): str(each["value"]) for each in response.context["fields"]}


def at_verifying(cast: Cast) -> Nomination:
    """张三 in the list of 甲局 that the host's department looks at."""
    reported(cast, "张三")
    return cast.nomination("张三")


def test_the_page_says_who_for_what_and_why_eligible(cast: Cast) -> None:
    cast.submitted("张三")
    found = page(cast, "deputy")

    for words in (
        "优秀共产党员", "截至资格截止日为正式党员", "转正日期：2011-07-01（人员名册）", "认真负责，成绩突出。",
        "应到10人，实到8人，须超过1/2即6人到会，符合。", "同意推荐。", "甲局办公室主任", "同意列入名单",
    ):  # fmt: skip
        assert words in found


@pytest.mark.parametrize(
    ("who", "reads"), [("secretary", False), ("organiser", False), ("deputy", True), ("clerk", True), ("leader", True)]
)
def test_a_discipline_is_read_by_those_who_review_alone(cast: Cast, who: str, *, reads: bool) -> None:
    cast.award_round(document(conditions=[{"kind": "no_discipline"}]))
    cast.submitted("张三")
    cast.disciplined("张三")
    found = page(cast, who)

    assert ("党内严重警告" in found) is reads
    assert "不在处分影响期内" in found


def test_the_branch_reads_what_its_draft_lacks_and_where_to_go_on(cast: Cast) -> None:
    cast.nominate("张三")
    found = page(cast, "secretary")

    assert "提交前还有6处需要补齐" in found
    assert f"/nomination/{cast.nomination('张三').process.number}/draft/" in found
    assert "/draft/" not in page(cast, "deputy")


def test_stages_that_the_round_does_without_are_left_out(cast: Cast) -> None:
    cast.submitted("张三")
    assert "已推荐上报" not in page(cast, "deputy")

    stages = ["branch_meeting", "committee"]
    cast.award_round(document(stages=stages, decided_by="committee", reports_to="省直机关工委"))
    cast.submitted("王五", by="sibling", unit="甲二支部")
    found = page(cast, "deputy", "王五")
    assert "已推荐上报" in found
    assert "初审会审" not in found


def test_only_who_reviews_is_offered_to_overrule(cast: Cast) -> None:
    cast.submitted("张三")

    assert "人工认定" in page(cast, "deputy")
    for who in ("secretary", "clerk"):
        assert "人工认定" not in page(cast, who)
    page(cast, "sibling", status=404)


def test_overruling_from_the_page_stands_on_it_with_its_reason(cast: Cast) -> None:
    cast.member("陈新")
    cast.submitted("陈新")
    client = signed_in(cast, "staff")
    url = rule_url(cast, "graded", "陈新")
    assert "系统核对：需人工核实。" in client.get(url).content.decode()
    response = client.post(url, {"verdict": "met", "reason": "查登记表为优秀。"} | carried(client.get(url)))

    found = page(cast, "deputy", "陈新")
    assert (response.status_code, response.headers["Location"][:9]) == (302, "/records/")
    assert "人工认定为符合（甲局机关党委 党务干部刘敏，" in found
    assert "查登记表为优秀。" in found
    assert "原核对结果：需人工核实" in found


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"verdict": "met", "reason": ""}, "请写明认定理由。"),
        ({"verdict": "", "reason": "核实。"}, "请选择认定为符合还是不符合。"),
        ({"verdict": "unknown", "reason": "核实。"}, "认定结果"),
        ({"verdict": "met", "reason": "好" * 301}, "认定理由最多300字，请精简。"),
    ],
)
def test_an_overruling_that_is_not_whole_is_refused(cast: Cast, given: dict[str, str], sentence: str) -> None:
    cast.submitted("张三")
    response = signed_in(cast, "staff").post(rule_url(cast, "graded"), given)

    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert cast.nomination("张三").overrulings == []


def test_an_old_page_does_not_overrule(cast: Cast) -> None:
    cast.submitted("张三")
    client, url = signed_in(cast, "staff"), rule_url(cast, "graded")
    given = {"verdict": "met", "reason": "核实。"} | carried(client.get(url))
    found = cast.nomination("张三")
    actions.overrule(found, "graded", Verdict.NOT_MET, "核查中。", by=cast.deputy, seen=cast.seen(found))

    assert client.post(url, given).status_code == 409
    assert len(cast.nomination("张三").overrulings) == 1


def test_an_answer_that_changed_while_the_page_was_open_is_looked_at_again_before_it_is_ruled_on(cast: Cast) -> None:
    cast.award_round(document(conditions=[{"kind": "no_discipline"}]))
    cast.submitted("张三")
    client, url = signed_in(cast, "staff"), rule_url(cast, "no_discipline")
    before = client.get(url)
    assert "系统核对：需人工核实。" in before.content.decode()
    cast.disciplined("张三")

    refused = client.post(url, {"verdict": "met", "reason": "核实。"} | carried(before))
    assert (refused.status_code, "核对结果刚刚有变化，现为不符合：" in refused.content.decode()) == (409, True)
    assert cast.nomination("张三").overrulings == []
    again = client.post(url, {"verdict": "met", "reason": "核实。"} | carried(client.get(url)))
    assert (again.status_code, cast.nomination("张三").overrulings[0]["answered"]) == (302, "not_met")


def test_a_page_that_does_not_say_which_answer_it_showed_rules_on_nothing(cast: Cast) -> None:
    cast.submitted("张三")
    given = {"verdict": "met", "reason": "核实。", "seen": str(cast.seen(cast.nomination("张三")))}
    refused = signed_in(cast, "staff").post(rule_url(cast, "graded"), given)

    assert (refused.status_code, "请重新打开核对后再认定。" in refused.content.decode()) == (409, True)
    assert cast.nomination("张三").overrulings == []


def test_what_was_shown_is_carried_through_a_form_that_had_to_be_corrected(cast: Cast) -> None:
    cast.award_round(document(conditions=[{"kind": "no_discipline"}]))
    cast.submitted("张三")
    client, url = signed_in(cast, "staff"), rule_url(cast, "no_discipline")
    first = carried(client.get(url))
    cast.disciplined("张三")

    assert carried(client.post(url, {"verdict": "met", "reason": ""} | first)) == first


def test_who_may_not_overrule_is_told_and_who_may_not_see_is_not(cast: Cast) -> None:
    cast.submitted("张三")
    url = rule_url(cast, "graded")
    given = {"verdict": "met", "reason": "核实。", "seen": str(cast.seen(cast.nomination("张三")))}

    for who, status in (("secretary", 403), ("clerk", 403), ("sibling", 404), ("sysadmin", 404)):
        client = signed_in(cast, who)
        assert (client.get(url).status_code, client.post(url, given).status_code) == (status, status)
    assert signed_in(cast, "deputy").get(rule_url(cast, "nothing")).status_code == 404
    assert cast.nomination("张三").overrulings == []


def test_at_the_joint_review_the_hosts_department_overrules_in_the_list(cast: Cast) -> None:
    found = at_verifying(cast)
    assert found.state == S.VERIFYING
    assert "人工认定" not in page(cast, "deputy")
    assert "人工认定" in page(cast, "clerk")
    client, url = signed_in(cast, "clerk"), rule_url(cast, "graded")
    response = client.post(url, {"verdict": "not_met", "reason": "会审发现处分。"} | carried(client.get(url)))

    ruled = cast.nomination("张三")
    assert (response.status_code, ruled.overrulings[0]["by"]) == (302, "工委 组织部经办人郑思远")
    assert ruled.version == found.version + 1
    assert AuditEntry.objects.filter(process=ruled.process_id, verb="overrule").count() == 1
    assert "会审发现处分。" in page(cast, "deputy")


def test_what_was_decided_on_is_shown_after_the_decision(cast: Cast) -> None:
    cast.listed("张三")
    cast.do("withdraw", "张三", "deputy")
    cast.do("reject", "张三", "staff", comment="材料不实。")
    cast.people["张三"].roll = "none"
    cast.people["张三"].save()

    assert "以审定时的核对结果为准" in page(cast, "deputy")
    assert "2011-07-01转正" in page(cast, "deputy")
