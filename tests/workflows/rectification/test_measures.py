"""方案、措施、进展: what a plan lacks, what a measure cannot be, and what is reported with its files."""

from typing import Any

import pytest

from tests.workflows.engine.steps import all_is_well, trail
from tests.workflows.rectification.cast import WHY, Cast, desk, fresh, met, today
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.pages import visible
from workflows.rectification import actions
from workflows.rectification.models import Measure, Problem, Progress
from workflows.rectification.states import MeasureState as M
from workflows.rectification.states import ProblemState as S


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"owner": " "}, "措施“补开三会一课”没有责任人"),
        ({"due_on": None}, "没有完成时限"),
        ({"due_on": today(61)}, "晚于问题的整改时限"),
        ({"due_on": today(-11)}, "早于问题的发现日期"),
        ({"text": ""}, "措施没有写内容"),
    ],
)
def test_a_measure_that_cannot_be_is_refused_with_a_sentence(cast: Cast, more: dict[str, Any], words: str) -> None:
    problem = cast.problem_at(S.PLANNING)

    with pytest.raises(Incomplete, match=words):
        cast.measure(problem, **more)
    assert Measure.objects.count() == 0


def test_a_plan_goes_up_with_cause_goal_and_a_measure(cast: Cast) -> None:
    problem = cast.problem_at(S.PLANNING)
    with pytest.raises(Incomplete, match="没有填写原因分析。没有填写整改目标。至少要有一条整改措施。"):
        cast.do(actions.submit_plan, problem, "organiser")
    cast.plan(problem)

    assert cast.do(actions.submit_plan, problem, "organiser").state == S.PLAN_REVIEWING


def test_measures_are_changed_and_removed_while_the_plan_is_made(cast: Cast) -> None:
    problem = cast.problem_at(S.PLANNING)
    kept, gone = cast.plan(problem), cast.measure(problem, text="多余的措施")
    changed = actions.MeasureInput("补开并存档", "周志远", today(20))
    cast.do(actions.measure_change, problem, "secretary", measure=kept, given=changed)
    cast.do(actions.measure_remove, problem, "secretary", measure=gone)

    rows = [(row.text, row.owner, row.state) for row in problem.measures.order_by("pk")]
    assert rows == [("补开并存档", "周志远", M.DRAFTED), ("多余的措施", "李慧", M.DROPPED)]
    assert fresh(kept).process.title == "整改措施：补开并存档"
    with pytest.raises(Refused, match="已不在方案中"):
        cast.do(actions.measure_remove, problem, "secretary", measure=gone)
    assert all_is_well()


def test_nobody_else_changes_a_plan_and_nobody_changes_one_that_went_up(cast: Cast) -> None:
    problem = cast.problem_at(S.PLANNING)
    with pytest.raises(NotAllowed):
        cast.measure(problem, by="sibling")
    cast.step(problem, S.PLAN_REVIEWING)
    with pytest.raises(Stale):
        cast.measure(problem)
    with pytest.raises(NotAllowed):
        cast.do(actions.approve_plan, problem, "secretary")


def test_a_plan_is_sent_back_and_measures_begin_when_it_holds(cast: Cast) -> None:
    problem = cast.problem_at(S.PLAN_REVIEWING)
    cast.do(actions.send_back, problem, "deputy", comment=WHY, to=S.PLANNING)
    cast.do(actions.submit_plan, problem, "organiser")
    assert [row.state for row in problem.measures.all()] == [M.DRAFTED]
    cast.do(actions.approve_plan, problem, "deputy")

    (row,) = problem.measures.all()
    assert (row.state, desk(row).unit, desk(row).due_on) == (M.WORKING, cast.units["甲一支部"], today(30))
    assert (fresh(problem).state, desk(problem).due_on) == (S.RECTIFYING, today(60))


def test_the_host_confirms_plans_where_the_programme_asks(cast: Cast) -> None:
    cast.programme(confirm_plan=True)
    problem = cast.problem_at(S.PLAN_REVIEWING)
    cast.do(actions.approve_plan, problem, "deputy")

    assert (fresh(problem).state, problem.measures.get().state) == (S.PLAN_CONFIRMING, M.DRAFTED)
    cast.do(actions.withdraw, problem, "deputy")
    assert fresh(problem).state == S.PLAN_REVIEWING
    cast.do(actions.approve_plan, problem, "deputy")
    cast.do(actions.approve_plan, problem, "head")
    assert (fresh(problem).state, problem.measures.get().state) == (S.RECTIFYING, M.WORKING)
    assert all_is_well()


def test_a_unit_that_takes_part_has_measures_of_its_own(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING, participants=("甲二支部",))
    theirs = cast.measure(problem, text="配合检查", unit="甲二支部")
    with pytest.raises(Refused, match="不是这个问题的责任单位或参与单位"):
        cast.measure(problem, text="无关", unit="甲三支部")

    assert (fresh(theirs).state, desk(theirs).unit) == (M.WORKING, cast.units["甲二支部"])
    with pytest.raises(NotAllowed):
        cast.do(actions.measure_finish, theirs, "organiser", outcome="已做。")
    with pytest.raises(Incomplete, match="落实情况"):
        cast.do(actions.measure_finish, theirs, "sibling", outcome=" ")
    cast.do(actions.measure_finish, theirs, "sibling", outcome="已配合。")
    assert (fresh(theirs).state, fresh(theirs).percent) == (M.FINISHED, 100)
    assert trail(problem)[-1] == "measure_add"
    assert all_is_well()


