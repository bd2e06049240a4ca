"""No way round a limit: who nominates, what happened since the decision, and where reasons are written."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.nomination.listing import (
    OTHER,
    UNIT,
    a_round,
    alone,
    approved,
    do,
    fresh,
    listed,
    meet,
    ready,
    report,
    reported,
)
from tests.workflows.nomination.places import cap, categories, quota, reserved
from workflows.engine import objections
from workflows.engine.errors import Incomplete
from workflows.engine.models import Quota
from workflows.engine.transitions import seen_of
from workflows.nomination import actions
from workflows.nomination.actions import Paper
from workflows.nomination.forms.lists import ApproveForm, ReportForm
from workflows.nomination.models import NominationList
from workflows.nomination.queries import board
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

REASON = "工委同意突破1个。"
FRONTLINE = {
    "code": "front", "name": "一线", "categories": ["member"], "per": "whole", "direction": "min", "count": 1,
    "among": "frontline",
}  # fmt: skip
LEADERS = {
    "code": "leaders", "name": "领导干部", "categories": ["member"], "per": "whole", "percent": "50", "base": "listed",
    "among": "leaders",
}  # fmt: skip


@pytest.fixture
def cast(db: None) -> Cast:
    return make_cast()


def abstained(cast: Cast) -> None:
    """The other units recommend nobody."""
    for unit, by in ((OTHER, "other_deputy"), ("工委", "clerk")):
        do(actions.list_abstain, cast, cast.list_in(unit), by, comment="没有合适人选。")


def publicised(cast: Cast, submission: NominationList) -> NominationList:
    """Put a decided list under a notice that begins today."""
    do(actions.list_publicise, cast, submission, "clerk", starts_on=timezone.localdate(), days=1, contact="电话")
    return fresh(submission)


def be(cast: Cast, name: str, **facts: bool) -> None:
    """Enter of somebody that he is 领导干部 or 一线."""
    person = cast.people[name]
    for field, value in facts.items():
        setattr(person, field, value)
    person.save(update_fields=list(facts))


# --- 支部名额：谁提名都算 ---------------------------------------------------------------------------------------


def test_whom_the_unit_nominates_takes_a_place_of_his_own_branch(cast: Cast) -> None:
    made = a_round(cast, categories=categories(member={"per_branch": 1}))
    listed(cast, "张三")
    with pytest.raises(Incomplete) as refused:
        cast.submitted("李四", "member", "deputy", UNIT)
    assert refused.value.problems == ["甲一支部：优秀共产党员名额不超过1个（固定1个），现有2个，多1个。"]
    assert reserved(made, "甲一支部", "branch:places.member") == 1


def test_whom_the_unit_nominates_of_another_branch_takes_its_place_there(cast: Cast) -> None:
    made = a_round(cast, categories=categories(member={"per_branch": 1}))
    listed(cast, "张三")
    cast.submitted("王五", "member", "deputy", UNIT)
    assert reserved(made, "甲二支部", "branch:places.member") == 1


# --- 原则上的名额：处处有地方写理由 -------------------------------------------------------------------------------


def test_a_unit_that_decides_itself_writes_at_its_meeting_why_it_exceeds(cast: Cast) -> None:
    alone(cast, categories=categories(member={"places": 1, "about": True}))
    there = report(cast, ready(cast, listed(cast, "张三", "王五")))
    meet(cast, there, "deputy")
    assert (there.state, list(ReportForm(initial={"record": fresh(there)}).fields)) == (L.STUDYING, ["excuse"])
    with pytest.raises(Incomplete):
        report(cast, there, "deputy")
    decided = report(cast, there, "deputy", excuse=REASON)
    entry = decided.process.entries.filter(verb="report").last()
    assert (decided.state, decided.excuse) == (L.CONFERRING, REASON)
    assert entry.data["snapshot"]["decided"]["excuse"] == REASON


def test_the_work_committee_writes_at_its_meeting_why_it_exceeds(cast: Cast) -> None:
    a_round(cast, categories=categories(member={"places": 1, "about": True}), contest={"ratio": "2"})
    there = reported(cast, "张三", "王五")
    do(actions.list_forward, cast, there, "clerk")
    meet(cast, there, "leader", "工委会议")
    assert list(ApproveForm(initial={"record": fresh(there)}).fields) == ["excuse"]
    with pytest.raises(Incomplete):
        do(actions.list_approve, cast, there, "leader")
    do(actions.list_approve, cast, there, "leader", excuse=REASON)
    entry = fresh(there).process.entries.filter(verb="approve").last()
    assert (fresh(there).state, fresh(there).excuse) == (L.ANNOUNCING, REASON)
    assert entry.data["snapshot"]["decided"]["excuse"] == REASON


def test_the_reason_is_written_on_the_page_of_the_decision(cast: Cast, client: Client) -> None:
    a_round(cast, categories=categories(member={"places": 1, "about": True}), contest={"ratio": "2"})
    there = reported(cast, "张三", "王五")
    do(actions.list_forward, cast, there, "clerk")
    meet(cast, there, "leader", "工委会议")
    client.force_login(cast.users["leader"])
    url = f"/records/{there.process.number}/"
    assert b'name="approve-excuse"' in client.get(url).content
    sent = {"verb": "approve", "seen": str(cast.seen(fresh(there))), "approve-excuse": REASON, "comment": ""}
    client.post(url, sent)
    assert (fresh(there).state, fresh(there).excuse) == (L.ANNOUNCING, REASON)


def test_where_nothing_is_exceeded_no_reason_is_asked_for(cast: Cast) -> None:
    a_round(cast, categories=categories(member={"places": 2, "about": True}))
    there = reported(cast, "张三")
    do(actions.list_forward, cast, there, "clerk")
    assert list(ApproveForm(initial={"record": fresh(there)}).fields) == []


# --- 全部单位合计：公示前和授予前再核一次 ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("limit", "text"),
    [
        (FRONTLINE, "全部单位合计：一线不少于1个（固定1个），现有0个，少1个。"),
        (LEADERS, "全部单位合计：领导干部不超过0个（1×50%=0.5，向下取整为0），现有1个，多1个。"),
    ],
)
def test_units_that_recommend_nobody_afterwards_do_not_save_a_breach(
    cast: Cast, limit: dict[str, Any], text: str
) -> None:
    be(cast, "张三", is_leader=True)
    a_round(cast, caps=[limit])
    there = approved(cast, reported(cast, "张三"))
    abstained(cast)
    with pytest.raises(Incomplete) as refused:
        publicised(cast, there)
    assert refused.value.problems == [text, "请退回审定，调整人选或者写明理由后再公示。"]
    assert (fresh(there).state, cast.nomination("张三").state) == (L.ANNOUNCING, S.ANNOUNCING)


def test_while_another_list_is_to_come_nothing_over_all_is_refused(cast: Cast) -> None:
    a_round(cast, caps=[FRONTLINE])
    assert publicised(cast, approved(cast, reported(cast, "张三"))).state == L.PUBLICISING


@pytest.mark.parametrize("principle", [False, True])
def test_who_is_struck_off_is_missed_when_honours_are_given(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, principle: bool
) -> None:
    be(cast, "张三", is_frontline=True)
    a_round(cast, caps=[FRONTLINE | {"principle": principle}])
    abstained(cast)
    there = publicised(cast, approved(cast, reported(cast, "张三", "王五")))
    upheld(cast, there, "张三")
    day = over(there, monkeypatch)
    with pytest.raises(Incomplete):
        do(actions.list_confer, cast, there, "clerk", paper=Paper("表1号", day))
    assert cast.nomination("王五").state == S.CONFERRING
    if principle:
        do(actions.list_confer, cast, there, "clerk", paper=Paper("表1号", day), excuse=REASON)
        said = fresh(there).process.entries.filter(verb="confer").get().comment
        assert (cast.nomination("王五").state, said.endswith(f"名额的说明：{REASON}")) == (S.AWARDED, True)


@pytest.mark.parametrize(("limits", "asked"), [([FRONTLINE], True), ([], False)])
def test_the_page_of_the_document_has_room_for_a_reason_where_one_may_be_needed(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, client: Client, limits: list[dict[str, Any]], asked: bool
) -> None:
    be(cast, "张三", is_frontline=True)
    a_round(cast, caps=limits)
    there = publicised(cast, approved(cast, reported(cast, "张三")))
    over(there, monkeypatch)
    client.force_login(cast.users["clerk"])
    page = client.get(reverse("nomination:confer", args=[there.process.number]))
    assert (page.status_code, b'name="excuse"' in page.content) == (200, asked)


def upheld(cast: Cast, submission: NominationList, name: str) -> None:
    """Uphold an objection against a member."""
    assert submission.publicity is not None
    found = objections.receive(
        submission.publicity, cast.nomination(name), by=cast.clerk, channel="letter", text="反映问题"
    )
    objections.uphold(found, by=cast.clerk, seen=seen_of(found), comment="属实。")


def over(submission: NominationList, monkeypatch: pytest.MonkeyPatch) -> date:
    """The day after the notice, with its list settled."""
    assert submission.publicity is not None
    later = submission.publicity.ends_on + timedelta(days=1)
    real = timezone.localdate
    monkeypatch.setattr(timezone, "localdate", lambda at=None, *more: later if at is None else real(at))
    actions.settle_due(later)
    return later


# --- 裁定：数字变了要重新裁定 -----------------------------------------------------------------------------------


def test_a_ruling_settles_only_what_it_was_shown(cast: Cast) -> None:
    made = a_round(cast, categories=categories(member={"per_unit": 2}), caps=[cap(1, per="unit")])
    ruled = quota(made, UNIT, "unit:cap")
    actions.places_rule(ruled, 2, actions.Decision("工委", timezone.localdate(), "按2个。"), by=cast.clerk)
    there = list(Quota.objects.filter(round=made, unit__short_name=UNIT).select_related("unit"))
    assert board.open_contradictions(made, there) == {}
    actions.places_set(quota(made, UNIT, "unit:places.member"), 9, by=cast.clerk, reason="增加")
    there = list(Quota.objects.filter(round=made, unit__short_name=UNIT).select_related("unit"))
    assert list(board.open_contradictions(made, there)) == [ruled.pk]
    actions.places_rule(ruled, 3, actions.Decision("工委", timezone.localdate(), "按3个。"), by=cast.clerk)
    there = list(Quota.objects.filter(round=made, unit__short_name=UNIT).select_related("unit"))
    assert board.open_contradictions(made, there) == {}
