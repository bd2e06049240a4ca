"""委托: a delegate acts in the giver's post, for its days only, marked 代, and never on what is their own."""

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from permissions import access, accounts, grants
from permissions.actor import Actor
from permissions.models import Appointment
from permissions.roles import Duty, Role
from tests.workflows.engine.delegating import DAY, acting, delegated, today
from tests.workflows.engine.steps import BRANCH, do, rating_at, review
from tests.world import LONG_AGO, World
from workflows.engine import audit, inbox, opinions
from workflows.engine.errors import NotAllowed
from workflows.engine.inbox import Filters
from workflows.engine.models import AuditEntry, Notice
from workflows.engine.transitions import fire
from workflows.organisation.actions.accounts import close
from workflows.organisation.actions.delegations import delegation_end
from workflows.star_rating import actions
from workflows.star_rating.states import RatingState as S

WHY = {"comment": "证明材料不全，请补充。"}


def waiting(world: World, name: str) -> list[str]:
    """Return whose records wait for a person of the cast."""
    return [task.process.unit.short_name for task in inbox.todo(world.users[name], Filters()).rows]


def send_back(world: World, by: Actor, branch: str = BRANCH) -> None:
    """Return a branch's rating to it."""
    rating = world.rating(branch)
    fire(rating, "send_back", by=by, seen=world.seen(rating), to=S.SELF_ASSESSING, **WHY)


def test_the_givers_desks_wait_for_the_delegate_too_from_the_first_day_to_the_last(world: World) -> None:
    rating_at(world, S.SCORING)
    before = waiting(world, "sibling")
    delegated(world, "deputy", "sibling", first=1, last=3)
    seen = []
    for days in (0, 1, 3, 4):
        with time_machine.travel(timezone.now() + days * DAY):
            seen.append(BRANCH in waiting(world, "sibling"))
    assert (before, seen) == (["甲二支部"], [False, True, True, False])


