"""批量同意 and 同意并看下一条: what is agreed to together, what is not and why, and where one goes on."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from permissions import access, grants
from permissions.actor import Actor
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import BRANCH, do, rating_at
from tests.workflows.nomination.cast import Cast, make_cast
from tests.workflows.organisation.people import signed_in
from tests.world import LONG_AGO, World, make_world
from workflows.engine import agreeing
from workflows.engine.inbox import Filters, following
from workflows.engine.models import AuditEntry, Record, Round, Task
from workflows.nomination.states import NominationState as N
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

SCORING = ("甲一支部", "甲二支部", "甲四支部")


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast with a rating and a nomination on the desk of the 党总支."""
    made = make_cast()
    made.round()
    made.award_round()
    rating_at(made, S.GENERAL_REVIEWING, "甲三支部")
    made.people["张三"] = made.people["孙七"]
    made.submitted("张三", by="third", unit="甲三支部")
    return made


def desk(record: Record) -> Task:
    """Return the open desk of a record."""
    found: Task = Task.objects.get(process=record.process_id, finished__isnull=True)
    return found


def both(cast: Cast) -> list[Record]:
    """Return the two records as they now are."""
    return [cast.rating("甲三支部"), cast.nomination("张三")]


def states(cast: Cast) -> list[str]:
    """Return where the two are."""
    return [str(record.state) for record in both(cast)]


def agree(client: Client, records: list[Record]) -> str:
    """Tick these records in the inbox and agree; return what the page says."""
    return client.post("/agree/", {"task": [desk(record).pk for record in records]}).content.decode()


def opened(client: Client, *records: Record) -> None:
    """Open the pages of records."""
    for record in records:
        assert client.get(f"/records/{record.process.number}/").status_code == 200


def test_what_was_opened_is_agreed_to_whatever_its_process(cast: Cast) -> None:
    client = signed_in(cast.users["general"])
    opened(client, *both(cast))
    text = agree(client, both(cast))
    assert (states(cast), text.count("已同意</span>"), "没有办" in text) == (
        [S.SCORING, N.COMMITTEE_REVIEWING], 2, False,
    )  # fmt: skip


def test_what_was_not_opened_says_so_and_does_not_stop_the_rest(cast: Cast) -> None:
    client = signed_in(cast.users["general"])
    opened(client, cast.nomination("张三"))
    text = agree(client, both(cast))
    assert (states(cast), agreeing.UNOPENED in text) == ([S.GENERAL_REVIEWING, N.COMMITTEE_REVIEWING], True)


def test_what_changed_after_it_was_opened_is_looked_at_again(cast: Cast) -> None:
    client, rating = signed_in(cast.users["general"]), cast.rating("甲三支部")
    opened(client, rating)
    file = SimpleUploadedFile("补充材料.txt", "补充".encode())
    client.post(f"/records/{rating.process.number}/files/", {"seen": str(cast.seen(rating)), "file": file})
    text = agree(client, [cast.rating("甲三支部")])
    assert (states(cast)[0], agreeing.CHANGED in text) == (S.GENERAL_REVIEWING, True)
    opened(client, rating)
    agree(client, [cast.rating("甲三支部")])
    assert states(cast)[0] == S.SCORING


def test_the_same_click_twice_is_the_same_as_once(cast: Cast) -> None:
    client, rating = signed_in(cast.users["general"]), cast.rating("甲三支部")
    opened(client, rating)
    task = desk(rating).pk
    pages = [client.post("/agree/", {"task": [task, task]}).content.decode() for _ in range(2)]
    assert ([page.count("已同意</span>") for page in pages], states(cast)[0]) == ([1, 1], S.SCORING)


def test_a_desk_that_asks_for_more_than_agreement_is_not_agreed_to_together(cast: Cast) -> None:
    client, rating = signed_in(cast.users["staff"]), rating_at(cast, S.SCORING)
    opened(client, rating)
    assert (agreeing.ASKS in agree(client, [rating]), cast.rating(BRANCH).state) == (True, S.SCORING)


@pytest.mark.parametrize(("person", "shown"), [("outsider", 0), ("sysadmin", 0), ("secretary", 0), ("third", 2)])
def test_who_does_not_hold_the_desk_moves_nothing_and_reads_only_what_he_may_see(
    cast: Cast, person: str, shown: int
) -> None:
    client = signed_in(cast.users[person])
    text = agree(client, both(cast))
    assert (states(cast), text.count("没有办</span>")) == ([S.GENERAL_REVIEWING, N.GENERAL_REVIEWING], shown)
    assert [record.process.number in text for record in both(cast)] == [bool(shown)] * 2


def test_nothing_ticked_and_too_much_ticked_say_what_to_do(cast: Cast) -> None:
    client = signed_in(cast.users["general"])
    answers = [client.post("/agree/", {"task": keys}) for keys in ([], ["x"], list(range(1, 502)))]
    assert [answer.status_code for answer in answers] == [422, 422, 422]
    assert ["没有选择事项" in answer.content.decode() for answer in answers] == [True, True, False]
    assert "一次最多办理500件" in answers[2].content.decode()


def survey(world: World, tasks: list[Task], person: str = "general") -> list[agreeing.Item]:
    """What somebody may agree to of these desks, and why not of the others."""
    user = world.users[person]
    return agreeing.survey(user, access.posts(user), tasks)


