"""Posts are given and ended by those who keep the unit; rights come and go the same moment, and no desk is lost."""

from datetime import date, timedelta
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from permissions import access, accounts, grants, tree
from permissions.actor import Actor
from permissions.models import Appointment, Person, User
from permissions.roles import Role, UnitKind
from tests.workflows.engine.steps import rating_at
from tests.workflows.organisation.people import person_of, settle, signed_in
from tests.world import LONG_AGO, World
from workflows.engine import due, ledger
from workflows.engine.errors import NotAllowed, Refused, Stale
from workflows.engine.models import Task
from workflows.organisation.actions import appointments as actions
from workflows.organisation.actions.appointments import PostInput, Unconfirmed
from workflows.organisation.queries.appointments import outlook
from workflows.star_rating import actions as rating_actions
from workflows.star_rating.states import RatingState

TODAY = timezone.localdate()
DAY = timedelta(days=1)
POSTS = "/organisation/posts/"


def post_of(world: World, key: str) -> Appointment:
    """The post of a person of the cast, as it now is."""
    return Appointment.objects.select_related("unit", "user__person").get(user=world.users[key])


def appoint(
    world: World, key: str, role: Role, unit: str, by: str = "staff", *, confirmed: bool = False, **days: Any
) -> Appointment:
    """Give a post from today."""
    given = PostInput(role, world.units[unit], days.get("starts_on", TODAY), days.get("ends_on"))
    return actions.appoint(world.users[key], given, by=getattr(world, by), confirmed=confirmed)


def end(world: World, key: str, on: date | None = None, by: str = "staff") -> None:
    """End the only post of somebody, as the page that was just looked at asks."""
    post = post_of(world, key)
    actions.appointment_end(post, on, "工作调动", by=getattr(world, by), seen=outlook([post]).seen)


def test_a_post_is_given_and_the_ledger_says_so(world: World) -> None:
    made = appoint(world, "former", Role.BRANCH_DISC, "甲一支部")

    entry = ledger.of(person_of(world, "former")).get()
    assert [str(post) for post in access.posts(world.users["former"])] == ["甲一支部 纪检委员"]
    assert (entry.label, entry.actor_name, entry.data["name"]) == ("任职", "刘敏", f"何文斌 {made}")
    assert entry.data["fields"] == {"任职日期": ["", TODAY.isoformat()], "最后任职日": ["", "长期"]}


@pytest.mark.parametrize(
    ("role", "unit", "by", "refusal", "sentence"),
    [
        (Role.BRANCH_ORG, "乙一支部", "staff", NotAllowed, "甲局机关党委 党务干部不管理乙一支部"),
        (Role.WC_CLERK, "工委", "staff", NotAllowed, "甲局机关党委 党务干部不管理工委"),
        (Role.BRANCH_ORG, "甲一支部", "secretary", NotAllowed, "甲一支部 支部书记不管理甲一支部"),
        (Role.BRANCH_ORG, "甲一支部", "sysadmin", NotAllowed, "工委 系统管理员不管理甲一支部"),
        (Role.AUDIT_ADMIN, "工委", "clerk", NotAllowed, "“安全审计员”由安全保密管理员任免。"),
        (Role.OC_DEPUTY, "甲一支部", "staff", Refused, "“中共甲一支部”（党支部）不设“专职副书记”岗位。"),
    ],
)
def test_a_post_is_given_only_where_it_may_be(
    world: World, role: Role, unit: str, by: str, refusal: type[Refused], sentence: str
) -> None:
    with pytest.raises(refusal) as refused:
        appoint(world, "former", role, unit, by)

    assert refused.value.message.startswith(sentence)
    assert access.posts(world.users["former"]) == []


def test_two_secretaries_at_once_are_given_only_when_confirmed(world: World) -> None:
    with pytest.raises(Unconfirmed) as refused:
        appoint(world, "former", Role.BRANCH_SECRETARY, "甲一支部")
    assert access.posts(world.users["former"]) == []

    appoint(world, "former", Role.BRANCH_SECRETARY, "甲一支部", confirmed=True)

    assert refused.value.message == ("甲一支部已有支部书记周志远，任期重叠。确需同时设两名的，请勾选确认。")
    assert len(access.posts(world.users["former"])) == 1
    assert ledger.of(person_of(world, "former"))[0].comment == "同一岗位有两名以上任职，已确认。"


