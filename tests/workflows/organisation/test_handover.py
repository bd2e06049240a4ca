"""交接: everything of one person passes to another in one step, with nothing left behind."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from permissions import access, grants
from permissions.models import Appointment, Person
from permissions.roles import Role
from tests.scene import make_scene
from tests.workflows.engine.steps import rating_at
from tests.workflows.organisation.people import person_of, settle, signed_in
from tests.world import World
from workflows.engine import inbox, ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.inbox import Filters
from workflows.engine.models import Task
from workflows.organisation.actions.handover import HandoverInput, hand_over
from workflows.organisation.queries.appointments import not_over, of_person, outlook
from workflows.organisation.views import appointments as views
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState

TODAY = timezone.localdate()
DAY = timedelta(days=1)


@pytest.fixture
def office(world: World) -> World:
    """Return the cast at work: 周志远 keeps a branch and works for the committee, with desks at both."""
    world.round()
    settle(world, secretary="甲一支部", former="甲一支部", staff="甲二支部")
    grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units["甲局机关党委"], TODAY)
    rating_at(world, RatingState.SCORING, "甲二支部")
    return world


def posts_of(world: World, key: str) -> list[Appointment]:
    return list(not_over(of_person(person_of(world, key))))


def given(world: World, **more: Any) -> HandoverInput:
    """Everything of 周志远 to 何文斌, from today."""
    posts = posts_of(world, "secretary")
    kept: dict[str, Any] = {
        "posts": frozenset(post.pk for post in posts),
        "successor": world.users["former"],
        "on": TODAY,
        "reason": "轮岗",
        "seen": outlook(posts).seen,
    }
    return HandoverInput(**kept | more)


def todo(world: World, key: str) -> set[str]:
    return {task.process.title for task in inbox.todo(world.users[key], Filters()).rows}


def test_everything_passes_in_one_step(office: World) -> None:
    before = todo(office, "secretary")
    desks = list(Task.objects.filter(finished=None).order_by("pk").values("pk", "unit", "right", "unattended"))

    made = hand_over(person_of(office, "secretary"), given(office), by=office.clerk)

    assert {office.rating("甲一支部").title(), office.rating("甲二支部").title()} < before
    assert (todo(office, "secretary"), todo(office, "former")) == (set(), before)
    assert sorted(map(str, made)) == ["甲一支部 支部书记", "甲局机关党委 党务干部"]
    assert access.posts(office.users["secretary"]) == []
    assert desks == list(Task.objects.filter(finished=None).order_by("pk").values("pk", "unit", "right", "unattended"))


def test_the_ledger_tells_it_of_both(office: World) -> None:
    hand_over(person_of(office, "secretary"), given(office), by=office.clerk)

    left, came = ledger.of(person_of(office, "secretary")), ledger.of(person_of(office, "former"))
    assert [(entry.label, entry.comment) for entry in left] == [("免职", "交给何文斌。轮岗")] * 2
    number = person_of(office, "secretary").staff_no
    assert [(entry.label, entry.comment) for entry in came] == [("任职", f"接周志远（工号{number}）。轮岗")] * 2


def test_only_the_chosen_posts_pass(office: World) -> None:
    chosen = frozenset(post.pk for post in posts_of(office, "secretary") if post.role == Role.OC_STAFF)

    hand_over(person_of(office, "secretary"), given(office, posts=chosen), by=office.clerk)

    assert [str(post) for post in access.posts(office.users["secretary"])] == ["甲一支部 支部书记"]
    assert [str(post) for post in access.posts(office.users["former"])] == ["甲局机关党委 党务干部"]


def test_from_a_later_day_each_has_the_post_on_his_own_days(office: World) -> None:
    hand_over(person_of(office, "secretary"), given(office, on=TODAY + 5 * DAY), by=office.clerk)

    assert len(access.posts(office.users["secretary"])) == 2
    assert access.posts(office.users["former"]) == []
    with time_machine.travel(timezone.now() + 5 * DAY):
        assert access.posts(office.users["secretary"]) == []
        assert len(access.posts(office.users["former"])) == 2


def test_a_scheduled_post_passes_with_its_own_days(office: World) -> None:
    first, last = TODAY + 20 * DAY, TODAY + 90 * DAY
    grants.appoint(office.users["secretary"], Role.BRANCH_DISC, office.units["甲四支部"], first, last)

    made = hand_over(person_of(office, "secretary"), given(office), by=office.clerk)

    assert [(post.starts_on, post.ends_on) for post in made if post.role == Role.BRANCH_DISC] == [(first, last)]
    assert posts_of(office, "secretary") == []


def test_the_last_clerk_hands_over_to_the_next(office: World) -> None:
    posts = posts_of(office, "clerk")
    passing = given(office, posts=frozenset(post.pk for post in posts), seen=outlook(posts).seen)

    hand_over(person_of(office, "clerk"), passing, by=office.head)

    assert [str(post) for post in access.posts(office.users["former"])] == ["工委 组织部经办人"]


@pytest.mark.parametrize(
    ("more", "by", "refusal", "sentence"),
    [
        ({"on": TODAY - DAY}, "clerk", Refused, "交接日期不能早于今天。"),
        ({"posts": frozenset()}, "clerk", Refused, "请至少选择一个要交接的职务。"),
        ({"seen": "从前"}, "clerk", Stale, "页面显示之后情况有变动，没有办理，请核对下面的最新情况再确认。"),
        ({}, "other_deputy", NotAllowed, "“甲局机关党委 党务干部”不在您管理的组织内，须由上级党组织办理。"),
    ],
)
def test_a_handover_that_cannot_be_leaves_all_as_it_was(
    office: World, more: dict[str, Any], by: str, refusal: type[Refused], sentence: str
) -> None:
    with pytest.raises(refusal) as refused:
        hand_over(person_of(office, "secretary"), given(office, **more), by=getattr(office, by))

    assert refused.value.message == sentence
    assert (len(access.posts(office.users["secretary"])), access.posts(office.users["former"])) == (2, [])


def test_who_holds_one_of_the_posts_already_cannot_take_it_again(office: World) -> None:
    with pytest.raises(Refused) as refused:
        hand_over(person_of(office, "secretary"), given(office, successor=office.users["staff"]), by=office.clerk)

    assert refused.value.message == "刘敏已任甲局机关党委党务干部，任职日期重叠，请改日期或先免去原任职。"
    assert len(access.posts(office.users["secretary"])) == 2


def test_a_post_that_ends_before_is_not_prolonged(office: World) -> None:
    Appointment.objects.filter(user=office.users["secretary"]).update(ends_on=TODAY + 3 * DAY)

    with pytest.raises(Refused) as refused:
        hand_over(person_of(office, "secretary"), given(office, on=TODAY + 5 * DAY), by=office.clerk)

    assert refused.value.message.endswith("期满，早于交接日期，不用交接，请取消勾选。")


# --- page -----------------------------------------------------------------------------------------------------------


def test_the_page_shows_what_waits_and_hands_it_over(office: World) -> None:
    address = f"/organisation/people/{person_of(office, 'secretary').pk}/handover/"
    client = signed_in(office.users["clerk"])

    page = client.get(address)
    text = page.content.decode()
    form = {
        "posts": [str(post.pk) for post in posts_of(office, "secretary")],
        "successor": "何文斌",
        "on": TODAY.isoformat(),
        "reason": "轮岗",
        "seen": page.context["outlook"].seen,
    }
    stale = client.post(address, form | {"seen": "从前"})
    done = client.post(address, form)

    assert [word for word in ("甲一支部 支部书记", "甲局机关党委 党务干部", "星级评定4件") if word not in text] == []
    assert (stale.status_code, done.status_code) == (409, 302)
    assert len(access.posts(office.users["former"])) == 2


def test_a_successor_without_an_account_is_named(office: World) -> None:
    office.users["former"].person = None
    office.users["former"].save()
    person = Person.objects.get(name="何文斌")
    address = f"/organisation/people/{person_of(office, 'secretary').pk}/handover/"
    form = {
        "posts": [str(posts_of(office, "secretary")[0].pk)],
        "successor": "何文斌",
        "on": "2030-01-01",
        "reason": "x",
    }

    answer = signed_in(office.users["deputy"]).post(address, form)

    sentence = f"何文斌（工号{person.staff_no}）还没有账号，请先开通账号再交接。"
    assert (answer.status_code, answer.context["form"].errors["successor"]) == (422, [sentence])


def test_what_was_handed_in_and_is_still_open_is_listed(office: World) -> None:
    settle(office, sibling="甲二支部")
    address = f"/organisation/people/{person_of(office, 'sibling').pk}/handover/"

    page = signed_in(office.users["deputy"]).get(address)

    assert [process.title for process in page.context["unsettled"]] == [office.rating("甲二支部").title()]


def handover_page(world: World, key: str, by: str) -> Any:
    return signed_in(world.users[by]).get(f"/organisation/people/{person_of(world, key).pk}/handover/")


def test_who_opened_a_round_did_not_hand_in_what_came_of_it(office: World) -> None:
    assert list(handover_page(office, "clerk", "head").context["unsettled"]) == []


def test_more_than_are_listed_are_counted(office: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "OPEN_SHOWN", 1)
    settle(office, sibling="甲二支部")
    Rating.objects.filter(unit=office.units["甲四支部"]).update(submitter=office.users["sibling"])

    page = handover_page(office, "sibling", "deputy")

    assert (len(page.context["unsettled"]), "另有1件" in page.content.decode()) == (1, True)


def elsewhere(world: World) -> list[str]:
    """周志远 serves another committee too: what waits there and what he handed in there, as titles and numbers."""
    grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units["乙局机关党委"], TODAY)
    waiting = world.submit("乙一支部", world.outsider)
    Rating.objects.filter(pk=waiting.pk).update(submitter=world.users["secretary"])
    return [waiting.title(), waiting.process.number, "乙一支部"]


@pytest.mark.parametrize("page", ["handover", "status"])
def test_what_waits_in_another_committee_is_not_told(office: World, page: str) -> None:
    planted = elsewhere(office)
    address = f"/organisation/people/{person_of(office, 'secretary').pk}/{page}/"

    mine = signed_in(office.users["deputy"]).get(address).content.decode()
    above = signed_in(office.users["clerk"]).get(address).content.decode()

    assert [word for word in planted if word in mine] == []
    assert [word for word in planted[:2] if word not in above] == []  # planted: it would have been found
    assert ("乙局机关党委 党务干部" in mine, "该组织的上级党组织" in mine) == (True, True)


def test_an_objection_is_never_listed(world: World) -> None:
    world.round()
    objection = make_scene(world).records["objection"]
    type(objection).objects.filter(pk=objection.pk).update(submitter=world.users["secretary"])

    page = handover_page(world, "secretary", "clerk")

    assert objection.process.number not in [process.number for process in page.context["unsettled"]]
    assert world.rating("甲一支部").title() in [process.title for process in page.context["unsettled"]]


def test_a_successor_who_submitted_what_waits_is_told_of_before_he_takes_over(office: World) -> None:
    settle(office, sibling="甲二支部")
    address = f"/organisation/people/{person_of(office, 'secretary').pk}/handover/"
    client = signed_in(office.users["clerk"])
    post = next(post for post in posts_of(office, "secretary") if post.role == Role.OC_STAFF)
    form = {"posts": [str(post.pk)], "successor": "赵国强", "on": TODAY.isoformat(), "reason": "轮岗"}
    form["seen"] = client.get(address).context["outlook"].seen

    asked = client.post(address, form)
    done = client.post(address, form | {"confirmed": "on"})

    sentence = f"赵国强是{office.rating('甲二支部').title()}的提交人，接任后不能审核自己提交的"
    assert (asked.status_code, sentence in asked.content.decode(), done.status_code) == (422, True, 302)


def test_a_limited_post_passes_with_its_limit(office: World) -> None:
    grants.end_now(office.users["staff"].appointments.get())
    user = office.users["staff"]
    post = grants.appoint(user, Role.BRANCH_ORG, office.units["甲二支部"], TODAY, processes=("star_rating",))
    passing = given(office, posts=frozenset({post.pk}), seen=outlook(posts_of(office, "staff")).seen)

    (made,) = hand_over(person_of(office, "staff"), passing, by=office.deputy)

    assert (made.processes, set(made.grants.values_list("process", flat=True))) == (["star_rating"], {"star_rating"})


def test_nobody_hands_over_his_own_post(office: World) -> None:
    posts = posts_of(office, "head")
    passing = given(office, posts=frozenset(post.pk for post in posts), seen=outlook(posts).seen)

    with pytest.raises(NotAllowed) as refused:
        hand_over(person_of(office, "head"), passing, by=office.head)

    assert refused.value.message == "本人的职务不能由本人任免或交接，请由工委的另一名经办人或部长办理。"
