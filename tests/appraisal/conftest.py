"""A folder that costs no waiting for a disk."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.appraisal.boxes import quick_folder
from tests.workflows.appraisal.cast import Cast, make_cast


@pytest.fixture
def quick_path() -> Iterator[Path]:
    """A folder in memory where there is one: as good as a disk for whatever is not about losing power."""
    with quick_folder() as folder:
        yield folder


@pytest.fixture
def cast(db: None) -> Cast:
    """The cast, with the meeting of 甲一支部 in preparation."""
    return make_cast()
