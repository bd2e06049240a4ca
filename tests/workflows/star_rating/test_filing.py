"""Stars that the unit decides itself go apart, are filed with the 工委 and with whomever the round names."""

from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from tests.workflows.engine.steps import (
    EVERY_BRANCH,
    UNIT,
    after_notice,
    all_is_well,
    approve,
    do,
    open_desk,
    publicise,
    review,
    trail,
)
from tests.workflows.star_rating.listing import listed, round_of
from tests.world import World, make_world, scheme_c
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import AuditEntry, Fact, Round
from workflows.star_rating import actions
from workflows.star_rating.models import Filing, RatingList
from workflows.star_rating.rules import Decider, Tier
from workflows.star_rating.states import ListState, RatingState, Track

BODY = "区委组织部"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def tiers() -> tuple[Tier, ...]:
    """五星报工委审定，四星及以下本单位审定."""
    return tuple(
        replace(tier, decided_by=Decider.ROOT if tier.level == 5 else Decider.UNIT) for tier in scheme_c().tiers
    )


def opened(world: World, *bodies: str, **more: Any) -> Round:
    stages = {"filing": {"bodies": list(bodies)}} if bodies else {}
    return round_of(world, stages, tiers=tiers(), **more)


def reported(world: World) -> tuple[RatingList, RatingList]:
    """甲一支部 with five stars and 甲二支部 with three are reported: the list to be decided, the list filed."""
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    first = world.report(UNIT, world.staff)
    rows = RatingList.objects.select_related("unit", "round", "process").filter(unit=world.units[UNIT])
    decided, filed = rows.order_by("batch")
    assert first == filed
    return decided, filed


def test_a_list_with_both_kinds_of_stars_is_reported_as_two(world: World) -> None:
    opened(world)
    decided, filed = reported(world)
    entry = AuditEntry.objects.get(process=filed.process_id, verb="open")

    assert (decided.state, decided.track) == (ListState.VERIFYING, Track.DECIDE)
    assert (filed.state, filed.track, filed.batch) == (ListState.FILING, Track.FILE, 2)
    assert (world.rating("甲一支部").state, world.rating("甲一支部").submission) == (RatingState.VERIFYING, decided)
    assert (world.rating("甲二支部").state, world.rating("甲二支部").submission) == (RatingState.FILING, filed)
    assert entry.comment == f"从{decided.process.number}分出本单位审定的1个支部，报工委备案。"
    assert filed.process.meetings.get().body == f"{UNIT}会议"
    assert (open_desk(filed).unit, open_desk(filed).right) == (world.units["工委"], "review")
    assert all_is_well()


def test_a_list_of_filed_stars_alone_goes_as_one(world: World) -> None:
    opened(world)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)

    assert (submission.batch, submission.state, submission.track) == (1, ListState.FILING, Track.FILE)
    assert all_is_well()


def test_a_second_click_on_reporting_changes_nothing(world: World) -> None:
    opened(world)
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    submission = world.list_of(UNIT)
    rows = [actions.Placing(row.pk, n, False) for n, row in enumerate(submission.members.order_by("-score"), 1)]
    do(actions.list_arrange, world, submission, "staff", placings=rows)
    world.meet(submission, world.staff, "机关党委会议")
    seen = world.seen(submission)
    for _ in range(2):
        actions.list_report(submission, by=world.staff, seen=seen, unreported=EVERY_BRANCH)

    assert RatingList.objects.filter(unit=world.units[UNIT]).count() == 2
    assert all_is_well()


def test_what_was_received_is_publicised_and_becomes_a_star(world: World) -> None:
    opened(world)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)
    do(actions.list_receive, world, submission, "clerk", comment="收到。")
    received = world.list_of(UNIT)
    publicise(world, received)
    actions.publish_due(after_notice())

    assert (received.state, world.rating("甲二支部").state) == (ListState.ANNOUNCING, RatingState.PUBLISHED)
    assert trail(submission)[-4:] == ["report", "receive", "publicise", "close"]
    assert Fact.objects.get(process=world.rating("甲二支部").process_id).value["tier"] == 3
    assert all_is_well()


