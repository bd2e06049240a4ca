"""The pages of rounds and plans ask the database as often for three rows as for one. 依据: goals P7."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.nomination.award_rounds import drafted, opened
from tests.workflows.nomination.cast import Cast, document, make_cast
from workflows.nomination import actions

pytestmark = [pytest.mark.django_db, pytest.mark.once]
PEOPLE = (("张三", "甲一支部", "secretary"), ("王五", "甲二支部", "sibling"), ("周八", "乙一支部", "outsider"))


def several_rounds(cast: Cast, rows: int) -> str:
    for n in range(rows):
        drafted(cast, title=f"批次{n}")
    return ""


def several_plans(cast: Cast, rows: int) -> str:
    for n in range(rows):
        actions.plan_new(document(version=f"v{n}"), by=cast.clerk)
    return "plans/"


def several_nominations(cast: Cast, rows: int) -> str:
    round_ = opened(cast)
    for name, unit, by in PEOPLE[:rows]:
        actions.nominate(round_, cast.units[unit], "member", cast.people[name], by=getattr(cast, by))
    return f"rounds/{round_.pk}/"


def asked(cast: Cast, make: Callable[[Cast, int], str], rows: int) -> int:
    client: Any = Client()
    client.force_login(cast.users["clerk"])
    url = f"/nomination/{make(cast, rows)}"
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("make", "statements"), [(several_rounds, 10), (several_plans, 7), (several_nominations, 14)])
def test_a_page_asks_as_often_for_three_rows_as_for_one(
    make: Callable[[Cast, int], str], statements: int, rows: int
) -> None:
    assert asked(make_cast(), make, rows) == statements
