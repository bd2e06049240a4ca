"""Reading what people write in one cell of a ledger: days to the day or month, several units, several measures."""

import calendar
import re
import unicodedata
from datetime import date

_DAY = re.compile(r"(?:(\d{4})[年./-])?(\d{1,2})[月./-](\d{1,2})[日号]?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_MONTH = re.compile(r"(?:(\d{4})(?:年|[./-](?=\d{1,2}$)))?(\d{1,2})月?份?")
_YEAR = re.compile(r"(\d{4})年")
_TAIL = re.compile(r"(之?前|以前|为止|止|完成|整改到位)+$")
_SPLIT_UNITS = re.compile(r"[、,;；，\n]+|\s{2,}")
_COUNTED = r"(?:\d{1,2}[.．、)）](?!\d)|[(（]\d{1,2}[)）]|[①-⑳])"
_LEADING = re.compile(rf"\s*{_COUNTED}\s*")
_INNER = re.compile(rf"(?<=[;；。])\s*(?={_COUNTED})")

NOT_A_DAY = "“{}”不是日期。请写成2026-06-30、2026年6月或6月底这样。"
NO_SUCH_DAY = "日历上没有“{}”这一天。请核对。"


def day_of(text: str, year: int) -> tuple[date, bool]:
    """A day as written, and whether it is only a month, of which it is the last day; `year`: where none is written.

    Raises ValueError with a sentence. 依据: domain 5.3, 5.7.
    """
    said = _TAIL.sub("", re.sub(r"\s", "", unicodedata.normalize("NFKC", text)))
    shown = text.strip()[:20]
    try:
        if match := _COMPACT.fullmatch(said) or _DAY.fullmatch(said):
            return date(int(match[1] or year), int(match[2]), int(match[3])), False
        for end in ("月底", "月末"):
            said = said.replace(end, "月")
        if match := _YEAR.fullmatch(said.removesuffix("底").removesuffix("末")):
            return last_day(int(match[1]), 12), True
        match = _MONTH.fullmatch(said)
        if match is None or not (match[1] or "月" in said):
            raise ValueError(NOT_A_DAY.format(shown))
        return last_day(int(match[1] or year), int(match[2])), True
    except (calendar.IllegalMonthError, OverflowError):
        raise ValueError(NO_SUCH_DAY.format(shown)) from None
    except ValueError as wrong:
        raise ValueError(str(wrong) if str(wrong).startswith("“") else NO_SUCH_DAY.format(shown)) from None


def last_day(year: int, month: int) -> date:
    """The last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def day_words(day: date | None, by_month: bool = False) -> str:
    """A day as a ledger shows it: 2026-06-30, or 2026年6月 when it is only a month."""
    if day is None:
        return ""
    return f"{day.year}年{day.month}月" if by_month else day.isoformat()


def names_in(text: str) -> list[str]:
    """The names of units in one cell, in order, none twice."""
    return list(dict.fromkeys(name for each in _SPLIT_UNITS.split(text) if (name := each.strip())))


def measures_in(text: str) -> list[str]:
    """The measures in one cell: one a line, or numbered after each other; their numbers fall away."""
    parts = (part for line in text.split("\n") for part in _INNER.split(line))
    return [said for part in parts if (said := _unnumbered(part))]


def measure_words(measures: list[str]) -> str:
    """Measures in one cell, one a line; read again, they are the same."""
    return "\n".join(measures)


def _unnumbered(text: str) -> str:
    match = _LEADING.match(text)
    return (text[match.end() :] if match else text).strip()
