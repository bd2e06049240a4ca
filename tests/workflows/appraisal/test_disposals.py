"""组织处置: each step once, in order, with its day; who is judged stands aside; what is wrong is said."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from permissions.models import Person, User
from tests.workflows.appraisal.cast import Cast, fresh
from tests.workflows.appraisal.disposing import (
    EVIDENCE,
    attach,
    decision,
    disposal_at,
    person,
    proposed,
    step,
    today,
    vote,
)
from workflows.appraisal import actions
from workflows.appraisal.actions import CaseInput
from workflows.appraisal.models import Disposal
from workflows.appraisal.queries.disposals import under_disposal
from workflows.appraisal.queries.papers import disposal_paper
from workflows.appraisal.rules import Step, ready
from workflows.appraisal.states import DisposalState as D
from workflows.engine import attendance, signing
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Fact, Round, Task
from workflows.engine.models import Meeting as Sitting
from workflows.engine.signing import Request


def trail(record: Disposal) -> list[str]:
    rows = AuditEntry.objects.filter(process=record.process_id).order_by("seq")
    return [row.verb for row in rows]


def problems(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Incomplete) as refused:
        act()
    return list(refused.value.problems)


def test_it_goes_through_every_step_of_the_plan(cast: Cast) -> None:
    record = disposal_at(cast, D.DISPOSED)

    assert [verb for verb in trail(record) if verb != "open"] == [
        "propose", "receive", "verify", "talk", "forward", "resolve", "approve",
    ]  # fmt: skip
    assert record.done == {str(each): today().isoformat() for each in Step}
    assert list(Sitting.objects.filter(process=record.process_id).order_by("pk").values_list("body", "minutes")) == [
        ("支部委员会", "同意启动。"), ("支部党员大会", "同意。"),
    ]  # fmt: skip
    assert (record.filed_as, record.talkers, record.agreed) == (
        "甲党备〔2026〕1号", [["周岚", "formal"], ["吴江", "formal"]], 4,
    )  # fmt: skip


def test_stages_that_the_plan_lacks_are_passed_on(cast: Cast) -> None:
    short = replace(ready().disposal, steps=(Step.FILE, Step.INVESTIGATE, Step.VOTE, Step.APPROVE))
    Round.objects.update(scheme=replace(ready(), disposal=short).to_data(), stages={
        "talking": {"off": True}, "pre_reviewing": {"off": True},
    })  # fmt: skip
    record = disposal_at(cast, D.TALKING)

    assert (record.state, trail(record)[-2:]) == (D.VOTING, ["pass_on", "pass_on"])
    step(cast, record, D.APPROVING)
    assert fresh(record).state == D.APPROVING


def test_a_round_keeps_which_stages_its_plan_lacks(cast: Cast) -> None:
    short = replace(ready().disposal, steps=(Step.FILE, Step.INVESTIGATE, Step.VOTE, Step.APPROVE))
    plan = replace(ready(), disposal=short)
    made = actions.draft_round(cast.units["工委"], plan, by=cast.clerk, year=2030, title="另一批次")

    assert made.stages == {"talking": {"off": True}, "pre_reviewing": {"off": True}}


def test_the_talk_is_never_passed_on_because_the_branch_had_the_desk_before(cast: Cast) -> None:
    assert disposal_at(cast, D.TALKING).state == D.TALKING


def test_a_correction_has_until_its_day_and_is_told_to_others(cast: Cast) -> None:
    record = disposal_at(cast, D.DISPOSED)
    (made,) = record.corrections.all()
    fact = Fact.objects.get(key="person.discipline", person=record.person)

    assert (made.state, made.starts_on, made.tasks) == ("correcting", today(), "按时参加组织生活。")
    assert (fact.value["kind"], fact.valid_from, fact.valid_until) == ("限期改正（组织处置）", today(), made.due_on)
    assert under_disposal([record.person_id]) == {record.person_id: f"限期改正中，期限到{made.due_on}"}


def test_expulsion_bars_from_joining_again_for_five_years(cast: Cast) -> None:
    since = today(-200)
    record = disposal_at(cast, D.DISPOSED, ground="no_dues", since=since)
    until = date(today().year + 5, today().month, today().day)
    fact = Fact.objects.get(key="person.rejoin_barred", person=record.person)

    assert (record.barred_until, record.corrections.count()) == (until, 0)
    assert (fact.value, fact.valid_until) == (
        {"until": until.isoformat(), "kind": "党内除名"}, until - timedelta(days=1),
    )  # fmt: skip


def test_only_a_member_of_the_branch_can_be_proposed(cast: Cast) -> None:
    stranger = Person.objects.create(staff_no="X1", name="外人", branch=cast.units["甲二支部"])
    worker = cast.member("群众", roll=Person.Roll.NONE)
    for who in (stranger, worker):
        with pytest.raises(Refused, match=f"{who.name}现在不是甲一支部的党员，不能提出组织处置。"):
            actions.disposal_open(who, cast.units["甲一支部"], CaseInput("idle", EVIDENCE), by=cast.organiser)
    assert Disposal.objects.count() == 0


def test_nobody_is_under_two_at_once(cast: Cast) -> None:
    proposed(cast)

    with pytest.raises(Refused, match="陈明已有办理中的组织处置，办结以后才能再提。"):
        proposed(cast)


def test_only_the_branch_proposes(cast: Cast) -> None:
    for who in (cast.deputy, cast.clerk, cast.sibling):
        with pytest.raises(NotAllowed, match="不能为甲一支部提出组织处置"):
            actions.disposal_open(person(), cast.units["甲一支部"], CaseInput("idle", EVIDENCE), by=who)


def test_what_stands_against_a_proposal_is_said_at_once(cast: Cast) -> None:
    record = proposed(cast, ground="no_dues", evidence=" ", since=today(-30), disciplined=True)
    said = problems(lambda: step(cast, record, D.FILING))

    assert [each[:8] for each in said] == ["同一问题已受党纪", "以“无正当理由，", f"从未交党费之日{today(-30)}"[:8]]
    assert fresh(record).state == D.PROPOSING


@pytest.mark.parametrize(
    ("ground", "lacking"),
    [
        ("unchanged", "“限期改正期满，没有转变”须先有限期改正的复评结论“转劝其退党”。"),
        ("refuses", "“劝其退党而不退”须先已批准劝其退党。"),
    ],
)
def test_some_grounds_need_what_came_before(cast: Cast, ground: str, lacking: str) -> None:
    record = proposed(cast, ground=ground)

    assert problems(lambda: step(cast, record, D.FILING)) == [lacking]


def test_suspension_is_on_the_register_before_somebody_counts_as_lost(cast: Cast) -> None:
    record = proposed(cast, ground="lost", since=today(-800))
    lacking = "“因失联停止党籍，2年后仍无法联系”须先停止党籍，人员名册上陈明现在是“在册”。"

    assert problems(lambda: step(cast, record, D.FILING)) == [lacking]


def test_a_probationary_member_is_not_persuaded_to_leave(cast: Cast) -> None:
    Person.objects.filter(name="陈明").update(roll=Person.Roll.PROBATIONARY)
    record = proposed(cast, ground="threat")

    assert problems(lambda: step(cast, record, D.FILING)) == [
        "预备党员不适用劝其退党，可以延长预备期或者取消预备党员资格。"
    ]


def test_a_step_is_not_taken_before_the_one_ahead_of_it(cast: Cast) -> None:
    record = disposal_at(cast, D.INVESTIGATING)
    act = actions.disposal_verify
    cast_step = {"investigators": "李慧", "findings": "属实。"}
    Disposal.objects.filter(pk=record.pk).update(done={"file": today(-2).isoformat()})
    attach(cast, record)

    assert problems(lambda: cast.do(act, record, on=today(-3), **cast_step)) == [
        f"调查核实的日期{today(-3)}早于事前备案的日期{today(-2)}。"
    ]
    assert problems(lambda: cast.do(act, record, on=today(1), **cast_step)) == [
        f"调查核实的日期{today(1)}晚于今天，办理以后再登记。"
    ]


def test_nothing_is_found_true_without_materials(cast: Cast) -> None:
    record = disposal_at(cast, D.INVESTIGATING)

    assert problems(
        lambda: cast.do(actions.disposal_verify, record, on=today(), investigators="李慧", findings="属实。")
    ) == ["还没有证据材料，请先上传调查报告、证言等材料。"]


def test_two_formal_members_hold_the_talk_and_never_the_member_himself(cast: Cast) -> None:
    record = disposal_at(cast, D.TALKING)

    assert problems(
        lambda: cast.do(
            actions.disposal_talk, record, on=today(), talkers=[person("陈明"), person("周岚")], talk_words="谈话。"
        )
    ) == ["组织谈话须有2名正式党员，现有1名。"]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"present": 3, "agreed": 3}, "应到6人，实到3人，处置不合格党员须超过应到的1/2即4人到会，还差1人，不能开会。"),
        (
            {"agreed": 3},
            "应到6人，实到5人，赞成3人，须超过应到的1/2即4人赞成，还差1人，没有通过。"
            "没有通过的，请按“不予处置”办理并写明表决情况。",
        ),
        ({"expected": 7}, "应到7人，多于甲一支部名册上的正式党员6人，请核对。"),
    ],
)
def test_a_vote_below_quorum_or_majority_does_not_carry(cast: Cast, more: dict[str, int], said: str) -> None:
    record = disposal_at(cast, D.VOTING)

    assert problems(lambda: cast.do(actions.disposal_resolve, record, vote=vote(**more))) == [said]
    assert (fresh(record).state, fresh(record).agreed) == (D.VOTING, None)


def test_absent_members_who_agreed_in_writing_count(cast: Cast) -> None:
    record = disposal_at(cast, D.VOTING)
    moved = cast.do(actions.disposal_resolve, record, vote=vote(agreed=3, written=1))

    assert moved.state == D.APPROVING


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"effective_on": -1}, "生效日期{effective_on}早于批准日期{today}。"),
        ({"effective_on": 31}, "生效日期{effective_on}太晚，应在批准后30天以内，最晚{latest}。"),
        ({"due_on": -1}, "改正期限应晚于生效日期{today}，最晚到{limit}（从生效起12个月），现为{due_on}。"),
        ({"due_on": 400}, "改正期限应晚于生效日期{today}，最晚到{limit}（从生效起12个月），现为{due_on}。"),
    ],
)
def test_a_term_begins_with_the_decision_and_lasts_a_year_at_most(cast: Cast, more: dict[str, int], said: str) -> None:
    record = disposal_at(cast, D.APPROVING)
    days = {name: today(ahead) for name, ahead in more.items()}
    limit = ready().correction.limit(today())
    found = problems(lambda: cast.do(actions.disposal_approve, record, "deputy", decision=decision(**days)))

    assert found == [said.format(today=today(), latest=today(30), limit=limit, **days)]
    assert record.corrections.count() == 0


def test_who_entered_the_vote_does_not_approve_it(cast: Cast) -> None:
    record = disposal_at(cast, D.APPROVING)
    Disposal.objects.filter(pk=record.pk).update(submitter=cast.users["deputy"])

    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核。"):
        cast.do(actions.disposal_approve, record, "deputy", decision=decision())


def test_whoever_is_judged_acts_on_nothing_of_the_own_record(cast: Cast) -> None:
    record = proposed(cast, "周志远")

    with pytest.raises(NotAllowed, match="您应当回避"):
        cast.do(actions.disposal_propose, record, "secretary", held_on=today(), minutes="不同意。")
    with pytest.raises(NotAllowed, match="您应当回避"):
        cast.do(actions.disposal_save, record, "secretary", given=CaseInput("idle", "没有这回事。"))
    with pytest.raises(NotAllowed, match="您应当回避"):
        actions.disposal_open(person("李慧"), cast.units["甲一支部"], CaseInput("idle", EVIDENCE), by=cast.organiser)


def test_a_desk_where_only_the_judged_could_act_is_nobodys(cast: Cast) -> None:
    other, own = proposed(cast), proposed(cast, "周志远")
    waiting = {
        task.process_id: task.unattended for task in Task.objects.filter(finished=None, process__in=[
            other.process_id, own.process_id,
        ])
    }  # fmt: skip

    assert waiting == {other.process_id: False, own.process_id: True}
    attendance.recheck()
    assert Task.objects.get(process=own.process_id, finished=None).unattended


@pytest.mark.parametrize("state", [D.PROPOSING, D.INVESTIGATING, D.PRE_REVIEWING, D.VOTING, D.APPROVING])
def test_it_may_come_to_nothing_for_a_reason(cast: Cast, state: D) -> None:
    by = {D.PRE_REVIEWING: "staff", D.APPROVING: "deputy"}.get(state, "organiser")
    record = disposal_at(cast, state)
    with pytest.raises(Incomplete):
        cast.do(actions.disposal_end, record, by, comment=" ")
    moved = cast.do(actions.disposal_end, record, by, comment="查无实据。")

    assert (moved.state, Fact.objects.filter(process=record.process_id).count()) == (D.NOT_DISPOSED, 0)


def test_the_superior_sends_it_back_for_another_investigation(cast: Cast) -> None:
    record = disposal_at(cast, D.APPROVING)
    moved = cast.do(actions.disposal_send_back, record, "deputy", to=D.VOTING, comment="表决记录不全。")
    assert (moved.state, moved.lap) == (D.VOTING, 2)

    step(cast, record, D.APPROVING)
    moved = step(cast, record, D.DISPOSED)

    assert moved.state == D.DISPOSED
    assert Sitting.objects.filter(process=record.process_id, state=D.VOTING).count() == 2


def test_the_superior_may_return_a_proposal_instead_of_filing_it(cast: Cast) -> None:
    record = disposal_at(cast, D.FILING)
    moved = cast.do(actions.disposal_send_back, record, "staff", to=D.PROPOSING, comment="事实不清。")
    changed = cast.do(actions.disposal_save, moved, given=CaseInput("wavering", "补充的事实。", months=9))

    assert (changed.ground, changed.method, changed.months) == ("wavering", "correct", 9)


def test_a_cancelled_round_ends_what_is_open(cast: Cast) -> None:
    record = disposal_at(cast, D.VOTING)
    actions.round_cancel(record.round, reason="方案有误", by=cast.clerk)
    actions.cancel_due(today())

    assert fresh(record).state == D.CALLED_OFF


def test_an_appeal_is_kept_beside_a_decision_and_moves_nothing(cast: Cast) -> None:
    early, record = disposal_at(cast, D.VOTING, "郑洁"), disposal_at(cast, D.DISPOSED)
    with pytest.raises(Refused, match="作出处置以后才有申诉"):
        actions.appeal_enter(early, today(), "不服。", by=cast.organiser)
    assert problems(lambda: actions.appeal_enter(record, today(-1), "不服。", by=cast.organiser)) == [
        f"申诉日期应在批准日期{today()}到今天之间，现为{today(-1)}。"
    ]
    actions.appeal_enter(record, today(), "处分过重。", by=cast.organiser)

    assert (fresh(record).state, trail(record)[-1]) == (D.DISPOSED, "remark")
    assert list(record.appeals.values_list("text", "by__username")) == [("处分过重。", "organiser")]


def test_the_account_of_a_member_is_found_by_the_person(cast: Cast) -> None:
    record = proposed(cast, "周志远")

    assert record.stands_aside() == {User.objects.get(username="secretary").pk}


def test_fewer_expected_than_the_register_has_need_a_reason_that_is_kept(cast: Cast) -> None:
    record = disposal_at(cast, D.VOTING)
    low = vote(expected=4, present=4, agreed=4)

    assert problems(lambda: cast.do(actions.disposal_resolve, record, vote=low)) == [
        "应到4人，少于名册上的正式党员6人：请写明哪些人不计入应到和依据，或者改正人数。"
    ]
    why = "郑洁、吴江长期在外，经上级同意和党员大会通过不计入。"
    moved = cast.do(actions.disposal_resolve, record, vote=replace(low, fewer_why=f" {why} "))
    assert (moved.state, moved.fewer_why) == (D.APPROVING, why)
    assert f"应到少于名册：{why}" in disposal_paper(fresh(record))["表决"]


@pytest.mark.parametrize(("who", "why"), [("secretary", "该单位不能查看这一事项"), ("head", "")])
def test_nobody_of_the_branch_is_asked_to_sign_about_its_member(cast: Cast, who: str, why: str) -> None:
    record = disposal_at(cast, D.APPROVING)
    request = Request([getattr(cast, who).appointment], "请提意见。", today())
    if not why:
        assert cast.do(signing.ask, record, "deputy", request=request).status == "open"
        return
    with pytest.raises(Refused, match=why):
        cast.do(signing.ask, record, "deputy", request=request)
