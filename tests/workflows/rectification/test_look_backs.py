"""回头看: drawn so that anybody can draw again; a relapse is the next turn, and the closed problem stays as it is."""

from decimal import Decimal
from typing import Any

import pytest
from django.urls import reverse

from tests.workflows.engine.steps import all_is_well
from tests.workflows.rectification.cast import Cast, desk, fresh, today
from tests.workflows.rectification.pages import browser
from workflows.engine.drawing import list_hash
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Round
from workflows.engine.transitions import seen_of
from workflows.rectification import actions
from workflows.rectification.forms.beside import RelapseForm
from workflows.rectification.models import LookBack, Problem
from workflows.rectification.rules import Closed, LookBackRule, drawn, ready
from workflows.rectification.states import LookBackState as B
from workflows.rectification.states import ProblemState as S

AT_ONCE = {"months": 0, "share": 50, "basis": "销号后抽查"}


def closed(cast: Cast, count: int = 1) -> list[Problem]:
    """Close so many problems in a programme that looks at half of them at once."""
    cast.programme(look_back=AT_ONCE)
    return [cast.problem_at(S.CLOSED, text=f"问题{n}") for n in range(count)]


def test_half_are_drawn_and_the_ledger_lets_everybody_draw_again(cast: Cast) -> None:
    problems = closed(cast, 3)
    made = actions.look_back_draw(problems[0].round, by=cast.clerk)
    entry = AuditEntry.objects.get(verb="look_back_draw")
    numbers = sorted(row.process.number for row in problems)

    rule = LookBackRule(0, Decimal(50))
    again = drawn(rule, [Closed(number, "grave") for number in numbers], entry.data["seed"])
    assert [row.problem.process.number for row in made] == list(again) == entry.data["picks"]
    assert (len(made), entry.data["pool"], entry.data["pool_hash"]) == (2, numbers, list_hash(numbers))
    assert {desk(row).unit for row in made} == {cast.units["工委"]}
    assert all_is_well()


def test_what_was_looked_at_is_not_drawn_again_and_what_is_fresh_is_not_ripe(cast: Cast) -> None:
    (problem,) = closed(cast)
    assert len(actions.look_back_draw(problem.round, by=cast.clerk)) == 1
    with pytest.raises(Refused, match="没有到期"):
        actions.look_back_draw(problem.round, by=cast.clerk)
    cast.programme()
    later = cast.problem_at(S.CLOSED)
    with pytest.raises(Refused, match="没有到期"):
        actions.look_back_draw(later.round, by=cast.clerk)


def test_only_the_host_draws_or_picks(cast: Cast) -> None:
    (problem,) = closed(cast)

    for by in ("deputy", "leader"):
        with pytest.raises(NotAllowed):
            actions.look_back_draw(problem.round, by=cast.who(by))
        with pytest.raises(NotAllowed):
            actions.look_back_pick(problem, "有反映。", by=cast.who(by))


def test_one_is_picked_for_a_reason_and_found_sound(cast: Cast) -> None:
    (problem,) = closed(cast)
    with pytest.raises(Incomplete, match="为何回头看"):
        actions.look_back_pick(problem, " ", by=cast.clerk)
    picked = actions.look_back_pick(problem, "有群众反映。", by=cast.clerk)
    with pytest.raises(Refused, match="正在回头看"):
        actions.look_back_pick(problem, "又有反映。", by=cast.clerk)
    with pytest.raises(Incomplete, match="请写明核查情况"):
        cast.do(actions.look_back_confirm, picked, "clerk", found=" ")
    cast.do(actions.look_back_confirm, picked, "clerk", found="台账完整。")

    assert (fresh(picked).state, fresh(picked).found, fresh(problem).state) == (B.SOUND, "台账完整。", S.CLOSED)


def test_a_relapse_opens_the_next_turn_linked_to_the_closed_one(cast: Cast) -> None:
    (problem,) = closed(cast)
    picked = actions.look_back_pick(problem, "有群众反映。", by=cast.clerk)
    with pytest.raises(Incomplete, match="早于发现日期"):
        cast.do(actions.look_back_relapse, picked, "clerk", found="又漏开。", limit="dated", due_on=today(-1))
    assert fresh(picked).state == B.CHECKING
    cast.do(actions.look_back_relapse, picked, "clerk", found="又漏开。", limit="dated", due_on=today(40))

    again = Problem.objects.get(previous=problem)
    assert (again.turn, again.state, again.unit, again.text, again.due_on) == (
        2, S.REGISTERING, problem.unit, problem.text, today(40),
    )  # fmt: skip
    assert (fresh(problem).state, fresh(problem).version) == (S.CLOSED, problem.version)
    assert all_is_well()