def test_a_secretary_after_the_present_one_needs_no_confirmation(world: World) -> None:
    end(world, "secretary", TODAY + DAY)

    appoint(world, "former", Role.BRANCH_SECRETARY, "甲一支部", starts_on=TODAY + 2 * DAY)

    assert Appointment.objects.filter(unit=world.units["甲一支部"], role=Role.BRANCH_SECRETARY).count() == 3


def test_overlapping_dates_of_one_post_are_refused(world: World) -> None:
    with pytest.raises(Refused) as refused:
        appoint(world, "secretary", Role.BRANCH_SECRETARY, "甲一支部", starts_on=TODAY + 30 * DAY)

    assert refused.value.message == "周志远已任甲一支部支部书记，任职日期重叠，请改日期或先免去原任职。"


def test_an_account_out_of_use_and_a_person_not_listed_are_not_appointed(world: World) -> None:
    User.objects.filter(pk=world.users["former"].pk).update(is_active=False)
    world.users["former"] = User.objects.get(pk=world.users["former"].pk)
    Person.objects.filter(user=world.users["outsider"]).update(status="moved")
    world.users["outsider"] = User.objects.get(pk=world.users["outsider"].pk)

    for key, sentence in (
        ("former", "何文斌的账号已停用，请先启用账号再任职。"),
        ("outsider", "林芳已转出，不能任职。"),
    ):
        with pytest.raises(Refused) as refused:
            appoint(world, key, Role.BRANCH_ORG, "甲二支部")
        assert refused.value.message == sentence


@pytest.mark.parametrize("began", [LONG_AGO, TODAY])
def test_who_is_ended_now_can_do_nothing_from_this_moment(world: World, began: date) -> None:
    world.round()
    Appointment.objects.filter(user=world.users["secretary"]).update(starts_on=began)
    world.fill("甲一支部", world.secretary)
    rating = world.rating("甲一支部")
    before = Actor(world.users["secretary"], post_of(world, "secretary"))
    client = signed_in(world.users["secretary"])
    assert client.get(f"/records/{rating.process.number}/").status_code == 200

    end(world, "secretary")

    with pytest.raises(NotAllowed):
        rating_actions.submit(rating, by=before, seen=world.seen(rating))
    assert client.get(f"/records/{rating.process.number}/").status_code == 404
    assert world.rating("甲一支部").state == RatingState.SELF_ASSESSING


def test_a_later_end_works_by_itself(world: World) -> None:
    world.round()
    end(world, "secretary", TODAY + DAY)
    assert len(access.posts(world.users["secretary"])) == 1

    with time_machine.travel(timezone.now() + 2 * DAY):
        due.run()
        desk = world.desk(world.rating("甲一支部"))
        assert access.posts(world.users["secretary"]) == []

    assert desk is not None
    assert desk.unattended is True


def test_a_desk_left_alone_is_unattended_and_comes_back_with_the_next_one(world: World) -> None:
    world.round()
    end(world, "secretary")
    left = world.desk(world.rating("甲一支部"))

    appoint(world, "former", Role.BRANCH_SECRETARY, "甲一支部")

    back = world.desk(world.rating("甲一支部"))
    assert left is not None
    assert back is not None
    assert (left.unattended, back.unattended, back.unit) == (True, False, world.units["甲一支部"])


def test_a_desk_of_a_superior_goes_upward_when_its_people_leave(world: World) -> None:
    world.round()
    rating = rating_at(world, RatingState.GENERAL_REVIEWING, "甲三支部")

    fate = next(fate for fate in outlook([post_of(world, "general")]).fates if fate.task.process == rating.process)
    end(world, "general")

    desk = world.desk(rating)
    assert desk is not None
    assert (desk.unit, desk.unattended, fate.moves_to) == (world.units["甲局机关党委"], False, "甲局机关党委")


def test_the_page_foretells_what_then_happens(world: World) -> None:
    world.round()
    rating_at(world, RatingState.GENERAL_REVIEWING, "甲三支部")
    rating_at(world, RatingState.SCORING, "甲二支部")
    for key in ("secretary", "organiser", "general", "deputy"):
        post = post_of(world, key)
        foretold = {fate.task.pk: (fate.unattended, fate.moves_to) for fate in outlook([post]).fates}
        actions.appointment_end(post, None, "", by=world.clerk, seen=outlook([post]).seen)
        desks = {pk: world_desk(pk) for pk in foretold}
        came = {pk: (task.unattended, "" if task.unit == post.unit else str(task.unit)) for pk, task in desks.items()}
        assert {pk: (gone, name and f"中共{name}") for pk, (gone, name) in foretold.items()} == came


def world_desk(pk: int) -> Task:
    found: Task = Task.objects.select_related("unit").get(pk=pk)
    return found


