"""差额: more candidates than places, so that there is a choice. 依据: domain 3.5 [N09]."""

from dataclasses import dataclass
from decimal import Decimal

from workflows.engine.shares import Rounding, plain

from .document import RoundError, Section


@dataclass(frozen=True)
class Contest:
    """`ratio` candidates for each place: 1.2 for 1:1.2. A part of a candidate counts as the rounding says."""

    ratio: Decimal
    rounding: Rounding = Rounding.UP

    def __post_init__(self) -> None:
        if self.ratio < 1:
            raise RoundError(f"差额比例应不小于1，现为{plain(self.ratio)}。", "ratio")

    def needed(self, places: int) -> int:
        """How many candidates so many places ask for; never fewer than there are places."""
        return max(self.rounding.apply(places * self.ratio), places)

    def warning(self, places: int, candidates: int) -> str:
        """A sentence when there are too few candidates, else nothing."""
        needed = self.needed(places)
        if candidates >= needed:
            return ""
        exact = places * self.ratio
        sums = f"{places}×{plain(self.ratio)}={plain(exact)}{self.rounding.note(exact)}"
        asked = f"{places}个名额按1:{plain(self.ratio)}应有{needed}名候选（{sums}）"
        return f"{asked}，现有{candidates}名，少{needed - candidates}名。"

    @property
    def words(self) -> str:
        """1:1.2（向上取整）."""
        return f"1:{plain(self.ratio)}（{self.rounding.words}）"

    @classmethod
    def read(cls, section: Section) -> "Contest":
        return cls(section.number("ratio"), section.choice("rounding", Rounding, Rounding.UP))
