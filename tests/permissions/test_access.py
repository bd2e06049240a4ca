"""The door: rights come from posts in force today, on the appointed unit alone; what is seen is that unit and below."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.db.models import OuterRef
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import access, grants, tree
from permissions.actor import SYSTEM, Actor
from permissions.models import Appointment, OrgUnit, Person, User
from permissions.roles import Right, Role, UnitKind
from tests.world import LONG_AGO, World

PEOPLE = ["secretary", "organiser", "sibling", "third", "general", "deputy", "staff", "outsider", "direct", "clerk"]
PEOPLE += ["head", "leader", "inspector"]
OFFICE_A = {"甲局机关党委", "甲一支部", "甲二支部", "甲四支部", "甲五支部", "甲局党总支", "甲三支部"}
EVERYTHING = OFFICE_A | {"工委", "乙局机关党委", "乙一支部", "丙办党支部"}
YESTERDAY, TODAY, TOMORROW = -1, 0, 1


def away(days: int) -> date:
    """The day so many days from today."""
    return timezone.localdate() + timedelta(days=days)


def seen(user: User, process: str = "") -> set[str]:
    """Short names of the units a person sees; asked both ways, which must agree."""
    whole = set(access.units(user, process).values_list("short_name", flat=True))
    rows = OrgUnit.objects.filter(access.unit_seen(user, "pk", process))
    assert set(rows.values_list("short_name", flat=True)) == whole
    return whole


def held(actor: Actor, right: str, process: str = "") -> set[str]:
    """Short names of the units on which a capacity brings a right; asked one by one and at once, which must agree."""
    whole = OrgUnit.objects.filter(access.holds(actor, right, OuterRef("pk"), process))
    single = {unit.short_name for unit in OrgUnit.objects.all() if access.may(actor, right, unit, process)}
    assert set(whole.values_list("short_name", flat=True)) == single
    return single


def appointed(world: World, starts_on: date, ends_on: date | None = None, *processes: str) -> Actor:
    """A newcomer among the staff of 甲局, appointed for these days."""
    user = User.objects.create_user("newcomer", "Dangjian-2026")
    post = grants.appoint(user, Role.OC_STAFF, world.units["甲局机关党委"], starts_on, ends_on, processes)
    return Actor(user, post)


@pytest.mark.parametrize(
    ("starts", "ends", "counts"),
    [
        (YESTERDAY, None, True),
        (TODAY, None, True),
        (TOMORROW, None, False),
        (-9, YESTERDAY, False),
        (-9, TODAY, True),
        (TODAY, TODAY, True),
        (-9, TOMORROW, True),
    ],
)
def test_a_post_counts_from_its_first_day_to_its_last(cast: World, starts: int, ends: int | None, counts: bool) -> None:
    actor = appointed(cast, away(starts), None if ends is None else away(ends))
    assert actor.user is not None

    pair = (cast.units["甲局机关党委"].pk, "review")
    assert held(actor, "review") == ({"甲局机关党委"} if counts else set())
    assert (actor.user_id in access.holders([pair])[pair]) == counts
    assert access.in_force(actor) == counts
    assert access.posts(actor.user) == ([actor.appointment] if counts else [])
    assert seen(actor.user) == (OFFICE_A if counts else set())


def test_what_somebody_could_do_on_a_day_can_be_asked_later(cast: World) -> None:
    former = cast.users["former"]

    days = (date(2019, 12, 31), LONG_AGO, date(2021, 1, 1), date(2021, 1, 2))

    assert [len(access.posts(former, day)) for day in days] == [0, 1, 1, 0]
    assert [access.grants(former, day).count() for day in days] == [0, 3, 3, 0]
    assert seen(former) == set()


def test_a_deactivated_person_holds_nothing(cast: World) -> None:
    User.objects.filter(username="staff").update(is_active=False)
    pair = (cast.units["甲局机关党委"].pk, "review")

    assert held(cast.staff, "review") == set()
    assert not access.in_force(cast.staff)
    assert access.holders([pair])[pair] == [cast.users["deputy"].pk]


def test_being_a_superuser_opens_nothing(cast: World) -> None:
    User.objects.filter(username__in=("former", "sibling")).update(is_superuser=True)
    former, sibling = (User.objects.get(username=name) for name in ("former", "sibling"))
    without, with_post = Actor(former, None), Actor(sibling, cast.sibling.appointment)

    assert (seen(former), access.posts(former)) == (set(), [])
    assert seen(sibling) == {"甲二支部"}
    for right in Right:
        assert held(without, right) == set()
        assert held(with_post, right) == held(cast.sibling, right)


def test_the_system_and_a_person_without_a_post_hold_no_right(cast: World) -> None:
    for actor in (SYSTEM, Actor(cast.users["clerk"], None)):
        assert [held(actor, right) for right in Right] == [set()] * len(Right)
        assert not access.in_force(actor)
    assert (SYSTEM.name, SYSTEM.post, SYSTEM.keys) == ("系统", "", (None, None))


def test_rights_are_held_on_the_appointed_unit_and_not_below(cast: World) -> None:
    assert held(cast.clerk, "review") == {"工委"}
    assert held(cast.deputy, "review") == {"甲局机关党委"}
    assert held(cast.general, "decide") == {"甲局党总支"}
    assert held(cast.secretary, "propose") == {"甲一支部"}
    assert held(cast.inspector, "decide") == set()


def test_only_the_post_that_one_acts_in_counts(cast: World) -> None:
    user = cast.users["secretary"]
    post = grants.appoint(user, Role.OC_STAFF, cast.units["甲局机关党委"], away(TODAY))
    as_secretary, as_staff = cast.secretary, Actor(user, post)

    assert (held(as_secretary, "review"), held(as_staff, "review")) == (set(), {"甲局机关党委"})
    assert (held(as_secretary, "propose"), held(as_staff, "propose")) == ({"甲一支部"}, {"甲局机关党委"})
    assert access.posts(user) == [as_secretary.appointment, post]
    assert seen(user) == OFFICE_A


def test_a_post_ended_while_another_goes_on_takes_only_its_own_rights_along(cast: World) -> None:
    user = cast.users["secretary"]
    post = grants.appoint(user, Role.OC_STAFF, cast.units["甲局机关党委"], LONG_AGO)

    grants.end_appointment(post, away(YESTERDAY))

    assert not access.in_force(Actor(user, post))
    assert held(cast.secretary, "propose") == {"甲一支部"}
    assert seen(user) == {"甲一支部"}


def test_a_post_limited_to_a_process_brings_its_rights_there_alone(cast: World) -> None:
    actor = appointed(cast, LONG_AGO, None, "star_rating")
    assert actor.appointment is not None
    pair = (cast.units["甲局机关党委"].pk, "review")

    asked = ("star_rating", "objection", "")
    assert [held(actor, "review", process) for process in asked] == [{"甲局机关党委"}, set(), set()]
    assert [actor.user_id in access.holders([pair], process)[pair] for process in asked] == [True, False, False]
    assert [access.brings(actor.appointment, "review", process) for process in asked] == [True, False, False]


def test_a_post_limited_to_a_process_shows_units_there_alone(cast: World) -> None:
    actor = appointed(cast, LONG_AGO, None, "nomination")
    assert actor.user is not None

    assert [seen(actor.user, process) for process in ("nomination", "star_rating", "")] == [OFFICE_A, set(), set()]


def test_a_post_without_a_limit_brings_its_rights_in_every_process(cast: World) -> None:
    assert held(cast.staff, "review", "star_rating") == held(cast.staff, "review", "anything") == {"甲局机关党委"}


@pytest.mark.parametrize("who", PEOPLE)
def test_what_a_post_brings_by_the_matrix_is_what_it_brings_by_the_rows(cast: World, who: str) -> None:
    post = getattr(cast, who).appointment

    by_matrix = {right for right in Right if access.brings(post, right)}

    assert {right for right in Right if held(getattr(cast, who), right)} == by_matrix


def test_who_holds_a_right_is_found_for_many_places_with_one_statement(cast: World) -> None:
    names = [("甲一支部", "propose"), ("甲局机关党委", "review"), ("工委", "decide"), ("甲五支部", "propose")]
    pairs = [(cast.units[unit].pk, right) for unit, right in names]

    with CaptureQueriesContext(connection) as captured:
        found = access.holders(pairs)

    names_of = dict(User.objects.values_list("pk", "username"))
    assert len(captured) == 1
    assert [{names_of[user] for user in found.get(pair, ())} for pair in pairs] == [
        {"secretary", "organiser"},
        {"deputy", "staff"},
        {"leader"},
        set(),
    ]


@pytest.mark.parametrize(
    ("who", "units"),
    [
        ("secretary", {"甲一支部"}),
        ("organiser", {"甲一支部"}),
        ("sibling", {"甲二支部"}),
        ("general", {"甲局党总支", "甲三支部"}),
        ("staff", OFFICE_A),
        ("other_deputy", {"乙局机关党委", "乙一支部"}),
        ("outsider", {"乙一支部"}),
        ("clerk", EVERYTHING),
        ("leader", EVERYTHING),
        ("inspector", EVERYTHING),
        ("former", set()),
    ],
)
def test_one_sees_the_own_unit_and_what_is_below(cast: World, who: str, units: set[str]) -> None:
    assert seen(cast.users[who]) == units


def test_an_administrator_sees_no_unit(cast: World) -> None:
    user = cast.person("admin", "韩明", Role.SYS_ADMIN, "工委")

    assert seen(user) == set()
    assert access.in_force(cast.admin)


def test_rows_are_seen_by_the_unit_they_point_at(cast: World) -> None:
    for name in ("甲一支部", "甲三支部", "乙一支部"):
        Person.objects.create(staff_no=name, name=name, branch=cast.units[name])

    def people(who: str) -> set[str]:
        rows = Person.objects.filter(access.unit_seen(cast.users[who], "branch"))
        return set(rows.values_list("name", flat=True))

    assert people("secretary") == {"甲一支部"}
    assert people("sibling") == set()
    assert people("deputy") == {"甲一支部", "甲三支部"}
    assert people("clerk") == {"甲一支部", "甲三支部", "乙一支部"}


def test_a_unit_that_moves_is_seen_by_its_new_superiors(cast: World) -> None:
    tree.move_unit(cast.units["甲局党总支"], cast.units["乙局机关党委"])

    assert seen(cast.users["deputy"]) == OFFICE_A - {"甲局党总支", "甲三支部"}
    assert seen(cast.users["other_deputy"]) == {"乙局机关党委", "乙一支部", "甲局党总支", "甲三支部"}
    assert seen(cast.users["general"]) == {"甲局党总支", "甲三支部"}
    assert seen(cast.users["clerk"]) == EVERYTHING


def test_a_unit_set_up_today_is_seen_by_its_superiors_at_once(cast: World) -> None:
    cast.unit("甲六支部", UnitKind.BRANCH, "甲局机关党委")

    assert "甲六支部" in seen(cast.users["staff"])
    assert "甲六支部" not in seen(cast.users["sibling"])


def test_posts_come_the_oldest_first(cast: World) -> None:
    user = cast.users["sibling"]
    later = grants.appoint(user, Role.OC_STAFF, cast.units["甲局机关党委"], away(YESTERDAY))
    earlier = grants.appoint(user, Role.BRANCH_ORG, cast.units["甲四支部"], LONG_AGO - timedelta(days=1))

    assert access.posts(user) == [earlier, Appointment.objects.get(user=user, unit=cast.units["甲二支部"]), later]


@pytest.mark.parametrize(
    ("unit", "expected"),
    [
        ("甲局机关党委", {"secretary", "third", "deputy", "clerk", "inspector"}),
        ("甲一支部", {"secretary", "deputy", "clerk", "inspector"}),
        ("工委", {"secretary", "third", "deputy", "outsider", "direct", "clerk", "inspector"}),
    ],
)
def test_inside_a_unit_are_its_people_those_below_and_those_above(cast: World, unit: str, expected: set[str]) -> None:
    people = {"secretary", "third", "deputy", "outsider", "direct", "clerk", "inspector"}
    nobody = {"former", "superuser", "sysadmin", "secadmin", "auditor"}
    pk = cast.units[unit].pk

    assert {key for key in people | nobody if access.inside(cast.users[key], pk)} == expected
