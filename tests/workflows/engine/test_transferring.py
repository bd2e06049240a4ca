"""转办、认领、退还: an open desk becomes one person's and everybody's again, and the door keeps to it."""

from datetime import timedelta

import pytest
from django.utils import timezone

from permissions import grants
from permissions.models import Appointment
from permissions.roles import Role
from tests.workflows.engine.delegating import acting
from tests.workflows.engine.steps import BRANCH, all_is_well, do, rating_at
from tests.workflows.nomination.cast import make_cast
from tests.workflows.organisation.people import signed_in
from tests.world import LONG_AGO, World
from workflows.engine import attendance, inbox, transferring, urging
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.inbox import Filters
from workflows.engine.models import AuditEntry, Notice, Task
from workflows.engine.transitions import Seen
from workflows.organisation.actions.accounts import account_open
from workflows.star_rating import actions
from workflows.star_rating.models import Rating
from workflows.star_rating.states import RatingState as S

WHY = {"comment": "证明材料不全，请补充。"}


@pytest.fixture
def rating(world: World) -> Rating:
    """Return a rating that waits for the committee: deputy and staff may act on it."""
    return rating_at(world, S.SCORING)


def hand_over(world: World, rating: Rating, to: str = "deputy", by: str = "staff") -> None:
    """Hand the rating's desk over."""
    do(transferring.transfer, world, rating, by, to=world.users[to].pk, comment="我出差")


def waiting(world: World, name: str) -> bool:
    """Whether 甲一支部's rating waits for a person of the cast."""
    return BRANCH in [task.process.unit.short_name for task in inbox.todo(world.users[name], Filters()).rows]


def last(rating: Rating) -> AuditEntry:
    """Return the last entry of its trail."""
    return AuditEntry.objects.filter(process=rating.process_id).latest("seq")


def test_it_waits_for_the_other_alone_who_is_told_and_the_trail_says_why(world: World, rating: Rating) -> None:
    hand_over(world, rating)
    assert (waiting(world, "staff"), waiting(world, "deputy")) == (False, True)
    entry = last(rating)
    assert (entry.label, entry.actor_name, entry.comment) == ("转办", "刘敏", "转给王海燕。我出差")
    told = Notice.objects.filter(user=world.users["deputy"], text__contains="转办给您").get()
    assert told.text == f"刘敏转办给您：{rating.title()}，我出差"
    all_is_well()


def test_nobody_else_may_act_on_it_or_change_it(world: World, rating: Rating) -> None:
    hand_over(world, rating)
    with pytest.raises(NotAllowed, match="已转办给王海燕，由其本人办理"):
        do(actions.send_back, world, rating, "staff", to=S.SELF_ASSESSING, **WHY)
    from workflows.star_rating.states import Sheet

    with pytest.raises(NotAllowed, match="已转办给王海燕，由其本人填写"):
        world.fill(BRANCH, world.staff, Sheet.REVIEW)


def test_when_it_comes_again_it_is_everybodys(world: World, rating: Rating) -> None:
    hand_over(world, rating)
    do(actions.send_back, world, rating, "deputy", to=S.SELF_ASSESSING, **WHY)
    do(actions.submit, world, rating, "secretary")
    assert (waiting(world, "staff"), waiting(world, "deputy")) == (True, True)


def test_whoever_handed_the_record_in_may_still_withdraw_it(world: World, rating: Rating) -> None:
    hand_over(world, rating)
    do(actions.withdraw, world, rating, "secretary")
    assert world.rating(BRANCH).state == S.SELF_ASSESSING


def test_a_reason_is_asked_for(world: World, rating: Rating) -> None:
    with pytest.raises(Incomplete, match="“转办”须写明原因"):
        do(transferring.transfer, world, rating, "staff", to=world.users["deputy"].pk, comment=" ")


@pytest.mark.parametrize("to", ["staff", "secretary", "outsider", "clerk", "inspector", "former"])
def test_only_to_others_who_may_act_on_it_today(world: World, rating: Rating, to: str) -> None:
    with pytest.raises(Refused, match="只能转办给现在能办理这一环节的其他同志"):
        hand_over(world, rating, to)


