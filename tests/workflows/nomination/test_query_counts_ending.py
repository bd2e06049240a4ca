"""Notices, documents and honours ask the database as often for three rows as for one, and at most 15 times."""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.workflows.nomination.cast import Cast, document, make_cast
from tests.workflows.nomination.ending import CONTACT, UNIT, awarded, confer, report, to_conferring, to_notice
from workflows.engine.models import Publicity
from workflows.nomination import actions
from workflows.nomination.models import Revocation
from workflows.organisation.actions.facts import FactInput, person_fact_new

pytestmark = pytest.mark.once

NAMES = ("张三", "王五", "赵六")
INSIDE = ["branch_meeting", "committee", "unit_publicity", "party_group", "work_committee", "publicity"]


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


def noticed(cast: Cast, rows: int, clock: Any) -> None:
    cast.award_round()
    to_notice(cast, *NAMES[:rows])


def inside(cast: Cast, rows: int, clock: Any) -> None:
    cast.award_round(document(stages=INSIDE))
    for name in NAMES[:rows]:
        by, unit = ("secretary", "甲一支部") if name == "张三" else ("sibling", "甲二支部")
        cast.listed(name, by=by, unit=unit)
    report(cast, contact=CONTACT)


def waiting(cast: Cast, rows: int, clock: Any) -> None:
    cast.award_round()
    to_conferring(cast, clock, *NAMES[:rows])


def asked(cast: Cast, rows: int, clock: Any) -> None:
    cast.award_round(document(reports_to="市委组织部"))
    to_conferring(cast, clock, *NAMES[:rows])
    confer(cast)


def given(cast: Cast, rows: int, clock: Any) -> None:
    cast.award_round()
    awarded(cast, clock, *NAMES[:rows])


def past(cast: Cast, rows: int, clock: Any) -> None:
    for year in range(2020, 2020 + rows):
        value = {"kind": "表彰", "sponsor": "中共滨江市委", "batch": f"{year}年"}
        typed = FactInput("person.honour", year, f"荣誉{year}", value, "荣誉", "文件", date(year, 7, 1))
        person_fact_new(cast.people["张三"], typed, by=cast.clerk)


def revoked(cast: Cast, rows: int, clock: Any) -> None:
    given(cast, rows, clock)
    for name in NAMES[:rows]:
        actions.revocation_propose(cast.nomination(name), "受到处分。", by=cast.clerk)


def _notice(cast: Cast) -> str:
    return f"/publicity/{Publicity.objects.get().pk}/"


def _document(name: str) -> Callable[[Cast], str]:
    return lambda cast: f"/nomination/{cast.list_in(UNIT).process.number}/{name}/"


def _person(cast: Cast) -> str:
    return f"/nomination/honours/people/{cast.people['张三'].pk}/"


def _revocation(cast: Cast) -> str:
    return f"/records/{Revocation.objects.order_by('pk')[0].process.number}/"


Prepare = Callable[[Cast, int, Any], None]
PAGES: dict[str, tuple[Callable[[Cast], str], str, Prepare, int]] = {
    "公示": (_notice, "deputy", noticed, 9),
    "单位内公示": (_notice, "deputy", inside, 10),
    "登记表彰决定": (_document("confer"), "clerk", waiting, 13),
    "登记上级决定": (_document("answer"), "clerk", asked, 13),
    "荣誉台账": (lambda cast: "/nomination/honours/", "clerk", given, 9),
    "荣誉台账的导出": (lambda cast: "/nomination/honours/honours.xlsx", "clerk", given, 14),
    "查找荣誉": (lambda cast: "/nomination/honours/?q=张三&kind=表彰", "clerk", past, 9),
    "个人荣誉": (_person, "clerk", past, 7),
    "荣誉撤销": (_revocation, "clerk", revoked, 15),
}


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_costs_the_same_whatever_its_length(page: str, rows: int, clock: Any) -> None:
    address, person, prepare, due = PAGES[page]
    cast = make_cast()
    prepare(cast, rows, clock)
    client, url = Client(), address(cast)
    client.force_login(cast.users[person])
    client.get(url)  # the first request of a session also writes when it was last used
    with CaptureQueriesContext(connection) as asked_for:
        assert client.get(url).status_code == 200
    assert len(asked_for) == due


def test_no_page_costs_more_than_fifteen_statements() -> None:
    assert [page for page, (*_, due) in PAGES.items() if due > 15] == []
