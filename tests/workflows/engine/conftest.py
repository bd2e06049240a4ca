"""The cast with an open round, for every test of the engine."""

import pytest

from tests.world import World, make_world


@pytest.fixture
def world(db: None) -> World:
    """Return the cast, with this year's round open for every branch."""
    made = make_world()
    made.round()
    return made


@pytest.fixture
def shared_world(transactional_db: None) -> World:
    """Return the same where other connections, or other processes, can see it."""
    made = make_world()
    made.round()
    return made
