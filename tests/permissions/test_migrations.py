"""What a migration writes for posts that were held before it is what the same posts bring when they are given now."""

from importlib import import_module

from django.apps import apps

from permissions import grants
from permissions.models import Appointment, Grant
from permissions.roles import Right, Role
from tests.world import LONG_AGO, World

clerks_rectify = import_module("permissions.migrations.0010_clerks_rectify")


def rows(post: Appointment) -> set[tuple[object, ...]]:
    found = Grant.objects.filter(appointment=post)
    return set(found.values_list("right", "process", "user", "principal", "content_object", "starts_on", "ends_on"))


def test_clerks_of_before_gain_what_a_clerk_has_now(cast: World) -> None:
    unit, former = cast.units["工委"], cast.users["former"]
    limited = [
        grants.appoint(former, Role.WC_CLERK, unit, LONG_AGO.replace(year=year), LONG_AGO.replace(year=year), (key,))
        for year, key in ((2018, "rectification"), (2019, "nomination"))
    ]
    post = cast.clerk.appointment
    assert post
    delegated = grants.delegate(post, cast.users["leader"], LONG_AGO, LONG_AGO, (), "出差", again=False)
    posts = [post, delegated, *limited]
    now = [rows(each) for each in posts]
    Grant.objects.filter(appointment__in=posts, right=Right.PROPOSE).delete()

    clerks_rectify.grant(apps, None)

    assert [rows(each) for each in posts] == now
