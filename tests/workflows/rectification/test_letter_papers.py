"""督办函 on paper: what stands in one, that it stays as it was issued, and who may have it when."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from tests.workflows.rectification.cast import Cast, fresh, today
from tests.workflows.rectification.papers import got, lines
from workflows.engine.opinions import day_words
from workflows.rectification import actions
from workflows.rectification.models import Letter, Problem
from workflows.rectification.queries.letters import next_number
from workflows.rectification.states import ProblemState as S


def letter(cast: Cast, problem: Problem, kind: str, cause: str) -> Letter:
    """Proposed by one and issued by another."""
    made = actions.letter_propose(fresh(problem), kind, cause, by=cast.clerk)
    issued: Letter = cast.do(actions.letter_issue, made, "head", number=next_number(made))
    return issued


def paper(cast: Cast, made: Letter, who: str = "organiser") -> list[str]:
    return lines(got(cast, who, "letter_paper", made.process.number))


def test_a_reminder_says_the_problem_the_demand_and_by_when_to_answer(cast: Cast) -> None:
    made = letter(cast, cast.problem_at(S.RECTIFYING), "remind", "进展缓慢")
    said = paper(cast, made)

    assert said == [
        cast.units["工委"].name, "整改提醒函", f"提醒〔{today().year}〕1号", f"{cast.units['甲一支部'].name}：",
        "你单位牵头整改的下列问题需要抓紧办理，现予提醒。", "发函缘由：进展缓慢",
        "一、问题表述", "三会一课记录不完整", "二、整改要求", "限期补齐。",
        f"请在{day_words(fresh(made).reply_by)}以前签收，并书面回复整改情况。",
        cast.units["工委"].name, day_words(today()), "（盖章）",
        f"函件编号 {made.process.number}　问题编号 {made.problem.process.number}　{made.round.title}",
    ]  # fmt: skip


def test_an_admonition_names_the_letters_before_the_day_and_what_follows(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    first = letter(cast, problem, "remind", "进展缓慢")
    made = letter(cast, problem, "admonish", "逾期未回复")
    said = paper(cast, made)

    assert said[1:3] == ["逾期告诫书", f"告诫〔{today().year}〕1号"]
    assert said[said.index("二、此前的督办情况") + 1] == f"{day_words(today())}{first.number}"
    assert said[said.index("四、重新确定的整改期限") + 1] == day_words(today(60))
    assert said[said.index("五、逾期后果") + 1] == "逾期未回复或未按要求整改的，将发问责建议书。"


def test_the_paper_stays_as_the_letter_was_issued(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    first = letter(cast, problem, "remind", "进展缓慢")
    made = letter(cast, problem, "admonish", "逾期未回复")
    before = paper(cast, made)
    letter(cast, problem, "account", "仍未整改")
    with time_machine.travel(timezone.now() + timedelta(days=70)):
        after = paper(cast, made)

    assert (after, paper(cast, first)[1]) == (before, "整改提醒函")


def test_its_own_words_are_the_demand_and_points_are_named(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    made = actions.letter_propose(
        problem, "supervise", "连续2次红灯", by=cast.clerk, words="十日内补齐。", points=Decimal(1)
    )
    cast.do(actions.letter_issue, made, "head", number="督办1号")
    said = paper(cast, made)

    assert said[6:12] == [
        "一、问题表述", "三会一课记录不完整", "二、督办依据", f"“{made.round.title}”整改办法",
        "三、整改要求", "十日内补齐。",
    ]  # fmt: skip
    assert said[12] == "按整改办法，本次扣1分。"


@pytest.mark.parametrize(("who", "before", "after"), [
    ("head", 422, 200), ("inspector", 422, 200), ("organiser", 404, 200), ("deputy", 404, 200), ("sibling", 404, 404),
    ("outsider", 404, 404),
])  # fmt: skip
def test_a_letter_is_taken_once_it_was_issued_and_by_who_may_see_it(
    cast: Cast, who: str, before: int, after: int
) -> None:
    made = actions.letter_propose(cast.problem_at(S.RECTIFYING), "remind", "进展缓慢", by=cast.clerk)
    asked: Any = got(cast, who, "letter_paper", made.process.number)
    cast.do(actions.letter_issue, made, "head", number="提醒1号")

    assert (asked.status_code, got(cast, who, "letter_paper", made.process.number).status_code) == (before, after)


def test_the_page_offers_the_paper_once_it_was_issued(cast: Cast, client: Any) -> None:
    made = actions.letter_propose(cast.problem_at(S.RECTIFYING), "remind", "进展缓慢", by=cast.clerk)
    client.force_login(cast.users["head"])
    url = f"/rectification/records/{made.process.number}/letter.docx"
    before = url in client.get(f"/records/{made.process.number}/").content.decode()
    cast.do(actions.letter_issue, made, "head", number="提醒1号")

    assert (before, url in client.get(f"/records/{made.process.number}/").content.decode()) == (False, True)


def test_other_records_have_no_letter(cast: Cast) -> None:
    number = cast.problem_at(S.RECTIFYING).process.number

    assert got(cast, "head", "letter_paper", number).status_code == 404