def test_what_changed_since_the_page_is_refused(world: World) -> None:
    world.round()
    post = post_of(world, "deputy")
    seen = outlook([post]).seen
    rating_at(world, RatingState.SCORING, "甲二支部")

    with pytest.raises(Stale):
        actions.appointment_end(post, None, "", by=world.clerk, seen=seen)

    assert len(access.posts(world.users["deputy"])) == 1


def test_the_last_clerk_is_not_ended_before_somebody_follows(world: World) -> None:
    with pytest.raises(Refused) as refused:
        end(world, "clerk", by="head")
    with pytest.raises(Refused):
        end(world, "clerk", TODAY + 30 * DAY, by="head")

    appoint(world, "former", Role.WC_CLERK, "工委", "head", starts_on=TODAY + 10 * DAY)
    with pytest.raises(Refused):
        end(world, "clerk", by="head")
    end(world, "clerk", TODAY + 9 * DAY, by="head")

    assert refused.value.message == ("郑思远是工委唯一在任的组织部经办人，请先任命接任人，或在交接中一并办理。")
    assert post_of(world, "clerk").ends_on == TODAY + 9 * DAY


def test_two_clerks_do_not_leave_one_after_the_other(world: World) -> None:
    second = appoint(world, "former", Role.WC_CLERK, "工委", "head")
    end(world, "clerk", TODAY + 5 * DAY, by="head")

    with pytest.raises(Refused):
        actions.appointment_end(second, None, "", by=world.head, seen=outlook([second]).seen)

    assert Appointment.objects.get(pk=second.pk).ends_on is None


@pytest.mark.parametrize(
    ("key", "by", "sentence"),
    [
        ("outsider", "staff", "“乙一支部 支部书记”不在您管理的组织内，须由上级党组织办理。"),
        ("clerk", "staff", "“工委 组织部经办人”不在您管理的组织内，须由上级党组织办理。"),
        ("auditor", "clerk", "“工委 安全审计员”由安全保密管理员任免。"),
        ("secretary", "secretary", "“甲一支部 支部书记”不在您管理的组织内，须由上级党组织办理。"),
    ],
)
def test_nobody_ends_a_post_that_is_not_his_to_end(world: World, key: str, by: str, sentence: str) -> None:
    with pytest.raises(NotAllowed) as refused:
        end(world, key, by=by)

    assert refused.value.message == sentence
    assert len(access.posts(world.users[key])) == 1


OWN = "本人的职务不能由本人任免或交接，请由{}办理。"
ABOVE = "“甲局机关党委 {}”有签批权或管理权，不能由本级任免，请由上级工委办理。"


@pytest.mark.parametrize(
    ("key", "role", "unit", "by", "sentence"),
    [
        ("staff", Role.BRANCH_SECRETARY, "甲五支部", "staff", OWN.format("其他经办人或上级工委")),
        ("clerk", Role.WC_LEADER, "工委", "clerk", OWN.format("工委的另一名经办人或部长")),
        ("staff", Role.OC_SECRETARY, "甲局机关党委", "staff", ABOVE.format("机关党委书记")),
        ("former", Role.OC_STAFF, "甲局机关党委", "deputy", ABOVE.format("党务干部")),
    ],
)
def test_nobody_raises_his_own_rights(world: World, key: str, role: Role, unit: str, by: str, sentence: str) -> None:
    before = access.posts(world.users[key])
    with pytest.raises(NotAllowed) as refused:
        appoint(world, key, role, unit, by)

    assert (refused.value.message, access.posts(world.users[key])) == (sentence, before)


def test_the_party_group_beside_is_filled_from_above(world: World) -> None:
    group = world.unit("甲局党组", UnitKind.PARTY_GROUP)
    tree.relate(world.units["甲局机关党委"], "party_group", group)

    with pytest.raises(NotAllowed):
        appoint(world, "former", Role.PARTY_GROUP, "甲局党组", "deputy")
    appoint(world, "former", Role.PARTY_GROUP, "甲局党组", "clerk")

    assert len(access.posts(world.users["former"])) == 1


@pytest.mark.parametrize(("key", "by"), [("deputy", "deputy"), ("deputy", "staff"), ("head", "head")])
def test_nobody_ends_his_own_post_nor_a_weighty_one_beside_him(world: World, key: str, by: str) -> None:
    with pytest.raises(NotAllowed):
        end(world, key, by=by)

    assert len(access.posts(world.users[key])) == 1