def test_a_relapse_after_the_programme_ended_runs_in_the_next_one_of_the_host(cast: Cast) -> None:
    (problem,) = closed(cast)
    picked = actions.look_back_pick(problem, "有群众反映。", by=cast.clerk)
    Round.objects.exclude(pk=problem.round_id).filter(process_key="rectification").update(status="cancelled")
    actions.round_close(problem.round, reason="全部办结。", by=cast.clerk)
    with pytest.raises(Refused, match="请先启动专项"):
        cast.do(actions.look_back_relapse, picked, "clerk", found="又漏开。", limit="dated")
    assert LookBack.objects.get(pk=picked.pk).state == B.CHECKING
    later = cast.programme()
    cast.do(actions.look_back_relapse, picked, "clerk", found="又漏开。", limit="dated")

    assert Problem.objects.get(previous=problem).round_id == later.pk
    assert all_is_well()


def relapsed(cast: Cast, problem: Problem) -> Problem:
    """The next turn of a problem that was looked at again and is back."""
    picked = actions.look_back_pick(problem, "有群众反映。", by=cast.clerk)
    cast.do(actions.look_back_relapse, picked, "clerk", found="又漏开。", limit="dated", due_on=today(40))
    return Problem.objects.select_related("round", "unit", "process").filter(previous=problem).latest("pk")


def test_what_has_a_later_turn_is_not_looked_at_again(cast: Cast) -> None:
    (problem,) = closed(cast)
    url = reverse("rectification:step", args=[problem.process.number, "look_back"])
    page = reverse("record", args=[problem.process.number])
    assert url in browser(cast, "clerk").get(page).content.decode()
    relapsed(cast, problem)
    LookBack.objects.filter(problem=problem).update(state=B.DROPPED)  # as if it were ripe once more

    with pytest.raises(Refused, match="已经重新挂账"):
        actions.look_back_pick(problem, "又有反映。", by=cast.clerk)
    with pytest.raises(Refused, match="没有到期"):
        actions.look_back_draw(problem.round, by=cast.clerk)
    assert url not in browser(cast, "clerk").get(page).content.decode()


def test_one_that_was_struck_off_is_no_later_turn(cast: Cast) -> None:
    (problem,) = closed(cast)
    cast.do(actions.void, relapsed(cast, problem), "clerk", comment="误登。")
    assert relapsed(cast, problem).turn == 2


def test_two_looks_at_once_open_one_turn(cast: Cast) -> None:
    (problem,) = closed(cast)
    first = actions.look_back_pick(problem, "有反映。", by=cast.clerk)
    LookBack.objects.filter(pk=first.pk).update(state=B.SOUND)
    relapsed(cast, problem)
    LookBack.objects.filter(pk=first.pk).update(state=B.CHECKING)  # as one that was begun before
    with pytest.raises(Refused, match="已经重新挂账"):
        cast.do(actions.look_back_relapse, first, "clerk", found="又漏开。", limit="dated", due_on=today(40))
    assert Problem.objects.filter(previous=problem).count() == 1


def relapse_said(cast: Cast, look_back: LookBack, said: dict[str, str]) -> Any:
    """The answer to who sends the form of a relapse."""
    given = {f"relapse-{name}": value for name, value in said.items()} | {
        "verb": "relapse",
        "seen": str(seen_of(look_back)),
    }
    return browser(cast, "clerk").post(reverse("record", args=[look_back.process.number]), given)


def test_a_relapse_runs_in_a_programme_of_another_kind_with_what_that_has(cast: Cast) -> None:
    (problem,) = closed(cast)
    picked = actions.look_back_pick(problem, "有群众反映。", by=cast.clerk)
    Round.objects.exclude(pk=problem.round_id).filter(process_key="rectification").update(status="cancelled")
    actions.round_close(problem.round, reason="全部办结。", by=cast.clerk)
    other = ready("environment")
    cast.programme(**other.to_data(), scope=("甲二支部",))
    limit, source = other.limits[0].code, other.sources[0].code
    said = {"found": "又漏开。", "limit": limit, "due_on": str(today(30))}
    answer = relapse_said(cast, picked, said)
    assert (answer.status_code, fresh(picked).state) == (422, B.CHECKING)
    relapse_said(cast, picked, said | {"source": source, "unit": "甲二支部"})

    again = Problem.objects.get(previous=problem)
    assert (again.source, again.severity, again.unit) == (source, "grave", cast.units["甲二支部"])
    assert all_is_well()


def test_a_relapse_in_the_same_programme_asks_for_nothing_more(cast: Cast) -> None:
    (problem,) = closed(cast)
    picked = fresh(actions.look_back_pick(problem, "有群众反映。", by=cast.clerk))
    assert set(RelapseForm(initial={"record": picked}).fields) == {"found", "limit", "due_on"}


def test_how_grave_it_is_is_asked_anew_where_the_programme_grades_otherwise(cast: Cast) -> None:
    (problem,) = closed(cast)
    picked = fresh(actions.look_back_pick(problem, "有群众反映。", by=cast.clerk))
    actions.round_close(problem.round, reason="全部办结。", by=cast.clerk)
    cast.programme(**ready("inspection").to_data())
    form = RelapseForm(initial={"record": picked})
    assert set(form.fields) == {"found", "limit", "due_on", "severity"}
    cast.do(actions.look_back_relapse, picked, "clerk", found="又漏开。", limit="dated", due_on=today(30))
    assert Problem.objects.get(previous=problem).severity == ""
