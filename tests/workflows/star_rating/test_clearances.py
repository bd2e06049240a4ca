"""纪检意见 for the stars that ask for it: asked, answered, registered from a letter, dropped when the member leaves."""

from dataclasses import replace
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from permissions import tree
from permissions.models import UnitRelation
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import EVERY_BRANCH, UNIT, all_is_well, do, open_desk, trail
from tests.workflows.star_rating.listing import listed, round_of
from tests.world import World, make_world, scheme_c
from workflows.engine import attachments
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import Citation, Notice
from workflows.star_rating import actions
from workflows.star_rating.models import Clearance, RatingList
from workflows.star_rating.states import ClearanceState, ListState

DISCIPLINE = "甲局机关纪委"


@pytest.fixture
def world(db: None) -> World:
    """五星 asks for a 纪检意见, and 甲局 has a 机关纪委."""
    world = make_world()
    unit = world.unit(DISCIPLINE, UnitKind.ORG_DISCIPLINE)
    tree.relate(world.units[UNIT], UnitRelation.Kind.DISCIPLINE, unit)
    world.person("inspection", "董正", Role.OC_DISC, DISCIPLINE)
    round_of(world, tiers=tuple(replace(tier, clearance=tier.level == 5) for tier in scheme_c().tiers), quotas=())
    return world


def asked(world: World) -> Clearance:
    """甲一支部 has five stars, and its opinion was asked for."""
    submission = listed(world, "甲一支部")
    (clearance,) = actions.clearances_ask(submission, by=world.staff, seen=world.seen(submission))
    return clearance


def report(world: World) -> RatingList:
    submission = world.list_of(UNIT)
    rows = [actions.Placing(row.pk, n, row.capped) for n, row in enumerate(submission.members.order_by("pk"), 1)]
    do(actions.list_arrange, world, submission, "staff", placings=rows)
    world.meet(submission, world.staff, "机关党委会议")
    do(actions.list_report, world, submission, "staff", unreported=EVERY_BRANCH)
    return world.list_of(UNIT)


def test_it_goes_to_the_discipline_inspection_of_the_unit(world: World) -> None:
    clearance = asked(world)
    desk = open_desk(clearance)

    assert (desk.unit, desk.right) == (world.units[DISCIPLINE], "review")
    assert clearance.title() == f"纪检意见：甲一支部{clearance.round.year}年度星级评定"
    assert Notice.objects.filter(user=world.users["inspection"], process=clearance.process_id).count() == 1
    assert trail(world.list_of(UNIT))[-1] == "clearances_ask"
    assert all_is_well()


def test_a_list_does_not_go_without_it(world: World) -> None:
    listed(world, "甲一支部")
    with pytest.raises(Incomplete, match="甲一支部拟定五星级，须有纪检意见，请先征求"):
        report(world)

    submission = world.list_of(UNIT)
    (clearance,) = actions.clearances_ask(submission, by=world.staff, seen=world.seen(submission))
    with pytest.raises(Incomplete, match="甲一支部的纪检意见还没有出具"):
        report(world)

    do(actions.clearance_clear, world, clearance, "inspection", comment="未发现问题。")
    assert report(world).state == ListState.VERIFYING
    assert all_is_well()


def test_an_objection_holds_the_star_and_not_the_branch(world: World) -> None:
    clearance = asked(world)
    do(actions.clearance_object, world, clearance, "inspection", comment="有信访正在核查。")
    with pytest.raises(Incomplete, match="纪检对甲一支部有意见"):
        report(world)

    do(actions.list_pull, world, world.list_of(UNIT), "staff", rating=world.rating("甲一支部"), comment="核分。")
    listed(world, "甲二支部", five=False)
    assert report(world).state == ListState.VERIFYING
    assert Clearance.objects.get().words == "有信访正在核查。"


def test_after_an_objection_it_may_be_asked_again(world: World) -> None:
    do(actions.clearance_object, world, asked(world), "inspection", comment="有信访正在核查。")
    submission = world.list_of(UNIT)
    (again,) = actions.clearances_ask(submission, by=world.staff, seen=world.seen(submission))
    do(actions.clearance_clear, world, again, "inspection", comment="核查了结，不属实。")

    assert report(world).state == ListState.VERIFYING
    assert list(Clearance.objects.order_by("pk").values_list("state", flat=True)) == ["objected", "clear"]


def test_it_is_asked_once(world: World) -> None:
    asked(world)
    submission = world.list_of(UNIT)

    with pytest.raises(Refused, match="没有需要征求纪检意见的支部"):
        actions.clearances_ask(submission, by=world.staff, seen=world.seen(submission))
    assert Clearance.objects.count() == 1


def test_a_star_that_needs_none_is_not_asked_about(world: World) -> None:
    submission = listed(world, "甲二支部", five=False)

    with pytest.raises(Refused):
        actions.clearances_ask(submission, by=world.staff, seen=world.seen(submission))
    assert report(world).state == ListState.VERIFYING


