"""Stars as a notice names them."""

HAN_DIGITS = "零一二三四五六七八九"


def star_name(level: int) -> str:
    """四星级; 无星级 for level 0."""
    return f"{HAN_DIGITS[level]}星级" if level else "无星级"
