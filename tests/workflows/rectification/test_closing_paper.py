"""问题销号审批表: what stands in it, whose opinions hold, and who may have it."""

from typing import Any

import pytest

from tests.workflows.engine.signing import ask, sign
from tests.workflows.rectification.cast import RESULT, WHY, Cast, fresh, today
from tests.workflows.rectification.papers import got, lines, tables
from workflows.engine.opinions import day_words
from workflows.rectification import actions
from workflows.rectification.models import Problem
from workflows.rectification.states import ProblemState as S

EMPTY = "（签字、盖章）　　　　年　月　日"


def paper(cast: Cast, problem: Problem, who: str = "clerk") -> list[list[list[str]]]:
    return tables(got(cast, who, "closing_paper", problem.process.number))


def signed(name: str, words: str) -> str:
    return f"{words}\n{name}　（签字、盖章）　　{day_words(today())}"


def test_the_form_says_the_problem_its_plan_its_measures_and_the_conditions(cast: Cast) -> None:
    problem = cast.problem_at(S.CLOSED)
    facts, works, conditions, _ = paper(cast, problem)
    programme = problem.round.scheme

    assert facts[0] == ["责任单位", cast.units["甲一支部"].name, "参与单位", ""]
    assert [row[1] for row in facts[5:]] == [
        "三会一课记录不完整",
        "限期补齐。",
        "责任不清。",
        "按时开展三会一课。",
        RESULT,
    ]
    assert works[1:] == [["1", "补开三会一课", "甲一支部　李慧", day_words(today(30)), "已补开。", ""]]
    assert conditions[1:] == [[each["words"], "是", "已做到。"] for each in programme["checklist"]]
    assert lines(got(cast, "clerk", "closing_paper", problem.process.number))[:3] == [
        problem.round.title, "问题销号审批表", f"编号 {problem.process.number}",
    ]  # fmt: skip


def test_whoever_spoke_is_named_with_the_day_and_the_rest_is_left_to_sign(cast: Cast) -> None:
    problem = cast.problem_at(S.COMMITTEE_CHECKING)
    who = {name: str(cast.users[name]) for name in ("organiser", "secretary")}

    assert paper(cast, problem)[3] == [
        ["责任单位申请", signed(who["organiser"], "已申请销号")],
        ["责任单位自查意见", signed(who["secretary"], "核验通过")],
        ["机关党委核验意见", f"\n{EMPTY}"],
        ["主办单位核验意见", f"\n{EMPTY}"],
    ]


def test_what_was_said_before_it_went_back_no_longer_stands(cast: Cast) -> None:
    problem = cast.problem_at(S.COMMITTEE_CHECKING)
    cast.do(actions.send_back, problem, "deputy", to=S.RECTIFYING, comment=WHY)
    back = [row[1] for row in paper(cast, problem)[3]]
    cast.ask(problem)
    again = [row[1] for row in paper(cast, problem)[3]]

    assert back == [f"\n{EMPTY}"] * 4
    assert again == [signed(str(cast.users["organiser"]), "已申请销号"), *[f"\n{EMPTY}"] * 3]


def test_who_signed_stands_beside_the_opinion_until_the_problem_goes_back(cast: Cast) -> None:
    problem = cast.problem_at(S.COMMITTEE_CHECKING)
    made = ask(cast, problem, "deputy", "staff", "general")
    sign(cast, made, "staff", comment="已现场核实。")
    sign(cast, made, "general", comment="同意该意见。")
    cast.do(actions.verify, problem, "deputy", comment="同意报工委。")
    said = paper(cast, problem)[3][2]
    cast.do(actions.send_back, problem, "clerk", to=S.RECTIFYING, comment=WHY)
    cast.ask(problem)
    cast.do(actions.verify, problem, "secretary")
    cast.do(actions.verify, problem, "deputy", comment="再次核实无误。")
    again = paper(cast, problem)[3][2]

    heard = (
        "会签同意：刘敏（甲局机关党委 党务干部），已现场核实。；会签同意：高建民（甲局党总支 党总支书记），同意该意见。"
    )
    deputy = str(cast.users["deputy"])
    assert said == ["机关党委核验意见", signed(deputy, f"同意报工委。　{heard}")]
    assert again == ["机关党委核验意见", signed(deputy, "再次核实无误。")]


def test_a_head_who_applies_himself_leaves_nobody_within_to_sign(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    cast.finish(problem)
    cast.ask(problem, "secretary")

    assert [row[0] for row in paper(cast, problem)[3]] == ["责任单位申请", "机关党委核验意见", "主办单位核验意见"]


def test_what_a_body_said_is_read_by_the_host_and_left_blank_for_the_unit(cast: Cast) -> None:
    cast.programme(closings=[{"level": "joint", "bodies": ["市财政局"]}])
    problem = cast.problem_at(S.HOST_CHECKING)
    (asked,) = cast.do(actions.acceptances_ask, problem, "clerk", reply_by=today(10))
    cast.do(actions.acceptance_accept, asked, "head", comment="财政局函〔2026〕1号同意")
    said = {who: paper(cast, problem, who)[3][-1] for who in ("clerk", "organiser")}

    assert said == {
        "clerk": ["市财政局验收意见", signed(str(cast.users["head"]), "财政局函〔2026〕1号同意")],
        "organiser": ["市财政局验收意见", f"\n{EMPTY}"],
    }


@pytest.mark.parametrize(("who", "status"), [
    ("clerk", 200), ("deputy", 200), ("organiser", 200), ("sibling", 404), ("outsider", 404),
])  # fmt: skip
def test_who_sees_the_problem_takes_the_form_once_its_unit_applied(cast: Cast, who: str, status: int) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    before: Any = got(cast, who, "closing_paper", problem.process.number)
    cast.finish(problem)
    cast.ask(problem)

    assert before.status_code == (422 if status == 200 else 404)
    assert got(cast, who, "closing_paper", problem.process.number).status_code == status


def test_the_page_offers_the_form_once_its_unit_applied(cast: Cast, client: Any) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    client.force_login(cast.users["organiser"])
    url = f"/rectification/records/{problem.process.number}/closing.docx"
    before = url in client.get(f"/records/{problem.process.number}/").content.decode()
    cast.finish(problem)
    cast.ask(problem)

    assert (before, url in client.get(f"/records/{fresh(problem).process.number}/").content.decode()) == (False, True)
