"""代填: a superior's clerk fills in for a branch that has no account, and everybody can see that he did."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from openpyxl import load_workbook

from permissions import grants
from permissions.models import Appointment
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import all_is_well, do, open_desk, review
from tests.world import World, make_world
from workflows.engine import attendance, inbox
from workflows.engine.errors import NotAllowed
from workflows.engine.models import Attachment, AuditEntry, Notice
from workflows.star_rating import actions
from workflows.star_rating.models import SheetLine
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.states import Sheet

BARE = "甲五支部"
"""The branch of the cast that nobody has an account in."""


def stands(world: World, unit: str = BARE) -> tuple[str, str, str, bool]:
    """State, unit, right and mark of the open desk."""
    desk = open_desk(world.rating(unit))
    return desk.flow_task.state, str(desk.unit.short_name if desk.unit else ""), desk.right, desk.unattended


def end(world: World, *who: str) -> None:
    for key in who:
        for post in Appointment.objects.filter(user=world.users[key]):
            grants.end_appointment(post, timezone.localdate() - timedelta(days=1))


def browser(world: World, who: str) -> Client:
    client = Client()
    client.force_login(world.users[who])
    return client


def page(world: World, who: str, path: str) -> str:
    return str(browser(world, who).get(path).content.decode())


def number(world: World) -> str:
    return world.rating(BARE).process.number


def sheet_of(world: World, who: str, **more: str) -> Any:
    """Post the score sheet of the branch as the page would."""
    given = {"seen": str(world.seen(world.rating(BARE))), "sheet": "self", "none_found": "on", "proposed_tier": "5"}
    return browser(world, who).post(f"/star_rating/{number(world)}/sheet/", given | more)


# --- where the desk stands -----------------------------------------------------------------------------------------


def test_a_branch_without_any_account_is_filled_in_by_its_committees_clerk(world: World) -> None:
    assert stands(world) == ("self_assessing", "甲局机关党委", "stand_in", False)
    assert all_is_well()


def test_a_branch_that_lacks_one_of_the_rights_only_is_not_stood_in_for(world: World) -> None:
    end(world, "secretary")
    attendance.recheck()

    assert stands(world, "甲一支部") == ("self_assessing", "甲一支部", "propose", True)


def test_with_no_clerk_at_the_committee_the_work_committees_fills_in(world: World) -> None:
    end(world, "staff")

    assert attendance.recheck() == 1
    assert stands(world) == ("self_assessing", "工委", "stand_in", False)


def test_a_direct_branch_is_filled_in_by_the_work_committees_clerk_and_scored_by_somebody_else(world: World) -> None:
    end(world, "direct")
    attendance.recheck()
    assert stands(world, "丙办党支部") == ("self_assessing", "工委", "stand_in", False)

    world.submit("丙办党支部", world.clerk)

    assert stands(world, "丙办党支部") == ("scoring", "工委", "review", False)
    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核"):
        world.fill("丙办党支部", world.clerk, Sheet.REVIEW)
    review(world, "丙办党支部", five_stars=False, by="head")
    assert all_is_well()


def test_under_a_general_branch_the_nearest_clerk_fills_in(db: None) -> None:
    cast = make_world()
    cast.unit("甲六支部", UnitKind.BRANCH, "甲局党总支")
    cast.round()
    assert stands(cast, "甲六支部") == ("self_assessing", "甲局机关党委", "stand_in", False)

    cast.person("gb_staff", "汤宁", Role.OC_STAFF, "甲局党总支")

    assert attendance.recheck() == 0, "somebody who may act is there: the desk stays"


def test_with_no_clerk_anywhere_the_desk_is_marked(world: World) -> None:
    end(world, "staff", "clerk")
    attendance.recheck()

    assert stands(world) == ("self_assessing", BARE, "propose", True)


def test_a_list_is_not_stood_in_for(world: World) -> None:
    desk = open_desk(world.list_of("乙局机关党委"))
    end(world, "other_deputy")
    attendance.recheck()

    now = open_desk(world.list_of("乙局机关党委"))
    assert (now.unit_id, now.right, now.unattended) == (desk.unit_id, "review", True)


def test_an_account_that_was_deactivated_counts_as_none(world: World) -> None:
    world.users["sibling"].is_active = False
    world.users["sibling"].save()

    assert attendance.recheck() == 1
    assert stands(world, "甲二支部") == ("self_assessing", "甲局机关党委", "stand_in", False)


# --- the whole story -----------------------------------------------------------------------------------------------


def test_the_clerk_fills_in_submits_and_somebody_else_reviews(world: World) -> None:
    world.submit(BARE, world.staff, points="1")

    rating = world.rating(BARE)
    assert (rating.state, rating.submitter) == (S.SCORING, world.users["staff"])
    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核"):
        world.fill(BARE, world.staff, Sheet.REVIEW)
    review(world, BARE, five_stars=False, by="deputy")
    assert world.rating(BARE).submission == world.list_of("甲局机关党委")
    assert all_is_well()


def test_the_trail_says_for_whom_and_by_whom(world: World) -> None:
    world.submit(BARE, world.staff)
    entry = AuditEntry.objects.get(process=world.rating(BARE).process_id, verb="submit")

    assert (entry.actor_name, entry.post) == ("刘敏", "代甲五支部：甲局机关党委 党务干部")
    assert entry.data["for"] == world.units[BARE].pk


def test_what_the_unit_does_itself_says_nothing_of_standing_in(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    entry = AuditEntry.objects.get(process=world.rating("甲一支部").process_id, verb="submit")

    assert (entry.post, "for" in entry.data) == ("甲一支部 支部书记", False)


def test_the_clerk_may_take_it_back_and_hand_it_in_again(world: World) -> None:
    world.submit(BARE, world.staff)

    do(actions.withdraw, world, world.rating(BARE), "staff")

    assert stands(world) == ("self_assessing", "甲局机关党委", "stand_in", False)
    do(actions.submit, world, world.rating(BARE), "staff")
    assert world.rating(BARE).state == S.SCORING
    assert all_is_well()


def test_what_is_sent_back_comes_to_whoever_stands_in(world: World) -> None:
    world.submit(BARE, world.staff)

    do(actions.send_back, world, world.rating(BARE), "deputy", to=S.SELF_ASSESSING, comment="请补充佐证。")

    assert stands(world) == ("self_assessing", "甲局机关党委", "stand_in", False)
    assert Notice.objects.filter(user=world.users["staff"]).order_by("-pk")[0].process == world.rating(BARE).process


# --- accounts that come and go -------------------------------------------------------------------------------------


def test_with_the_branchs_first_account_its_desk_comes_home_and_the_draft_stays(world: World) -> None:
    seen = world.seen(world.fill(BARE, world.staff, points="1"))
    world.person("fifth", "姜涛", Role.BRANCH_SECRETARY, BARE)

    assert attendance.recheck() == 1

    assert stands(world) == ("self_assessing", BARE, "propose", False)
    with pytest.raises(NotAllowed, match="甲局机关党委 党务干部不能在这一环节办理“提交自评”"):
        actions.submit(world.rating(BARE), by=world.staff, seen=seen)
    with pytest.raises(NotAllowed, match="不能修改这一环节的材料"):
        world.fill(BARE, world.staff)
    assert SheetLine.objects.get(rating=world.rating(BARE), sheet="self").points == 1
    do(actions.submit, world, world.rating(BARE), "fifth")
    entry = AuditEntry.objects.get(process=world.rating(BARE).process_id, verb="submit")
    assert entry.post == "甲五支部 支部书记"
    assert all_is_well()


def test_when_the_last_account_leaves_the_desk_goes_to_the_clerk_who_is_told(world: World) -> None:
    Notice.objects.all().delete()
    end(world, "sibling")

    assert attendance.recheck() == 1
    assert stands(world, "甲二支部") == ("self_assessing", "甲局机关党委", "stand_in", False)
    assert Notice.objects.get().user == world.users["staff"]
    assert attendance.recheck() == 0


def test_the_desks_can_be_written_anew(world: World) -> None:
    assert attendance.rebuild() == 0
    assert stands(world) == ("self_assessing", "甲局机关党委", "stand_in", False)


# --- who else ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["deputy", "clerk", "head"])
def test_who_has_not_the_right_sees_the_sheet_and_does_not_fill_it(world: World, who: str) -> None:
    with pytest.raises(NotAllowed):
        world.fill(BARE, getattr(world, who))
    assert sheet_of(world, who).status_code == 403


@pytest.mark.parametrize("who", ["sibling", "other_deputy", "outsider", "sysadmin"])
def test_for_others_the_sheet_does_not_exist(world: World, who: str) -> None:
    assert sheet_of(world, who).status_code == 404


def test_a_clerk_of_another_committee_does_not_stand_in(world: World) -> None:
    world.person("other_staff", "杜若", Role.OC_STAFF, "乙局机关党委")

    assert sheet_of(world, "other_staff").status_code == 404
    assert number(world) not in page(world, "other_staff", "/")


def test_the_clerk_does_not_fill_in_for_a_branch_that_has_accounts(world: World) -> None:
    with pytest.raises(NotAllowed):
        world.fill("甲二支部", world.staff)


# --- pages ---------------------------------------------------------------------------------------------------------


def test_the_inbox_shows_it_as_work_to_fill_in_for_somebody(world: World) -> None:
    (row,) = [row for row in inbox.todo(world.users["staff"], inbox.Filters()).rows if row.right == "stand_in"]

    assert row.process == world.rating(BARE).process
    assert '<span class="dj-chip dj-chip--yellow">代填</span>' in page(world, "staff", "/")
    assert "代填" not in page(world, "deputy", "/")


def test_the_clerk_does_it_all_in_the_browser(world: World) -> None:
    assert sheet_of(world, "staff", points_18="1", reason_18="年度考核排名靠后").status_code == 302

    answer = sheet_of(world, "staff", points_18="1", reason_18="年度考核排名靠后", submit="1")

    assert (answer.status_code, world.rating(BARE).state) == (302, S.SCORING)


def test_every_page_of_it_names_who_filled_in(world: World) -> None:
    record, sheet = f"/records/{number(world)}/", f"/star_rating/{number(world)}/sheet/"
    before = [page(world, "staff", record), page(world, "staff", sheet)]
    world.submit(BARE, world.staff)
    after = [page(world, "inspector", record), page(world, "inspector", sheet)]

    assert ("由甲局机关党委代填" in before[0], "等待中共甲局机关党委代填" in before[0]) == (True, True)
    assert "自评由刘敏（甲局机关党委）代填" in before[1]
    assert ("刘敏（代填）" in after[0], "代甲五支部：甲局机关党委 党务干部" in after[0]) == (True, True)
    assert "自评由刘敏（甲局机关党委）代填" in after[1]


def test_a_sheet_that_the_branch_filled_in_bears_no_such_mark(world: World) -> None:
    world.submit("甲一支部", world.secretary)
    path = world.rating("甲一支部").process.number

    assert "代填" not in page(world, "inspector", f"/records/{path}/") + page(
        world, "inspector", f"/star_rating/{path}/sheet/"
    )


def test_who_filled_in_is_not_offered_the_review(world: World) -> None:
    world.submit(BARE, world.staff)
    text = page(world, "staff", f"/star_rating/{number(world)}/sheet/")

    assert ("自评由您提交，初评请由其他同志办理" in text, "data-score" in text) == (True, False)
    answer = sheet_of(world, "staff", sheet="review")
    assert (answer.status_code, "自己提交的事项不能由自己审核" in answer.content.decode()) == (403, True)


def test_the_workbook_bears_the_mark(world: World) -> None:
    answer = browser(world, "staff").get(f"/star_rating/{number(world)}/sheet.xlsx")

    heading = load_workbook(BytesIO(answer.content)).worksheets[0]["A2"].value

    assert str(heading).endswith("自评由刘敏（甲局机关党委）代填")


def test_a_file_that_was_put_in_for_the_branch_is_the_branchs(world: World) -> None:
    given = {"seen": str(world.seen(world.rating(BARE))), "file": SimpleUploadedFile("会议记录.txt", b"minutes")}

    assert browser(world, "staff").post(f"/records/{number(world)}/files/", given).status_code == 303
    assert Attachment.objects.get().unit == world.units[BARE]
