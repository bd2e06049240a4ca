"""A line of the score sheet, as people fill it in and tables print it."""

from decimal import Decimal
from typing import NamedTuple

from workflows.engine.shares import plain

from .items import Item, Mode


class Line(NamedTuple):
    """One line of the score sheet: its place in the order, its indicator, its words and the largest figure under it.

    `item` is None for 其他情形, where points are taken for whatever the table does not name.
    """

    place: int
    indicator: int
    label: str
    most: Decimal
    item: Item | None = None

    @property
    def mode(self) -> Mode:
        """What is typed under it."""
        return Mode.DEDUCT if self.item is None else self.item.mode

    @property
    def takes(self) -> bool:
        """Whether the figure is points taken."""
        return self.mode is Mode.DEDUCT

    @property
    def needs_evidence(self) -> bool:
        """Whether the points that it gives or leaves must be shown by a file."""
        return self.item is not None and self.item.needs_evidence

    def shows(self, figure: Decimal | None) -> bool:
        """Whether a figure must be shown by a file: it gives points, or it takes fewer than the line may take."""
        if not self.needs_evidence:
            return False
        if self.takes:
            return (figure or 0) < self.most
        return figure is not None and self.worth(figure) > 0

    @property
    def standard(self) -> str:
        """The rule of the line as a table prints it; of 其他情形 the most it may take."""
        return plain(self.most) if self.item is None else self.item.standard()

    @property
    def steps(self) -> dict[str, Decimal]:
        """What the steps of a tiered line are called, each with its points; none of any other."""
        return {} if self.item is None else {option.text: option.points for option in self.item.options}

    def worth(self, figure: Decimal) -> Decimal:
        """The points that a figure gives, negative where it takes."""
        return -figure if self.item is None else self.item.worth(figure)

    def shown(self, figure: Decimal | None) -> str:
        """A figure as a table prints it: −5 where it takes, 3（15分） where its worth is another number."""
        if self.takes:
            return f"−{plain(figure)}" if figure else "0"
        if figure is None:
            return "—"
        worth = self.worth(figure)
        return plain(figure) if worth == figure else f"{plain(figure)}（{plain(worth)}分）"
