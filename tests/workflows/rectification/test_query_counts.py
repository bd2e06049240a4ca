"""The pages of 问题整改 ask the database as often for three problems as for one, and at most 15 times. goals P7."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.rectification.cast import Cast, make_cast, today
from tests.workflows.rectification.pages import of_round
from workflows.rectification import actions
from workflows.rectification.models import LookBack, Problem
from workflows.rectification.states import ProblemState as S

pytestmark = pytest.mark.once

UNITS = ("甲一支部", "甲二支部", "乙一支部")
Address = Callable[[Cast], str]


def registered(cast: Cast, rows: int) -> None:
    """Problems of several branches, each with another taking part."""
    for n in range(rows):
        cast.register(UNITS[n], text=f"{UNITS[n]}的问题", participants=("甲三支部",), due_on=today(n + 5))


def assigned(cast: Cast, rows: int) -> None:
    """The same, handed over."""
    registered(cast, rows)
    for problem in Problem.objects.order_by("pk"):
        cast.do(actions.assign, problem, "clerk")


def of_one_branch(cast: Cast, rows: int) -> None:
    """Problems of one branch, each being worked on by a measure."""
    for n in range(rows):
        cast.problem_at(S.RECTIFYING, text=f"第{n}个问题", due_on=today(n + 35))


def to_close(cast: Cast, rows: int) -> None:
    """Problems of one branch that wait for the host."""
    for n in range(rows):
        cast.problem_at(S.HOST_CHECKING, text=f"第{n}个问题", due_on=today(n + 35))


def looked_back(cast: Cast, rows: int) -> None:
    """Closed problems that are looked at once more."""
    for n in range(rows):
        actions.look_back_pick(cast.problem_at(S.CLOSED, text=f"第{n}个问题"), "群众反映。", by=cast.clerk)
    assert LookBack.objects.count() == rows


def programmes(cast: Cast, rows: int) -> None:
    """Further programmes."""
    for _ in range(rows):
        cast.programme()


def many(verb: str) -> Address:
    """The page of one verb on many."""
    return lambda cast: of_round(f"many/{verb}/")


def at(path: str) -> Address:
    """A page below the last programme."""
    return lambda cast: of_round(path)


def beside(cast: Cast) -> str:
    """The ledger with a problem opened beside it."""
    return f"ledger/?open={Problem.objects.earliest('pk').process.number}"


def of_unit(cast: Cast) -> str:
    """A unit's page."""
    return f"units/{cast.units['甲一支部'].pk}/"


PAGES: dict[str, tuple[Address, str, Callable[[Cast, int], None], int]] = {
    "台账": (lambda cast: "ledger/", "clerk", assigned, 13),
    "机关党委的台账": (lambda cast: "ledger/", "deputy", of_one_branch, 13),
    "筛选的台账": (lambda cast: "ledger/?severity=grave&q=问题", "clerk", assigned, 14),
    "台账旁的问题": (beside, "clerk", of_one_branch, 15),
    "打印台账": (lambda cast: "ledger/print/", "clerk", assigned, 15),
    "导出台账": (at("ledger.xlsx"), "clerk", assigned, 18),
    "后台导出": (at("exports/"), "clerk", assigned, 8),
    "看板": (at("board/"), "clerk", assigned, 14),
    "我的问题": (lambda cast: "mine/", "organiser", of_one_branch, 13),
    "单位的问题": (of_unit, "clerk", of_one_branch, 14),
    "专项": (lambda cast: "", "clerk", programmes, 9),
    "专项概览": (at(""), "clerk", looked_back, 13),
    "专项方案": (at("programme/"), "clerk", registered, 6),
    "导入台账": (at("imports/"), "clerk", registered, 7),
    "批量交办": (many("assign"), "clerk", registered, 10),
    "批量签收": (many("sign"), "organiser", assigned, 10),
    "批量销号": (many("close"), "clerk", to_close, 10),
    "增加单位": (at("more/"), "clerk", registered, 6),
    "结束专项": (at("close/"), "clerk", registered, 6),
    "取消专项": (at("cancel/"), "clerk", registered, 7),
    "登记问题": (at("problems/new/"), "clerk", registered, 6),
}  # fmt: skip


def cost(cast: Cast, page: str) -> int:
    """The statements of a page, seen for the second time: the first request of a session also writes its hour."""
    address, person, _, _ = PAGES[page]
    client, url = Client(), f"/rectification/{address(cast)}"
    client.force_login(cast.users[person])
    client.get(url).getvalue()  # read to the end, which closes a file that is sent
    with CaptureQueriesContext(connection) as asked:
        answer = client.get(url)
        assert (answer.status_code, bool(answer.getvalue())) == (200, True)
    return len(asked)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_whatever_its_length(page: str, rows: int) -> None:
    cast = make_cast()
    PAGES[page][2](cast, rows)
    assert cost(cast, page) == PAGES[page][3]


def test_no_page_costs_more_than_fifteen_statements() -> None:
    assert [page for page, (*_, due) in PAGES.items() if due > 15] == ["导出台账"]  # enters who took it, and when
