"""登记、交办、签收: what a problem must say, who registers it, and many at once with what became of each."""

from datetime import date
from typing import Any

import pytest

from permissions import tree
from permissions.roles import UnitKind
from tests.workflows.engine.steps import all_is_well, trail
from tests.workflows.rectification.cast import WHY, Cast, desk, fresh, today
from workflows.engine import consistency
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Notice
from workflows.rectification import actions
from workflows.rectification.flow import alerts
from workflows.rectification.models import Measure, Problem
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S


def given(problem: Problem, **more: Any) -> actions.ProblemInput:
    usual = {"text": problem.text, "source": problem.source, "limit": problem.limit, "due_on": problem.due_on}
    return actions.ProblemInput(**(usual | more))


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": " "}, "没有填写问题表述"),
        ({"source": "rumour"}, "问题来源不在本专项中"),
        ({"severity": "odd"}, "严重程度不在本专项中"),
        ({"remark": "长" * 501}, "备注有501字，最多500字。请删减"),
        ({"owner": "长" * 81}, "责任人有81字，最多80字。请删减"),
        ({"limit": "odd"}, "时限类型不在本专项中"),
        ({"due_on": today(-20)}, "早于发现日期"),
        ({"limit": "sustained"}, "不设整改时限"),
        ({"participants": ("甲一支部",)}, "不再作为参与单位"),
        ({"participants": ("甲二支部", "甲二支部")}, "参与单位有重复"),
    ],
)
def test_what_is_missing_or_cannot_be_is_told(cast: Cast, more: dict[str, Any], words: str) -> None:
    with pytest.raises(Incomplete, match=words):
        cast.register(**more)
    assert Problem.objects.count() == 0


def test_a_group_does_not_lead(cast: Cast) -> None:
    cast.unit("甲一小组", UnitKind.GROUP, "甲一支部")

    with pytest.raises(Incomplete, match="甲一小组不在本专项范围内，不能承担整改"):
        cast.register("甲一小组")


@pytest.mark.parametrize("by", ["deputy", "secretary", "leader", "inspector"])
def test_only_the_hosts_reviewers_register(cast: Cast, by: str) -> None:
    with pytest.raises(NotAllowed, match="由主办单位登记"):
        cast.register(by=by)


def test_many_are_registered_all_or_none_and_each_wrong_one_is_named(cast: Cast) -> None:
    made = cast.register()
    rows = [(cast.units["甲二支部"], given(made), ()), (cast.units["甲三支部"], given(made, source="x"), ())]

    with pytest.raises(Incomplete, match="第2个问题：问题来源不在本专项中"):
        actions.problems_register(made.round, rows, by=cast.clerk)
    assert Problem.objects.count() == 1
    assert len(actions.problems_register(made.round, rows[:1], by=cast.clerk)) == 1


def test_a_programme_for_some_units_takes_problems_of_these_alone(cast: Cast) -> None:
    cast.programme(scope=("甲局机关党委",))

    assert cast.register("甲一支部").state == S.REGISTERING
    with pytest.raises(Incomplete, match="乙一支部不在本专项范围内"):
        cast.register("乙一支部")


def test_the_lead_and_the_words_change_on_the_hosts_desk(cast: Cast) -> None:
    problem = cast.register(participants=("甲三支部",))
    cast.do(
        actions.problem_save, problem, "clerk", unit=cast.units["甲二支部"],
        given=given(problem, text="改过的问题"), participants=[cast.units["甲四支部"]],
    )  # fmt: skip

    now = fresh(problem)
    assert (now.unit.short_name, now.process.unit_id, now.process.title) == (
        "甲二支部", now.unit_id, "改过的问题",
    )  # fmt: skip
    assert [row.unit.short_name for row in now.participations.all()] == ["甲四支部"]
    assert trail(now) == ["open", "lead_changed"]
    assert all_is_well()


def test_what_was_saved_by_another_meanwhile_is_not_overwritten(cast: Cast) -> None:
    problem = cast.register()
    seen = cast.seen(problem)
    cast.do(actions.problem_save, problem, "clerk", unit=problem.unit, given=given(problem))

    with pytest.raises(Stale):
        actions.problem_save(problem, problem.unit, given(problem), by=cast.head, seen=seen)


def test_the_day_follows_from_the_kind_of_limit_when_it_is_assigned(cast: Cast) -> None:
    problem = cast.register(due_on=None)
    cast.do(actions.assign, problem, "clerk")
    day = fresh(problem).due_on

    assert (day.year * 12 + day.month) - (today().year * 12 + today().month) == 3
    sustained = cast.register(limit="sustained", due_on=None)
    cast.do(actions.assign, sustained, "clerk")
    assert (fresh(sustained).due_on, fresh(sustained).review_on) == (None, day)


