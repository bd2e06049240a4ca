"""Files of a round's notice by their address."""

import pytest
from django.test import Client

from tests.world import make_world

pytestmark = pytest.mark.django_db


def test_a_file_with_a_number_that_no_database_holds_is_not_found() -> None:
    world = make_world()
    client, round_ = Client(), world.round()
    client.force_login(world.users["clerk"])

    assert client.get(f"/star_rating/rounds/{round_.pk}/notice/files/{10**30}/").status_code == 404
