"""公示: open to everybody on its days, saying no more than it must; who objects stays with the 工委."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from permissions.actor import SYSTEM
from tests.workflows.engine.steps import BRANCH, after_notice, all_is_well, list_at, trail
from tests.world import World
from workflows.engine import objections
from workflows.engine.errors import Refused
from workflows.engine.models import AuditEntry, Notice, Objection, Publicity
from workflows.engine.transitions import seen_of
from workflows.star_rating import actions
from workflows.star_rating.states import ListState as L

OBJECTOR = "举报人赵某 13900000000"
TEXT = "自评材料中的会议并未召开"
SECOND = "甲二支部"


@pytest.fixture
def clock() -> Iterator[Any]:
    """Stop the clock on a Monday morning; it goes on when shifted."""
    with time_machine.travel(datetime.fromisoformat("2026-11-23T09:00:00+08:00"), tick=False) as stopped:
        yield stopped


@pytest.fixture
def notice(clock: Any, world: World) -> Publicity:
    """Return the notice of 甲局's list with two branches on it, in its first hours."""
    list_at(world, L.PUBLICISING, (BRANCH, SECOND))
    return Publicity.objects.get()


def browser(world: World, who: str | None) -> Client:
    client = Client()
    if who:
        client.force_login(world.users[who])
    return client


def page(world: World, notice: Publicity, who: str | None = None) -> HttpResponse:
    response: HttpResponse = browser(world, who).get(f"/publicity/{notice.pk}/")  # type: ignore[assignment]
    return response


def form(world: World, branch: str = BRANCH, **more: str) -> dict[str, str]:
    return {"member": str(world.rating(branch).pk), "text": TEXT, "signed": OBJECTOR, **more}


def object_to(
    world: World, notice: Publicity, who: str | None = None, client: Client | None = None, **more: str
) -> HttpResponse:
    """Send the objection form as this person of the cast, or as somebody from the street."""
    sender = client or browser(world, who)
    response: HttpResponse = sender.post(f"/publicity/{notice.pk}/objection/", form(world, **more))  # type: ignore[assignment]
    return response


# --- the notice ----------------------------------------------------------------------------------------------------


def test_everybody_reads_unit_branch_and_star(world: World, notice: Publicity) -> None:
    text = page(world, notice).content.decode()

    assert [part for part in ("甲局机关党委", BRANCH, SECOND, "五星级", "中共工委") if part not in text] == []


def test_the_notice_says_no_score_no_person_and_no_number(world: World, notice: Publicity) -> None:
    text = page(world, notice).content.decode()
    rating = world.rating(BRANCH)

    told = [f"{rating.score:.1f}", "得分", rating.process.number, "周志远", "刘敏", "核实后扣分"]
    assert [part for part in told if part in text] == []


def test_another_unit_s_branches_are_not_on_it(world: World, notice: Publicity) -> None:
    assert "乙一支部" not in page(world, notice).content.decode()


@pytest.mark.parametrize(
    ("who", "status"), [(None, 404), ("secretary", 200), ("sibling", 200), ("inspector", 200), ("outsider", 404)]
)
def test_after_its_last_day_only_those_concerned_read_it(
    world: World, notice: Publicity, clock: Any, who: str | None, status: int
) -> None:
    clock.move_to(datetime.combine(notice.ends_on, datetime.min.time(), timezone.get_current_timezone()))
    clock.shift(timedelta(hours=23, minutes=59))
    assert page(world, notice, who).status_code == 200

    clock.shift(timedelta(minutes=2))
    assert page(world, notice, who).status_code == status


def test_before_its_first_day_the_public_does_not_read_it(world: World, notice: Publicity) -> None:
    Publicity.objects.update(starts_on=timezone.localdate() + timedelta(days=1))

    assert (page(world, notice).status_code, page(world, notice, "clerk").status_code) == (404, 200)


@pytest.mark.parametrize("address", ["/publicity/0/", f"/publicity/{'9' * 30}/", "/publicity/0/objection/"])
def test_a_notice_that_does_not_exist_is_not_found(client: Client, db: None, address: str) -> None:
    assert client.get(address).status_code == 404


def test_the_notice_is_read_only(world: World, notice: Publicity) -> None:
    assert Client().post(f"/publicity/{notice.pk}/").status_code == 405


# --- objections from the street --------------------------------------------------------------------------------------


