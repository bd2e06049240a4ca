"""How levels and figures are written in a sentence."""

from decimal import Decimal

from workflows.engine.shares import Rounding, plain

TAKEN = {Rounding.DOWN: "向下取", Rounding.UP: "向上取", Rounding.HALF_UP: "四舍五入取"}
HAN_DIGITS = "零一二三四五六七八九"


def star_name(level: int | None) -> str:
    """一星级 … 五星级; 无星级 for level 0, 不评星 for None."""
    if level is None:
        return "不评星"
    return f"{HAN_DIGITS[level]}星级" if level else "无星级"


def read_star(text: str) -> tuple[dict[str, int], str]:
    """The value and words of a star as somebody wrote it: 四星级, 四星 or 4. Raises ValueError with a sentence."""
    written = text.strip().removesuffix("级").removesuffix("星")
    levels = {"无": 0} | {str(n): n for n in range(len(HAN_DIGITS))} | {digit: n for n, digit in enumerate(HAN_DIGITS)}
    if written not in levels:
        raise ValueError(f"“{text}”不是星级，请写成四星级、四星或4；没有星级的写无星级。")
    return {"tier": levels[written]}, star_name(levels[written])


def mark(number: Decimal) -> str:
    """A score with at least one decimal: 91.0, 91.25."""
    text = plain(number)
    return text if "." in text else f"{text}.0"


def rounded(rounding: Rounding, exact: Decimal, taken: Decimal | int) -> str:
    """The end of a formula: 向下取9 after a comma, nothing when there was nothing to round."""
    return "" if taken == exact else f"，{TAKEN[rounding]}{taken}"
