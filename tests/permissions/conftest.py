"""The cast of the tests of permissions."""

import pytest

from tests.world import World, make_world


@pytest.fixture
def cast(db: None) -> World:
    """Return the cast, without a round."""
    return make_world()
