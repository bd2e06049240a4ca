"""A unit's list goes: in order, decided, within its places; what is lacking is said in sentences."""

import pytest

from tests.workflows.engine.steps import all_is_well, open_desk, trail
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    CONTACT,
    STUDIED,
    UNIT,
    a_round,
    alone,
    approved,
    arrange,
    do,
    fresh,
    listed,
    meet,
    ready,
    report,
    reported,
)
from tests.workflows.nomination.places import categories
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.models import AuditEntry, Publicity, Reservation
from workflows.nomination import actions, queries
from workflows.nomination.queries import lists
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

WITHIN = ["branch_meeting", "committee", "unit_publicity", "party_group", "org_review", "work_committee"]
TWO = categories(member={"per_unit": 2})


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def states(cast: Cast, *names: str) -> list[str]:
    return [cast.nomination(name).state for name in names]


def test_it_goes_up_with_its_members(cast: Cast) -> None:
    a_round(cast, categories=TWO)
    submission = reported(cast, "张三", "王五")

    assert (submission.state, states(cast, "张三", "王五")) == (L.VERIFYING, [S.VERIFYING, S.VERIFYING])
    assert (open_desk(submission).unit, open_desk(submission).right) == (cast.units["工委"], "review")
    assert Reservation.objects.filter(quota__key="unit:places.member").count() == 2
    assert all_is_well()


def test_the_trail_keeps_what_was_decided_on(cast: Cast) -> None:
    a_round(cast)
    submission = reported(cast, "张三")
    entry = AuditEntry.objects.get(process=submission.process_id, verb="report")
    decided = entry.data["snapshot"]["decided"]

    assert decided["meeting"]["body"] == "机关党委会议"
    assert [(each["name"], each["category"], each["rank"]) for each in decided["placings"]] == [("张三", "member", 1)]
    assert decided["left_behind"] == ["甲二支部（未报）", "甲四支部（未报）", "甲五支部（未报）", "甲三支部（未报）"]


def test_what_it_lacks_is_said(cast: Cast) -> None:
    summary = {"code": "summary", "name": "汇总表", "of_list": True, "copies": 5}
    a_round(cast, materials=[summary])
    submission = listed(cast, "张三", "王五")

    assert queries.list_lacking(submission) == [
        "优秀共产党员还没有排序：张三、王五。", "还没有登记会议的决定。", "缺汇总表，一式5份。",
    ]  # fmt: skip
    with pytest.raises(Incomplete, match="还没有排序"):
        report(cast, submission)
    assert fresh(submission).state == L.COMPILING


def test_an_empty_list_is_no_list(cast: Cast) -> None:
    a_round(cast)

    assert queries.list_lacking(cast.list_in(UNIT)) == [
        "名单里还没有人选。请先审核提名；确无合适对象的，请办理“不推荐”。"
    ]


def test_more_than_there_are_places_do_not_go(cast: Cast) -> None:
    a_round(cast, categories=TWO)
    submission = ready(cast, listed(cast, "张三", "王五", "孙七"))
    with pytest.raises(Incomplete) as refused:
        report(cast, submission)

    assert refused.value.problems == [
        "优秀共产党员：孙七超出名额2个，由市直机关工委决定不推荐或申请调剂。",
        "甲局机关党委：优秀共产党员名额不超过2个（固定2个），现有3个，多1个。",
    ]
    assert (fresh(submission).state, Reservation.objects.filter(quota__key="unit:places.member").count()) == (
        L.COMPILING,
        0,
    )


def test_a_tie_across_the_last_place_is_for_people(cast: Cast) -> None:
    a_round(cast, categories=TWO, vote={"quorum": "1/2", "share": "1/2"})
    submission = listed(cast, "张三", "王五", "孙七")
    meet(cast, submission, "staff", due=9, present=9)
    arrange(cast, submission, "staff", 张三=9, 王五=6, 孙七=6)
    sentences = queries.list_lacking(fresh(submission))

    assert [row.rank for row in queries.members(fresh(submission))] == [1, 2, 2]
    assert sentences[0] == "优秀共产党员：王五、孙七并列，只余1个名额，由市直机关工委排序或表决，系统不代为取舍。"


def test_votes_are_judged_where_the_round_has_a_vote(cast: Cast) -> None:
    a_round(cast, vote={"quorum": "1/2", "share": "1/2"})
    submission = listed(cast, "张三", "王五")
    arrange(cast, submission, "staff")
    meet(cast, submission, "staff")
    assert queries.list_lacking(fresh(submission)) == ["还没有登记得票：张三、王五。"]

    arrange(cast, submission, "staff", 张三=8, 王五=5)
    assert queries.list_lacking(fresh(submission)) == ["本批次须表决，请在会议登记中填写应到和实到人数。"]

    meet(cast, submission, "staff", due=10, present=8)
    assert queries.list_lacking(fresh(submission)) == [
        "王五没有通过：赞成5人，须应到10人超过1/2即6人赞成，不够。请办理“不推荐上报”。"
    ]
    meet(cast, submission, "staff", due=10, present=4)
    assert queries.list_lacking(fresh(submission))[0] == (
        "张三的得票有误：实到不能多于应到，赞成不能多于实到，现为应到10、实到4、赞成8。"
    )


