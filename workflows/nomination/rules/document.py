"""Reads the plain values of a round's document and says in Chinese where one is wrong."""

from collections.abc import Iterable
from dataclasses import fields
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from workflows.engine.shares import Share

from .labels import LABELS

Choice = TypeVar("Choice", bound=StrEnum)

LARGEST = 1_000_000
PLACES = 4
FIRST_YEAR, LAST_YEAR = 1921, 2100
MOST_YEARS = 100
"""Bounds of any number, day and length of time in a round; what lies beyond is a slip."""


class RoundError(ValueError):
    """A round that cannot be used. The message is a Chinese sentence that names the place, `key` the field, if any."""

    def __init__(self, message: str, key: str = "") -> None:
        super().__init__(message)
        self.key = key


class Section:
    """One object of the document together with its place, for the sentence when something is wrong."""

    def __init__(self, data: object, where: str, known: Iterable[str]) -> None:
        if not isinstance(data, dict):
            raise RoundError(f"{where}应是一组字段，现为{shown(data)}。")
        for key in data:
            if key not in known:
                raise RoundError(f"{where}里有认不出的字段“{key}”。", str(key))
        self.data: dict[str, Any] = data
        self.where = where

    def wrong(self, key: str, why: str) -> RoundError:
        return RoundError(f"{self.where}的{LABELS[key]}{why}，现为{shown(self.data.get(key))}。", key)

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if not isinstance(value, str) or not value.strip():
            raise self.wrong(key, "应填写文字")
        return value

    def optional_text(self, key: str) -> str:
        return self.text(key) if self.data.get(key) else ""

    def number(self, key: str) -> Decimal:
        """Not negative. A JSON float is read by its shortest writing, so 2.5 stays 2.5."""
        value = self.data.get(key)
        if isinstance(value, bool) or not isinstance(value, str | int | float | Decimal):
            raise self.wrong(key, "应是数字")
        try:
            number = Decimal(str(value))
        except InvalidOperation:
            raise self.wrong(key, "应是数字") from None
        if not number.is_finite() or number < 0:
            raise self.wrong(key, "应是不小于0的数字")
        if number > LARGEST or number != round(number, PLACES):
            raise self.wrong(key, f"应不大于{LARGEST}，最多{PLACES}位小数")
        return number

    def optional_number(self, key: str) -> Decimal | None:
        return self.number(key) if self.has(key) else None

    def whole(self, key: str, most: int = LARGEST, usually: int | None = None) -> int:
        value = self.data.get(key, usually)
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= most:
            raise self.wrong(key, f"应是0到{most}的整数")
        return value

    def optional_whole(self, key: str, most: int = LARGEST) -> int | None:
        return self.whole(key, most) if self.has(key) else None

    def flag(self, key: str, *, usually: bool = False) -> bool:
        value = self.data.get(key, usually)
        if not isinstance(value, bool):
            raise self.wrong(key, "应是true或false")
        return value

    def day(self, key: str) -> date:
        value = self.data.get(key)
        try:
            found = date.fromisoformat(value if isinstance(value, str) else "")
        except ValueError:
            raise self.wrong(key, "应写成2021-05-06这样的日期") from None
        if not FIRST_YEAR <= found.year <= LAST_YEAR:
            raise self.wrong(key, f"应在{FIRST_YEAR}年到{LAST_YEAR}年之间")
        return found

    def optional_day(self, key: str) -> date | None:
        return self.day(key) if self.has(key) else None

    def share(self, key: str) -> Share:
        try:
            return Share.parse(self.text(key))
        except ValueError as error:
            if isinstance(error, RoundError):
                raise
            raise self.wrong(key, str(error)) from None

    def choice(self, key: str, choices: type[Choice], usually: Choice | None = None) -> Choice:
        try:
            return choices(self.data.get(key, usually or ""))
        except ValueError:
            raise self.wrong(key, "应是" + "、".join(choices) + "之一") from None

    def optional_choice(self, key: str, choices: type[Choice]) -> Choice | None:
        return self.choice(key, choices) if self.has(key) else None

    def _list(self, key: str) -> list[Any]:
        values = self.data.get(key, [])
        if not isinstance(values, list):
            raise self.wrong(key, "应是一个列表")
        return values

    def texts(self, key: str) -> tuple[str, ...]:
        values = self._list(key)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise self.wrong(key, "每一项都应填写文字")
        return tuple(values)

    def wholes(self, key: str) -> tuple[int, ...]:
        values = self._list(key)
        if not all(isinstance(value, int) and not isinstance(value, bool) for value in values):
            raise self.wrong(key, "每一项都应是整数")
        return tuple(values)

    def choices(self, key: str, of: type[Choice]) -> tuple[Choice, ...]:
        try:
            return tuple(map(of, self.texts(key)))
        except ValueError as error:
            if isinstance(error, RoundError):
                raise
            raise self.wrong(key, "每一项都应是" + "、".join(of) + "之一") from None

    def section(self, key: str, place: str, known: Iterable[str]) -> "Section | None":
        return Section(self.data[key], self.where + place, known) if self.has(key) else None

    def sections(self, key: str, place: str, known: Iterable[str]) -> list["Section"]:
        """The objects of a list; `place` such as 第{}类 names each of them from 1."""
        return [Section(value, self.where + place.format(n), known) for n, value in enumerate(self._list(key), start=1)]


def names(cls: type) -> set[str]:
    """The fields that a part of the document may have: those of its class."""
    return {field.name for field in fields(cls)}


def shown(value: object) -> str:
    """A value as the reader typed it, cut short."""
    return "空" if value is None or value == "" else f"“{str(value)[:20]}”"


def refuse_repeats(what: str, codes: Iterable[str]) -> None:
    """Raise RoundError on the first code that stands twice."""
    seen: set[str] = set()
    for code in codes:
        if code in seen:
            raise RoundError(f"{what}“{code}”重复。")
        seen.add(code)
