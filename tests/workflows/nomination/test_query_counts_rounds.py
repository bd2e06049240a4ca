"""The pages of rounds and plans ask the database as often for three rows as for one. 依据: goals P7."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permissions import grants
from permissions.roles import Role, UnitKind
from tests.workflows.nomination.award_rounds import drafted, opened
from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.listing import a_round, alone, arrange, listed, meet, member_out, report, reported
from tests.workflows.nomination.places import categories
from tests.world import LONG_AGO
from workflows.nomination import actions

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NAMES = ("张三", "王五", "赵六")
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


def all_that_a_round_page_shows(cast: Cast, rows: int) -> str:
    """A unit's own round with lists sent on, places, desks that are late, and a 候选池; whoever looks runs it all."""
    places = categories(member={"places": 9})
    alone(cast, name="上次", reuse_for="本次", categories=places)
    for name in NAMES[:rows]:
        listed(cast, name)
    for name in NAMES[:rows]:
        member_out(cast, "list_leave_out", name, "deputy")
    made = alone(cast, name="本次", categories=places)
    submission = listed(cast, *("李四", "陈新", "韩立")[:rows])
    arrange(cast, submission, "staff")
    report(cast, submission)
    meet(cast, submission, "deputy")
    report(cast, submission, "deputy")
    cast.nominate("孙七", by="third", unit="甲三支部")
    return f"rounds/{made.pk}/"


def and_units_not_opened_yet(cast: Cast, rows: int) -> str:
    """The same in a round of the 工委, in which a unit founded since has no list."""
    made = a_round(cast, categories=categories(member={"places": 9}))
    reported(cast, *("李四", "陈新", "韩立")[:rows])
    cast.unit("丁局机关党委", UnitKind.ORG_COMMITTEE, "工委")
    grants.appoint(cast.users["clerk"], Role.BRANCH_SECRETARY, cast.units["丙办党支部"], LONG_AGO)
    return f"rounds/{made.pk}/"


def asked(cast: Cast, make: Callable[[Cast, int], str], rows: int, who: str = "clerk") -> int:
    client: Any = Client()
    client.force_login(cast.users[who])
    url = f"/nomination/{make(cast, rows)}"
    client.get(url)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(url).status_code == 200
    return len(queries)


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("make", "statements"), [(several_rounds, 10), (several_plans, 7), (several_nominations, 13)])
def test_a_page_asks_as_often_for_three_rows_as_for_one(
    make: Callable[[Cast, int], str], statements: int, rows: int
) -> None:
    assert asked(make_cast(), make, rows) == statements


@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(
    ("make", "who", "statements"), [(all_that_a_round_page_shows, "staff", 14), (and_units_not_opened_yet, "clerk", 15)]
)
def test_the_page_of_a_round_asks_fifteen_times_at_most_whatever_it_shows(
    make: Callable[[Cast, int], str], who: str, statements: int, rows: int
) -> None:
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as clock:
        cast = make_cast()
        for name in ("陈新", "韩立"):
            cast.member(name)
        url = make(cast, rows)
        clock.shift(timedelta(days=90))

        assert asked(cast, lambda *_: url, rows, who) == statements