def crowd(many: int) -> tuple[World, list[Rating]]:
    """Return so many ratings on the desk of the 党总支, where a second person may act too."""
    world = make_world()
    names = [f"总{number}支部" for number in range(many)]
    for name in names:
        world.unit(name, UnitKind.BRANCH, "甲局党总支")
    world.person("quick", "祁敏", Role.GB_SECRETARY, "甲局党总支")
    posts = [grants.appoint(world.users["third"], Role.BRANCH_SECRETARY, world.units[name], LONG_AGO) for name in names]
    world.round()
    for name, post in zip(names, posts, strict=True):
        world.submit(name, Actor(post.user, post))
    return world, [world.rating(name) for name in names]


@pytest.mark.parametrize("many", [5, pytest.param(500, marks=pytest.mark.soak)])
@pytest.mark.django_db
def test_three_that_others_were_quicker_with_are_told_and_the_rest_is_done(many: int) -> None:
    world, rows = crowd(many)
    opened(signed_in(world.users["general"]), *rows)
    items = survey(world, [desk(row) for row in rows])
    for row in rows[:3]:
        do(actions.forward, world, row, "quick")
    said = [agreeing.agree(item, row, by=world.general) for item, row in zip(items, rows, strict=True)]
    assert ["祁敏" in why for why in said] == [True] * 3 + [False] * (many - 3)
    assert said[3:] == [""] * (many - 3)
    assert {world.rating(row.unit.short_name).state for row in rows} == {S.SCORING}


@pytest.fixture
def world(db: None) -> World:
    """Return the cast with three ratings before the committee of 甲局, the last of them due first."""
    made = make_world()
    made.round()
    for days, branch in enumerate(reversed(SCORING), 1):
        task = desk(rating_at(made, S.SCORING, branch))
        Task.objects.filter(pk=task.pk).update(due_on=timezone.localdate() + timedelta(days))
    return made


def onward(client: Client, world: World, branch: str, query: str, **more: str) -> str:
    """Send a rating back from the page that the inbox led to, and go on; return the address of what comes next."""
    rating = world.rating(branch)
    given = {"verb": "send_back", "to": S.SELF_ASSESSING, "comment": "请补充。", "seen": str(world.seen(rating))}
    answer = client.post(f"/records/{rating.process.number}/?{query}", given | {"onward": "1"} | more)
    return str(answer.headers.get("Location", answer.status_code))


def test_after_a_decision_comes_the_next_of_the_list_in_its_order_and_filters(world: World) -> None:
    client, number = signed_in(world.users["staff"]), {name: world.rating(name).process.number for name in SCORING}
    query = "box=todo&kind=star_rating&due=soon"
    went = [onward(client, world, branch, query) for branch in ("甲二支部", "甲一支部")]
    assert went == [f"/records/{number[name]}/?{query}" for name in ("甲一支部", "甲四支部")]
    assert onward(client, world, "甲四支部", "box=todo&q=%E6%94%AF%E9%83%A8&whose=mine") == (
        "/?box=todo&q=%E6%94%AF%E9%83%A8&whose=mine"
    )


def test_a_refused_decision_stays_on_its_page(world: World) -> None:
    client = signed_in(world.users["staff"])
    assert onward(client, world, BRANCH, "box=todo", comment="") == "422"


def test_a_desk_without_a_last_day_comes_after_those_that_have_one(world: World) -> None:
    found = desk(world.rating("甲四支部"))
    Task.objects.filter(process=world.rating("甲二支部").process_id).update(due_on=None)
    went: list[str] = []
    while len(went) < 5:
        found = following(world.users["staff"], Filters(), found) or found
        went.append(found.process.unit.short_name)
    assert went == ["甲一支部", "甲五支部", "甲局机关党委", "甲二支部", "甲四支部"]


def test_to_know_what_may_be_agreed_to_takes_two_statements(cast: Cast, django_assert_num_queries: Any) -> None:
    tasks = [desk(record) for record in both(cast)]
    user, posts = cast.users["general"], access.posts(cast.users["general"])
    for some in (tasks[:1], tasks):
        with django_assert_num_queries(2):
            agreeing.survey(user, posts, some)


@pytest.mark.parametrize(("query", "there"), [("?box=todo", True), ("", False), ("?box=done", False)])
def test_only_who_came_from_the_inbox_is_offered_to_go_on(world: World, query: str, there: bool) -> None:
    page = signed_in(world.users["staff"]).get(f"/records/{world.rating(BRANCH).process.number}/{query}")
    assert ("并看下一条" in page.content.decode()) is there


def test_a_round_may_waive_that_each_is_opened_first_and_the_trail_says_so(cast: Cast) -> None:
    client = signed_in(cast.users["general"])
    Round.objects.filter(process_key="star_rating").update(unopened=True)
    text = agree(client, both(cast))
    last = AuditEntry.objects.filter(process=cast.rating("甲三支部").process_id, verb="forward").get()
    assert (states(cast), agreeing.UNOPENED in text) == ([S.SCORING, N.GENERAL_REVIEWING], True)
    assert last.comment == "批量同意，未逐件打开（本批次允许）。"


def test_what_changed_since_it_was_opened_is_opened_again_whatever_the_round_waives(cast: Cast) -> None:
    client, rating = signed_in(cast.users["general"]), cast.rating("甲三支部")
    Round.objects.filter(process_key="star_rating").update(unopened=True)
    opened(client, rating)
    Rating.objects.filter(pk=rating.pk).update(version=rating.version + 1)
    assert (agreeing.CHANGED in agree(client, [rating]), cast.rating("甲三支部").state) == (True, S.GENERAL_REVIEWING)