def test_not_to_whoever_submitted_it_nor_to_who_acts_for_him(world: World, rating: Rating) -> None:
    user = world.users["secretary"]
    from permissions.actor import Actor

    own = Actor(user, grants.appoint(user, Role.OC_STAFF, world.units["甲局机关党委"], LONG_AGO))
    acting(world, own, "sibling")
    task = world.desk(rating)
    assert task is not None
    assert transferring.candidates(world.rating(BRANCH), task, world.staff) == [world.users["deputy"]]


def test_a_delegate_is_among_those_to_choose_from(world: World, rating: Rating) -> None:
    acting(world, "deputy", "sibling")
    hand_over(world, rating, "sibling")
    assert (waiting(world, "deputy"), waiting(world, "sibling")) == (False, True)


@pytest.mark.usefixtures("db")
def test_not_to_whoever_must_stand_aside() -> None:
    cast = make_cast()
    user = account_open(cast.member("钱十一"), "qian", by=cast.clerk).user
    grants.appoint(user, Role.OC_DEPUTY, cast.units["甲局机关党委"], LONG_AGO)
    cast.graded("钱十一")
    cast.award_round()
    cast.submitted("钱十一")
    nomination = cast.nomination("钱十一")
    task = Task.objects.get(process=nomination.process_id, finished__isnull=True)
    assert user not in transferring.candidates(nomination, task, cast.deputy)
    with pytest.raises(Refused, match="请重新选择"):
        transferring.transfer(nomination, user.pk, by=cast.deputy, seen=cast.seen(nomination), comment="请办理")


def test_who_only_fills_in_neither_claims_nor_is_given_what_another_must_hand_in(world: World) -> None:
    rating = world.rating(BRANCH)
    page, organiser = f"/records/{rating.process.number}/", signed_in(world.users["organiser"])
    with pytest.raises(NotAllowed, match="只能填写材料"):
        do(transferring.claim, world, rating, "organiser")
    with pytest.raises(Refused, match="请重新选择"):
        do(transferring.transfer, world, rating, "secretary", to=world.users["organiser"].pk, comment="我出差")
    text = organiser.get(page).content.decode()
    assert ("认领</button>" in text, "转办给其他同志" in text) == (False, False)
    refused = organiser.get(f"{page}transfer/")
    assert (refused.status_code, "只能填写材料" in refused.content.decode()) == (403, True)
    world.fill(BRANCH, world.organiser)
    do(transferring.claim, world, rating, "secretary")
    assert waiting(world, "secretary")


def test_who_has_no_right_there_hands_nothing_over(world: World, rating: Rating) -> None:
    with pytest.raises(NotAllowed, match="现在不能办理这一环节"):
        hand_over(world, rating, "deputy", "clerk")


def test_what_was_handed_over_is_handed_on_by_its_owner_alone(world: World, rating: Rating) -> None:
    acting(world, "deputy", "sibling")
    hand_over(world, rating, "sibling")
    with pytest.raises(NotAllowed, match="已转办给赵国强"):
        hand_over(world, rating, "deputy", "staff")


def test_an_old_page_hands_nothing_over(world: World, rating: Rating) -> None:
    with pytest.raises(Stale):
        transferring.transfer(rating, world.users["deputy"].pk, by=world.staff, seen=Seen(1, 1), comment="我出差")


def test_a_desk_that_names_one_person_is_not_handed_over(
    world: World, rating: Rating, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Rating, "NAMED", "submitter")
    with pytest.raises(Refused, match="这一项指定本人办理，不能转办"):
        hand_over(world, rating)


@pytest.mark.parametrize("by", ["deputy", "leader", "clerk"])
def test_its_owner_or_a_superior_gives_it_back(world: World, rating: Rating, by: str) -> None:
    hand_over(world, rating)
    do(transferring.give_back, world, rating, by)
    assert (waiting(world, "staff"), waiting(world, "deputy"), last(rating).label) == (True, True, "退还转办")
    all_is_well()


@pytest.mark.parametrize("by", ["staff", "secretary", "other_deputy", "inspector"])
def test_nobody_else_gives_it_back(world: World, rating: Rating, by: str) -> None:
    hand_over(world, rating)
    with pytest.raises(NotAllowed, match="只有接办人本人"):
        do(transferring.give_back, world, rating, by)


