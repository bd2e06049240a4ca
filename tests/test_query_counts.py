"""List pages ask the database as often for three rows as for one, and at most 15 times. 依据: goals P7."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants, tree
from permissions.models import Person
from permissions.roles import Role, UnitKind
from tests.workflows.engine.copying import send
from tests.workflows.engine.delegating import delegated
from tests.workflows.engine.steps import do, list_at, rating_at
from tests.workflows.organisation.books import book, checked, person
from tests.workflows.star_rating import panels
from tests.workflows.star_rating.listing import tiers
from tests.world import World, make_world, scheme_c
from workflows.engine import attendance, audit, documents, registry, round_notices, transferring
from workflows.engine.models import Archive, Publicity, Quota, Round, Suggestion
from workflows.organisation.actions.calendar import set_day
from workflows.organisation.actions.facts import FactInput, person_fact_new
from workflows.organisation.actions.units import unit_relate
from workflows.organisation.models import Import
from workflows.organisation.queries import GRADE_FACT
from workflows.star_rating import actions
from workflows.star_rating.models import Evaluation, ReviewSheet, TrialScores
from workflows.star_rating.rules import Ranking
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.once

BRANCHES = ("甲一支部", "甲二支部", "甲四支部")
Page = Callable[[World], str]


def at(path: str) -> Page:
    return lambda world: path


def submitted(world: World, rows: int) -> None:
    for branch in BRANCHES[:rows]:
        rating_at(world, RatingState.SCORING, branch)


def claimed(world: World, rows: int) -> None:
    submitted(world, rows)
    for branch in BRANCHES[:rows]:
        do(transferring.claim, world, world.rating(branch), "staff")


def copied(world: World, rows: int) -> None:
    submitted(world, rows)
    for branch in BRANCHES[:rows]:
        send(world, world.rating(branch), "staff", "outsider")


def listed(world: World, rows: int) -> None:
    list_at(world, ListState.COMPILING, BRANCHES[:rows])


def publicised(world: World, rows: int) -> None:
    list_at(world, ListState.PUBLICISING, BRANCHES[:rows])


def delegating(world: World, rows: int) -> None:
    for number in range(rows):
        delegated(world, "deputy", "sibling", first=number, last=number)


def submitted_by_delegation(world: World, rows: int) -> None:
    delegated(world, "deputy", "sibling")
    submitted(world, rows)


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


def retemplated(world: World, rows: int) -> None:
    for kind in list(registry.documents().values())[:rows]:
        documents.replace(kind, "docx", kind.shipped("docx"), "本单位", by=world.clerk)


def archived(world: World, rows: int) -> None:
    for _ in range(rows):
        Archive.objects.create(round=Round.objects.get(), by=world.users["clerk"], at=timezone.now(), status="replaced")


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


def signed(world: World, rows: int) -> None:
    for number in range(rows):
        notice = round_notices.write(Round.objects.get(), title=f"通知{number}", text="正文", by=world.clerk)
    round_notices.sign(notice, world.units["甲一支部"], by=world.secretary)


def starred(world: World, rows: int) -> None:
    list_at(world, ListState.CLOSED)
    tiers = (4, 3, 2)
    for tier in tiers[:rows]:
        given = actions.NewStar("lower", tier, "原因", "依据")
        change = actions.change_propose(world.rating("甲一支部"), given, by=world.clerk)
        actions.change_approve(
            change,
            by=world.leader,
            seen=world.seen(change),
            body="工委会议",
            held_on=timezone.localdate(),
            minutes="同意",
        )


VISIT: dict[str, Any] = {"kind": "visit", "component": "", "dimensions": [{"name": "现场", "full": "10"}]}


def evaluated(world: World, rows: int, kept: dict[str, Any] = VISIT) -> None:
    """So many evaluations, the last of them begun, with so many reviewers and branches."""
    for number in range(rows):
        made = panels.prepare(world, Round.objects.select_related("unit").get(), name=f"观摩{number}", **kept)
    people = dict.fromkeys(("leader", "other_deputy", "outsider")[:rows], 0)
    panels.name(world, made, people, dict.fromkeys(BRANCHES[:rows], 0))
    panels.begin(world, made)


def begun_panel(world: World, rows: int) -> None:
    """A panel that scores for a component of the score."""
    rules = panels.scheme_with_a_panel()
    Round.objects.update(scheme=rules.to_data(), scheme_version=rules.version)
    evaluated(world, rows, {})


def scored_panel(world: World, rows: int) -> None:
    """The same when every sheet is in."""
    begun_panel(world, rows)
    for sheet in ReviewSheet.objects.select_related("reviewer"):
        panels.mark(world, sheet.reviewer.username, ("50", "30"))
        panels.hand_in(world, sheet.reviewer.username)


def ranked(world: World, rows: int) -> None:
    evaluated(world, rows)
    for sheet in ReviewSheet.objects.select_related("reviewer"):
        panels.mark(world, sheet.reviewer.username, ("8",))
        panels.hand_in(world, sheet.reviewer.username)
    panels.close(world, Evaluation.objects.latest("pk"))


def drawn(world: World, rows: int) -> None:
    list_at(world, ListState.VERIFYING, BRANCHES[:rows])
    round_ = Round.objects.select_related("unit").get()
    for number in range(rows):
        check = actions.spot_draw(round_, None, by=world.clerk, count=rows, reason=f"第{number}次")
    actions.spot_found(check.picks.all()[0], agrees=True, text="", by=world.clerk)


def to_rank(world: World, rows: int) -> None:
    """The open round made one that ranks everybody, with so many branches that have come to be ranked."""
    rules = replace(scheme_c(), version="统一排名", quotas=(), vetoes=(), ranking=Ranking(), tiers=tiers(1, 1, None))
    Round.objects.update(scheme=rules.to_data(), scheme_version=rules.version)
    list_at(world, ListState.VERIFYING, BRANCHES[:rows])


def with_quotas(world: World, rows: int) -> None:
    Quota.objects.exclude(pk__in=list(Quota.objects.values_list("pk", flat=True)[:rows])).delete()
    assert Quota.objects.count() == rows


def tried(world: World, rows: int) -> None:
    """The scores of a round with so many sheets, one of a branch alone, kept so many times, and a scheme to try."""
    listed(world, rows)
    rating_at(world, RatingState.SCORING, "甲三支部")
    actions.scheme_new(scheme_c(), by=world.clerk)
    for number in range(rows):
        actions.keep_scores(f"得分{number}", by=world.clerk, round_=Round.objects.get())


def _of_trial(world: World) -> str:
    return f"/star_rating/trials/{TrialScores.objects.latest('pk').pk}/"


def _of_draft(world: World) -> str:
    """Next year's round, prepared while this one is open."""
    rules, now = scheme_c(), Round.objects.get()
    made = Round.objects.create(process_key=now.process_key, year=now.year + 1, unit=now.unit, scheme=rules.to_data())
    return f"/star_rating/rounds/{made.pk}/"


