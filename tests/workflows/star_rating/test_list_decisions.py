"""What a list decides and what its trail keeps of it: meetings, places, members that leave, notices that are shared."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from permissions.actor import Actor
from tests.workflows.engine.steps import all_is_well
from tests.world import World, make_world
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import AuditEntry, Objection
from workflows.engine.objections import ObjectionFlow
from workflows.star_rating import actions
from workflows.star_rating.forms import PublicityForm
from workflows.star_rating.forms.rounds import RoundForm
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState, RatingState

UNIT, OTHER = "甲局机关党委", "乙局机关党委"


@pytest.fixture
def world(db: None) -> World:
    return make_world()


def listed(world: World) -> RatingList:
    """甲一支部 with five stars is in its unit's list."""
    world.submit("甲一支部", world.secretary)
    world.review("甲一支部", world.deputy)
    return world.list_of(UNIT)


def entry(record: Rating | RatingList, verb: str) -> AuditEntry:
    return AuditEntry.objects.filter(process=record.process_id, verb=verb).latest("seq")


def approved(world: World, unit: str) -> RatingList:
    submission = world.list_of(unit)
    actions.list_forward(submission, by=world.clerk, seen=world.seen(submission))
    world.meet(world.list_of(unit), world.leader, "工委会议")
    actions.list_approve(submission, by=world.leader, seen=world.seen(submission))
    return world.list_of(unit)


def publicise(world: World, submission: RatingList, days: int, contact: str) -> RatingList:
    return actions.list_publicise(
        submission, by=world.clerk, seen=world.seen(submission), starts_on=timezone.localdate(), days=days,
        contact=contact,
    )  # fmt: skip


def test_a_stage_that_the_list_passed_on_is_nobodys_act_on_its_members(world: World) -> None:
    world.round(stages={ListState.VERIFYING: {"off": True}})
    listed(world)
    submission = world.report(UNIT, world.deputy)
    passed = entry(world.rating("甲一支部"), "pass_on")

    assert (submission.state, world.rating("甲一支部").state) == (ListState.DECIDING, RatingState.DECIDING)
    assert (passed.actor_id, passed.label, passed.comment) == (None, "越过", "本批次不设此环节")
    assert all_is_well()


def test_a_list_that_comes_back_direct_passes_its_members_on_in_the_systems_name(world: World) -> None:
    world.round()
    listed(world)
    submission = world.report(UNIT, world.deputy)
    actions.list_forward(submission, by=world.clerk, seen=world.seen(submission))
    actions.list_send_back(
        submission, by=world.leader, seen=world.seen(submission), comment="重新研究。", to=ListState.COMPILING
    )
    submission = world.report(UNIT, world.deputy)
    passed = entry(world.rating("甲一支部"), "pass_on")

    assert (submission.state, world.rating("甲一支部").state) == (ListState.DECIDING, RatingState.DECIDING)
    assert (passed.actor_id, passed.comment) == (None, "退回后直接报回退回环节")
    assert all_is_well()


def test_the_trail_keeps_the_meeting_the_places_and_the_quotas(world: World) -> None:
    world.round()
    rating = listed(world).members.get()
    world.report(UNIT, world.deputy)
    decided = entry(world.list_of(UNIT), "report").data["snapshot"]["decided"]

    assert decided["meeting"] == {
        "body": "甲局机关党委会议",
        "held_on": timezone.localdate().isoformat(),
        "number": "",
        "due": None,
        "present": None,
        "minutes": "同意。",
    }
    assert decided["placings"] == [
        {"number": rating.process.number, "rank": 1, "score": rating.result["score"], "tier": 5, "capped": False}
    ]
    assert decided["quotas"] == ["五星级名额1个（5×30%=1.5，向下取1），本批列1个，已满。"]


def test_an_approval_keeps_the_committees_meeting(world: World) -> None:
    world.round()
    listed(world)
    world.report(UNIT, world.deputy)
    decided = entry(approved(world, UNIT), "approve").data["snapshot"]["decided"]

    assert (decided["meeting"]["body"], len(decided["placings"])) == ("工委会议", 1)
    assert all_is_well()


def test_a_members_trail_keeps_its_place(world: World) -> None:
    world.round()
    listed(world)
    world.report(UNIT, world.deputy)
    kept = entry(world.rating("甲一支部"), "carry").data["snapshot"]

    assert (kept["rank"], kept["capped"], kept["figures"]) == (
        1,
        False,
        {"appraisal": {"figure": "95", "source": ""}},
    )


def test_a_returned_list_is_decided_anew(world: World) -> None:
    world.round(resume="stages")
    listed(world)
    submission = world.report(UNIT, world.deputy)
    actions.list_forward(submission, by=world.clerk, seen=world.seen(submission))
    world.meet(world.list_of(UNIT), world.leader, "工委会议")
    actions.list_send_back(
        submission, by=world.leader, seen=world.seen(submission), comment="重新研究。", to=ListState.COMPILING
    )
    with pytest.raises(Incomplete, match="还没有登记会议决定"):
        actions.list_report(world.list_of(UNIT), by=world.deputy, seen=world.seen(submission))
    world.report(UNIT, world.deputy)
    actions.list_forward(submission, by=world.clerk, seen=world.seen(submission))
    with pytest.raises(Incomplete, match="还没有登记工委会议的决定"):
        actions.list_approve(world.list_of(UNIT), by=world.leader, seen=world.seen(submission))

    stages = submission.process.meetings.order_by("pk").values_list("state", "lap")
    assert list(stages) == [("compiling", 1), ("deciding", 1), ("compiling", 2)]


