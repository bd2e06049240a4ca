"""What follows when a light comes again: n times in a row, or n times in all. 依据: domain 5.6 (隆昌, 广元)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from .document import Section


@dataclass(frozen=True)
class Step:
    """So many times the same light lead to a letter, a deduction (points), and what else is written in `also`."""

    light: str
    times: int = 1
    consecutive: bool = False
    letter: str = ""
    points: Decimal = Decimal(0)
    also: str = ""
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "Step":
        return cls(
            section.text("light"),
            section.whole("times", 1, least=1, most=100),
            section.flag("consecutive"),
            section.optional_text("letter"),
            section.optional_number("points") or Decimal(0),
            section.optional_text("also"),
            section.optional_text("basis"),
        )

    def count(self, history: Sequence[str]) -> int:
        """How often the light came: in all, or in the run that ends the history."""
        if not self.consecutive:
            return history.count(self.light)
        others = (n for n, light in enumerate(reversed(history)) if light != self.light)
        return next(others, len(history))


def steps_reached(steps: Sequence[Step], history: Sequence[str]) -> tuple[Step, ...]:
    """What the last light of a history brings about; `history`: the codes in the order of their days.

    A step comes on every full count: three in a row on the third, again on the sixth of the same run.
    """
    last = history[-1] if history else ""
    return tuple(step for step in steps if step.light == last and step.count(history) % step.times == 0)