def test_who_may_not_review_at_the_committee_does_not_receive(world: World) -> None:
    opened(world)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)

    for who in ("leader", "deputy", "inspector"):
        with pytest.raises(NotAllowed):
            do(actions.list_receive, world, submission, who)


@pytest.mark.parametrize("way", ["send_back", "withdraw", "withdraw_received"])
def test_a_filed_list_comes_back_with_its_members(world: World, way: str) -> None:
    opened(world)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)
    if way == "send_back":
        do(actions.list_send_back, world, submission, "clerk", comment="补充材料。", to=ListState.COMPILING)
    elif way == "withdraw":
        do(actions.list_withdraw, world, submission, "staff")
    else:
        do(actions.list_receive, world, submission, "clerk")
        do(actions.list_withdraw, world, submission, "clerk")
    expected = (ListState.FILING, RatingState.FILING) if way == "withdraw_received" else ("compiling", "listed")

    assert (world.list_of(UNIT).state, world.rating("甲二支部").state) == expected
    assert all_is_well()


def test_one_member_leaves_a_filed_list_alone(world: World) -> None:
    opened(world)
    listed(world, "甲二支部", "甲四支部", five=False)
    submission = world.report(UNIT, world.staff)
    do(actions.list_pull, world, submission, "clerk", rating=world.rating("甲二支部"), comment="重新核分。")
    do(actions.list_strike, world, world.list_of(UNIT), "clerk", rating=world.rating("甲四支部"), comment="不符合。")

    assert [world.rating(name).state for name in ("甲二支部", "甲四支部")] == ["scoring", "rejected"]
    assert all_is_well()


@pytest.mark.parametrize("resume", ["direct", "stepwise"])
def test_a_returned_list_whose_stars_changed_goes_the_other_way(world: World, resume: str) -> None:
    opened(world, resume=resume)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)
    do(actions.list_send_back, world, submission, "clerk", comment="漏报一个支部。", to=ListState.COMPILING)
    listed(world, "甲一支部")
    do(actions.list_pull, world, submission, "staff", rating=world.rating("甲二支部"), comment="核分。")
    again = world.report(UNIT, world.staff)

    assert (again, again.state, again.track) == (submission, ListState.VERIFYING, Track.DECIDE)
    assert world.rating("甲一支部").state == RatingState.VERIFYING
    assert all_is_well()


def test_what_the_committee_reports_for_a_direct_branch_is_not_filed_with_itself(world: World) -> None:
    opened(world)
    world.submit("丙办党支部", world.direct)
    review(world, "丙办党支部", five_stars=False, by="clerk")
    submission = world.report("工委", world.head)

    assert (submission.state, world.rating("丙办党支部").state) == (ListState.ANNOUNCING, RatingState.ANNOUNCING)
    assert trail(submission)[-2:] == ["report", "pass_on"]
    assert all_is_well()


def test_a_list_goes_public_when_every_body_has_it_on_file(world: World) -> None:
    opened(world, BODY)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)
    do(actions.list_receive, world, submission, "clerk")
    filing = Filing.objects.get(submission=submission)
    today = timezone.localdate()

    assert (filing.body, filing.state) == (BODY, "待报送")
    with pytest.raises(Incomplete, match=f"还没有登记{BODY}收到备案的日期"):
        publicise(world, submission)
    actions.filing_register(filing, by=world.staff, sent_on=today, received_on=None)
    with pytest.raises(Incomplete):
        publicise(world, submission)
    actions.filing_register(filing, by=world.clerk, sent_on=today, received_on=today, number="组备〔2026〕7号")
    notes = AuditEntry.objects.filter(process=submission.process_id, verb="filing").order_by("seq")

    assert [entry.actor_id for entry in notes] == [world.users["staff"].pk, world.users["clerk"].pk]
    assert notes[1].comment == f"{BODY}：{today:%Y年%m月%d日}报送，{today:%Y年%m月%d日}收到（组备〔2026〕7号）。"
    assert publicise(world, world.list_of(UNIT)).state == ListState.PUBLICISING
    with pytest.raises(Refused, match="现在不登记"):
        actions.filing_register(filing, by=world.clerk, sent_on=today, received_on=None)
    assert all_is_well()