def _of_evaluation(world: World) -> str:
    return f"/records/{Evaluation.objects.latest('pk').process.number}/"


def _of_secretary_rating(page: str) -> Page:
    return lambda world: f"/records/{world.rating('甲一支部').process.number}/{page}"


def _of_sheet(world: World) -> str:
    return f"/records/{panels.sheet_of(world, 'leader').process.number}/"


def _of_round(page: str) -> Page:
    return lambda world: f"/star_rating/rounds/{Round.objects.get().pk}/{page}"


def _of_committee(page: str) -> Page:
    return lambda world: f"/organisation/units/{world.units['甲局机关党委'].pk}/{page}"


def _stuck_at_committee(world: World) -> str:
    return f"/stuck/?stage=RatingFlow.scoring&unit={world.units['甲局机关党委'].pk}"


def _of_claimed(world: World) -> str:
    return f"/moving/?from={world.users['staff'].pk}"


PAGES: dict[str, tuple[Page, str, Callable[[World, int], None], int]] = {
    "待办": (at("/"), "deputy", submitted, 13),
    "工委的待办": (at("/"), "clerk", submitted, 14),
    "已办": (at("/?box=done"), "deputy", listed, 10),
    "查找": (at("/search/?q=支部"), "deputy", submitted, 11),
    "我发起的": (at("/?box=mine"), "deputy", listed, 11),
    "抄送我的": (at("/?box=copies"), "outsider", copied, 9),
    "传阅": (_of_secretary_rating("circulate/"), "staff", submitted, 9),
    "卡在哪里": (at("/stuck/"), "clerk", submitted, 8),
    "卡在哪里的一个环节": (at("/stuck/?stage=RatingFlow.scoring"), "clerk", submitted, 7),
    "离职转办": (_of_claimed, "clerk", claimed, 7),
    "卡在一处的事项": (_stuck_at_committee, "clerk", submitted, 9),
    "消息": (at("/notices/"), "deputy", submitted, 7),
    "本人的意见建议": (at("/suggest/"), "deputy", suggested, 7),
    "收到的意见建议": (at("/suggestions/"), "clerk", suggested, 9),
    "无人可办": (at("/unattended/"), "clerk", left_alone, 7),
    "批次": (at("/star_rating/"), "clerk", submitted, 10),
    "批次总览": (lambda world: f"/star_rating/rounds/{world.rating('甲一支部').round_id}/", "clerk", submitted, 15),
    "归档": (lambda world: f"/star_rating/rounds/{Round.objects.get().pk}/archive/", "clerk", archived, 7),
    "文书模板": (at("/templates/"), "clerk", retemplated, 7),
    "一份文书模板": (at("/templates/star_rating.summary.docx/"), "clerk", retemplated, 7),
    "呈报批": (lambda world: f"/records/{world.list_of('甲局机关党委').process.number}/", "deputy", listed, 14),
    "批次通知": (lambda world: f"/star_rating/rounds/{Round.objects.get().pk}/notice/", "clerk", signed, 14),
    "历年星级": (lambda world: f"/star_rating/units/{world.units['甲一支部'].pk}/stars/", "deputy", starred, 7),
    "组织": (at("/organisation/"), "deputy", founded, 12),
    "查找组织": (at("/organisation/?q=支部"), "deputy", founded, 11),
    "一个组织": (_of_committee(""), "deputy", related, 15),
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
    "委托": (at("/organisation/delegations/"), "deputy", delegating, 9),
    "受委托人的待办": (at("/?box=delegated"), "sibling", submitted_by_delegation, 12),
    "转办": (_of_secretary_rating("transfer/"), "staff", submitted, 10),
    "各岗位能办什么": (at("/organisation/matrix/"), "secretary", with_a_past, 5),
    "评审": (_of_round("evaluations/"), "clerk", evaluated, 8),
    "一次评审": (_of_evaluation, "clerk", evaluated, 14),
    "开始评分的评审": (_of_evaluation, "clerk", begun_panel, 14),
    "评分表已交齐的评审": (_of_evaluation, "clerk", scored_panel, 15),
    "评审结果": (_of_evaluation, "clerk", ranked, 14),
    "评委的评分表": (_of_sheet, "leader", evaluated, 13),
    "名额": (_of_round("quotas/"), "clerk", with_quotas, 7),
    "统一排名": (_of_round("ranking/"), "clerk", to_rank, 8),
    "抽查": (_of_round("checks/"), "clerk", drawn, 11),
    "试算得分": (at("/star_rating/trials/"), "clerk", tried, 7),
    "试算": (_of_trial, "clerk", tried, 15),
    "核对并启动": (_of_draft, "clerk", listed, 13),
    "公示": (lambda world: f"/publicity/{Publicity.objects.get().pk}/", "deputy", publicised, 9),
}


PREVIEWS = ("交接", "核对并启动")
"""No lists: what would become of something, reckoned once before it is done."""


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
