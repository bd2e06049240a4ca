"""The cast of the tests of the organisation."""

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Return the cast, without a round."""
    return make_world()
