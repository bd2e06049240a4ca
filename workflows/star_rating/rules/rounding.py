"""How decimals are brought to fewer places."""

from decimal import ROUND_DOWN, ROUND_HALF_UP, ROUND_UP, Decimal
from enum import StrEnum


class Rounding(StrEnum):
    """No published scheme says how decimals are rounded (domain 0), so each scheme does, and every page shows it."""

    DOWN = "down"
    UP = "up"
    HALF_UP = "half_up"

    def apply(self, exact: Decimal, decimals: int = 0) -> Decimal:
        return exact.quantize(Decimal(1).scaleb(-decimals), ROUNDING_MODES[self])

    @property
    def words(self) -> str:
        """向下取整, 向上取整, 四舍五入."""
        return ROUNDING_NAMES[self]

    def note(self, exact: Decimal, taken: Decimal) -> str:
        """The end of a formula: 向下取9 after a comma, nothing when there was nothing to round."""
        return "" if taken == exact else f"，{ROUNDING_WORDS[self]}{taken}"


ROUNDING_MODES = {Rounding.DOWN: ROUND_DOWN, Rounding.UP: ROUND_UP, Rounding.HALF_UP: ROUND_HALF_UP}
ROUNDING_NAMES = {Rounding.DOWN: "向下取整", Rounding.UP: "向上取整", Rounding.HALF_UP: "四舍五入"}
ROUNDING_WORDS = {Rounding.DOWN: "向下取", Rounding.UP: "向上取", Rounding.HALF_UP: "四舍五入取"}