def test_what_the_delegate_does_bears_both_names_in_the_trail_and_on_papers(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    send_back(world, acting(world, "deputy", "sibling"))

    entry = AuditEntry.objects.filter(process=rating.process_id).order_by("seq").last()
    assert entry is not None
    assert (entry.actor_name, entry.post) == ("赵国强 代 王海燕", "甲局机关党委 专职副书记")
    assert opinions.opinion("审核意见", entry)["办理人"] == "赵国强 代 王海燕"
    assert list(audit.verify()) == []


def test_the_giver_is_told_what_was_done_for_him(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    send_back(world, acting(world, "deputy", "sibling"))
    told = Notice.objects.filter(user=world.users["deputy"], process=rating.process_id).latest("pk")
    assert told.text == f"赵国强代您办理：{rating.title()}已退回。"


def test_a_notice_to_a_delegate_says_that_it_is_by_delegation(world: World) -> None:
    delegated(world, "deputy", "sibling")
    rating = rating_at(world, S.SCORING)
    told = {key: Notice.objects.filter(user=world.users[key], process=rating.process_id).get().text for key in
            ("deputy", "sibling")}  # fmt: skip
    assert told == {
        "deputy": f"{rating.title()}已提交自评，等您办理。",
        "sibling": f"{rating.title()}已提交自评，等您办理（受委托）。",
    }


def test_the_delegate_may_not_judge_what_he_submitted_himself(world: World) -> None:
    by = acting(world, "staff", "sibling")
    rating_at(world, S.SCORING, "甲二支部")
    review_of(world, "甲二支部")
    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核"):
        do_as(world, "甲二支部", by)


def review_of(world: World, branch: str) -> None:
    """Fill the committee's sheet of a branch, without handing it in."""
    from workflows.star_rating.states import Sheet

    world.fill(branch, world.staff, Sheet.REVIEW)


def do_as(world: World, branch: str, by: Actor) -> None:
    """Hand in the committee's score of a branch."""
    rating = world.rating(branch)
    actions.forward(rating, by=by, seen=world.seen(rating))


def second_post(world: World) -> Actor:
    """The secretary of 甲一支部, who also serves the committee that judges it."""
    user = world.users["secretary"]
    return Actor(user, grants.appoint(user, Role.OC_STAFF, world.units["甲局机关党委"], LONG_AGO))


def test_the_delegate_may_not_judge_what_the_giver_submitted(world: World) -> None:
    by = acting(world, second_post(world), "fourth")
    rating_at(world, S.SCORING)
    review_of(world, BRANCH)
    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核"):
        do_as(world, BRANCH, by)


def test_the_giver_may_not_judge_what_the_delegate_submitted_for_him(world: World) -> None:
    own = second_post(world)
    by = acting(world, "secretary", "fourth")
    world.fill(BRANCH, by)
    rating = world.rating(BRANCH)
    actions.submit(rating, by=by, seen=world.seen(rating))
    review_of(world, BRANCH)
    with pytest.raises(NotAllowed, match="自己提交的事项不能由自己审核"):
        do_as(world, BRANCH, own)
    review(world, BRANCH, five_stars=True)
    assert world.rating(BRANCH).state == S.LISTED


def test_what_a_delegate_did_is_taken_back_by_him_or_by_the_giver(world: World) -> None:
    by = acting(world, "secretary", "fourth")
    for taker in (by, world.secretary):
        world.fill(BRANCH, by)
        rating = world.rating(BRANCH)
        actions.submit(rating, by=by, seen=world.seen(rating))
        do_withdraw(world, taker)
        assert world.rating(BRANCH).state == S.SELF_ASSESSING


def do_withdraw(world: World, by: Actor) -> None:
    """Take the last step of 甲一支部's rating back."""
    rating = world.rating(BRANCH)
    actions.withdraw(rating, by=by, seen=world.seen(rating))


def test_a_third_person_may_not_take_it_back(world: World) -> None:
    by = acting(world, "secretary", "fourth")
    world.fill(BRANCH, by)
    rating = world.rating(BRANCH)
    actions.submit(rating, by=by, seen=world.seen(rating))
    with pytest.raises(NotAllowed, match="只有最后一步的办理人可以撤回"):
        do_withdraw(world, world.fourth)


def test_a_delegation_limited_to_a_process_brings_nothing_elsewhere(world: World) -> None:
    rating_at(world, S.SCORING)
    by = acting(world, "deputy", "sibling", processes=("nomination",))
    assert waiting(world, "sibling") == ["甲二支部"]
    with pytest.raises(NotAllowed, match="不能在这一环节办理"):
        send_back(world, by)


def test_a_duty_does_not_pass_with_the_post(world: World) -> None:
    by = acting(world, "deputy", "sibling")
    assert (access.keeps(world.deputy, Duty.ACCOUNTS, world.units[BRANCH]),
            access.keeps(by, Duty.ACCOUNTS, world.units[BRANCH])) == (True, False)  # fmt: skip


def test_a_delegate_sees_what_the_giver_sees_and_only_while_it_lasts(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    page = f"/records/{rating.process.number}/"
    client = Client()
    client.force_login(world.users["outsider"], backend="django.contrib.auth.backends.ModelBackend")
    before = client.get(page).status_code
    made = delegated(world, "deputy", "outsider")
    during = client.get(page)
    assert "赵国强" not in during.content.decode()
    assert "代 王海燕（甲局机关党委 专职副书记）" in during.content.decode()
    delegation_end(made, by=world.deputy)
    assert (before, during.status_code, client.get(page).status_code) == (404, 200, 404)


def test_it_ends_with_the_givers_post(world: World) -> None:
    made = delegated(world, "deputy", "sibling", last=9)
    grants.end_appointment(Appointment.objects.get(user=world.users["deputy"]), today(1))
    made = Appointment.every.get(pk=made.pk)
    assert (made.ends_on, set(made.grants.values_list("ends_on", flat=True))) == (today(1), {today(1)})
    grants.end_now(Appointment.objects.get(user=world.users["deputy"]))
    assert [post.post for post in access.posts(world.users["sibling"])] == ["甲二支部 支部书记"]


@pytest.mark.parametrize("closed", ["deputy", "sibling"])
def test_it_ends_when_either_account_is_closed_and_does_not_come_back(world: World, closed: str) -> None:
    made = delegated(world, "deputy", "sibling")
    close(world.users[closed], "调离")
    accounts.activate(world.users[closed])
    assert not Appointment.every.in_force().filter(pk=made.pk).exists()
    assert not grants.delegations_of(world.users["sibling"]).exists()


def test_whoever_delegates_stays_on_his_desk_so_that_nothing_is_left_alone(world: World) -> None:
    rating = rating_at(world, S.GENERAL_REVIEWING, "甲三支部")
    delegated(world, "general", "sibling")
    do(actions.forward, world, rating, "general")
    assert world.rating("甲三支部").state == S.SCORING


def test_a_delegate_alone_does_not_keep_a_desk_attended(world: World) -> None:
    from permissions import standing

    delegated(world, "general", "sibling")
    unit = world.units["甲局党总支"].pk
    known = standing.survey([unit], "star_rating")
    both = {world.users["general"].pk, world.users["sibling"].pk}
    assert (set(known.holders(unit, "review")), known.own(unit, "review")) == (both, [world.users["general"].pk])


def test_the_own_posts_of_people_do_not_count_delegations(world: World) -> None:
    delegated(world, "deputy", "sibling")
    sibling = world.users["sibling"]
    assert [str(post) for post in sibling.appointments.all()] == ["甲二支部 支部书记"]
    assert [str(post) for post in access.posts(sibling)] == [
        "甲二支部 支部书记",
        "代 王海燕（甲局机关党委 专职副书记）",
    ]
