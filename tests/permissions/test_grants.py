"""Appointing and ending: a post brings the rights of its role on its own unit, for its own days, and nothing more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import access, grants
from permissions.actor import Actor
from permissions.grants import Posting
from permissions.models import Appointment, Grant, User
from permissions.roles import GUARDS, MATRIX, Duty, Role
from tests.world import LONG_AGO, World

DAY = timedelta(days=1)
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


@pytest.fixture
def newcomer(cast: World) -> User:
    """Return an account without a post."""
    return User.objects.create_user("newcomer", "Dangjian-2026")


def rights(post: Appointment) -> list[tuple[Any, ...]]:
    """Rights of a post, with the process, the unit and the days of each."""
    rows = Grant.objects.filter(appointment=post).order_by("right", "process")
    return list(rows.values_list("right", "process", "content_object__short_name", "starts_on", "ends_on"))


def test_a_post_brings_the_rights_of_its_role_on_its_unit_for_its_days(cast: World, newcomer: User) -> None:
    post = grants.appoint(newcomer, Role.OC_DEPUTY, cast.units["甲局机关党委"], *YEAR)

    assert rights(post) == [(right, "", "甲局机关党委", *YEAR) for right in ("decide", "inspect", "propose", "review")]
    assert set(Grant.objects.filter(appointment=post).values_list("user", flat=True)) == {newcomer.pk}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_brings_its_line_of_the_matrix(cast: World, newcomer: User, role: Role) -> None:
    kind = min(MATRIX[role].kinds)
    unit = next((unit for unit in cast.units.values() if unit.kind == kind), None) or cast.unit("新组织", kind)
    post = grants.appoint(newcomer, role, unit, LONG_AGO)

    rows = Grant.objects.filter(appointment=post).values_list("right", "permission__codename")
    assert set(rows) == {(right.value, right.value) for right in MATRIX[role].rights | set(MATRIX[role].only)}


def test_a_post_limited_to_some_processes_brings_each_right_once_for_each(cast: World, newcomer: User) -> None:
    limit = ("nomination", "star_rating")
    post = grants.appoint(newcomer, Role.OC_STAFF, cast.units["甲局机关党委"], LONG_AGO, processes=limit)

    assert [row[:2] for row in rights(post)] == [
        ("inspect", "nomination"),
        ("inspect", "star_rating"),
        ("propose", "nomination"),
        ("propose", "star_rating"),
        ("review", "nomination"),
        ("review", "star_rating"),
        ("stand_in", "nomination"),
        ("stand_in", "star_rating"),
    ]


@pytest.mark.parametrize(
    ("role", "unit", "sentence"),
    [
        (Role.BRANCH_SECRETARY, "甲局机关党委", "“中共甲局机关党委”（机关党委）不设“支部书记”岗位。"),
        (Role.BRANCH_SECRETARY, "工委", "“中共工委”（机关工委）不设“支部书记”岗位。"),
        (Role.OC_DEPUTY, "甲一支部", "“中共甲一支部”（党支部）不设“专职副书记”岗位。"),
        (Role.GB_SECRETARY, "甲局机关党委", "“中共甲局机关党委”（机关党委）不设“党总支书记”岗位。"),
        (Role.WC_LEADER, "乙局机关党委", "“中共乙局机关党委”（机关党委）不设“工委领导”岗位。"),
        (Role.PARTY_GROUP, "工委", "“中共工委”（机关工委）不设“部门党组成员”岗位。"),
        (Role.BRANCH_ORG, "甲局党总支", "“中共甲局党总支”（党总支）不设“组织委员”岗位。"),
    ],
)
def test_a_role_is_held_only_in_units_of_its_kinds(
    cast: World, newcomer: User, role: Role, unit: str, sentence: str
) -> None:
    with pytest.raises(grants.AppointmentError) as refused:
        grants.appoint(newcomer, role, cast.units[unit], LONG_AGO)

    assert str(refused.value) == sentence
    assert not Appointment.objects.filter(user=newcomer).exists()


def test_of_many_posts_all_are_given_or_none(cast: World, newcomer: User) -> None:
    good = Posting(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], LONG_AGO)
    bad = Posting(newcomer, Role.WC_CLERK, cast.units["甲一支部"], LONG_AGO)

    with pytest.raises(grants.AppointmentError):
        grants.appoint_many([good, bad])

    assert not Appointment.objects.filter(user=newcomer).exists()
    assert not Grant.objects.filter(user=newcomer).exists()


def test_many_posts_cost_as_many_statements_as_one(cast: World, newcomer: User) -> None:
    def statements(*units: str) -> int:
        postings = [Posting(newcomer, Role.BRANCH_ORG, cast.units[unit], LONG_AGO) for unit in units]
        with CaptureQueriesContext(connection) as captured:
            grants.appoint_many(postings)
        return len(captured)

    assert statements("甲一支部") == statements("甲二支部", "甲三支部", "甲四支部", "乙一支部")


def test_the_rights_end_with_the_post(cast: World, newcomer: User) -> None:
    post = grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], LONG_AGO)
    other = grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲二支部"], LONG_AGO)
    today = timezone.localdate()

    grants.end_appointment(post, today)

    assert Appointment.objects.get(pk=post.pk).ends_on == today
    assert {row[-1] for row in rights(post)} == {today}
    assert {row[-1] for row in rights(other)} == {None}


def test_a_post_does_not_end_before_it_begins(cast: World, newcomer: User) -> None:
    post = grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], *YEAR)
    before = rights(post)

    with pytest.raises(IntegrityError), transaction.atomic():
        grants.end_appointment(post, YEAR[0] - DAY)
    with pytest.raises(grants.AppointmentError) as refused:
        grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲二支部"], YEAR[1], YEAR[0])

    assert str(refused.value) == "“组织委员”的最后任职日不能早于任职日期。"
    assert rights(post) == before
    assert Appointment.objects.filter(user=newcomer).count() == 1


@pytest.mark.parametrize(
    ("first", "last", "refused"),
    [
        (date(2026, 6, 1), None, True),
        (date(2025, 1, 1), date(2026, 1, 1), True),
        (date(2026, 12, 31), date(2027, 1, 1), True),
        (date(2025, 1, 1), date(2025, 12, 31), False),
        (date(2027, 1, 1), None, False),
    ],
)
def test_a_person_holds_one_post_once_on_a_day(
    cast: World, newcomer: User, first: date, last: date | None, refused: bool
) -> None:
    grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], *YEAR)

    try:
        grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], first, last)
        sentence = ""
    except grants.AppointmentError as error:
        sentence = str(error)

    expected = "newcomer已任甲一支部组织委员，任职日期重叠，请改日期或先免去原任职。"
    assert sentence == (expected if refused else "")


def test_another_post_and_another_unit_on_the_same_days_are_no_overlap(cast: World, newcomer: User) -> None:
    for role, unit in (
        (Role.BRANCH_ORG, "甲一支部"),
        (Role.BRANCH_DISC, "甲一支部"),
        (Role.BRANCH_ORG, "甲二支部"),
    ):
        grants.appoint(newcomer, role, cast.units[unit], *YEAR)

    assert Appointment.objects.filter(user=newcomer).count() == 3


def test_the_same_post_twice_in_one_call_is_refused_too(cast: World, newcomer: User) -> None:
    posting = Posting(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], *YEAR)

    with pytest.raises(grants.AppointmentError):
        grants.appoint_many([posting, posting])

    assert not Appointment.objects.filter(user=newcomer).exists()


@pytest.mark.parametrize("began", [LONG_AGO, timezone.localdate()])
def test_a_post_that_is_ended_now_brings_nothing_from_this_moment(cast: World, newcomer: User, began: date) -> None:
    post = grants.appoint(newcomer, Role.OC_DEPUTY, cast.units["甲局机关党委"], began)

    grants.end_now(post)

    yesterday = timezone.localdate() - DAY
    kept = Appointment.objects.get(pk=post.pk)
    assert (kept.starts_on, kept.ends_on) == (began, max(began, yesterday))
    assert (access.posts(newcomer), list(access.grants(newcomer))) == ([], [])
    assert not access.kept(Actor(newcomer, post), Duty.ORGANISATION).exists()


def test_a_post_taken_away_on_its_first_day_may_be_given_again(cast: World, newcomer: User) -> None:
    today = timezone.localdate()
    post = grants.appoint(newcomer, Role.OC_DEPUTY, cast.units["甲局机关党委"], today)
    grants.end_now(post)

    again = grants.appoint(newcomer, Role.OC_DEPUTY, cast.units["甲局机关党委"], today)

    assert (access.posts(newcomer), Appointment.objects.filter(user=newcomer).count()) == ([again], 2)
    assert post in Appointment.objects.in_force(today)


def test_one_of_the_guards_ended_on_the_first_day_is_kept_as_of_yesterday(cast: World, newcomer: User) -> None:
    post = grants.appoint(newcomer, Role.AUDIT_ADMIN, cast.units["工委"], timezone.localdate())

    grants.end_now(post)

    yesterday = timezone.localdate() - DAY
    assert (post.starts_on, post.ends_on, access.posts(newcomer)) == (yesterday, yesterday, [])


def test_a_post_that_has_not_begun_is_removed_when_it_is_ended_now(cast: World, newcomer: User) -> None:
    post = grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], timezone.localdate() + DAY)

    grants.end_now(post)

    assert not Appointment.objects.filter(user=newcomer).exists()
    assert not Grant.objects.filter(user=newcomer).exists()


# --- 三员 ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("guard", sorted(GUARDS))
def test_one_of_the_guards_gets_no_other_post(cast: World, newcomer: User, guard: Role) -> None:
    grants.appoint(newcomer, guard, cast.units["工委"], LONG_AGO)

    with pytest.raises(grants.AppointmentError) as refused:
        grants.appoint(newcomer, Role.WC_CLERK, cast.units["工委"], timezone.localdate())
    assert str(refused.value) == (
        f"newcomer在这段时间任{guard.label}，不能同时任组织部经办人："
        "三员（系统管理员、安全保密管理员、安全审计员）只能专任，请先免去原任职或另选他人。"
    )


@pytest.mark.parametrize("guard", sorted(GUARDS))
def test_who_holds_a_post_or_will_hold_one_becomes_no_guard(cast: World, newcomer: User, guard: Role) -> None:
    grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], *YEAR)

    with pytest.raises(grants.AppointmentError):
        grants.appoint(newcomer, guard, cast.units["工委"], LONG_AGO)
    with pytest.raises(grants.AppointmentError):
        grants.appoint(newcomer, guard, cast.units["工委"], YEAR[1])
    assert Appointment.objects.filter(user=newcomer).count() == 1


def test_nobody_is_two_of_the_guards_at_once(cast: World, newcomer: User) -> None:
    both = [Posting(newcomer, role, cast.units["工委"], LONG_AGO) for role in (Role.SYS_ADMIN, Role.AUDIT_ADMIN)]

    with pytest.raises(grants.AppointmentError):
        grants.appoint_many(both)
    assert not Appointment.objects.filter(user=newcomer).exists()


def test_a_post_after_the_other_has_ended_is_given(cast: World, newcomer: User) -> None:
    grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], *YEAR)
    grants.appoint(newcomer, Role.SYS_ADMIN, cast.units["工委"], YEAR[1] + DAY)

    assert Appointment.objects.filter(user=newcomer).count() == 2


def test_a_post_is_never_made_longer(cast: World, newcomer: User) -> None:
    post = grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲一支部"], *YEAR)

    with pytest.raises(grants.AppointmentError):
        grants.end_appointment(post, YEAR[1] + DAY)
    assert {row[-1] for row in rights(post)} == {YEAR[1]}
