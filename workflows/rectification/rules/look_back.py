"""回头看: which closed problems are looked at again, and when. 依据: domain 5.8."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_UP, Decimal
from enum import StrEnum

from workflows.engine.months import months_after

from .document import Section


class Draw(StrEnum):
    """Drawn at random beside those always looked at, or only those that the rule names."""

    RANDOM = "random"
    RULE = "rule"


@dataclass(frozen=True)
class LookBackRule:
    """Look at `share` percent of the closed ones, `at_least` so many, from `months` after closing on.

    `always`: severities that are looked at whatever the draw says; so is every problem that came back before.
    """

    months: int
    share: Decimal = Decimal(100)
    at_least: int = 0
    draw: Draw = Draw.RANDOM
    always: tuple[str, ...] = ()
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "LookBackRule":
        share = section.optional_number("share")
        if share is not None and share > 100:
            raise section.wrong("share", "应是0到100的百分数")
        return cls(
            section.whole("months", most=120),
            Decimal(100) if share is None else share,
            section.whole("at_least", 0),
            section.choice("draw", Draw, Draw.RANDOM),
            section.texts("always"),
            section.optional_text("basis"),
        )

    def ripe(self, closed_on: date, today: date) -> bool:
        """Whether enough time has gone by since closing."""
        return today >= months_after(closed_on, self.months)


@dataclass(frozen=True)
class Closed:
    """A closed problem by its number, how grave it is and in which turn it was closed."""

    number: str
    severity: str = ""
    turn: int = 1


def drawn(rule: LookBackRule, problems: Sequence[Closed], seed: str) -> tuple[str, ...]:
    """The numbers to look at. The same seed draws the same ones, so anybody can draw again and compare."""
    sure = {each.number for each in problems if each.turn > 1 or each.severity in rule.always}
    rest = sorted({each.number for each in problems} - sure, key=lambda number: _place(seed, number))
    wanted = 0 if rule.draw is Draw.RULE else max(how_many(rule, len(problems)) - len(sure), 0)
    return tuple(sorted(sure | set(rest[:wanted])))


def how_many(rule: LookBackRule, of: int) -> int:
    """How many of so many are looked at, rounded up, never more than there are."""
    share = int((rule.share * of / 100).quantize(Decimal(1), ROUND_UP))
    return min(max(share, rule.at_least), of)


def _place(seed: str, number: str) -> bytes:
    return hashlib.sha256(f"{seed}{number}".encode()).digest()
