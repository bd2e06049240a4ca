"""Satisfaction over several surveys, which are counted together and never averaged. 依据: domain 5.5 (砀山, 峨山)."""

from collections.abc import Iterable
from dataclasses import dataclass

from .document import ProgrammeError
from .figures import Rate


@dataclass(frozen=True)
class Survey:
    """What one group answered: valid answers, and the satisfied among them. No answer is kept by person."""

    name: str
    valid: int
    satisfied: int

    def __post_init__(self) -> None:
        if not 0 <= self.satisfied <= self.valid:
            raise ProgrammeError(
                f"“{self.name}”的满意人数应在0到{self.valid}之间，现为“{self.satisfied}”。", "satisfied"
            )


def satisfaction(surveys: Iterable[Survey]) -> Rate:
    """The satisfied among all who answered validly."""
    kept = list(surveys)
    return Rate(sum(each.satisfied for each in kept), sum(each.valid for each in kept))
