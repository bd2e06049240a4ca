"""Appointing and ending: a post brings the rights of its role on its own unit, for its own days, and nothing more."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants
from permissions.grants import Posting
from permissions.models import Appointment, Grant, User
from permissions.roles import MATRIX, Role
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

    assert rights(post) == [(right, "", "甲局机关党委", *YEAR) for right in ("decide", "inspect", "review")]
    assert set(Grant.objects.filter(appointment=post).values_list("user", flat=True)) == {newcomer.pk}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_brings_its_line_of_the_matrix(cast: World, newcomer: User, role: Role) -> None:
    unit = cast.unit("新组织", min(MATRIX[role].kinds))
    post = grants.appoint(newcomer, role, unit, LONG_AGO)

    rows = Grant.objects.filter(appointment=post).values_list("right", "permission__codename")
    assert set(rows) == {(right.value, right.value) for right in MATRIX[role].rights}


def test_a_post_limited_to_some_processes_brings_each_right_once_for_each(cast: World, newcomer: User) -> None:
    limit = ("nomination", "star_rating")
    post = grants.appoint(newcomer, Role.OC_STAFF, cast.units["甲局机关党委"], LONG_AGO, processes=limit)

    assert [row[:2] for row in rights(post)] == [
        ("inspect", "nomination"),
        ("inspect", "star_rating"),
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
    with pytest.raises(IntegrityError), transaction.atomic():
        grants.appoint(newcomer, Role.BRANCH_ORG, cast.units["甲二支部"], YEAR[1], YEAR[0])

    assert rights(post) == before
    assert Appointment.objects.filter(user=newcomer).count() == 1
