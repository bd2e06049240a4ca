"""延期、联合验收、督办函: records beside a problem, each with its own desk, and what becomes of them when it ends."""

from typing import Any

import pytest

from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import all_is_well
from tests.workflows.rectification.cast import WHY, Cast, desk, fresh, today
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.rectification import actions
from workflows.rectification.models import Acceptance, Letter, Postponement, Problem
from workflows.rectification.queries.letters import next_number, suggested
from workflows.rectification.states import AcceptanceState as A
from workflows.rectification.states import LetterState as L
from workflows.rectification.states import PostponementState as P
from workflows.rectification.states import ProblemState as S

JOINT = [{"level": "joint", "bodies": ["市审计局", "工委纪检室"]}]


def postpone(cast: Cast, problem: Problem, days: int = 90, by: str = "organiser") -> Postponement:
    made: Postponement = cast.do(actions.postponement_ask, problem, by, until=today(days), reason="涉及采购。")
    return made


def test_more_time_moves_the_day_of_the_problem_and_of_its_desk(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    asked = postpone(cast, problem)
    assert (desk(asked).unit, desk(problem).due_on) == (cast.units["甲局机关党委"], today(60))
    cast.do(actions.postponement_forward, asked, "deputy")
    assert desk(asked).unit == cast.units["工委"]
    cast.do(actions.postponement_grant, asked, "clerk")

    assert (fresh(asked).state, fresh(problem).due_on, desk(problem).due_on) == (P.GRANTED, today(90), today(90))
    with pytest.raises(Incomplete, match="最多延期1次"):
        postpone(cast, problem, 100)
    assert all_is_well()


def test_the_day_stands_when_more_time_is_refused(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    asked = postpone(cast, problem)
    with pytest.raises(Incomplete, match="须写明原因"):
        cast.do(actions.postponement_refuse, asked, "deputy", comment="")
    cast.do(actions.postponement_refuse, asked, "deputy", comment="抓紧整改。")

    assert (fresh(asked).state, fresh(problem).due_on) == (P.REFUSED, today(60))
    assert postpone(cast, problem).state == P.COMMITTEE_REVIEWING


def test_what_a_committee_leads_is_put_off_by_the_host_at_once(cast: Cast) -> None:
    problem = cast.register("甲局机关党委", limit="immediate", due_on=today(10))
    cast.do(actions.assign, problem, "clerk")
    cast.do(actions.sign, problem, "staff")
    asked = postpone(cast, problem, 30, by="staff")

    assert (asked.state, desk(asked).unit) == (P.DECIDING, cast.units["工委"])
    assert all_is_well()


@pytest.mark.parametrize(("days", "words"), [(-1, "已经过去"), (60, "应晚于现在的时限"), (300, "每次延期不超过90天")])
def test_a_day_that_cannot_be_given_is_refused(cast: Cast, days: int, words: str) -> None:
    problem = cast.problem_at(S.RECTIFYING)

    with pytest.raises(Incomplete, match=words):
        postpone(cast, problem, days)


def test_only_one_request_waits_and_only_the_lead_makes_it(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    with pytest.raises(NotAllowed):
        postpone(cast, problem, by="deputy")
    asked = postpone(cast, problem)
    with pytest.raises(Refused, match="已有一件延期申请"):
        postpone(cast, problem)
    with pytest.raises(NotAllowed):
        cast.do(actions.postponement_forward, asked, "organiser")
    with pytest.raises(Refused, match="没有整改时限"):
        postpone(cast, cast.problem_at(S.RECTIFYING, limit="sustained", due_on=None))


def test_a_request_is_dropped_when_its_problem_ends(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    asked = postpone(cast, problem)
    cast.finish(problem)
    cast.ask(problem)
    for state in (S.COMMITTEE_CHECKING, S.HOST_CHECKING, S.CLOSED):
        cast.step(problem, state)

    assert fresh(asked).state == P.DROPPED
    assert all_is_well()


# --- 联合验收 --------------------------------------------------------------------------------------------------------


def joint(cast: Cast) -> Problem:
    """A problem before its host that two bodies have to accept, one of them the host's own department."""
    cast.unit("工委纪检室", UnitKind.ORG_DISCIPLINE)
    cast.person("discipline", "韩冰", Role.OC_DISC, "工委纪检室")
    cast.programme(closings=JOINT)
    return cast.problem_at(S.HOST_CHECKING)


def ask(cast: Cast, problem: Problem) -> dict[str, Acceptance]:
    made = cast.do(actions.acceptances_ask, problem, "clerk", reply_by=today(10))
    return {row.body: row for row in made}


def test_a_joint_problem_is_closed_when_every_body_accepted(cast: Cast) -> None:
    problem = joint(cast)
    with pytest.raises(Incomplete, match="市审计局还没有验收"):
        cast.do(actions.close, problem, "clerk")
    asked = ask(cast, problem)
    units = {body: desk(row).unit for body, row in asked.items()}
    assert units == {"市审计局": cast.units["工委"], "工委纪检室": cast.units["工委纪检室"]}
    with pytest.raises(Refused, match="没有需要验收的部门"):
        ask(cast, problem)

    with pytest.raises(Incomplete, match="请写明市审计局的验收意见"):
        cast.do(actions.acceptance_accept, asked["市审计局"], "clerk")
    cast.do(actions.acceptance_accept, asked["市审计局"], "clerk", comment="同意销号（审函3号）。")
    with pytest.raises(NotAllowed):
        cast.do(actions.acceptance_accept, asked["工委纪检室"], "clerk")
    cast.do(actions.acceptance_accept, asked["工委纪检室"], "discipline")
    cast.do(actions.close, problem, "clerk")
    assert fresh(problem).state == S.CLOSED
    assert all_is_well()


def test_what_a_body_rejects_goes_back_and_is_accepted_anew(cast: Cast) -> None:
    problem = joint(cast)
    asked = ask(cast, problem)
    cast.do(actions.acceptance_reject, asked["工委纪检室"], "discipline", comment="成效不明显。")
    with pytest.raises(Incomplete, match="工委纪检室验收没有通过。市审计局还没有验收。"):
        cast.do(actions.close, problem, "clerk")
    cast.do(actions.send_back, problem, "clerk", comment="验收没有通过。", to=S.RECTIFYING)
    assert [fresh(row).state for row in asked.values()] == [A.DROPPED, A.REJECTED]

    cast.ask(problem)
    cast.step(problem, S.COMMITTEE_CHECKING)
    cast.step(problem, S.HOST_CHECKING)
    assert set(ask(cast, problem)) == {"市审计局", "工委纪检室"}
    assert all_is_well()


def test_bodies_are_asked_by_the_host_for_a_day_to_come(cast: Cast) -> None:
    problem = joint(cast)

    with pytest.raises(NotAllowed):
        cast.do(actions.acceptances_ask, problem, "deputy", reply_by=today(5))
    with pytest.raises(Refused, match="验收期限"):
        cast.do(actions.acceptances_ask, problem, "clerk", reply_by=today(-1))


# --- 督办函 ----------------------------------------------------------------------------------------------------------


def propose(cast: Cast, problem: Problem, kind: str = "supervise", by: str = "clerk", **more: Any) -> Letter:
    return actions.letter_propose(fresh(problem), kind, more.pop("cause", "连续2次红灯"), by=cast.who(by), **more)


def test_a_letter_is_proposed_by_one_issued_by_another_and_answered(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    letter = propose(cast, problem)
    number = next_number(letter)
    with pytest.raises(NotAllowed):
        cast.do(actions.letter_issue, letter, "clerk", number=number)
    cast.do(actions.letter_save, letter, "head", words="十日内补齐。")
    cast.do(actions.letter_issue, letter, "head", number=number)
    assert (number, fresh(letter).number) == (f"督办〔{today().year}〕1号", number)
    assert (desk(letter).unit, desk(letter).due_on) == (cast.units["甲一支部"], fresh(letter).reply_by)
    with pytest.raises(Incomplete, match="请填写回复内容"):
        cast.do(actions.letter_answer, letter, "organiser", reply=" ")
    cast.do(actions.letter_answer, letter, "organiser", reply="已安排补齐。")

    assert (fresh(letter).state, fresh(letter).reply) == (L.REPLIED, "已安排补齐。")
    assert [each.code for each in [suggested(fresh(problem))] if each] == ["admonish"]
    assert all_is_well()


def test_a_letter_that_does_not_say_what_it_must_stays_with_the_host(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING, requirement="")
    letter = propose(cast, problem, by="head")

    with pytest.raises(Incomplete, match="督办通知书应写明整改要求"):
        cast.do(actions.letter_issue, letter, "clerk", number="督办1号")
    assert fresh(letter).state == L.DRAFTED


def test_a_number_is_given_once(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    for cause in ("一", "二"):
        letter = propose(cast, problem, cause=cause)
        if cause == "一":
            cast.do(actions.letter_issue, letter, "head", number="督办1号")
    with pytest.raises(Incomplete, match="文号“督办1号”已用过"):
        cast.do(actions.letter_issue, letter, "head", number="督办1号")


def test_a_letter_is_proposed_once_for_a_cause_and_only_by_the_host(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    first = propose(cast, problem)
    with pytest.raises(Refused, match="同一缘由"):
        propose(cast, problem)
    with pytest.raises(NotAllowed):
        propose(cast, problem, by="deputy", cause="另一缘由")
    with pytest.raises(Refused, match="没有这种督办文书"):
        propose(cast, problem, kind="odd")
    with pytest.raises(Refused, match="不需要督办"):
        propose(cast, cast.register())
    cast.do(actions.letter_discard, first, "head", comment="已整改。")
    assert propose(cast, problem).state == L.DRAFTED


def test_letters_end_with_the_problem_or_when_the_unit_sends_it_back(cast: Cast) -> None:
    problem = cast.problem_at(S.SIGNING)
    letter = propose(cast, problem, cause="逾期未签收")
    cast.do(actions.letter_issue, letter, "head", number="督办1号")
    cast.do(actions.send_back, problem, "organiser", comment=WHY, to=S.REGISTERING)

    assert fresh(letter).state == L.DROPPED
    with pytest.raises(Stale):
        cast.do(actions.letter_answer, letter, "organiser", reply="好。")
    assert all_is_well()