@pytest.mark.parametrize("way", ["list_pull", "list_strike", "withdraw"])
def test_it_is_dropped_when_the_branch_leaves_the_list(world: World, way: str) -> None:
    clearance = asked(world)
    if way == "withdraw":
        do(actions.withdraw, world, world.rating("甲一支部"), "staff")
    else:
        do(
            getattr(actions, way),
            world,
            world.list_of(UNIT),
            "staff",
            rating=world.rating("甲一支部"),
            comment="重核。",
        )
    dropped = Clearance.objects.get(pk=clearance.pk)

    assert (dropped.state, trail(dropped)) == (ClearanceState.DROPPED, ["open", "drop"])
    with pytest.raises(Stale):
        actions.clearance_clear(clearance, by=world.inspection, seen=world.seen(clearance))
    assert all_is_well()


def test_a_clear_opinion_stays_with_a_list_that_comes_back(world: World) -> None:
    do(actions.clearance_clear, world, asked(world), "inspection")
    submission = report(world)
    do(actions.list_send_back, world, submission, "clerk", comment="补充会议记录。", to=ListState.COMPILING)

    assert report(world).state == ListState.VERIFYING
    assert Clearance.objects.get().state == ClearanceState.CLEAR


@pytest.mark.parametrize("who", ["staff", "secretary", "clerk", "inspector"])
def test_nobody_else_gives_it(world: World, who: str) -> None:
    clearance = asked(world)

    with pytest.raises(NotAllowed):
        do(actions.clearance_clear, world, clearance, who)
    assert Clearance.objects.get().state == ClearanceState.ASKED


def test_a_unit_without_one_registers_the_letter(world: World) -> None:
    submission = listed(world, "乙一支部")
    (clearance,) = actions.clearances_ask(submission, by=world.other_deputy, seen=world.seen(submission))
    with pytest.raises(Incomplete) as refused:
        do(actions.clearance_clear, world, clearance, "other_deputy")
    letter = attachments.upload(world.units["乙局机关党委"], BytesIO(b"1"), world.other_deputy, "letter.txt")
    attachments.cite(clearance.process, letter)
    do(actions.clearance_clear, world, clearance, "other_deputy", number="纪函〔2026〕3号")

    assert refused.value.problems == ["请填写纪检意见的文号。", "请先上传纪检意见的扫描件。"]
    assert (Clearance.objects.get().state, Clearance.objects.get().number) == ("clear", "纪函〔2026〕3号")
    assert Citation.objects.filter(process=submission.process_id, attachment=letter).count() == 1
    assert all_is_well()


def client_of(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def test_it_is_asked_and_answered_on_the_pages(world: World) -> None:
    submission = listed(world, "甲一支部")
    staff, inspection = client_of(world, "staff"), client_of(world, "inspection")
    before = staff.get(f"/records/{submission.process.number}/").content.decode()
    url = f"/star_rating/{submission.process.number}/clearances/"
    done = staff.post(url, {"seen": str(world.seen(submission))})
    clearance = Clearance.objects.select_related("process").get()
    page = inspection.get(f"/records/{clearance.process.number}/")
    seen = str(world.seen(clearance))
    form = {"verb": "clear", "seen": seen, "comment": "无意见。", "clear-number": "3号"}
    answer = inspection.post(f"/records/{clearance.process.number}/", form)
    after = staff.get(f"/records/{submission.process.number}/").content.decode()

    assert "甲一支部须有纪检意见。" in before
    assert (done.status_code, page.status_code, answer.status_code) == (302, 200, 302)
    assert ("无意见" in after, "3号" in after, "甲一支部须有纪检意见。" in after) == (True, True, False)
    assert clearance.process.number in inspection.get("/?box=done").content.decode()


def test_the_branch_does_not_read_what_is_said_of_it(world: World) -> None:
    do(actions.clearance_object, world, asked(world), "inspection", comment="有信访正在核查。")
    number = Clearance.objects.select_related("process").get().process.number
    secretary = client_of(world, "secretary")

    assert (
        "有信访正在核查"
        in client_of(world, "staff").get(f"/records/{world.list_of(UNIT).process.number}/").content.decode()
    )
    assert secretary.get(f"/records/{number}/").status_code == 404
    rating = secretary.get(f"/records/{world.rating('甲一支部').process.number}/")
    assert (rating.status_code, "信访" in rating.content.decode()) == (200, False)


@pytest.mark.parametrize("branches", [("甲一支部",), ("甲一支部", "甲二支部", "甲四支部")])
def test_a_list_with_opinions_asks_the_database_as_often_for_three_as_for_one(
    world: World, branches: tuple[str, ...]
) -> None:
    submission = listed(world, *branches)
    actions.clearances_ask(submission, by=world.staff, seen=world.seen(submission))
    client = client_of(world, "staff")
    client.get(f"/records/{submission.process.number}/")
    with CaptureQueriesContext(connection) as asked_for:
        client.get(f"/records/{submission.process.number}/")

    assert len(asked_for) == 15
