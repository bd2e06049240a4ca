"""Figures as the rules of processes use and write them: rounding, shares such as 2/3, plain writing. Never a float."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum

HUNDRED = Decimal(100)


class Rounding(StrEnum):
    """No published document says how shares of people are rounded (domain 0), so each rule does, and shows it."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"

    def apply(self, exact: Decimal) -> int:
        return int(self.to(exact))

    def to(self, exact: Decimal, decimals: int = 0) -> Decimal:
        """The figure with so many places."""
        return exact.quantize(Decimal(1).scaleb(-decimals), MODES[self])

    @property
    def words(self) -> str:
        """向下取整, 向上取整, 四舍五入."""
        return WORDS[self]

    def note(self, exact: Decimal) -> str:
        """The end of a formula: 向下取整为9 after a comma, nothing when there was nothing to round."""
        taken = self.apply(exact)
        return "" if taken == exact else f"，{self.words}为{taken}"


MODES = {Rounding.DOWN: ROUND_DOWN, Rounding.UP: ROUND_UP, Rounding.HALF_UP: ROUND_HALF_UP}
WORDS = {Rounding.DOWN: "向下取整", Rounding.UP: "向上取整", Rounding.HALF_UP: "四舍五入"}


@dataclass(frozen=True)
class Share:
    """A share that has no exact decimal: 2/3 of those who should come. Compared in whole numbers."""

    part: int
    whole: int

    @classmethod
    def parse(cls, text: str) -> "Share":
        """2/3. Raises ValueError with a sentence."""
        part, slash, whole = text.partition("/")
        if not (slash and part.isascii() and part.isdecimal() and whole.isascii() and whole.isdecimal()):
            raise ValueError("应写成2/3这样的分数")
        if not 0 < int(part) <= int(whole):
            raise ValueError("应大于0、不大于1")
        return cls(int(part), int(whole))

    def least(self, of: int, *, more_than: bool) -> int:
        """How many are enough among `of`: the share itself, or one more when it must be exceeded."""
        if more_than:
            return of * self.part // self.whole + 1
        return -(-of * self.part // self.whole)

    def __str__(self) -> str:
        return f"{self.part}/{self.whole}"


def plain(number: Decimal) -> str:
    """The shortest writing: 5, 2.5. Stored 5.00 and computed 5 read the same, so results compare equal."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text
