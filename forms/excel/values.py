"""Turns one cell as Excel stores it into the value its column asks for, or says in a sentence why it cannot."""

import datetime
import re
import unicodedata
from collections.abc import Callable
from decimal import Decimal

from forms.excel.columns import Column

PERCENT = "这里是百分比格式。请把这一格设为常规格式，直接填{}，不用百分比。"
FORMULA = "这里是公式，系统不计算公式。请复制这一格，用“选择性粘贴—数值”粘回原处。"
NOT_A_DATE = "“{}”不是日期。请写成2026-01-05这样。"

_NUMBER = re.compile(r"[+-]?\d{1,20}(\.\d{1,20})?")
_GROUPED = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DATE = re.compile(r"(\d{4})(?:([-/.])(\d{1,2})\2(\d{1,2})|年(\d{1,2})月(\d{1,2})日|(\d{2})(\d{2}))")
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")
_ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")
_LITERAL = re.compile(r'"[^"]*"|\\.')  # what a number format shows as it stands
_INVISIBLE = str.maketrans("", "", "\u200b\ufeff")
_EXACT = Decimal(10) ** 15  # Excel keeps 15 digits of a number


class BadValue(Exception):
    """A cell does not hold what its column asks for; the text says what to do."""


def convert(column: Column, kind: str, raw: object, number_format: str = "") -> object:
    """The value of a cell (`kind` is Excel's own type letter): str, Decimal, int, date, or None where blank.

    Raises BadValue for a formula, an error value, a missing required value, a number shown as a percentage (30% is
    stored as 0.3) and anything outside the column's limits.
    """
    if kind == "f":
        raise BadValue(FORMULA)
    if kind == "e":
        raise BadValue(f"这里是错误值{raw}。请改成正确的内容。")
    if isinstance(raw, str):
        raw = _clean(raw)
    if raw is None or raw == "":
        if column.required:
            raise BadValue("这一格必填。请补上。")
        return None
    if isinstance(raw, bool):
        raise BadValue("这里是逻辑值TRUE或FALSE。请写成文字或数字。")
    if column.kind in ("decimal", "integer") and isinstance(raw, (int, float)) and _is_percent(number_format):
        raise BadValue(PERCENT.format(_short(f"{(_from_number(raw) * 100).normalize():f}")))
    return _CONVERTERS[column.kind](column, raw)


def _is_percent(number_format: str) -> bool:
    return "%" in _LITERAL.sub("", number_format)


def _clean(text: str) -> str:
    """Decode Excel's _xHHHH_ escapes, drop invisible marks and outer blanks, refuse control characters."""
    if text.isprintable() and "_x" not in text:  # nearly every cell
        return text.strip()
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    text = text.replace("\r\n", "\n").replace("\r", "\n").translate(_INVISIBLE).strip()
    if _CONTROL.search(text):
        raise BadValue("这里有看不见的控制字符。请删掉内容，重新键入。")
    return text


def _text(column: Column, raw: object) -> str:
    text = _as_text(raw)
    if len(text) > column.max_length:
        raise BadValue(f"文字有{len(text)}字，最多{column.max_length}字。请删减。")
    return text


def _as_text(raw: object) -> str:
    if isinstance(raw, datetime.datetime):
        return raw.date().isoformat() if raw.time() == datetime.time() else raw.isoformat(" ", "minutes")
    if isinstance(raw, (int, float)):
        number = _from_number(raw)
        if abs(number) >= _EXACT:
            raise BadValue("数字超过15位，Excel已丢掉末尾几位。请先把这一格设为文本格式，再重新填写。")
        return f"{number:f}"
    return str(raw)


def _choice(column: Column, raw: object) -> str:
    text = _as_text(raw)
    if text not in column.choices:
        shown = "、".join(column.choices[:12]) + ("等" if len(column.choices) > 12 else "")
        raise BadValue(f"“{_short(text)}”不在可选范围内。请从下拉列表中选：{shown}。")
    return text


def _decimal(column: Column, raw: object) -> Decimal | str:
    if isinstance(raw, str) and raw in column.words:
        return raw
    number = _number(raw)
    if -int(number.normalize().as_tuple().exponent) > column.places:
        raise BadValue(f"{_short(f'{number:f}')}的小数太长，最多{column.places}位小数。")
    return _within(column, number)


def _integer(column: Column, raw: object) -> int:
    number = _number(raw)
    if number != number.to_integral_value():
        raise BadValue(f"{_short(f'{number:f}')}不是整数。请填整数。")
    return int(_within(column, number))


def _number(raw: object) -> Decimal:
    if isinstance(raw, (int, float)):
        return _from_number(raw)
    if not isinstance(raw, str):
        raise BadValue("这里是日期或时间，应填数字。请把这一格设为常规格式，再重新填写。")
    text = unicodedata.normalize("NFKC", raw).replace("−", "-").replace(" ", "")
    text = text.replace(",", "") if _GROUPED.fullmatch(text) else text
    if not _NUMBER.fullmatch(text):
        raise BadValue(f"“{_short(raw)}”不是数字。请只写数字，不写单位。")
    return Decimal(text)


def _from_number(raw: int | float) -> Decimal:
    """Excel's number as the person sees it: 15 digits, so that 0.1+0.2 stays 0.3."""
    number = Decimal(raw) if isinstance(raw, int) else Decimal(f"{raw:.15g}")
    if not number.is_finite() or number.adjusted() > 20:
        raise BadValue("数字太大。请核对。")
    return number


def _within(column: Column, number: Decimal) -> Decimal:
    low, high = column.low, column.high
    if (low is not None and number < low) or (high is not None and number > high):
        raise BadValue(f"{_short(f'{number:f}')}超出范围，应{limits(column)}。")
    return number


def limits(column: Column) -> str:
    """The bounds of a number column in words, empty where there are none."""
    if column.low is not None and column.high is not None:
        return f"在{column.low}到{column.high}之间"
    if column.low is not None:
        return f"不小于{column.low}"
    return f"不大于{column.high}" if column.high is not None else ""


def _date(column: Column, raw: object) -> datetime.date:
    if isinstance(raw, datetime.datetime):
        return raw.date()
    if isinstance(raw, datetime.date):
        return raw
    text = unicodedata.normalize("NFKC", str(raw)).replace(" ", "")
    match = _DATE.fullmatch(text)
    if isinstance(raw, (datetime.time, datetime.timedelta)) or match is None:
        raise BadValue(NOT_A_DATE.format(_short(str(raw))))
    try:
        return datetime.date(*(int(part) for part in match.groups() if part and part.isdigit()))
    except ValueError as error:
        raise BadValue(f"日历上没有“{_short(str(raw))}”这一天。请核对。") from error


def _short(text: str) -> str:
    return text if len(text) <= 20 else text[:20] + "……"


_CONVERTERS: dict[str, Callable[[Column, object], object]] = {
    "text": _text,
    "choice": _choice,
    "decimal": _decimal,
    "integer": _integer,
    "date": _date,
}