def test_a_list_that_came_back_is_filed_anew(world: World) -> None:
    opened(world, BODY)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)
    today = timezone.localdate()
    filing = Filing.objects.get()
    actions.filing_register(filing, by=world.staff, sent_on=today, received_on=today, number="组备〔2026〕7号")
    do(actions.list_send_back, world, submission, "clerk", comment="漏报一个支部。", to=ListState.COMPILING)
    listed(world, "甲四支部", five=False)
    again = world.report(UNIT, world.staff)
    do(actions.list_receive, world, again, "clerk")

    assert list(Filing.objects.values_list("sent_on", "received_on", "number")) == [(None, None, "")]
    said = AuditEntry.objects.get(process=submission.process_id, verb="filing").comment
    assert said.endswith("（组备〔2026〕7号）。")
    with pytest.raises(Incomplete, match=f"还没有登记{BODY}收到备案的日期"):
        publicise(world, world.list_of(UNIT))


def test_what_the_committee_decided_waits_for_no_filing_of_an_earlier_way(world: World) -> None:
    opened(world, BODY)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)
    do(actions.list_send_back, world, submission, "clerk", comment="漏报一个支部。", to=ListState.COMPILING)
    listed(world, "甲一支部")
    do(actions.list_pull, world, submission, "staff", rating=world.rating("甲二支部"), comment="核分。")
    do(actions.list_forward, world, world.report(UNIT, world.staff), "clerk")
    approve(world, world.list_of(UNIT))

    assert publicise(world, world.list_of(UNIT)).state == ListState.PUBLICISING
    assert all_is_well()


def test_a_stranger_registers_no_filing(world: World) -> None:
    opened(world, BODY)
    listed(world, "甲二支部", five=False)
    world.report(UNIT, world.staff)

    for who in ("secretary", "other_deputy", "leader"):
        with pytest.raises(NotAllowed):
            actions.filing_register(
                Filing.objects.get(), by=getattr(world, who), sent_on=timezone.localdate(), received_on=None
            )
    assert Filing.objects.get().sent_on is None


def page(world: World, submission: RatingList, who: str = "staff") -> str:
    client = Client()
    client.force_login(world.users[who])
    return client.get(f"/records/{submission.process.number}/").content.decode()


def test_the_page_says_before_reporting_how_many_go_where(world: World) -> None:
    opened(world, BODY)
    listed(world, "甲一支部")
    listed(world, "甲二支部", five=False)
    shown = page(world, world.list_of(UNIT))

    assert f"1个支部的星级由本单位审定，报送后另成一批报工委、{BODY}备案。" in shown
    assert "其余1个支部报工委审定。" in shown


def test_who_goes_the_other_way_is_not_said_to_have_left(world: World) -> None:
    opened(world)
    decided, filed = reported(world)

    assert [row.rank for row in filed.members.all()] == [2]
    assert ["已离开名单" in page(world, each) for each in (decided, filed)] == [False, False]


def test_each_list_shows_the_stages_of_its_own_way(world: World) -> None:
    opened(world)
    decided, filed = reported(world)

    assert "报工委备案" not in page(world, decided)
    assert "工委审定" not in page(world, filed)
    assert "报工委备案" in page(world, filed)


def test_where_no_unit_decides_no_list_shows_a_filing(world: World) -> None:
    world.round()
    assert "报工委备案" not in page(world, listed(world, "甲一支部"))


def test_a_filing_is_registered_on_its_page(world: World) -> None:
    opened(world, BODY)
    listed(world, "甲二支部", five=False)
    submission = world.report(UNIT, world.staff)
    url = f"/star_rating/filings/{Filing.objects.get().pk}/"
    client = Client()
    client.force_login(world.users["staff"])
    today = timezone.localdate().isoformat()
    wrong = client.post(url, {"sent_on": today, "received_on": "2020-01-01"})
    done = client.post(url, {"sent_on": today, "received_on": today, "number": "1号"})

    assert url in page(world, submission)
    assert (wrong.status_code, "收到日期不能早于报送日期。" in wrong.content.decode()) == (422, True)
    assert (done.status_code, done["Location"]) == (302, f"/records/{submission.process.number}/")
    assert Filing.objects.get().number == "1号"
