"""Registering, changing, planning and every step beside the decisions, through their pages."""

from typing import Any

import pytest

from tests.workflows.rectification.cast import Cast, fresh, today
from tests.workflows.rectification.pages import browser, get, of_round, post
from workflows.rectification.models import Measure, Problem
from workflows.rectification.states import ProblemState as S


def typed(cast: Cast, **more: Any) -> dict[str, Any]:
    usual = {"text": "党费收缴台账不全", "unit": cast.units["甲一支部"].code, "source": "audit", "limit": "dated"}
    return usual | more


def step(problem: Problem, what: str) -> str:
    return f"records/{problem.process.number}/{what}/"


def take(cast: Cast, problem: Any, what: str, who: str, **given: Any) -> int:
    status: int = post(cast, step(problem, what), who, seen=str(cast.seen(problem)), **given).status_code
    return status


def test_what_looks_the_same_is_pointed_out_once_before_it_is_saved(cast: Cast) -> None:
    first = post(cast, of_round("problems/new/"), **typed(cast, others=cast.units["甲二支部"].code))
    again = post(cast, of_round("problems/new/"), **typed(cast, text="党费收缴台账不全。"))

    made = Problem.objects.get()
    assert (first.status_code, again.status_code, made.process.number in again.content.decode()) == (302, 200, True)
    assert [row.unit.short_name for row in made.participations.all()] == ["甲二支部"]
    assert post(cast, of_round("problems/new/"), **typed(cast, anyway="1")).status_code == 302
    assert Problem.objects.count() == 2


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"text": ""}, "必填"),
        ({"found_on": today(1).isoformat()}, "发现日期不能晚于今天"),
        ({"found_on": today(-1).isoformat(), "due_on": today(-2).isoformat()}, "早于"),
        ({"unit": "没有的单位"}, "没有的单位"),
        ({"source": "x"}, "问题来源"),
    ],
)
def test_what_cannot_be_is_told_at_its_place(cast: Cast, more: dict[str, str], words: str) -> None:
    answer = post(cast, of_round("problems/new/"), **typed(cast, **more))

    assert (answer.status_code, words in answer.content.decode(), Problem.objects.count()) == (422, True, 0)


def test_only_the_host_registers(cast: Cast) -> None:
    page = of_round("problems/new/")

    assert {who: get(cast, page, who)[0] for who in ("clerk", "deputy", "organiser", "sysadmin")} == {
        "clerk": 200, "deputy": 403, "organiser": 403, "sysadmin": 404,
    }  # fmt: skip


def test_a_registered_problem_is_changed_until_it_is_handed_over(cast: Cast) -> None:
    problem = cast.register()
    page, seen = step(problem, "change"), str(cast.seen(problem))
    given = typed(cast, text="改过的问题", unit=cast.units["甲二支部"].code)

    assert (get(cast, page)[0], get(cast, page, "organiser")[0]) == (200, 404)
    assert post(cast, page, **given).status_code == 422
    assert post(cast, page, seen=seen, **given).status_code == 302
    assert (fresh(problem).text, fresh(problem).unit.short_name) == ("改过的问题", "甲二支部")
    assert post(cast, page, seen=seen, **typed(cast)).status_code == 409
    cast.step(problem, S.SIGNING)
    assert get(cast, page)[0] == 409


def test_a_plan_is_written_and_its_measures_added_changed_and_removed(cast: Cast) -> None:
    problem = cast.problem_at(S.PLANNING)
    measure = {"text": "补开", "owner": "李慧", "due_on": today(20).isoformat(), "unit": f"{problem.unit_id}"}

    assert take(cast, problem, "plan", "organiser", cause="责任不清", goal="按时") == 302
    assert take(cast, problem, "measure", "organiser", **measure) == 302
    made = Measure.objects.select_related("process").get()
    page = f"measures/{made.process.number}"
    assert take(cast, problem, page, "organiser", **(measure | {"text": "补齐"})) == 302
    assert (fresh(problem).cause, fresh(made).text) == ("责任不清", "补齐")
    late = measure | {"due_on": today(90).isoformat()}
    assert (take(cast, problem, page, "organiser", **late), take(cast, problem, page, "deputy", **measure)) == (
        422,
        403,
    )
    assert [take(cast, problem, f"{page}/remove", who) for who in ("sibling", "deputy", "organiser")] == [404, 403, 302]
    assert take(cast, problem, f"{page}/remove", "organiser") == 404


STEPS = {
    "report": ("organiser", {"text": "已开展", "outcome": "", "outlook": "slow"}),
    "postpone": ("organiser", {"until": today(80).isoformat(), "reason": "资料调取"}),
    "letter": ("clerk", {"kind": "remind", "cause": "进度滞后"}),
    "light": ("clerk", {"light": "red", "reason": "久拖不办"}),
}


@pytest.mark.parametrize("what", STEPS)
def test_a_step_is_taken_by_whose_it_is_and_by_nobody_else(cast: Cast, what: str) -> None:
    problem, (who, given) = cast.problem_at(S.RECTIFYING), STEPS[what]
    others = {"inspector": 403, "deputy": 403, "sibling": 404, "outsider": 404}

    assert get(cast, step(problem, what), who)[0] == 200
    assert {each: get(cast, step(problem, what), each)[0] for each in others} == others
    assert {each: take(cast, problem, what, each, **given) for each in others} == others
    assert take(cast, problem, what, who) == 422
    assert take(cast, problem, what, who, **given) == 302
    assert browser(cast, who).put(f"/rectification/{step(problem, what)}").status_code == 405


def test_a_step_at_the_wrong_time_says_so(cast: Cast) -> None:
    problem = cast.problem_at(S.PLANNING)

    assert (take(cast, problem, "report", "organiser", text="x"), get(cast, step(problem, "nothing"))[0]) == (409, 404)


def test_a_page_that_is_too_old_changes_nothing(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    old = str(cast.seen(problem))
    take(cast, problem, "report", "organiser", text="第一次", outlook="on_track")

    answers = [
        post(cast, step(problem, "report"), "organiser", seen=seen, text="第二次", outlook="slow").status_code
        for seen in (old, "")
    ]

    assert (answers, fresh(problem).progress) == ([409, 422], "第一次")


def test_a_letter_is_the_hosts_alone_until_it_is_issued(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    take(cast, problem, "letter", "clerk", kind="remind", cause="进度滞后")
    letter = problem.letters.select_related("process").get()
    page, own = f"/records/{letter.process.number}/", f"/records/{problem.process.number}/"
    people = ("clerk", "inspector", "deputy", "organiser", "outsider")

    assert {who: get(cast, page, who)[0] for who in people} == dict.fromkeys(people, 404) | {
        "clerk": 200, "inspector": 200,
    }  # fmt: skip
    assert letter.process.number not in get(cast, own, "organiser")[1]
    given = {"verb": "issue", "issue-number": "工督〔2026〕1号", "issue-issued_on": today().isoformat()}
    assert post(cast, page, "head", seen=str(cast.seen(letter)), **given).status_code == 302
    assert {who: get(cast, page, who)[0] for who in people} == dict.fromkeys(people, 200) | {"outsider": 404}
    assert letter.process.number in get(cast, own, "organiser")[1]