def test_a_limit_to_the_month_is_its_last_day(cast: Cast) -> None:
    cast.programme(precision="month")
    problem = cast.register(due_on=date(today().year + 1, 3, 3))

    assert (problem.by_month, problem.due_on) == (True, date(today().year + 1, 3, 31))


def test_who_closes_is_worked_out_when_it_is_assigned(cast: Cast) -> None:
    cast.programme(closings=[{"level": "joint", "source": "audit", "bodies": ["市审计局"]}, {"level": "committee"}])
    joint, plain, direct = cast.register(source="audit"), cast.register(), cast.register("丙办党支部")
    for each in (joint, plain, direct):
        cast.do(actions.assign, each, "clerk")

    found = [(fresh(each).closes_at, fresh(each).bodies) for each in (joint, plain, direct)]
    assert found == [(S.HOST_CHECKING, ["市审计局"]), (S.COMMITTEE_CHECKING, []), (S.HOST_CHECKING, [])]


def test_many_are_assigned_and_signed_with_what_became_of_each(cast: Cast) -> None:
    first, second = cast.register(), cast.register("甲二支部")
    stale = cast.seen(second)
    cast.do(actions.assign, second, "clerk")
    done = actions.assign_many([(first, cast.seen(first)), (second, stale)], by=cast.head)

    assert [bool(each.refused) for each in done] == [False, True]
    assert "已由郑思远" in done[1].refused
    items = [(each, cast.seen(each)) for each in (fresh(first), fresh(second))]
    signed = actions.sign_many(items, by=cast.secretary)
    assert [fresh(each.problem).state for each in signed] == [S.PLANNING, S.SIGNING]
    assert all_is_well()


def test_a_unit_sends_back_what_is_not_its_own(cast: Cast) -> None:
    problem = cast.problem_at(S.SIGNING)
    cast.do(actions.send_back, problem, "organiser", comment="不是本支部的问题。", to=S.REGISTERING)

    assert (fresh(problem).state, desk(problem).returned) == (S.REGISTERING, True)


def test_the_host_takes_a_problem_back_and_gives_it_to_another_unit(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    with pytest.raises(NotAllowed, match="由主办单位办理"):
        cast.do(actions.recall, problem, "deputy", comment=WHY)
    cast.do(actions.recall, problem, "clerk", comment="职责调整。")

    assert [row.state for row in Measure.objects.filter(problem=problem)] == [M.DROPPED]
    told = Notice.objects.filter(process=problem.process_id, text__contains="不再承担")
    assert set(told.values_list("user__username", flat=True)) == {"secretary", "organiser"}
    cast.do(actions.problem_save, problem, "clerk", unit=cast.units["甲二支部"], given=given(problem))
    cast.do(actions.assign, problem, "clerk")
    cast.do(actions.sign, problem, "sibling")
    assert (fresh(problem).state, desk(problem).unit) == (S.PLANNING, cast.units["甲二支部"])
    assert all_is_well()


@pytest.mark.parametrize("state", [S.REGISTERING, S.PLANNING, S.COMMITTEE_CHECKING])
def test_what_was_registered_by_mistake_is_struck_off_wherever_it_is(cast: Cast, state: S) -> None:
    problem = cast.problem_at(state)
    with pytest.raises(Incomplete, match="须写明原因"):
        cast.do(actions.void, problem, "clerk", comment=" ")
    cast.do(actions.void, problem, "head", comment="重复登记。")

    assert fresh(problem).state == S.VOID
    assert Notice.objects.filter(text__contains="不再需要整改").exists() is (state != S.REGISTERING)
    assert all_is_well()


def test_the_host_is_told_of_problems_whose_unit_was_dissolved(cast: Cast) -> None:
    problem = cast.register("甲五支部")
    cast.do(actions.assign, problem, "clerk")
    posts = [cast.clerk.appointment, cast.deputy.appointment]
    assert alerts([post for post in posts if post]) == []
    tree.dissolve_unit(cast.units["甲五支部"], today())

    (alert,) = alerts([post for post in posts if post])
    assert alert.text == "1个问题的责任单位已撤销，请收回并改派。"
    cast.do(actions.recall, problem, "clerk", comment="责任单位已撤销。")
    with pytest.raises(Refused, match="已撤销，请先改派"):
        cast.do(actions.assign, problem, "clerk")
    cast.do(actions.problem_save, problem, "clerk", unit=cast.units["甲二支部"], given=given(problem))
    assert cast.do(actions.assign, problem, "clerk").state == S.SIGNING
    assert list(consistency.disagreements()) == []
