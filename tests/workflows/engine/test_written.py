"""The JSON form of rules leaves out what is usual and writes shares, numbers and choices as a person would."""

from dataclasses import dataclass
from decimal import Decimal

from workflows.engine.shares import Rounding, Share
from workflows.engine.written import written

THIRD = Share(1, 3)


@dataclass(frozen=True)
class Part:
    """A part of a document with a usual value for each but its name."""

    name: str
    share: Share = THIRD
    points: Decimal | None = None
    rounding: Rounding = Rounding.DOWN
    parts: tuple["Part", ...] = ()


def test_what_is_usual_is_left_out() -> None:
    assert written(Part("甲", Share(1, 3))) == {"name": "甲"}


def test_what_is_not_is_written_plainly() -> None:
    part = Part("甲", Share(2, 3), Decimal("2.50"), Rounding.HALF_UP, (Part("乙"),))

    assert written(part) == {
        "name": "甲", "share": "2/3", "points": "2.50", "rounding": "half_up", "parts": [{"name": "乙"}],
    }  # fmt: skip
