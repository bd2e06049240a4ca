"""The indicator table: headings (一级指标) over indicators, each with the lines that share its mark."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from workflows.engine.shares import plain

from .document import SchemeError, Section, names
from .items import Item


@dataclass(frozen=True)
class Group:
    """A heading over indicators, or over other headings (`parent`). Where `capped`, 合计超过满分按满分计."""

    code: str
    name: str
    full: Decimal | None = None
    parent: str = ""
    capped: bool = False

    @classmethod
    def read(cls, section: Section) -> "Group":
        return cls(
            section.text("code"),
            section.text("name"),
            section.optional_number("full"),
            section.optional_text("parent"),
            section.flag("capped"),
        )

    def within(self, exact: Decimal) -> Decimal:
        """A sum brought under the full mark of a heading that caps."""
        return min(exact, self.full) if self.capped and self.full is not None else exact


def sums_of_headings(
    from_below: Sequence[Group], marks: Iterable[tuple[str, Decimal]]
) -> dict[str, tuple[Decimal, Decimal]]:
    """What stands under each heading, capped and plain; `marks` are those of indicators with their headings."""
    sums = {group.code: Decimal(0) for group in from_below} | {"": Decimal(0)}
    for code, mark in marks:
        sums[code] += mark
    for group in from_below:
        sums[group.parent] += group.within(sums[group.code])
    return {group.code: (group.within(sums[group.code]), sums[group.code]) for group in from_below}


@dataclass(frozen=True)
class Indicator:
    """Lines that share one mark. Deductions are taken from `start`, all else is added to it; `free` allows 其他情形.

    The mark goes no lower than `floor` (扣完为止) and no higher than `full`, unless it is `uncapped` (上不封顶).
    It counts towards `component`, the first one from the table when empty, and stands under the heading `group`.
    A published mark below `follow_below` is to be put right (须整改).
    """

    code: str
    name: str
    full: Decimal
    items: tuple[Item, ...]
    free: bool
    basis: str
    start: Decimal | None = None
    floor: Decimal = Decimal(0)
    uncapped: bool = False
    group: str = ""
    component: str = ""
    follow_below: Decimal | None = None

    def __post_init__(self) -> None:
        if self.follow_below is not None and not 0 < self.follow_below <= self.full:
            raise SchemeError(f"指标“{self.name}”：低于几分须整改应大于0、不超过满分。", "follow_below")

    @cached_property
    def only_takes(self) -> bool:
        """Whether every line takes points."""
        return all(item.takes for item in self.items)

    @cached_property
    def loses(self) -> bool:
        """Whether its mark is told by what it lost of the full one; else by what it got."""
        return self.only_takes and self.begins == self.full

    @cached_property
    def begins(self) -> Decimal:
        """Where the mark begins: as the scheme says, else at the full mark when lines only take, else at 0."""
        if self.start is not None:
            return self.start
        return self.full if self.only_takes else Decimal(0)

    def within(self, exact: Decimal) -> Decimal:
        """A mark brought between floor and cap."""
        capped = exact if self.uncapped or exact <= self.full else self.full
        return capped if capped >= self.floor else self.floor

    @property
    def mark_words(self) -> str:
        """满分15分，扣完为止; or with its own start, floor and cap."""
        words = [f"满分{plain(self.full)}分"]
        if self.begins != self.full:
            words.append(f"从{plain(self.begins)}分起")
        if self.floor or any(item.takes for item in self.items) or self.free:
            words.append(f"最低{plain(self.floor)}分" if self.floor else "扣完为止")
        if self.uncapped:
            words.append("上不封顶")
        if self.follow_below is not None:
            words.append(f"低于{plain(self.follow_below)}分须整改")
        return "，".join(words)

    @property
    def other(self) -> str:
        """The code under which 其他情形 is stored."""
        return f"{self.code}.other"

    @classmethod
    def read(cls, section: Section) -> "Indicator":
        return cls(
            section.text("code"),
            section.text("name"),
            section.number("full"),
            tuple(map(Item.read, section.sections("items", "第{}条", names(Item)))),
            section.flag("free"),
            section.optional_text("basis"),
            section.optional_number("start"),
            section.optional_number("floor") or Decimal(0),
            section.flag("uncapped"),
            section.optional_text("group"),
            section.optional_text("component"),
            section.optional_number("follow_below"),
        )