def test_the_page_shows_an_earlier_meeting_as_of_its_lap(world: World) -> None:
    world.round()
    listed(world)
    submission = world.report(UNIT, world.deputy)
    actions.list_send_back(
        submission, by=world.clerk, seen=world.seen(submission), comment="补充会议记录。", to=ListState.COMPILING
    )
    client = Client()
    client.force_login(world.users["deputy"])

    assert "<h3>编报名单（第1轮）</h3>" in client.get(f"/records/{submission.process.number}/").content.decode()


def test_an_upheld_objection_says_what_publishing_does() -> None:
    arrow = ObjectionFlow.arrow(Objection.State.CHECKING, "uphold")

    assert arrow is not None
    assert arrow.effect == "公示期满后从名单中划去（可以重新评定并选了重新评定的，现在退回），其他对象照常办理。"


@pytest.mark.parametrize(("verb", "label"), [("pull", "单独退回"), ("strike", "划去")])
def test_a_member_that_leaves_is_named_on_the_lists_own_trail(world: World, verb: str, label: str) -> None:
    world.round()
    submission = listed(world)
    rating = world.rating("甲一支部")
    leave = {"pull": actions.list_pull, "strike": actions.list_strike}[verb]
    leave(submission, rating, by=world.deputy, seen=world.seen(submission), comment="第18条重新核实。")
    noted = entry(submission, f"{verb}_member")

    assert (noted.label, noted.actor_id) == (label, world.users["deputy"].pk)
    assert noted.comment == f"甲一支部（{rating.process.number}）：第18条重新核实。"
    assert (noted.source, noted.target) == (ListState.COMPILING, ListState.COMPILING)
    assert all_is_well()


@pytest.mark.parametrize("verb", ["pull", "strike"])
def test_a_double_click_on_a_members_way_out_is_one(world: World, verb: str) -> None:
    world.round()
    submission = listed(world)
    number = world.rating("甲一支部").process.number
    url = f"/star_rating/{submission.process.number}/members/{number}/"
    click = {"seen": str(world.seen(submission)), "verb": verb, "comment": "第18条重新核实。"}
    client = Client()
    client.force_login(world.users["deputy"])
    answers = [client.post(url, click) for _ in range(2)]
    other = client.post(url, click | {"verb": "strike" if verb == "pull" else "pull"})

    assert [answer.status_code for answer in answers] == [302, 302]
    assert {answer["Location"] for answer in answers} == {f"/records/{submission.process.number}/"}
    assert other.status_code == 404
    assert AuditEntry.objects.filter(verb=verb).count() == 1


FAR = timezone.localdate() + timedelta(days=367)


@pytest.mark.parametrize("day", ["9999-01-01", FAR.isoformat()])
def test_a_notice_does_not_begin_in_a_far_year(day: str) -> None:
    form = PublicityForm({"starts_on": day, "days": "5", "working": "1", "contact": "电话12345678"})

    assert form.errors == {"starts_on": ["公示开始日期须在一年之内，请核对年份。"]}


def test_a_list_is_not_publicised_in_a_far_year(world: World) -> None:
    world.round()
    submission = listed(world)
    with pytest.raises(Refused, match="须在一年之内"):
        actions.list_publicise(submission, by=world.clerk, seen=world.seen(submission), starts_on=FAR, days=5)


def test_no_stage_of_a_round_ends_in_a_far_year(world: World) -> None:
    form = RoundForm({"due_scoring": "9999-01-01"})

    assert form.errors["due_scoring"] == ["截止日期须在一年之内，请核对年份。"]


def both_approved(world: World) -> tuple[RatingList, RatingList]:
    """The lists of 甲局 and of 乙局, which has no place for five stars, are decided."""
    world.round()
    listed(world)
    world.submit("乙一支部", world.outsider)
    world.review("乙一支部", world.other_deputy)
    submission = world.list_of(OTHER)
    rows = [actions.Placing(row.pk, 1, True) for row in submission.members.all()]
    actions.list_arrange(submission, rows, by=world.other_deputy, seen=world.seen(submission))

    def up(unit: str, by: Actor) -> RatingList:
        world.report(unit, by)
        return approved(world, unit)

    return up(UNIT, world.deputy), up(OTHER, world.other_deputy)


@pytest.mark.parametrize(("days", "contact"), [(7, "电话12345678"), (5, "电话87654321")])
def test_a_list_does_not_join_a_notice_under_other_terms(world: World, days: int, contact: str) -> None:
    first, second = both_approved(world)
    publicise(world, first, 5, "电话12345678")

    with pytest.raises(Refused, match=r"已有同日开始的公示.*反映渠道：电话12345678"):
        publicise(world, second, days, contact)
    assert world.list_of(OTHER).state == ListState.ANNOUNCING


def test_a_list_joins_a_notice_under_the_same_terms(world: World) -> None:
    first, second = both_approved(world)
    publicise(world, first, 5, "电话12345678")
    publicise(world, second, 5, "电话12345678")

    assert world.list_of(UNIT).publicity == world.list_of(OTHER).publicity
