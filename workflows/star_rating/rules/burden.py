"""What a scheme asks of a branch for its 自评: lines, fields, files and words (domain 7.5)."""

from typing import NamedTuple

from .scheme import Scheme

USUAL_LOST = 3
"""Lines that lose points in an ordinary sheet, where no earlier round says otherwise."""
WORDS_PER_REASON = 20


class Asked(NamedTuple):
    """What a branch meets: lines and circumstances to look at, fields to type, files that must and may be given."""

    items: int
    typed: int
    files: int
    optional_files: int
    words: int
    everybody: int
    """Fields that even a branch without deductions types."""


def asked(scheme: Scheme, lost: int = USUAL_LOST) -> Asked:
    """What the own score of a branch takes when `lost` of its lines lose points, each with a reason.

    A line that gives points is filled in by everybody; all circumstances are answered by one tick; one field asks for
    the star.
    """
    lines = [line for line in scheme.lines.values() if line.item is not None]
    circumstances = len(circumstances_of(scheme))
    taking = sum(line.takes for line in lines)
    lost = min(lost, taking)
    everybody = len(lines) - taking + bool(circumstances) + 1
    evidence = [line for line in lines if line.item is not None and line.item.evidence]
    must = sum(line.needs_evidence for line in lines)
    return Asked(
        len(lines) + circumstances, everybody + lost, must, sum(not line.needs_evidence for line in evidence),
        lost * WORDS_PER_REASON, everybody,
    )  # fmt: skip


def circumstances_of(scheme: Scheme) -> list[str]:
    """The texts of what a branch looks into: vetoes that people answer, and merits it may claim."""
    return [veto.text for veto in scheme.vetoes if veto.asked] + [merit.text for merit in scheme.merits]


def usual_lost(sheets: int, lines: int) -> int:
    """How many lines lost points in an ordinary sheet of an earlier round, rounded up; the usual where it had none."""
    return -(-lines // sheets) if sheets else USUAL_LOST
