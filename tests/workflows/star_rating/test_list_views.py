"""A list on its page: ranking and meeting, one member sent back, going public."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from tests.workflows.engine.steps import approve, do, list_at, publicise, review
from tests.workflows.star_rating.test_views import browser, listed, number, words
from tests.world import World, make_world
from workflows.engine.decisions import form_of
from workflows.engine.models import AuditEntry
from workflows.engine.registry import flow_of
from workflows.star_rating import actions
from workflows.star_rating.models import RatingList
from workflows.star_rating.states import ListState, RatingState

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    world = make_world()
    world.round()
    return world


def keep(world: World, submission: RatingList, who: str = "deputy", **data: str) -> Any:
    seen = str(world.seen(submission))
    return browser(world, who).post(f"/star_rating/{submission.process.number}/list/", {"seen": seen, **data})


def test_ranking_and_meeting_are_kept_together(world: World) -> None:
    submission = listed(world)
    row = submission.members.get()
    given = {f"{row.pk}-rank": "1", "body": "甲局机关党委会议", "held_on": "2026-01-05", "minutes": "同意。"}
    answer = keep(world, submission, **given)

    assert answer.status_code == 302
    assert submission.members.get().rank == 1
    assert submission.process.meetings.get().body == "甲局机关党委会议"


def test_a_place_that_is_none_keeps_what_was_typed(world: World) -> None:
    submission = listed(world)
    answer = keep(world, submission, **{f"{submission.members.get().pk}-rank": "第一"})

    assert answer.status_code == 422
    assert 'value="第一"' in words(answer)
    assert submission.members.get().rank is None


def test_a_meeting_in_the_future_keeps_what_was_typed(world: World) -> None:
    submission = listed(world)
    answer = keep(world, submission, body="甲局机关党委会议", held_on="2099-01-05", minutes="同意呈报。")

    assert answer.status_code == 422
    assert "会议日期不能晚于今天。" in words(answer)
    assert "同意呈报。" in words(answer)


def test_giving_up_a_star_for_the_quota_lowers_it(world: World) -> None:
    submission = listed(world)
    row = submission.members.get()
    keep(world, submission, **{f"{row.pk}-rank": "1", f"{row.pk}-capped": "on"})

    assert (row.tier, submission.members.get().tier) == (5, 4)


def test_the_superior_does_not_rank(world: World) -> None:
    assert keep(world, listed(world), "clerk").status_code == 403


def test_a_member_is_sent_back_alone_with_a_reason(world: World) -> None:
    submission = listed(world)
    url = f"/star_rating/{submission.process.number}/members/{number(world, '甲四支部')}/"
    seen = str(world.seen(submission))
    without = browser(world, "deputy").post(url, {"seen": seen, "verb": "pull", "comment": ""})
    answer = browser(world, "deputy").post(url, {"seen": seen, "verb": "pull", "comment": "第18条重新核实"})

    assert (without.status_code, answer.status_code) == (422, 302)
    assert world.rating("甲四支部").state == RatingState.SCORING
    assert AuditEntry.objects.get(verb="pull").comment == "第18条重新核实"


def test_a_list_goes_public_from_its_page_with_what_was_typed(world: World) -> None:
    listed(world)
    submission = world.report("甲局机关党委", world.deputy)
    actions.list_forward(submission, by=world.clerk, seen=world.seen(submission))
    world.meet(world.list_of("甲局机关党委"), world.leader, "工委会议")
    actions.list_approve(submission, by=world.leader, seen=world.seen(submission))
    given = {"verb": "publicise", "seen": str(world.seen(submission)), "publicise-starts_on": timezone.localdate()}
    url = f"/records/{submission.process.number}/"
    lacking = browser(world, "clerk").post(url, {**given, "publicise-days": "0"})
    whole = {"publicise-days": "5", "publicise-working": "1", "publicise-contact": "电话12345678"}
    answer = browser(world, "clerk").post(url, {**given, **whole})

    assert (lacking.status_code, answer.status_code) == (422, 302)
    assert world.rating("甲四支部").state == RatingState.PUBLICISING


def test_a_list_and_its_members_lead_to_the_notice_on_which_they_stand(world: World) -> None:
    submission = list_at(world, ListState.ANNOUNCING)
    pages = [f"/records/{row.process.number}/" for row in (submission, world.rating("甲一支部"))]
    before = [words(browser(world, "deputy").get(url)).count("公示页面") for url in pages]
    submission = publicise(world, submission)

    after = [words(browser(world, "deputy").get(url)) for url in pages]
    link = f'href="/publicity/{submission.publicity_id}/">公示页面</a>'
    assert (before, [link in text for text in after]) == ([0, 0], [True, True])


def test_the_next_list_starts_from_the_notice_of_the_same_day(world: World) -> None:
    first = list_at(world, ListState.ANNOUNCING)
    world.submit("丙办党支部", world.direct)
    review(world, "丙办党支部", five_stars=False, by="clerk")
    second = world.report("工委", world.clerk)
    approve(world, second)
    tomorrow = timezone.localdate() + timedelta(days=1)
    actions.list_publicise(
        first, by=world.clerk, seen=world.seen(first), starts_on=tomorrow, days=7, working=False, start_counts=True,
        contact="电话12345678",
    )  # fmt: skip

    form = form_of(flow_of(RatingList), world.list_of("工委"), "publicise")
    assert form is not None
    names = ("starts_on", "days", "working", "start_counts", "contact")
    assert [form.fields[name].initial for name in names] == [tomorrow, 7, "0", True, "电话12345678"]


def test_the_place_of_who_was_struck_off_is_said_to_be_gone(world: World) -> None:
    submission = list_at(world, ListState.VERIFYING, ("甲一支部", "甲二支部"))
    first = submission.members.get(rank=1)
    page = f"/records/{submission.process.number}/"
    said = "排在第1位的支部已离开名单，其余仍按会议确定的名次，不重新排。"
    before = words(browser(world, "clerk").get(page))
    do(actions.list_strike, world, submission, "clerk", rating=first, comment="不符合条件。")

    assert (said in before, said in words(browser(world, "clerk").get(page))) == (False, True)
    assert [row.rank for row in submission.members.all()] == [2]
