"""A round of 民主评议 under way."""

import pytest

from tests.workflows.appraisal.cast import Cast, make_cast


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, with the meeting of 甲一支部 in preparation."""
    return make_cast()