def test_progress_is_reported_of_a_problem_and_of_a_measure_with_files(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    measure = problem.measures.get()
    file = cast.attach(problem)
    cast.do(actions.problem_report, problem, "organiser", text="已动员。", percent=20, files=[file])
    cast.do(actions.measure_report, measure, "organiser", text="已补开两次。", percent=60, files=[file])

    now = fresh(problem)
    assert (now.progress, now.progress_on, fresh(measure).percent) == ("已补开两次。", today(), 60)
    assert [(row.text, row.percent) for row in Progress.objects.order_by("pk")] == [
        ("已动员。", 20), ("已补开两次。", 60),
    ]  # fmt: skip
    assert fresh(measure).process.citations.get().attachment == file
    assert all_is_well()


@pytest.mark.parametrize(
    ("text", "percent", "words"), [(" ", 5, "写明进展"), ("好", 101, "0到100"), ("好", -1, "0到100")]
)
def test_progress_without_words_or_beyond_the_whole_is_refused(cast: Cast, text: str, percent: int, words: str) -> None:
    problem = cast.problem_at(S.RECTIFYING)

    with pytest.raises(Incomplete, match=words):
        cast.do(actions.problem_report, problem, "organiser", text=text, percent=percent)
    with pytest.raises(NotAllowed):
        cast.do(actions.problem_report, problem, "deputy", text="好。")
    assert Progress.objects.count() == 0


def test_what_is_kept_up_for_long_is_reported_on_from_time_to_time(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING, limit="sustained", due_on=None)
    first = fresh(problem).review_on
    assert desk(problem).due_on == first
    cast.do(actions.problem_review, problem, "organiser", text="本季度均已开展。")

    assert (fresh(problem).review_on, desk(problem).due_on) == (first, first)
    dated = cast.problem_at(S.RECTIFYING)
    with pytest.raises(Refused, match="不需要定期复核"):
        cast.do(actions.problem_review, dated, "organiser", text="好。")


def test_a_problem_done_in_the_main_is_kept_up_and_closed_later(cast: Cast) -> None:
    problem = cast.problem_at(S.HOST_CHECKING)
    with pytest.raises(Incomplete, match="应晚于今天"):
        cast.do(actions.sustain, problem, "clerk", comment="基本完成。", review_on=today())
    cast.do(actions.sustain, problem, "clerk", comment="基本完成。", review_on=today(30))
    assert (fresh(problem).state, desk(problem).due_on) == (S.SUSTAINING, today(30))
    with pytest.raises(Incomplete, match="下次复核日期"):
        cast.do(actions.problem_review, problem, "organiser", text="持续推进。")
    cast.do(actions.problem_review, problem, "organiser", text="持续推进。", review_on=today(90))
    assert desk(problem).due_on == today(90)

    cast.ask(problem)
    cast.do(actions.send_back, problem, "secretary", comment=WHY, to=S.SUSTAINING)
    cast.ask(problem)
    cast.step(problem, S.COMMITTEE_CHECKING)
    cast.step(problem, S.HOST_CHECKING)
    cast.step(problem, S.CLOSED)
    assert fresh(problem).state == S.CLOSED
    assert all_is_well()


def test_closing_is_asked_for_when_all_is_done_and_shown(cast: Cast) -> None:
    cast.programme(evidence={"suffixes": ["pdf"], "least": 1, "why": "核验要看原件"})
    problem = cast.problem_at(S.RECTIFYING)
    with pytest.raises(Incomplete) as lacking:
        cast.ask(problem, result=" ", checked={"cause": "已查清。"})
    assert lacking.value.problems == [
        "整改措施“补开三会一课”还没有完成。",
        "销号条件“整改措施已全部落实”还没有确认。",
        "销号条件“问题已解决，有具体成效”还没有确认。",
        "销号条件“需要建章立制的已经建立”还没有确认。",
        "佐证应至少1件，现有0件。",
        "请写明整改结果。",
    ]
    cast.finish(problem)
    cast.attach(problem)
    with pytest.raises(Incomplete, match="的类型不能作为佐证"):
        cast.ask(problem)
    assert fresh(problem).state == S.RECTIFYING


def test_what_counts_as_evidence_of_a_measure_counts_for_the_problem(cast: Cast) -> None:
    cast.programme(evidence={"suffixes": ["txt"], "least": 1, "why": "核验要看原件"})
    problem = cast.problem_at(S.RECTIFYING)
    cast.attach(problem.measures.get())
    cast.finish(problem)

    assert cast.ask(problem, checked=met(problem)).state == S.WITHIN_CHECKING


def test_a_unit_that_takes_part_sees_the_problem_and_nobody_beside_it(cast: Cast) -> None:
    problem = cast.register(participants=("甲二支部",))
    cast.do(actions.assign, problem, "clerk")
    seeing = [
        name
        for name in ("organiser", "sibling", "deputy", "leader", "third", "outsider", "superuser")
        if visible(Problem.objects.filter(pk=problem.pk), cast.users[name]).exists()
    ]

    assert seeing == ["organiser", "sibling", "deputy", "leader"]
