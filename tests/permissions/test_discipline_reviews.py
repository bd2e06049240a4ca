"""Posts of a 机关纪委书记 that were given before it gave opinions: they gain 审核, or go on as readers."""

from datetime import date
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from permissions.models import Appointment, Grant
from permissions.roles import Right, Role, UnitKind
from tests.world import World, make_world

MIGRATION = import_module("permissions.migrations.0006_discipline_reviews")


@pytest.fixture
def world(db: None) -> World:
    """董正 holds the post at a 机关纪委 until 2030, 何平 at a 机关党委, both with the right to look alone."""
    world = make_world()
    world.unit("甲局机关纪委", UnitKind.ORG_DISCIPLINE)
    world.person("inspection", "董正", Role.OC_DISC, "甲局机关纪委", until=date(2030, 6, 30))
    world.person("reader", "何平", Role.INSPECTOR, "甲局机关党委")
    Appointment.objects.filter(user=world.users["reader"]).update(role=Role.OC_DISC)
    Grant.objects.filter(user=world.users["inspection"], right=Right.REVIEW).delete()
    return world


def rights(world: World, key: str) -> list[tuple[str, date | None]]:
    return list(Grant.objects.filter(user=world.users[key]).order_by("right").values_list("right", "ends_on"))


def test_a_post_at_a_discipline_inspection_gains_the_right_for_its_days(world: World) -> None:
    MIGRATION.grant(apps, connection.schema_editor())

    assert rights(world, "inspection") == [("inspect", date(2030, 6, 30)), ("review", date(2030, 6, 30))]
    assert rights(world, "reader") == [("inspect", None)]


def test_a_post_at_a_committee_goes_on_as_a_readers(world: World) -> None:
    MIGRATION.read_on(apps, connection.schema_editor())

    roles = Appointment.objects.filter(user__in=(world.users["inspection"], world.users["reader"])).order_by("user")
    assert list(roles.values_list("role", flat=True)) == [Role.OC_DISC, Role.INSPECTOR]
    assert rights(world, "reader") == [("inspect", None)]
