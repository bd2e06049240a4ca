"""When a light counts once more: as it changes, and while it stays, after so many days. 依据: domain 5.6 (隆昌)."""

from datetime import date


def relit(last: tuple[str, date] | None, light: str, today: date, again_after: int) -> bool:
    """Whether a light is entered today; `last`: code and day of the entry before, `again_after`: days, 0 for never."""
    if not light:
        return False
    if last is None or last[0] != light:
        return True
    return again_after > 0 and (today - last[1]).days >= again_after
