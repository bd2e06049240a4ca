"""What every test of star rating leans on."""

from collections.abc import Iterator

import pytest

from workflows.star_rating.queries import sheets


@pytest.fixture(autouse=True)
def schemes_are_read_anew() -> Iterator[None]:
    """A worker keeps the scheme of a round; the rounds of the next test have the same keys."""
    yield
    sheets._scheme.cache_clear()
