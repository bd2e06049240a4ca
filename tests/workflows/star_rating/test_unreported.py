"""A list goes while branches are 未报 only when who reports it knows which."""

from typing import Any

import pytest
from django.test import Client

from tests.workflows.engine.steps import rating_at
from tests.world import World, make_world
from workflows.engine.errors import Incomplete, NotAllowed
from workflows.engine.models import AuditEntry
from workflows.star_rating import actions, queries
from workflows.star_rating.models import RatingList
from workflows.star_rating.states import ListState, RatingState

UNIT = "甲局机关党委"
BEHIND = ["甲二支部", "甲四支部", "甲五支部", "甲三支部"]


@pytest.fixture
def world(db: None) -> World:
    """甲一支部 is in its unit's list, ranked and decided by a meeting; four others are 未报."""
    world = make_world()
    world.round()
    rating_at(world, RatingState.LISTED)
    submission = world.list_of(UNIT)
    placings = [actions.Placing(world.rating("甲一支部").pk, 1, False)]
    actions.list_arrange(submission, placings, by=world.deputy, seen=world.seen(submission))
    world.meet(submission, world.deputy, "甲局机关党委会议")
    return world


def numbers(world: World) -> list[str]:
    return [row.process.number for row in queries.unreported(world.list_of(UNIT))]


def report(world: World, who: str = "deputy", **given: Any) -> RatingList:
    submission = world.list_of(UNIT)
    return actions.list_report(submission, by=getattr(world, who), seen=world.seen(submission), **given)


def decided(world: World, unit: str = UNIT) -> Any:
    entry = AuditEntry.objects.get(process=world.list_of(unit).process_id, verb="report")
    return entry.data["snapshot"]["decided"]["unreported"]


def test_a_list_does_not_go_before_it_is_known_who_stays_behind(world: World) -> None:
    with pytest.raises(Incomplete, match=r"^甲二支部、甲四支部、甲五支部、甲三支部未报，不随本批呈报"):
        report(world)
    assert world.list_of(UNIT).state == ListState.COMPILING


def test_a_branch_that_fell_behind_meanwhile_has_to_be_known_too(world: World) -> None:
    known = numbers(world)[1:]

    with pytest.raises(Incomplete, match=r"^甲二支部未报"):
        report(world, unreported=known)


def test_who_may_not_report_is_told_that_first(world: World) -> None:
    with pytest.raises(NotAllowed):
        report(world, "secretary")


def test_the_trail_keeps_the_names_of_those_that_stay_behind(world: World) -> None:
    report(world, unreported=numbers(world))

    assert decided(world) == BEHIND


def test_a_list_that_leaves_nobody_behind_goes_without_asking(world: World) -> None:
    world.submit("乙一支部", world.outsider)
    rating = world.review("乙一支部", world.other_deputy)
    submission = world.list_of("乙局机关党委")
    placings = [actions.Placing(rating.pk, 1, True)]
    actions.list_arrange(submission, placings, by=world.other_deputy, seen=world.seen(submission))
    client = Client()
    client.force_login(world.users["other_deputy"])
    text = client.get(f"/records/{submission.process.number}/").content.decode()
    world.report("乙局机关党委", world.other_deputy)

    assert ("报送工委" in text, "不随本批呈报" in text) == (True, False)
    assert decided(world, "乙局机关党委") == []


# --- the page --------------------------------------------------------------------------------------


def page(world: World, data: dict[str, Any] | None = None) -> Any:
    client = Client()
    client.force_login(world.users["deputy"])
    url = f"/records/{world.list_of(UNIT).process.number}/"
    if data is None:
        return client.get(url)
    return client.post(url, {"verb": "report", "seen": str(world.seen(world.list_of(UNIT))), **data})


def test_the_form_names_those_that_stay_behind_and_asks_for_a_tick(world: World) -> None:
    text = page(world).content.decode()

    assert f"我已知道{'、'.join(BEHIND)}未报，不随本批呈报" in text
    assert f'value="{" ".join(numbers(world))}"' in text


def test_without_the_tick_nothing_goes_and_the_page_says_why(world: World) -> None:
    answer = page(world, {"comment": "报送。"})

    assert answer.status_code == 422
    assert "未报，不随本批呈报，请勾选知道后再报送。" in answer.content.decode()
    assert world.list_of(UNIT).state == ListState.COMPILING


def test_with_the_tick_the_list_goes(world: World) -> None:
    answer = page(world, {"report-unreported": " ".join(numbers(world))})

    assert (answer.status_code, world.list_of(UNIT).state, decided(world)) == (302, ListState.VERIFYING, BEHIND)


def test_a_tick_for_others_than_those_now_behind_is_asked_for_again(world: World) -> None:
    answer = page(world, {"report-unreported": " ".join(numbers(world)[1:])})

    assert answer.status_code == 422
    assert "未报支部：未报的支部有变化，请核对后重新勾选。" in answer.content.decode()


# --- the automatic save ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "note"),
    [({"number": "3号"}, "，会议没有填全，这一部分还没有保存"), ({}, None)],
)
def test_an_automatic_save_says_that_a_half_typed_meeting_was_left_out(
    world: World, more: dict[str, str], note: str | None
) -> None:
    submission = world.list_of(UNIT)
    given = {"seen": str(world.seen(submission)), f"{world.rating('甲一支部').pk}-rank": "2", **more}
    client = Client()
    client.force_login(world.users["deputy"])
    url = f"/star_rating/{submission.process.number}/list/"
    found = client.post(url, given, headers={"X-Requested-With": "XMLHttpRequest"}).json()

    assert (found["ok"], found.get("note"), world.rating("甲一支部").rank) == (True, note, 2)
    assert submission.process.meetings.get().number == ""
