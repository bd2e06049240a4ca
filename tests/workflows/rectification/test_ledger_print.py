"""The ledger on paper: the filters of the address, a template's columns, at most so many rows, who reads it."""

from html import unescape
from re import DOTALL, findall, sub
from typing import Any

import pytest

from tests.workflows.rectification.cast import Cast, today
from tests.workflows.rectification.papers import got
from workflows.engine.models import Round
from workflows.rectification.states import ProblemState as S
from workflows.rectification.views import printing


def table(answer: Any) -> list[list[str]]:
    rows = findall("<tr>(.*?)</tr>", answer.content.decode(), DOTALL)
    return [[unescape(sub("<[^>]+>", "", cell)) for cell in findall("<t[hd].*?</t[hd]>", row, DOTALL)] for row in rows]


def test_it_prints_what_the_address_narrows_to_in_the_order_of_the_ledger(cast: Cast) -> None:
    near = cast.problem_at(S.RECTIFYING, text="先到期的", due_on=today(35))
    far = cast.problem_at(S.RECTIFYING, text="后到期的")
    closed = cast.problem_at(S.CLOSED, text="已销号的")
    open_, ended = (table(got(cast, "clerk", "ledger_print", query=query)) for query in ("", "?box=closed"))

    assert open_[0] == [
        "序号", "系统编号", "问题", "来源", "责任单位", "责任人", "整改措施", "时限", "进展", "环节", "备注",
    ]  # fmt: skip
    assert [row[:3] for row in open_[1:]] == [
        ["1", near.process.number, "先到期的"], ["2", far.process.number, "后到期的"],
    ]  # fmt: skip
    assert [(row[1], row[9]) for row in ended[1:]] == [(closed.process.number, "已销号")]


def test_it_prints_a_templates_own_columns_and_ours_behind_them(cast: Cast) -> None:
    problem = cast.problem_at(S.RECTIFYING)
    rows = table(got(cast, "clerk", "ledger_print", query="?template=T1"))

    assert rows[0] == ["序号", "审计发现的问题", "整改要求和建议", "整改期限", "系统编号", "系统状态"]
    assert rows[1][:3] + rows[1][4:] == ["1", "三会一课记录不完整", "限期补齐。", problem.process.number, "整改中"]


def test_more_rows_than_one_print_holds_are_told_of(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "MOST", 1)
    for text in ("一", "二"):
        cast.register(text=text)
    answer = got(cast, "clerk", "ledger_print")

    assert (len(table(answer)), "超过1个，这里只有前1个" in answer.content.decode()) == (2, True)


@pytest.mark.parametrize(("who", "found"), [
    ("clerk", ["甲的", "乙的"]), ("deputy", ["甲的"]), ("organiser", ["甲的"]), ("other_deputy", []), ("sibling", []),
])  # fmt: skip
def test_everybody_prints_what_he_sees(cast: Cast, who: str, found: list[str]) -> None:
    cast.problem_at(S.RECTIFYING, text="甲的")
    cast.register("乙一支部", text="乙的", due_on=today(90))

    assert [row[2] for row in table(got(cast, who, "ledger_print"))[1:]] == found


@pytest.mark.parametrize(("query", "status"), [
    ("?box=nothing", 422), ("?template=nothing", 404), ("?template=99", 404), ("?round=99", 404), ("?unit=甲", 422),
])  # fmt: skip
def test_an_address_without_sense_is_refused(cast: Cast, query: str, status: int) -> None:
    assert got(cast, "clerk", "ledger_print", query=query).status_code == status


def test_nobody_prints_a_programme_that_he_does_not_see(cast: Cast) -> None:
    key = Round.objects.get(process_key="rectification").pk

    assert got(cast, "former", "ledger_print", query=f"?round={key}").status_code == 404


def test_the_ledger_leads_to_its_print_with_its_filters(cast: Cast) -> None:
    cast.register()
    text = got(cast, "clerk", "ledger", query="?left=overdue").content.decode()

    assert 'href="/rectification/ledger/print/?left=overdue"' in text
