"""Many units at once leave the same rows as one by one, and cost the same whatever their number."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from permissions import grants, tree
from permissions.grants import AppointmentError
from permissions.models import Appointment, OrgClosure, OrgUnit, UnitRelation
from permissions.roles import UnitKind
from permissions.tree import TreeError
from permissions.tree_many import put_many, relate_many
from tests.world import World, make_world

pytestmark = pytest.mark.django_db


@pytest.fixture
def world() -> World:
    """Return the cast."""
    return make_world()


def new(code: str, kind: UnitKind, parent: OrgUnit | None) -> OrgUnit:
    return OrgUnit(code=code, name=f"中共{code}", short_name=code, kind=kind, parent=parent)


def above(code: str) -> list[str]:
    rows = OrgClosure.objects.filter(descendant__code=code).order_by("depth")
    return list(rows.values_list("ancestor__code", flat=True))


def test_new_units_may_stand_under_new_ones_in_any_order(world: World) -> None:
    committee = new("N1", UnitKind.ORG_COMMITTEE, world.units["工委"])
    branch = new("N2", UnitKind.BRANCH, committee)

    put_many([branch, committee], [])

    assert (above("N2"), above("N1")) == (["N2", "N1", "U000"], ["N1", "U000"])


def test_a_move_takes_all_below_along_as_one_by_one_does(world: World) -> None:
    general = world.units["甲局党总支"]
    general.parent = world.units["工委"]
    general.short_name = "甲总支"

    put_many([], [(general, ("parent", "short_name"))])

    assert (above("U007"), OrgUnit.objects.get(pk=general.pk).short_name) == (["U007", "U006", "U000"], "甲总支")


def test_a_circle_and_a_wrong_place_are_refused_and_nothing_is_written(world: World) -> None:
    branch = new("N3", UnitKind.BRANCH, world.units["甲一支部"])
    before = list(OrgClosure.objects.order_by("pk").values())

    with pytest.raises(TreeError, match="下面只能设党小组"):
        put_many([branch], [])
    put_many([one := new("N4", UnitKind.ORG_COMMITTEE, world.units["工委"])], [])
    two = new("N5", UnitKind.GENERAL_BRANCH, one)
    put_many([two], [])
    OrgUnit.objects.filter(pk=one.pk).update(parent=two)
    with pytest.raises(TreeError, match="上级组织互相循环"):
        put_many([new("N6", UnitKind.BRANCH, two)], [])

    assert list(OrgClosure.objects.exclude(descendant__in=[one, two]).order_by("pk").values()) == before
    assert OrgUnit.objects.filter(code__in=["N3", "N6"]).count() == 0


@pytest.mark.parametrize("rows", [1, 3])
def test_it_costs_the_same_whatever_the_number(world: World, rows: int) -> None:
    root = world.units["工委"]
    units = [new(f"N{number}", UnitKind.ORG_COMMITTEE, root) for number in range(rows)]

    with CaptureQueriesContext(connection) as asked:
        put_many(units, [])

    assert len(asked) == 8


def test_a_relation_takes_the_place_of_an_earlier_one(world: World) -> None:
    kind, unit = UnitRelation.Kind.PARTY_GROUP, world.units["甲局机关党委"]
    first, second = (
        tree.add_unit(code=code, name=code, short_name=code, kind=UnitKind.PARTY_GROUP, parent=None)
        for code in ("G1", "G2")
    )
    tree.relate(unit, kind, first)

    relate_many([UnitRelation(unit=unit, kind=kind, target=second)])

    assert list(unit.relations.values_list("kind", "target__code")) == [(kind, "G2")]


def test_posts_end_together_with_their_rights_and_never_later(world: World) -> None:
    today = timezone.localdate()
    posts = [world.users[key].appointments.get() for key in ("secretary", "sibling")]
    for post in posts:
        post.ends_on = today

    grants.end_many(posts)

    rows = Appointment.objects.filter(pk__in=[post.pk for post in posts])
    assert {*rows.values_list("ends_on", flat=True), *rows.values_list("grants__ends_on", flat=True)} == {today}
    posts[0].ends_on = today + timedelta(days=1)
    with pytest.raises(AppointmentError, match="免职日期不能晚于原定日期"):
        grants.end_many(posts[:1])