def test_anybody_objects_without_an_account(world: World, notice: Publicity) -> None:
    response = object_to(world, notice)

    made = Objection.objects.get()
    assert response["Location"] == f"/publicity/{notice.pk}/"
    assert (made.unit, made.channel, made.text, made.signed) == (world.units[BRANCH], "网上", TEXT, OBJECTOR)
    assert made.parent == world.rating(BRANCH).process
    assert all_is_well()


def test_nothing_tells_who_objected_without_signing(world: World, notice: Publicity) -> None:
    object_to(world, notice, "sibling", signed="")

    made = Objection.objects.get()
    entry = AuditEntry.objects.get(process=made.process)
    assert (made.signed, made.submitter, made.process.starter, entry.actor, entry.actor_name) == (
        "",
        None,
        None,
        None,
        "系统",
    )


def test_objecting_writes_no_session(world: World, notice: Publicity) -> None:
    client = browser(world, "sibling")
    client.get("/notices/")
    before = dict(client.session)
    object_to(world, notice, client=client)

    assert dict(client.session) == before


def test_the_channel_of_the_public_cannot_be_chosen(world: World, notice: Publicity) -> None:
    object_to(world, notice, channel="来访")

    assert Objection.objects.get().channel == "网上"


def test_one_browser_objects_once_a_minute(world: World, notice: Publicity, clock: Any) -> None:
    client = Client()
    object_to(world, notice, client=client)

    second = object_to(world, notice, client=client, branch=SECOND)

    assert (second.status_code, TEXT in second.content.decode(), Objection.objects.count()) == (429, True, 1)
    clock.shift(timedelta(seconds=61))
    assert object_to(world, notice, client=client).status_code == 302


def test_a_flood_of_objections_is_held_back_for_an_hour(world: World, notice: Publicity, clock: Any) -> None:
    rating = world.rating(BRANCH)
    for _ in range(60):
        objections.receive(notice, rating, by=SYSTEM, channel="网上", text=TEXT)

    assert object_to(world, notice).status_code == 429
    assert object_to(world, notice, "clerk", channel="信函").status_code == 302
    clock.shift(timedelta(minutes=61))
    assert object_to(world, notice).status_code == 302


@pytest.mark.parametrize(
    "wrong",
    [
        {"text": ""},
        {"text": "长" * 2001},
        {"signed": "长" * 81},
        {"member": ""},
        {"member": "0"},
        {"member": "x"},
    ],
)
def test_a_bad_objection_is_refused_and_nothing_typed_is_lost(
    world: World, notice: Publicity, wrong: dict[str, str]
) -> None:
    response = Client().post(f"/publicity/{notice.pk}/objection/", form(world) | wrong)

    assert (response.status_code, Objection.objects.count()) == (422, 0)
    assert (wrong.get("text", TEXT)) in response.content.decode()


def test_nobody_objects_to_a_branch_that_is_not_on_the_notice(world: World, notice: Publicity) -> None:
    assert object_to(world, notice, branch="乙一支部").status_code == 422


def test_the_public_objects_on_the_days_of_the_notice_only(world: World, notice: Publicity, clock: Any) -> None:
    clock.shift(timedelta(days=30))

    assert Client().get(f"/publicity/{notice.pk}/objection/").status_code == 404
    assert object_to(world, notice).status_code == 404
    assert object_to(world, notice, "secretary").status_code == 404


def test_an_objection_holds_its_branch_and_no_other(world: World, notice: Publicity) -> None:
    object_to(world, notice)
    actions.publish_due(after_notice())

    assert (world.rating(BRANCH).state, world.rating(SECOND).state) == ("publicising", "published")


# --- registered by the clerk -----------------------------------------------------------------------------------------


def test_the_clerk_registers_a_letter_in_his_own_name(world: World, notice: Publicity) -> None:
    response = object_to(world, notice, "clerk", channel="信函")

    made = Objection.objects.get()
    assert response["Location"] == f"/records/{made.process.number}/"
    assert (made.channel, AuditEntry.objects.get(process=made.process).actor) == ("信函", world.users["clerk"])


def test_the_clerk_is_asked_for_the_channel(world: World, notice: Publicity) -> None:
    page = browser(world, "clerk").get(f"/publicity/{notice.pk}/objection/").content.decode()

    assert [channel for channel in ("电话", "信函", "来访", "网上") if f">{channel}</option>" not in page] == []
    assert object_to(world, notice, "clerk").status_code == 422


