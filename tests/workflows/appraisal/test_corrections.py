"""限期改正: planned and reported on, reminded of ahead, assessed on its day with one of three outcomes."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from permissions.models import Person
from tests.workflows.appraisal.cast import Cast, fresh
from tests.workflows.appraisal.disposing import correcting, person, reassessing, step, today
from workflows.appraisal import actions
from workflows.appraisal.models import Correction, Disposal
from workflows.appraisal.rules import ready
from workflows.appraisal.states import CorrectionState as C
from workflows.appraisal.states import DisposalState as D
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.models import Fact, Notice


def problems(act: Callable[[], Any]) -> list[str]:
    with pytest.raises(Incomplete) as refused:
        act()
    return list(refused.value.problems)


def discipline(record: Correction) -> Fact:
    return Fact.objects.get(key="person.discipline", person=record.person_id, superseded_by=None)


def test_the_branch_plans_and_reports_until_it_is_over(cast: Cast) -> None:
    record = correcting(cast)
    cast.do(actions.correction_plan, record, plan="每月汇报思想。", helpers="周岚")
    cast.do(actions.correction_report, record, text="已参加两次主题党日。", on=today())

    assert (fresh(record).plan, fresh(record).helpers) == ("每月汇报思想。", "周岚")
    assert list(record.reports.values_list("text", flat=True)) == ["已参加两次主题党日。"]
    assert problems(lambda: cast.do(actions.correction_report, record, text="x", on=today(-1))) == [
        f"日期应在{today()}到今天之间，现为{today(-1)}。"
    ]


def test_branch_and_member_are_reminded_ahead_once(cast: Cast) -> None:
    member = cast.counter("陈明")
    record = correcting(cast)
    Notice.objects.all().delete()

    assert actions.corrections_remind(record.due_on - timedelta(days=31)) == 0
    near = record.due_on - timedelta(days=30)
    assert (actions.corrections_remind(near), actions.corrections_remind(near)) == (3, 0)
    assert set(Notice.objects.values_list("user__username", flat=True)) == {"secretary", "organiser", member.username}
    assert actions.corrections_remind(record.due_on - timedelta(days=7)) == 3


def test_it_falls_due_on_its_day_and_not_before(cast: Cast) -> None:
    record = correcting(cast)

    assert actions.corrections_fall_due(record.due_on - timedelta(days=1)) == 0
    assert (actions.corrections_fall_due(record.due_on), fresh(record).state) == (1, C.REASSESSING)
    assert actions.corrections_fall_due(record.due_on) == 0


def test_no_outcome_before_the_day(cast: Cast) -> None:
    record = reassessing(cast)
    early = today(-1)

    assert problems(lambda: cast.do(actions.correction_lift, record, "secretary", on=early, comment="改正到位。")) == [
        f"改正期到{record.due_on}，期满才能复评。"
    ]
    assert problems(
        lambda: cast.do(actions.correction_lift, record, "secretary", on=today(1), comment="改正到位。")
    ) == [f"复评日期{today(1)}晚于今天，复评以后再登记。"]


def test_it_is_lifted(cast: Cast) -> None:
    record = reassessing(cast)
    moved = cast.do(actions.correction_lift, record, "secretary", on=today(), comment="改正到位。")

    assert (moved.state, moved.outcomes) == (
        C.LIFTED, [{"outcome": "lift", "on": today().isoformat(), "reason": "改正到位。"}],
    )  # fmt: skip
    assert discipline(record).valid_until == today()


def test_it_is_extended_within_a_year(cast: Cast) -> None:
    record = reassessing(cast)
    limit = ready().correction.limit(record.starts_on)
    beyond = limit + timedelta(days=1)

    assert problems(
        lambda: cast.do(actions.correction_extend, record, "secretary", on=today(), until=beyond, comment="继续。")
    ) == [f"延长后的期限应晚于{record.due_on}，最晚到{limit}（从{record.starts_on}起12个月），现为{beyond}。"]
    moved = cast.do(actions.correction_extend, record, "secretary", on=today(), until=limit, comment="继续。")
    assert (moved.state, moved.due_on, discipline(record).valid_until) == (C.CORRECTING, limit, limit)
    assert actions.corrections_fall_due(limit) == 1


def test_it_is_turned_into_persuasion_to_leave(cast: Cast) -> None:
    record = reassessing(cast)
    moved = cast.do(actions.correction_turn, record, "secretary", on=today(), comment="没有转变。")
    (made,) = Disposal.objects.filter(ground="unchanged")

    assert (moved.state, made.state, made.evidence) == (C.TURNED, D.PROPOSING, "没有转变。")
    assert step(cast, made, D.FILING).state == D.FILING


def test_it_is_dropped_for_a_reason(cast: Cast) -> None:
    record = correcting(cast)
    with pytest.raises(Incomplete):
        cast.do(actions.correction_stop, record, "secretary", comment="")
    moved = cast.do(actions.correction_stop, record, "secretary", comment="组织关系已转出。")

    assert (moved.state, discipline(record).valid_until) == (C.DROPPED, today())


def test_the_organiser_concludes_nothing_and_the_member_enters_nothing(cast: Cast) -> None:
    record = reassessing(cast)
    Correction.objects.filter(pk=record.pk).update(person=person("周志远"))

    with pytest.raises(NotAllowed, match="不能在这一环节办理"):
        cast.do(actions.correction_lift, record, "organiser", on=today(), comment="改正到位。")
    with pytest.raises(NotAllowed, match="您应当回避"):
        cast.do(actions.correction_lift, record, "secretary", on=today(), comment="改正到位。")


def test_it_is_not_extended_to_a_day_before_the_assessment(cast: Cast) -> None:
    record = reassessing(cast)
    Correction.objects.filter(pk=record.pk).update(starts_on=today(-200), due_on=today(-20))
    given = {"on": today(), "until": today(-10), "comment": "再看一段时间。"}

    found = problems(lambda: cast.do(actions.correction_extend, record, "secretary", **given))
    assert found[0].startswith(f"延长后的期限应晚于{today()}，最晚到")


def test_a_probationary_member_is_not_turned_to_a_disposal_that_could_never_be_proposed(cast: Cast) -> None:
    record = reassessing(cast)
    Person.objects.filter(pk=record.person_id).update(roll=Person.Roll.PROBATIONARY)
    given = {"on": today(), "comment": "没有转变。"}

    assert problems(lambda: cast.do(actions.correction_turn, record, "secretary", **given)) == [
        "预备党员不适用劝其退党：没有改正的，按延长预备期或者取消预备党员资格办理，本项限期改正选“不再执行”并写明去向。"
    ]
    assert fresh(record).state == C.REASSESSING
