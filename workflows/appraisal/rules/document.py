"""Reads the plain values of a plan and says of every one that is wrong, in Chinese, where it stands."""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from typing import Any, TypeVar

from workflows.engine.shares import Share

from .labels import LABELS

Choice = TypeVar("Choice", bound=StrEnum)

LARGEST = 10_000
PLACES = 2
"""Bounds of any number in a plan; what lies beyond is a slip."""


class PlanError(ValueError):
    """A plan that cannot be used. `problems`: every mistake as a sentence that names its place."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("".join(self.problems))


class Section:
    """One object of the document together with its place.

    A wrong value adds a sentence to `problems`, which all sections of a document share, and is read as an empty one;
    whoever reads the document raises PlanError at its end.
    """

    def __init__(self, data: object, where: str, known: Iterable[str], problems: list[str]) -> None:
        self.where, self.problems = where, problems
        self.data: dict[str, Any] = data if isinstance(data, dict) else {}
        if not isinstance(data, dict):
            problems.append(f"{where}应是一组字段，现为{shown(data)}。")
            self.problems = []  # what it lacks need not be said as well
        allowed = set(known)
        problems += [f"{where}里有认不出的字段“{key}”。" for key in self.data if key not in allowed]

    def wrong(self, key: str, why: str) -> None:
        """Note a mistake of one field."""
        self.problems.append(f"{self.where}的{LABELS[key]}{why}，现为{shown(self.data.get(key))}。")

    def has(self, key: str) -> bool:
        return self.data.get(key) is not None

    def text(self, key: str) -> str:
        value = self.data.get(key)
        if isinstance(value, str) and value.strip():
            return value
        self.wrong(key, "应填写文字")
        return ""

    def optional_text(self, key: str) -> str:
        return self.text(key) if self.data.get(key) else ""

    def whole(self, key: str, usually: int | None = None, *, least: int = 0, most: int = LARGEST) -> int:
        value = self.data.get(key, usually)
        if isinstance(value, int) and not isinstance(value, bool) and least <= value <= most:
            return value
        self.wrong(key, f"应是{least}到{most}的整数")
        return least

    def optional_whole(self, key: str, *, least: int = 1) -> int | None:
        return self.whole(key, least=least) if self.has(key) else None

    def optional_number(self, key: str) -> Decimal | None:
        """Not negative, or nothing. A JSON float is read by its shortest writing, so 2.5 stays 2.5."""
        if not self.has(key):
            return None
        try:
            number = Decimal(str(self.data[key]))
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite() and 0 <= number <= LARGEST and number == round(number, PLACES):
            return number
        self.wrong(key, f"应是0到{LARGEST}的数字，最多{PLACES}位小数")
        return None

    def share(self, key: str, usually: Share) -> Share:
        if not self.has(key):
            return usually
        try:
            return Share.parse(str(self.data[key]))
        except ValueError as why:
            self.wrong(key, str(why))
            return usually

    def flag(self, key: str, *, usually: bool = False) -> bool:
        value = self.data.get(key, usually)
        if isinstance(value, bool):
            return value
        self.wrong(key, "应是true或false")
        return usually

    def choice(self, key: str, choices: type[Choice], usually: Choice | None = None) -> Choice:
        try:
            return choices(self.data.get(key, usually or ""))
        except ValueError:
            self.wrong(key, "应是" + "、".join(choices) + "之一")
            return next(iter(choices))

    def texts(self, key: str) -> tuple[str, ...]:
        return tuple(value for value in self._list(key) if self._is_text(key, value))

    def wholes(self, key: str, *, most: int = LARGEST) -> tuple[int, ...]:
        values = self._list(key)
        whole = [each for each in values if isinstance(each, int) and not isinstance(each, bool) and 0 <= each <= most]
        if len(whole) < len(values):
            self.wrong(key, f"每一项都应是0到{most}的整数")
        return tuple(whole)

    def choices(self, key: str, of: type[Choice]) -> tuple[Choice, ...]:
        values = self.texts(key)
        known = {each.value for each in of}
        if unknown := [value for value in values if value not in known]:
            self.problems.append(f"{self.where}的{LABELS[key]}里没有“{unknown[0]}”，应是{'、'.join(of)}之一。")
        return tuple(of(value) for value in values if value in known)

    def section(self, key: str, place: str, known: Iterable[str]) -> "Section | None":
        return Section(self.data[key], self.where + place, known, self.problems) if self.has(key) else None

    def sections(self, key: str, place: str, known: Iterable[str]) -> Iterator["Section"]:
        """The objects of a list, one after the other; `place` such as 第{}个等次 names each of them from 1."""
        for n, value in enumerate(self._list(key), start=1):
            yield Section(value, self.where + place.format(n), known, self.problems)

    def _list(self, key: str) -> list[Any]:
        values = self.data.get(key, [])
        if isinstance(values, list):
            return values
        self.wrong(key, "应是一个列表")
        return []

    def _is_text(self, key: str, value: object) -> bool:
        if isinstance(value, str) and value.strip():
            return True
        self.wrong(key, "每一项都应填写文字")
        return False


def names(cls: type) -> set[str]:
    """The fields that a part of the document may have: those of its class."""
    return {field.name for field in fields(cls)}


def shown(value: object) -> str:
    """A value as the reader typed it, cut short."""
    return "空" if value is None or value == "" else f"“{str(value)[:20]}”"
