"""List pages ask the database as often for three rows as for one, and at most 15 times. 依据: goals P7."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants, tree
from permissions.models import Person
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import list_at, rating_at
from tests.workflows.organisation.books import book, checked, person
from tests.world import World, make_world
from workflows.engine import attendance, audit
from workflows.engine.models import Publicity, Suggestion
from workflows.organisation.actions.calendar import set_day
from workflows.organisation.actions.facts import FactInput, person_fact_new
from workflows.organisation.actions.units import unit_relate
from workflows.organisation.models import Import
from workflows.organisation.queries import GRADE_FACT
from workflows.star_rating.states import ListState, RatingState

BRANCHES = ("甲一支部", "甲二支部", "甲四支部")
Page = Callable[[World], str]


def at(path: str) -> Page:
    return lambda world: path


def submitted(world: World, rows: int) -> None:
    for branch in BRANCHES[:rows]:
        rating_at(world, RatingState.SCORING, branch)


def listed(world: World, rows: int) -> None:
    list_at(world, ListState.COMPILING, BRANCHES[:rows])


def publicised(world: World, rows: int) -> None:
    list_at(world, ListState.PUBLICISING, BRANCHES[:rows])


def suggested(world: World, rows: int) -> None:
    for number in range(rows):
        Suggestion.objects.create(author=world.users["deputy"], text=f"建议{number}", on=timezone.localdate())


def left_alone(world: World, rows: int) -> None:
    # Somebody without the secretary's right is left, else the committee's clerk would fill in for the branch.
    for branch, key in zip(BRANCHES[:rows], ("secretary", "sibling", "fourth"), strict=False):
        world.person(f"{key}_left", "祁敏", Role.BRANCH_ORG, branch)
        for post in world.users[key].appointments.all():
            grants.end_appointment(post, timezone.localdate() - timedelta(days=1))
    attendance.recheck()


def changed(world: World, rows: int) -> None:
    days = [date(2026, 10, 8) + timedelta(days=number) for number in range(rows)]
    for day in days:
        set_day(day, works=False, name="试验", by=world.sysadmin)


def sealed(world: World, rows: int) -> None:
    for number in range(rows):
        changed(world, 1 if number % 2 else 2)
        audit.seal()


def settled(world: World, rows: int) -> None:
    for key in ("secretary", "organiser", "sibling")[:rows]:
        Person.objects.filter(user=world.users[key]).update(branch=world.units["甲一支部"])


def with_a_past(world: World, rows: int) -> None:
    settled(world, 3)
    person = Person.objects.get(user=world.users["secretary"])
    for number in range(rows):
        day = date(2020 + number, 1, 1)
        given = FactInput(GRADE_FACT, day.year, "", {"grade": "优秀"}, "优秀", "登记表", day)
        person_fact_new(person, given, by=world.deputy)
        grants.appoint(world.users["secretary"], Role.BRANCH_DISC, world.units["甲二支部"], day, day)


def imported(world: World, rows: int) -> None:
    for _ in range(rows):
        row = checked(book(人员=[person(number, branch="X") for number in range(rows)]), world.clerk)
        Import.objects.filter(pk=row.pk).update(total=rows)


def unopened(world: World, rows: int) -> None:
    for number in range(rows):
        Person.objects.create(staff_no=f"JG{number}", name="施文", branch=world.units["甲一支部"])


def guarded(world: World, rows: int) -> None:
    for number in range(rows):
        world.person(f"guard{number}", "贺敏", Role.SYS_ADMIN, "工委")


def _of_secretary(page: str) -> Page:
    return lambda world: f"/organisation/people/{Person.objects.get(user=world.users['secretary']).pk}/{page}"


def reelected(world: World, rows: int) -> None:
    for branch in BRANCHES[:rows]:
        tree.edit_unit(world.units[branch], term_from=date(2020, 1, 1), term_until=date(2022, 12, 31))


def founded(world: World, rows: int) -> None:
    for number in range(rows):
        world.unit(f"新{number}支部", UnitKind.BRANCH, "甲局机关党委")


def related(world: World, rows: int) -> None:
    founded(world, rows)
    for number, kind in enumerate((UnitKind.PARTY_GROUP, UnitKind.ORG_DISCIPLINE)[:rows]):
        group = world.unit(f"旁{number}", kind)
        unit_relate(world.units["甲局机关党委"], tree.BESIDE[kind], group, by=world.clerk)


def _of_committee(page: str) -> Page:
    return lambda world: f"/organisation/units/{world.units['甲局机关党委'].pk}/{page}"


PAGES: dict[str, tuple[Page, str, Callable[[World, int], None], int]] = {
    "待办": (at("/"), "deputy", submitted, 10),
    "工委的待办": (at("/"), "clerk", submitted, 11),
    "已办": (at("/?box=done"), "deputy", listed, 8),
    "我发起的": (at("/?box=mine"), "deputy", listed, 9),
    "消息": (at("/notices/"), "deputy", submitted, 7),
    "本人的意见建议": (at("/suggest/"), "deputy", suggested, 7),
    "收到的意见建议": (at("/suggestions/"), "clerk", suggested, 9),
    "无人可办": (at("/unattended/"), "clerk", left_alone, 7),
    "批次": (at("/star_rating/"), "clerk", submitted, 10),
    "批次总览": (lambda world: f"/star_rating/rounds/{world.rating('甲一支部').round_id}/", "clerk", submitted, 14),
    "呈报批": (lambda world: f"/records/{world.list_of('甲局机关党委').process.number}/", "deputy", listed, 15),
    "组织": (at("/organisation/"), "deputy", founded, 12),
    "查找组织": (at("/organisation/?q=支部"), "deputy", founded, 11),
    "一个组织": (_of_committee(""), "deputy", related, 14),
    "换届": (at("/organisation/terms/"), "deputy", reelected, 11),
    "工作日历": (at("/organisation/calendar/?year=2026"), "secretary", changed, 6),
    "变动记录": (at("/organisation/trail/"), "sysadmin", changed, 7),
    "留痕封存": (at("/organisation/seals/"), "auditor", sealed, 10),
    "人员": (at("/organisation/people/"), "deputy", settled, 8),
    "一个人": (_of_secretary(""), "deputy", with_a_past, 15),
    "交接": (_of_secretary("handover/"), "deputy", with_a_past, 19),
    "导入": (at("/organisation/imports/"), "clerk", imported, 7),
    "一次导入": (lambda world: f"/organisation/imports/{Import.objects.all()[0].pk}/", "clerk", imported, 6),
    "账号": (at("/organisation/accounts/"), "deputy", settled, 11),
    "没有账号的人员": (at("/organisation/accounts/?state=unopened"), "deputy", unopened, 9),
    "一个账号": (lambda world: f"/organisation/accounts/{world.users['secretary'].pk}/", "deputy", with_a_past, 15),
    "三员": (at("/organisation/guards/"), "secadmin", guarded, 7),
    "我的任职和账号": (at("/organisation/me/"), "secretary", with_a_past, 9),
    "各岗位能办什么": (at("/organisation/matrix/"), "secretary", with_a_past, 5),
    "公示": (lambda world: f"/publicity/{Publicity.objects.get().pk}/", "deputy", publicised, 9),
}


PREVIEWS = ("交接",)
"""No lists: what would become of everything that one person has, looked at once before it is done."""


def statements(page: str, rows: int) -> int:
    """What opening a page costs with so many rows on it."""
    address, person, prepare, _ = PAGES[page]
    world = make_world()
    world.round()
    prepare(world, rows)
    client = Client()
    client.force_login(world.users[person])
    url = address(world)
    client.get(url)  # the first request of a session also writes when it was last used
    with CaptureQueriesContext(connection) as asked:
        assert client.get(url).status_code == 200
    return len(asked)


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize("page", PAGES)
def test_a_list_page_costs_the_same_whatever_its_length(page: str, rows: int) -> None:
    assert statements(page, rows) == PAGES[page][3]


def test_no_list_page_costs_more_than_fifteen_statements() -> None:
    assert [page for page, (*_, due) in PAGES.items() if due > 15 and page not in PREVIEWS] == []
