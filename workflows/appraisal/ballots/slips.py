"""What is printed on the slips: A4 sheets to cut, no slip with a number, so that a drawn one is like any other."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from . import codes

PER_SHEET = 10


@dataclass(frozen=True)
class Slip:
    """One slip: the meeting's name, the address to open, the code in groups of four."""

    title: str
    address: str
    code: str


def sheets(title: str, address: str, drawn: Iterable[str]) -> list[list[Slip]]:
    """The slips of each sheet, shuffled, ten to a sheet. Print them at once; they are kept nowhere."""
    mixed = list(drawn)
    secrets.SystemRandom().shuffle(mixed)
    slips = [Slip(title, address, codes.grouped(code)) for code in mixed]
    return [slips[start : start + PER_SHEET] for start in range(0, len(slips), PER_SHEET)]