def test_what_nobody_has_is_not_given_back(world: World, rating: Rating) -> None:
    with pytest.raises(Refused, match="没有转办，也没有认领"):
        do(transferring.give_back, world, rating, "staff")


def test_claiming_takes_it_from_the_others(world: World, rating: Rating) -> None:
    do(transferring.claim, world, rating, "staff")
    assert (waiting(world, "staff"), waiting(world, "deputy"), last(rating).label) == (True, False, "认领")
    with pytest.raises(Refused, match="不用再认领"):
        do(transferring.claim, world, rating, "staff")
    with pytest.raises(NotAllowed, match="已转办给刘敏"):
        do(transferring.claim, world, rating, "deputy")


def test_when_its_owners_post_ends_it_is_everybodys_again(world: World, rating: Rating) -> None:
    hand_over(world, rating)
    grants.end_now(Appointment.objects.get(user=world.users["deputy"]))
    attendance.recheck()
    assert (waiting(world, "staff"), last(rating).comment) == (True, "王海燕已不能办理这一环节，事项退还其组织。")
    all_is_well()


def test_a_desk_is_not_freed_while_its_owner_is_there(world: World, rating: Rating) -> None:
    hand_over(world, rating)
    attendance.recheck()
    assert not waiting(world, "staff")


def test_urging_reaches_the_owner_alone(world: World, rating: Rating) -> None:
    hand_over(world, rating)
    Notice.objects.all().delete()
    urging.urge(Task.objects.filter(process=rating.process_id), by=world.secretary)
    assert [notice.user for notice in Notice.objects.all()] == [world.users["deputy"]]


# --- the pages ------------------------------------------------------------------------------------------------------


def seen(world: World, rating: Rating) -> str:
    """Return what the page of the rating would send back."""
    return str(world.seen(rating))


def test_the_pages_hand_over_and_give_back(world: World, rating: Rating) -> None:
    page = f"/records/{rating.process.number}/"
    staff, deputy = signed_in(world.users["staff"]), signed_in(world.users["deputy"])
    assert "王海燕" in staff.get(f"{page}transfer/").content.decode()
    to = {"to": world.users["deputy"].pk, "comment": "我出差", "seen": seen(world, rating)}
    assert "已转办给王海燕" in staff.post(f"{page}transfer/", to, follow=True).content.decode()
    assert staff.get(f"{page}transfer/").status_code == 404
    assert "已转办给王海燕，由其本人办理。" in staff.get(page).content.decode()
    assert "退还转办" in deputy.get(page).content.decode()
    back = deputy.post(f"{page}give-back/", {"seen": seen(world, rating)}, follow=True)
    assert "已退还转办" in back.content.decode()
    claimed = staff.post(f"{page}claim/", {"seen": seen(world, rating)}, follow=True)
    assert "已认领，由您办理" in claimed.content.decode()


def test_the_page_says_why_it_did_not_hand_over(world: World, rating: Rating) -> None:
    staff = signed_in(world.users["staff"])
    answer = staff.post(
        f"/records/{rating.process.number}/transfer/",
        {"to": "9" * 30, "seen": seen(world, rating), "comment": "我出差"},
    )
    assert (answer.status_code, "请重新选择" in answer.content.decode(), "我出差" in answer.content.decode()) == (
        422,
        True,
        True,
    )


def test_who_handed_it_in_urges_once_a_day_and_nobody_else(world: World, rating: Rating) -> None:
    page = f"/records/{rating.process.number}/"
    answers = [
        signed_in(world.users[key]).post(f"{page}urge/").status_code for key in ("organiser", "secretary", "secretary")
    ]
    assert answers == [403, 302, 422]
    assert Notice.objects.filter(text__contains="催办").count() == 2
    assert "今天已经催办过" in signed_in(world.users["secretary"]).get(page).content.decode()


def test_the_next_day_one_may_urge_again(world: World, rating: Rating) -> None:
    Task.objects.filter(process=rating.process_id).update(urged_on=timezone.localdate() - timedelta(days=1))
    answer = signed_in(world.users["secretary"]).post(f"/records/{rating.process.number}/urge/")
    assert answer.status_code == 302