def test_at_the_top_one_keeper_acts_for_the_other(world: World) -> None:
    end(world, "head", by="clerk")

    assert access.posts(world.users["head"]) == []


def test_a_clerk_without_a_password_follows_nobody(world: World) -> None:
    appoint(world, "former", Role.WC_CLERK, "工委", "head")
    accounts.deactivate(world.users["former"])
    accounts.activate(world.users["former"])

    with pytest.raises(Refused):
        end(world, "clerk", by="head")


@pytest.mark.parametrize(
    ("on", "sentence"),
    [
        (TODAY - DAY, "最后任职日不能早于今天；现在就免去的，请选“立即免去”。"),
        (TODAY + 9 * DAY, f"最后任职日不能早于任职日期{TODAY + 10 * DAY:%Y年%m月%d日}。"),
        (TODAY + 30 * DAY, f"原定最后任职日是{TODAY + 20 * DAY:%Y年%m月%d日}，只能提前；需要延长的请另行任职。"),
    ],
)
def test_a_last_day_that_does_not_fit_is_refused(world: World, on: date, sentence: str) -> None:
    user = world.account("next", "后任")
    grants.appoint(user, Role.BRANCH_ORG, world.units["甲一支部"], TODAY + 10 * DAY, TODAY + 20 * DAY)

    with pytest.raises(Refused) as refused:
        end(world, "next", on)

    assert refused.value.message == sentence


# --- pages ----------------------------------------------------------------------------------------------------------


def test_on_the_page_a_second_secretary_is_warned_of_and_confirmed(world: World) -> None:
    settle(world, former="甲一支部")
    client = signed_in(world.users["staff"])
    form = {"person": "何文斌", "unit": "甲一支部", "role": "branch_secretary", "starts_on": TODAY.isoformat()}

    warned = client.post(f"{POSTS}new/", form)
    done = client.post(f"{POSTS}new/", form | {"confirmed": "on"})

    assert (warned.status_code, done.status_code) == (422, 302)
    assert warned.context["warning"] == "甲一支部已有支部书记周志远，任期重叠。确需同时设两名的，请勾选确认。"
    assert 'type="checkbox" name="confirmed"' in warned.content.decode()


def test_a_person_without_an_account_is_told_of_before_anything_is_filled_in(world: World) -> None:
    settle(world, former="甲一支部")
    person = person_of(world, "former")
    User.objects.filter(person=person).update(person=None)
    client = signed_in(world.users["staff"])

    page = client.get(f"{POSTS}new/", {"person": person.pk})
    sent = client.post(
        f"{POSTS}new/", {"person": person.staff_no, "unit": "甲一支部", "role": "branch_org", "starts_on": "2026-01-01"}
    )

    assert "何文斌还没有账号。任职须先开通账号" in page.content.decode()
    assert (sent.status_code, sent.context["form"].non_field_errors()) == (
        422,
        ["何文斌还没有账号。任职须先开通账号。"],
    )


def test_from_the_page_of_a_unit_only_its_posts_are_offered(world: World) -> None:
    page = signed_in(world.users["staff"]).get(f"{POSTS}new/", {"unit": world.units["甲一支部"].pk})

    offered = [label for value, label in page.context["form"].fields["role"].choices if value]
    assert offered == ["支部书记", "组织委员", "纪检委员", "只读检查员"]


def test_the_page_of_the_end_says_what_waits_and_ends_it(world: World) -> None:
    world.round()
    settle(world, secretary="甲一支部")
    client = signed_in(world.users["staff"])
    address = f"{POSTS}{post_of(world, 'secretary').pk}/end/"

    page = client.get(address)
    text = page.content.decode()
    stale = client.post(address, {"when": "now", "reason": "调动", "seen": "别的"})
    undated = client.post(address, {"when": "later", "reason": "调动", "seen": page.context["outlook"].seen})
    done = client.post(address, {"when": "now", "reason": "调动", "seen": page.context["outlook"].seen})

    assert ("星级评定1件" in text, "免职后1件将无人可办" in text) == (True, True)
    assert (stale.status_code, undated.status_code, done.status_code) == (409, 422, 302)
    assert undated.context["form"].errors["on"] == ["请填写最后任职日。"]
    assert access.posts(world.users["secretary"]) == []


@pytest.mark.parametrize("key", ["outsider", "clerk", "auditor", "former"])
def test_the_end_of_a_post_elsewhere_or_over_has_no_page(world: World, key: str) -> None:
    client = signed_in(world.users["staff"])

    assert client.get(f"{POSTS}{post_of(world, key).pk}/end/").status_code == 404
