"""The pages of a list: order, votes and meeting on one page, members out, branches that decline, 会审."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.engine.steps import all_is_well
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    CONTACT,
    a_round,
    fresh,
    listed,
    member_out,
    ready,
    reported,
)
from tests.workflows.nomination.places import categories
from workflows.engine.models import Meeting, Publicity
from workflows.nomination import queries
from workflows.nomination.models import NominationList
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

MEETING = {"body": "甲局机关党委会议", "held_on": "2026-05-08", "due": "9", "present": "9", "minutes": "同意。"}
WITHIN = ["branch_meeting", "committee", "unit_publicity", "party_group", "org_review", "work_committee"]
SUMMARY = [{"code": "summary", "name": "汇总表", "of_list": True}]


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def browser(cast: Cast, who: str) -> Client:
    client = Client()
    client.force_login(cast.users[who])
    return client


def page_of(submission: NominationList) -> str:
    return f"/records/{submission.process.number}/"


def own(submission: NominationList, end: str) -> str:
    return f"/nomination/{submission.process.number}/{end}"


def text_of(cast: Cast, who: str, submission: NominationList) -> str:
    return browser(cast, who).get(page_of(submission)).content.decode()


def typed(cast: Cast, submission: NominationList, **given: tuple[str, str]) -> dict[str, str]:
    """What the form of the list sends: place and votes of each by name."""
    found = {"seen": str(cast.seen(submission))}
    for name, (rank, votes) in given.items():
        key = cast.nomination(name).pk
        found |= {f"{key}-rank": rank, f"{key}-votes": votes}
    return found


def test_order_and_meeting_are_kept_together(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三", "王五")
    form = typed(cast, submission, 张三=("2", ""), 王五=("1", "")) | MEETING
    answer = browser(cast, "staff").post(own(submission, "list/"), form)

    assert (answer.status_code, answer["Location"]) == (302, page_of(submission))
    assert [row.candidate for row in queries.members(fresh(submission))] == ["王五", "张三"]
    assert Meeting.objects.values_list("body", "due", "present", "state").get() == (
        "甲局机关党委会议", 9, 9, L.COMPILING,
    )  # fmt: skip


@pytest.mark.parametrize("rank", ["0", "1.5", "第一"])
def test_what_is_no_place_is_refused_and_stays_typed(cast: Cast, rank: str) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    answer = browser(cast, "staff").post(own(submission, "list/"), typed(cast, submission, 张三=(rank, "")) | MEETING)
    text = answer.content.decode()

    assert (answer.status_code, "排序请填1到999的整数。" in text, f'value="{rank}"' in text) == (422, True, True)
    assert (cast.nomination("张三").rank, Meeting.objects.count()) == (None, 0)


def test_a_script_keeps_what_is_complete(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    form = typed(cast, submission, 张三=("1", "")) | {"held_on": "2026-05-08"}
    answer = browser(cast, "staff").post(own(submission, "list/"), form, headers={"X-Requested-With": "XMLHttpRequest"})

    assert answer.json()["problems"] == [{"text": "还没有登记会议的决定。", "url": ""}]
    assert (answer.json()["note"], cast.nomination("张三").rank) == ("，会议没有填全，这一部分还没有保存", 1)


def test_an_old_page_is_told_so_with_what_was_typed(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    form = typed(cast, submission, 张三=("1", "")) | MEETING | {"minutes": "会议同意推荐张三。"}
    ready(cast, submission)
    answer = browser(cast, "staff").post(own(submission, "list/"), form)

    assert (answer.status_code, "会议同意推荐张三。" in answer.content.decode()) == (409, True)
    assert Meeting.objects.get().minutes == "同意。"


def test_it_is_reported_by_one_who_knows_who_stays_behind(cast: Cast) -> None:
    a_round(cast)
    submission = ready(cast, listed(cast, "张三"))
    client, behind = browser(cast, "staff"), lists.left_behind(submission)
    form = {"verb": "report", "seen": str(cast.seen(submission)), "comment": "请审核。"}
    refused = client.post(page_of(submission), form)
    done = client.post(page_of(submission), form | {"report-unreported": " ".join(behind)})

    said = "甲二支部（未报）、甲四支部（未报）、甲五支部（未报）、甲三支部（未报）不随本批报送"
    assert said in refused.content.decode()
    assert (refused.status_code, done.status_code, fresh(submission).state) == (422, 302, L.VERIFYING)


def test_a_notice_inside_the_unit_is_asked_for_on_the_page(cast: Cast) -> None:
    a_round(cast, stages=WITHIN)
    submission = ready(cast, listed(cast, "张三"))
    behind = " ".join(lists.left_behind(submission))
    form = {"verb": "report", "seen": str(cast.seen(submission)), "report-unreported": behind}
    shown = text_of(cast, "staff", submission)
    done = browser(cast, "staff").post(page_of(submission), form | {"report-contact": CONTACT})

    assert "单位内公示的反映渠道" in shown
    assert (done.status_code, fresh(submission).state, Publicity.objects.get().contact) == (
        302, L.PUBLICISING_WITHIN, CONTACT,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("verb", "end"), [("pull", S.COMMITTEE_REVIEWING), ("leave_out", S.NOT_FORWARDED), ("strike", S.REJECTED)]
)
def test_a_member_is_taken_out_after_the_effect_was_shown(cast: Cast, verb: str, end: str) -> None:
    a_round(cast)
    submission = reported(cast, "张三", "王五")
    client, url = browser(cast, "clerk"), own(submission, f"members/{cast.nomination('王五').process.number}/")
    shown = client.get(f"{url}?verb={verb}")
    seen = str(cast.seen(submission))
    without = client.post(url, {"verb": verb, "seen": seen})
    answers = [client.post(url, {"verb": verb, "seen": seen, "comment": "会议研究。"}).status_code for _ in range(2)]

    assert (shown.status_code, "名额随之空出" in shown.content.decode()) == (200, True)
    assert "理由推荐单位可以看到，请勿引用会审意见。" in shown.content.decode()
    assert (without.status_code, answers, cast.nomination("王五").state) == (422, [302, 302], end)
    assert all_is_well()


def test_who_left_is_still_shown_with_the_result(cast: Cast) -> None:
    a_round(cast)
    submission = reported(cast, "张三", "王五")
    member_out(cast, "list_leave_out", "王五", "clerk")
    text = text_of(cast, "staff", submission)

    assert [part for part in ("已离开名单的", "王五", "未推荐上报") if part not in text] == []


def test_a_branch_is_entered_as_nominating_nobody(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    url = own(submission, f"branches/{cast.units['甲四支部'].code}/decline/")
    client = browser(cast, "staff")
    shown = client.get(url)
    done = client.post(url, {"seen": str(cast.seen(submission)), "comment": "支部大会研究，没有合适对象。"})
    text = text_of(cast, "staff", submission)

    assert (shown.status_code, done.status_code, client.get(own(submission, "branches/NIX/decline/")).status_code) == (
        200, 302, 404,
    )  # fmt: skip
    assert [part for part in ("支部大会研究，没有合适对象。", "不推荐", "未报") if part not in text] == []


def test_the_desk_of_the_list_is_not_everybody_s(cast: Cast) -> None:
    a_round(cast)
    submission = listed(cast, "张三")
    url, form = own(submission, "list/"), typed(cast, submission, 张三=("1", ""))
    member = own(submission, f"members/{cast.nomination('张三').process.number}/")
    codes = {
        who: (browser(cast, who).post(url, form).status_code, browser(cast, who).get(member).status_code)
        for who in ("clerk", "inspector", "other_deputy", "outsider")
    }

    assert codes == {
        "clerk": (403, 403), "inspector": (403, 403), "other_deputy": (404, 404), "outsider": (404, 404),
    }  # fmt: skip
    assert cast.nomination("张三").rank is None


MEMBERS = (("张三",), ("张三", "王五", "孙七"))


@pytest.mark.parametrize("names", MEMBERS)
def test_a_list_that_is_compiled_asks_the_database_as_often_for_three_as_for_one(
    cast: Cast, names: tuple[str, ...]
) -> None:
    a_round(
        cast, materials=SUMMARY, categories=categories(member={"per_unit": 3}), stages=WITHIN,
        vote={"quorum": "1/2", "share": "1/2"}, contest={"ratio": "1.2"},
    )  # fmt: skip
    submission = listed(cast, *names)
    assert statements(cast, "staff", submission) == 15


def statements(cast: Cast, who: str, submission: NominationList) -> int:
    client = browser(cast, who)
    client.get(page_of(submission))
    with CaptureQueriesContext(connection) as asked:
        client.get(page_of(submission))
    return len(asked)


@pytest.mark.parametrize(("left_out", "shown"), [((), True), (("unit_publicity", "party_group"), False)])
def test_only_the_stages_of_the_round_are_shown(cast: Cast, left_out: tuple[str, ...], shown: bool) -> None:
    a_round(cast, stages=[stage for stage in WITHIN if stage not in left_out])

    assert ("单位内公示" in text_of(cast, "staff", listed(cast, "张三"))) is shown
