"""The doors: who may take which arrow when, once, and what a step leaves behind."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from permissions import grants
from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment, User
from permissions.roles import Role
from tests.workflows.engine.steps import (
    BRANCH,
    EVERY_BRANCH,
    after_notice,
    all_is_well,
    do,
    list_at,
    open_desk,
    publicise,
    rating_at,
    trail,
)
from tests.world import LONG_AGO, World
from workflows.engine import calendar
from workflows.engine.arrows import OutsideDoorError
from workflows.engine.errors import Incomplete, NotAllowed, Refused, Stale
from workflows.engine.models import AuditEntry, Notice, Record, Task
from workflows.engine.transitions import fire, fire_many, open_many
from workflows.star_rating import actions
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.states import ListState as L
from workflows.star_rating.states import RatingState as S
from workflows.star_rating.states import Sheet

WHY = {"comment": "证明材料不全，请补充。"}
RATING_VERBS: list[tuple[S, str, str, dict[str, Any], S]] = [
    (S.SELF_ASSESSING, "submit", "secretary", {}, S.SCORING),
    (S.SCORING, "forward", "staff", {}, S.LISTED),
    (S.SCORING, "send_back", "deputy", {**WHY, "to": S.SELF_ASSESSING}, S.SELF_ASSESSING),
    (S.SCORING, "reject", "staff", WHY, S.REJECTED),
    (S.SCORING, "withdraw", "secretary", {}, S.SELF_ASSESSING),
    (S.LISTED, "withdraw", "staff", {}, S.SCORING),
]
LIST_VERBS: list[tuple[L, str, str, dict[str, Any], L]] = [
    (L.COMPILING, "list_report", "staff", {"unreported": EVERY_BRANCH}, L.VERIFYING),
    (L.VERIFYING, "list_forward", "clerk", {}, L.DECIDING),
    (L.VERIFYING, "list_send_back", "clerk", {**WHY, "to": L.COMPILING}, L.COMPILING),
    (L.VERIFYING, "list_withdraw", "staff", {}, L.COMPILING),
    (L.DECIDING, "list_approve", "leader", {}, L.ANNOUNCING),
    (L.DECIDING, "list_send_back", "leader", {**WHY, "to": L.VERIFYING}, L.VERIFYING),
    (L.DECIDING, "list_withdraw", "clerk", {}, L.VERIFYING),
    (L.ANNOUNCING, "list_publicise", "clerk", {"starts_on": timezone.localdate(), "days": 5}, L.PUBLICISING),
    (L.ANNOUNCING, "list_withdraw", "leader", {}, L.DECIDING),
]
EVERYBODY = (
    "secretary", "organiser", "sibling", "third", "general", "deputy", "staff", "other_deputy", "outsider", "direct",
    "clerk", "head", "leader", "inspector", "former",
)  # fmt: skip
ALSO = {"staff": {"deputy"}, "deputy": {"staff"}, "clerk": {"head"}}
"""Who holds the same right in the same place."""


def filled(world: World, state: S) -> Rating:
    """A rating in a state, its sheets filled so that nothing is lacking."""
    rating = rating_at(world, state)
    if state == S.SELF_ASSESSING:
        world.fill(BRANCH, world.secretary)
    if state == S.SCORING:
        world.fill(BRANCH, world.staff, Sheet.REVIEW)
    return world.rating(rating.unit.short_name)


def ready(world: World, state: L) -> RatingList:
    """A list in a state, with its order and its meeting on record."""
    submission = list_at(world, state)
    if state == L.COMPILING:
        (member,) = submission.members.all()
        do(actions.list_arrange, world, submission, "staff", placings=[actions.Placing(member.pk, 1, False)])
        world.meet(submission, world.staff, "机关党委会议")
    if state == L.DECIDING:
        world.meet(submission, world.leader, "工委会议")
    return world.list_of("甲局机关党委")


@pytest.mark.parametrize(("state", "verb", "who", "more", "after"), RATING_VERBS)
def test_a_verb_of_a_rating_leads_where_it_says(
    world: World, state: S, verb: str, who: str, more: dict[str, Any], after: S
) -> None:
    rating = filled(world, state)

    do(getattr(actions, verb), world, rating, who, **more)

    assert world.rating(BRANCH).state == after
    assert all_is_well()


@pytest.mark.parametrize(("state", "verb", "who", "more", "after"), LIST_VERBS)
def test_a_verb_of_a_list_takes_its_members_along(
    world: World, state: L, verb: str, who: str, more: dict[str, Any], after: L
) -> None:
    submission = ready(world, state)

    do(getattr(actions, verb), world, submission, who, **more)

    assert world.list_of("甲局机关党委").state == after
    assert world.rating(BRANCH).state == (S.LISTED if after == L.COMPILING else after.value)
    assert all_is_well()


def tries(world: World, record: Record, verb: str, allowed: set[str], more: dict[str, Any]) -> dict[str, str]:
    """What everybody else of the cast is answered, the superuser among them."""
    User.objects.filter(pk=world.users["sibling"].pk).update(is_superuser=True)
    answers = {}
    for who in EVERYBODY:
        if who not in allowed:
            with pytest.raises(Refused) as refused, transaction.atomic():
                do(getattr(actions, verb), world, record, who, **more)
            answers[who] = type(refused.value).__name__
    return answers


@pytest.mark.parametrize(("state", "verb", "who", "more", "after"), RATING_VERBS)
def test_nobody_else_may_take_the_verb_of_a_rating(
    world: World, state: S, verb: str, who: str, more: dict[str, Any], after: S
) -> None:
    rating = filled(world, state)
    allowed = {who} if verb == "withdraw" else {who} | ALSO.get(who, set())

    answers = tries(world, rating, verb, allowed, more)

    assert set(answers.values()) == {"NotAllowed"}
    assert world.rating(BRANCH).state == state


@pytest.mark.parametrize(("state", "verb", "who", "more", "after"), LIST_VERBS)
def test_nobody_else_may_take_the_verb_of_a_list(
    world: World, state: L, verb: str, who: str, more: dict[str, Any], after: L
) -> None:
    submission = ready(world, state)
    allowed = {who} if verb == "list_withdraw" else {who} | ALSO.get(who, set())

    answers = tries(world, submission, verb, allowed, more)

    assert set(answers.values()) == {"NotAllowed"}
    assert world.list_of("甲局机关党委").state == state


@pytest.mark.parametrize("verb", ["carry", "publish", "close", "pass_on"])
def test_a_person_cannot_do_what_the_system_does(world: World, verb: str) -> None:
    record: Record = list_at(world, L.PUBLICISING) if verb == "close" else rating_at(world, S.LISTED)

    with pytest.raises(Refused):
        fire(record, verb, by=world.staff, seen=world.seen(record))


def test_what_one_submitted_one_does_not_review_in_another_post(world: World) -> None:
    grants.appoint(world.users["secretary"], Role.OC_STAFF, world.units["甲局机关党委"], LONG_AGO)
    rating = filled(world, S.SCORING)
    posts = Appointment.objects.filter(user=world.secretary.user).order_by("pk")
    secretary, staff = (Actor(world.users["secretary"], post) for post in posts)

    answers = []
    for capacity in (secretary, staff):
        with pytest.raises(NotAllowed) as refused:
            fire(rating, "reject", by=capacity, seen=world.seen(rating), **WHY)
        answers.append(refused.value.message)

    assert answers == [
        f"{secretary.post}不能在这一环节办理“不同意”，可能是任职已变动或身份选择有误。",
        "自己提交的事项不能由自己审核。",
    ]


def test_an_appointment_ends_with_its_last_day(world: World) -> None:
    rating = filled(world, S.SELF_ASSESSING)
    grants.end_appointment(Appointment.objects.get(user=world.secretary.user), timezone.localdate())

    with time_machine.travel(timezone.now() + timedelta(days=1)), pytest.raises(NotAllowed):
        do(actions.submit, world, rating, "secretary")

    do(actions.submit, world, rating, "secretary")
    assert world.rating(BRANCH).state == S.SCORING


def test_who_left_cannot_take_back_what_he_sent(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    yesterday = timezone.localdate() - timedelta(days=1)
    grants.end_appointment(Appointment.objects.get(user=world.secretary.user), yesterday)

    with pytest.raises(NotAllowed, match="任职已结束"):
        do(actions.withdraw, world, rating, "secretary")


def test_a_deactivated_user_may_do_nothing(world: World) -> None:
    rating = filled(world, S.SELF_ASSESSING)
    User.objects.filter(pk=world.users["secretary"].pk).update(is_active=False)

    with pytest.raises(NotAllowed):
        do(actions.submit, world, rating, "secretary")


@pytest.mark.parametrize("comment", ["", "  \n"])
@pytest.mark.parametrize("verb", ["send_back", "reject"])
def test_a_return_and_a_refusal_need_a_reason(world: World, verb: str, comment: str) -> None:
    rating = rating_at(world, S.SCORING)
    more = {"to": S.SELF_ASSESSING} if verb == "send_back" else {}

    with pytest.raises(Incomplete, match="须写明原因"):
        do(getattr(actions, verb), world, rating, "staff", comment=comment, **more)


def test_who_comes_too_late_reads_who_did_what_and_when(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    seen = world.seen(rating)
    actions.reject(rating, by=world.deputy, seen=seen, **WHY)

    with pytest.raises(Stale) as stale:
        actions.send_back(rating, by=world.staff, seen=seen, to=S.SELF_ASSESSING, **WHY)

    at = timezone.localtime(AuditEntry.objects.filter(process=rating.process_id).latest("seq").at)
    assert stale.value.message.startswith(f"该事项已由王海燕于{at:%m月%d日 %H:%M}办理（不同意评定）")


def test_a_decision_on_content_that_changed_since_is_not_taken(world: World) -> None:
    rating = filled(world, S.SELF_ASSESSING)
    seen = world.seen(rating)
    world.fill(BRANCH, world.organiser, points="5")

    with pytest.raises(Stale):
        actions.submit(world.rating(BRANCH), by=world.secretary, seen=seen)

    assert world.rating(BRANCH).state == S.SELF_ASSESSING


def test_a_double_click_on_a_rating_is_one_step(world: World) -> None:
    rating = filled(world, S.SELF_ASSESSING)
    seen = world.seen(rating)

    states = [actions.submit(rating, by=world.secretary, seen=seen).state for _ in range(2)]

    assert states == [S.SCORING, S.SCORING]
    assert trail(rating) == ["open", "submit", "pass_on"]


@pytest.mark.parametrize(("state", "verb", "who", "more", "after"), LIST_VERBS)
def test_a_double_click_on_a_list_is_one_step(
    world: World, state: L, verb: str, who: str, more: dict[str, Any], after: L
) -> None:
    submission = ready(world, state)
    seen = world.seen(submission)

    for _ in range(2):
        getattr(actions, verb)(submission, by=getattr(world, who), seen=seen, **more)

    assert trail(submission).count(verb.removeprefix("list_")) == 1 + (verb == "list_report" and state != L.COMPILING)
    assert all_is_well()


def test_an_old_tab_after_a_return_moves_nothing(world: World) -> None:
    submission = ready(world, L.COMPILING)
    seen = world.seen(submission)
    actions.list_report(submission, by=world.staff, seen=seen, unreported=EVERY_BRANCH)
    do(actions.list_send_back, world, submission, "clerk", to=L.COMPILING, **WHY)

    with pytest.raises(Stale, match="郑思远"):
        actions.list_report(submission, by=world.staff, seen=seen, unreported=EVERY_BRANCH)

    assert world.list_of("甲局机关党委").state == L.COMPILING
    assert world.rating(BRANCH).state == S.LISTED
    assert all_is_well()


def test_a_state_is_not_assigned(world: World) -> None:
    rating = world.rating(BRANCH)

    with pytest.raises(OutsideDoorError):
        rating.state = S.PUBLISHED


def test_an_arrow_is_not_called_outside_the_door(world: World) -> None:
    rating = world.rating(BRANCH)

    with pytest.raises(OutsideDoorError):
        rating.submit({}, 5)

    assert world.rating(BRANCH).state == S.SELF_ASSESSING


def test_the_door_closes_behind_a_step(world: World) -> None:
    moved = do(actions.submit, world, filled(world, S.SELF_ASSESSING), "secretary")

    with pytest.raises(OutsideDoorError):
        moved.reject()


def test_a_person_needs_to_have_seen_what_he_decides(world: World) -> None:
    with pytest.raises(Refused, match="请先打开"):
        fire(rating_at(world, S.SCORING), "reject", by=world.staff, seen=None, **WHY)


def left_behind(record: Record) -> list[Any]:
    """The last entry and the last desks of a record, without what is its own: keys, times, links of the chain."""
    entry = AuditEntry.objects.filter(process=record.process_id).latest("seq")
    mine = {"process", "at", "task", "hash", "data"}
    desks = Task.objects.filter(process=record.process_id).order_by("pk")
    fields = ("flow_task", "right", "status", "owner", "verb", "due_on", "returned", "unattended", "sender", "kind")
    process = desks[0].process
    return [
        {key: value for key, value in entry.content().items() if key not in mine},
        sorted(entry.data),
        list(desks.values_list(*fields))[-2:],
        (process.status, process.finished is None),
        list(Notice.objects.filter(process=process).order_by("user").values_list("user", flat=True))[-1:],
    ]


def test_many_at_once_leave_the_same_rows_as_one_at_a_time(world: World) -> None:
    branches = ("甲一支部", "甲二支部", "甲四支部")
    list_at(world, L.PUBLICISING, branches)
    one, *others = (world.rating(branch) for branch in branches)

    fire(one, "publish", by=SYSTEM, seen=None)
    fire_many(others, "publish", by=SYSTEM)

    first, second, third = (left_behind(rating) for rating in (one, *others))
    assert (second[:4], third[:4]) == (first[:4], first[:4])
    assert all(rating.state == S.PUBLISHED for rating in map(world.rating, branches))


def test_many_at_once_are_all_or_none(world: World) -> None:
    list_at(world, L.PUBLICISING, ("甲一支部", "甲二支部"))
    published = fire_many([world.rating("甲二支部")], "publish", by=SYSTEM)

    with pytest.raises(Stale):
        fire_many([world.rating("甲一支部"), *published], "publish", by=SYSTEM)

    assert world.rating("甲一支部").state == S.PUBLICISING


def test_opening_many_leaves_the_same_rows_as_opening_one(world: World) -> None:
    round_ = world.rating(BRANCH).round
    round_.pk, round_.title = None, "补评"
    round_.save()
    units = [world.units[name] for name in ("甲一支部", "甲二支部", "甲四支部")]

    alone = open_many([Rating(round=round_, unit=units[0])], by=world.clerk)
    together = open_many([Rating(round=round_, unit=unit) for unit in units[1:]], by=world.clerk)

    first, second, third = (left_behind(rating) for rating in (*alone, *together))
    assert (second[:4], third[:4]) == (first[:4], first[:4])
    numbers = [rating.process.number[-4:] for rating in (*alone, *together)]
    assert [int(number) - int(numbers[0]) for number in numbers] == [0, 1, 2]
    assert all_is_well()


def test_the_people_of_the_next_desk_are_told_and_nobody_else(world: World) -> None:
    Notice.objects.all().delete()

    rating_at(world, S.SCORING)

    told = set(Notice.objects.values_list("user__username", flat=True))
    assert told == {"staff", "deputy"}


def test_the_submitter_is_told_how_it_ended(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    Notice.objects.all().delete()

    do(actions.reject, world, rating, "staff", **WHY)

    assert list(Notice.objects.values_list("user__username", "text")) == [
        ("secretary", f"{rating.title()}已办结：不予评定。")
    ]


def test_a_desk_has_so_many_working_days(world: World) -> None:
    today = timezone.localdate()
    rating = rating_at(world, S.SCORING)

    assert open_desk(rating).due_on == calendar.around(today).after(today, 5)


def test_a_return_is_marked_and_a_withdrawal_is_not(world: World) -> None:
    rating = rating_at(world, S.SCORING)
    do(actions.withdraw, world, rating, "secretary")
    taken_back = (open_desk(rating).returned, world.rating(BRANCH).lap)
    do(actions.submit, world, world.rating(BRANCH), "secretary")
    do(actions.send_back, world, rating, "staff", to=S.SELF_ASSESSING, **WHY)

    assert taken_back == (False, 1)
    assert (open_desk(rating).returned, world.rating(BRANCH).lap) == (True, 2)


def test_what_fails_halfway_leaves_nothing(world: World) -> None:
    rating = filled(world, S.SELF_ASSESSING)
    counted = [model.objects.count() for model in (AuditEntry, Task, Notice)]

    def submit_and_fail() -> None:
        with transaction.atomic():
            do(actions.submit, world, rating, "secretary")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        submit_and_fail()

    assert [model.objects.count() for model in (AuditEntry, Task, Notice)] == counted
    assert world.rating(BRANCH).state == S.SELF_ASSESSING
    assert all_is_well()


def test_a_withdrawal_takes_back_a_step_forward_only(world: World) -> None:
    rating = rating_at(world, S.SCORING, "甲三支部")
    do(actions.send_back, world, rating, "staff", to=S.GENERAL_REVIEWING, **WHY)

    with pytest.raises(NotAllowed, match="只有最后一步的办理人可以撤回"):
        do(actions.withdraw, world, rating, "staff")


def test_a_return_does_not_lead_to_a_later_desk_that_was_visited(world: World) -> None:
    submission = list_at(world, L.DECIDING)
    do(actions.list_send_back, world, submission, "leader", to=L.VERIFYING, **WHY)

    with pytest.raises(Refused, match="只能退回到本事项经过的环节"):
        do(actions.list_send_back, world, submission, "clerk", to=L.DECIDING, **WHY)


def test_the_one_who_took_it_back_has_nothing_more_to_take_back(world: World) -> None:
    rating = rating_at(world, S.SCORING, "甲三支部")
    do(actions.withdraw, world, rating, "general")

    with pytest.raises(NotAllowed, match="只有最后一步的办理人可以撤回"):
        do(actions.withdraw, world, rating, "general")


def test_a_saved_draft_of_the_next_person_does_not_stop_a_withdrawal(world: World) -> None:
    rating = filled(world, S.SCORING)

    do(actions.withdraw, world, rating, "secretary")

    assert world.rating(BRANCH).state == S.SELF_ASSESSING


def test_a_closed_record_goes_nowhere(world: World) -> None:
    submission = list_at(world, L.PUBLICISING)
    actions.publish_due(after_notice())

    with pytest.raises(Stale):
        publicise(world, submission)

    assert world.list_of("甲局机关党委").state == L.CLOSED
    assert all_is_well()