def test_a_letter_that_came_late_is_registered_while_the_branch_is_not_settled(
    world: World, notice: Publicity, clock: Any
) -> None:
    clock.shift(timedelta(days=30))
    assert object_to(world, notice, "clerk", channel="信函").status_code == 302

    actions.publish_due(timezone.localdate())

    assert object_to(world, notice, "clerk", channel="信函", branch=SECOND).status_code == 422


def test_a_star_that_was_published_meanwhile_takes_no_objection(world: World, notice: Publicity) -> None:
    rating = world.rating(BRANCH)
    actions.publish_due(after_notice())

    with pytest.raises(Refused):
        objections.receive(notice, rating, by=SYSTEM, channel="网上", text=TEXT)


# --- who sees an objection -------------------------------------------------------------------------------------------


@pytest.fixture
def objection(world: World, notice: Publicity) -> Objection:
    """Return a signed objection to the branch, still to be checked."""
    object_to(world, notice)
    return Objection.objects.select_related("process").get()


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("clerk", 200),
        ("head", 200),
        ("leader", 404),
        ("inspector", 404),
        ("secretary", 404),
        ("organiser", 404),
        ("sibling", 404),
        ("staff", 404),
        ("deputy", 404),
        ("outsider", 404),
        ("former", 404),
    ],
)
def test_an_objection_is_seen_only_by_those_who_check_it(
    world: World, objection: Objection, who: str, status: int
) -> None:
    address = f"/records/{objection.process.number}/"

    assert browser(world, who).get(address).status_code == status
    assert browser(world, who).get(f"{address}chart/").status_code == status
    assert browser(world, who).post(f"{address}files/", {}).status_code == (422 if status == 200 else 404)


def test_nobody_reads_an_objection_without_signing_in(objection: Objection) -> None:
    assert Client().get(f"/records/{objection.process.number}/")["Location"].startswith("/login/")


def test_the_page_tells_those_who_check_what_was_said_and_by_whom(world: World, objection: Objection) -> None:
    text = browser(world, "clerk").get(f"/records/{objection.process.number}/").content.decode()

    assert [part for part in (TEXT, OBJECTOR, "网上", "属实", "不得上传涉密文件和信息") if part not in text] == []


@pytest.mark.parametrize("who", ["secretary", "staff", "deputy"])
@pytest.mark.parametrize("finding", [objections.uphold, objections.dismiss])
def test_the_unit_objected_against_reads_neither_name_nor_words_anywhere(
    world: World, notice: Publicity, objection: Objection, who: str, finding: Callable[..., Objection]
) -> None:
    finding(objection, by=world.clerk, seen=seen_of(objection), comment="找赵某核实过。")
    actions.publish_due(after_notice())
    number = world.rating(BRANCH).process.number
    addresses = ["/", "/?box=done", "/?box=mine", "/?q=异议", "/?q=YY", "/notices/", f"/records/{number}/"]

    client = browser(world, who)
    told = "".join(client.get(address).content.decode() for address in addresses)

    assert [part for part in (TEXT, "赵某", objection.process.number) if part in told] == []


def test_those_who_check_are_told_and_nobody_else(world: World, objection: Objection) -> None:
    told = Notice.objects.filter(process=objection.process).values_list("user__username", flat=True)

    assert sorted(told) == ["clerk", "head"]


def test_the_clerk_settles_an_objection_on_its_page(world: World, objection: Objection) -> None:
    sent = {"verb": "dismiss", "seen": str(seen_of(objection)), "comment": "会议记录齐全，反映不属实。"}
    sent["dismiss-finding"] = "false"

    browser(world, "clerk").post(f"/records/{objection.process.number}/", sent)

    assert Objection.objects.get().state == "dismissed"
    assert trail(objection) == ["open", "dismiss"]


@pytest.mark.parametrize(("who", "status"), [("leader", 404), ("inspector", 404), ("secretary", 404)])
def test_who_may_not_settle_it(world: World, objection: Objection, who: str, status: int) -> None:
    sent = {"verb": "dismiss", "seen": str(seen_of(objection)), "comment": "不属实。", "dismiss-finding": "false"}

    assert browser(world, who).post(f"/records/{objection.process.number}/", sent).status_code == status
