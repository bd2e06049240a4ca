"""The allocation table, units × categories, and whether it adds up to what the notice says. 依据: domain 3.5, 3.9."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from .category import Category
from .document import RoundError, Section


@dataclass(frozen=True)
class Total:
    """A number that the notice names for several categories together (两类共61人 [N06]); `about`: 约."""

    name: str
    categories: tuple[str, ...]
    places: int
    about: bool = False
    basis: str = ""

    @classmethod
    def read(cls, section: Section) -> "Total":
        if not section.texts("categories"):
            raise section.wrong("categories", "至少要写一项")
        return cls(
            section.text("name"),
            section.texts("categories"),
            section.whole("places"),
            section.flag("about"),
            section.optional_text("basis"),
        )


class Cell(NamedTuple):
    """One figure of the table as it was typed or imported."""

    unit: str
    category: str
    places: int


class Shift(NamedTuple):
    """调剂: places that the unit above moves from one unit to another, with the reason; kept as a trace."""

    category: str
    giver: str
    taker: str
    places: int
    reason: str


@dataclass(frozen=True)
class Allocation:
    """Places by unit and category."""

    places: Mapping[tuple[str, str], int]

    @classmethod
    def of(cls, cells: Iterable[Cell]) -> "Allocation":
        """Raises RoundError: a unit twice in one category, a figure below 0."""
        found: dict[tuple[str, str], int] = {}
        for unit, category, places in cells:
            if (unit, category) in found:
                raise RoundError(f"分配表里{unit}的同一类别写了两次。")
            if places < 0:
                raise RoundError(f"分配表里{unit}的名额应不小于0，现为{places}。")
            found[unit, category] = places
        return cls(found)

    def of_unit(self, unit: str) -> dict[str, int]:
        """The places of one unit by the code of the category."""
        return {category: places for (of, category), places in self.places.items() if of == unit}

    def total(self, category: str) -> int:
        """The places of a category over all units."""
        return sum(places for (_, of), places in self.places.items() if of == category)

    def shifted(self, shift: Shift, taken: int) -> "Allocation":
        """The table after a 调剂; `taken`: how many of the giver's places are in use. Raises RoundError."""
        has = self.places.get((shift.giver, shift.category), 0)
        if not shift.reason.strip():
            raise RoundError("调剂名额须写明原因。", "reason")
        if shift.places < 1 or shift.giver == shift.taker:
            raise RoundError("调剂应在两个单位之间进行，至少1个名额。", "places")
        if shift.places > has - taken:
            sums = f"有{has}个，已用{taken}个，可调剂{max(has - taken, 0)}个"
            raise RoundError(f"{shift.giver}{sums}，不够调出{shift.places}个。", "places")
        moved = {(shift.giver, shift.category): -shift.places, (shift.taker, shift.category): shift.places}
        return Allocation({**self.places, **{key: self.places.get(key, 0) + more for key, more in moved.items()}})


def allocation_errors(
    table: Allocation, categories: Mapping[str, Category], units: Iterable[str], totals: Iterable[Total]
) -> list[str]:
    """A sentence for everything that does not add up; nothing when the table can be used."""
    units = list(units)
    strange = dict.fromkeys(unit for unit, _ in table.places if unit not in units)
    unknown = dict.fromkeys(code for _, code in table.places if code not in categories)
    return [
        *(f"分配表里的{unit}不参加本批次，请删去或先列入参加单位。" for unit in strange),
        *(f"分配表里的类别“{code}”不在本批次的类别里。" for code in unknown),
        *_category_errors(table, categories),
        *_total_errors(table, categories, totals),
    ]


def without_row(table: Allocation, units: Iterable[str]) -> list[str]:
    """The units that take part and stand in no row; a typed 0 is a row."""
    there = {unit for unit, _ in table.places}
    return [unit for unit in units if unit not in there]


def _category_errors(table: Allocation, categories: Mapping[str, Category]) -> Iterator[str]:
    for category in categories.values():
        given = table.total(category.code)
        if category.places is not None and not category.about and given != category.places:
            stated = f"通知总数{category.places}个，{_apart(given, category.places)}"
            yield f"{category.name}：各单位合计{given}个，{stated}。"


def _total_errors(table: Allocation, categories: Mapping[str, Category], totals: Iterable[Total]) -> Iterator[str]:
    for total in totals:
        parts = [(categories[code].name, table.total(code)) for code in total.categories]
        given = sum(number for _, number in parts)
        if not total.about and given != total.places:
            sums = "+".join(f"{name}{number}" for name, number in parts)
            yield f"{total.name}：{sums}={given}个，通知总数{total.places}个，{_apart(given, total.places)}。"


def _apart(given: int, wanted: int) -> str:
    return f"多{given - wanted}个" if given > wanted else f"少{wanted - given}个"