def test_an_order_against_the_votes_and_too_few_candidates_are_pointed_out(cast: Cast) -> None:
    a_round(cast, categories=TWO, contest={"ratio": "1.5"})
    submission = listed(cast, "张三", "王五")
    rows = queries.members(submission)
    placings = [actions.Placing(row.pk, n, votes) for n, (row, votes) in enumerate(zip(rows, (3, 5), strict=True), 1)]
    do(actions.list_arrange, cast, submission, "staff", placings=placings)

    assert queries.Listing(fresh(submission)).warnings() == [
        "优秀共产党员：2个名额按1:1.5（向上取整）应有3名候选（2×1.5=3），现有2名，少1名。".replace("（向上取整）", ""),
        "优秀共产党员：排序与得票多少不一致，请核对。",
    ]


def test_the_party_group_studies_before_it_goes_up(cast: Cast) -> None:
    a_round(cast, stages=STUDIED)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = report(cast, submission)
    assert (submission.state, states(cast, "张三")) == (L.STUDYING, [S.LISTED])

    with pytest.raises(Incomplete, match="还没有登记会议的决定"):
        report(cast, submission, "deputy")
    meet(cast, submission, "deputy", "甲局党组会议")
    assert report(cast, submission, "deputy").state == L.VERIFYING
    assert states(cast, "张三") == [S.VERIFYING]
    assert all_is_well()


def test_who_only_compiles_does_not_enter_what_the_party_group_decided(cast: Cast) -> None:
    a_round(cast, stages=STUDIED)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = report(cast, submission)

    with pytest.raises(NotAllowed):
        meet(cast, submission, "staff")
    with pytest.raises(NotAllowed):
        report(cast, submission, "staff")
    assert fresh(submission).state == L.STUDYING


def test_a_notice_inside_the_unit_comes_first(cast: Cast) -> None:
    a_round(cast, stages=WITHIN, publicity={"days": 3, "working": False})
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    with pytest.raises(Incomplete, match="请填写反映渠道"):
        report(cast, submission)
    submission = report(cast, submission, contact=CONTACT)
    notice = Publicity.objects.get()

    assert (submission.state, submission.within, notice.unit) == (L.PUBLICISING_WITHIN, notice, cast.units[UNIT])
    assert ((notice.ends_on - notice.starts_on).days, notice.days_text, notice.contact) == (3, "3个自然日", CONTACT)
    assert states(cast, "张三") == [S.LISTED]
    assert all_is_well()


def test_a_unit_that_decides_itself_ends_within_its_places(cast: Cast) -> None:
    alone(cast, categories=TWO)
    submission = listed(cast, "张三", "王五", "孙七")
    arrange(cast, submission, "staff")
    submission = report(cast, submission)
    meet(cast, submission, "deputy")
    with pytest.raises(Incomplete) as refused:
        report(cast, submission, "deputy")
    assert refused.value.problems[0] == "优秀共产党员：孙七超出名额2个，由市直机关工委决定不推荐或申请调剂。"

    row = cast.nomination("孙七")
    do(actions.list_leave_out, cast, submission, "deputy", nomination=row, comment="排序第三，超出名额。")
    assert report(cast, submission, "deputy").state == L.CONFERRING
    assert states(cast, "张三", "王五", "孙七") == [S.CONFERRING, S.CONFERRING, S.NOT_FORWARDED]
    assert Reservation.objects.filter(quota__key="unit:places.member").count() == 2
    assert all_is_well()


def test_the_committee_decides_with_a_meeting(cast: Cast) -> None:
    a_round(cast)
    submission = reported(cast, "张三")
    do(actions.list_forward, cast, submission, "clerk")
    with pytest.raises(Incomplete, match="还没有登记会议的决定"):
        do(actions.list_approve, cast, submission, "leader")

    meet(cast, submission, "leader", "工委会议")
    do(actions.list_approve, cast, submission, "leader")
    assert (fresh(submission).state, states(cast, "张三")) == (L.ANNOUNCING, [S.ANNOUNCING])
    assert all_is_well()


def test_a_second_click_is_the_same_as_one(cast: Cast) -> None:
    a_round(cast, stages=STUDIED)
    submission = listed(cast, "张三")
    arrange(cast, submission, "staff")
    submission = fresh(submission)
    seen, known = cast.seen(submission), list(lists.left_behind(submission))
    for _ in range(2):
        actions.list_report(submission, by=cast.staff, seen=seen, unreported=known)

    assert (fresh(submission).state, trail(submission).count("report")) == (L.STUDYING, 1)


@pytest.mark.parametrize("who", ["secretary", "inspector", "clerk", "other_deputy"])
def test_nobody_else_reports_it(cast: Cast, who: str) -> None:
    a_round(cast)
    submission = ready(cast, listed(cast, "张三"))

    with pytest.raises(NotAllowed):
        report(cast, submission, who)
    assert fresh(submission).state == L.COMPILING


def test_a_direct_branch_is_reported_by_the_committee_and_verified_by_somebody_else(cast: Cast) -> None:
    a_round(cast)
    submission = ready(cast, listed(cast, "郑十"), "head")
    submission = report(cast, submission, "head")

    assert submission.state == L.VERIFYING
    with pytest.raises(NotAllowed):
        do(actions.list_forward, cast, submission, "head")
    assert approved(cast, submission).state == L.ANNOUNCING
