"""The cast with a programme under way, for every test of 问题整改."""

import pytest

from tests.workflows.rectification.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """Return the cast, with a programme of the 工委 under way."""
    return make_cast()
