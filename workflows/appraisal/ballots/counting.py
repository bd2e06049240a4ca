"""计票: only totals per item leave a sealed box, and none that stands for fewer people than the minimum.

There is one division into cells (票类, small ones joined), fixed by the box itself. Whatever is exported is one of
these cells or a sum of them, so that no two exports can be subtracted to get at fewer people.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from .answers import BoxError
from .frozen import Item
from .sealed import Sealed, Vote

Totals = dict[str, dict[str, int]]


@dataclass(frozen=True)
class Cell:
    """The votes of one 票类, or of several that were joined: `totals` is item -> option -> votes."""

    groups: tuple[str, ...]
    voters: int
    totals: Totals


@dataclass(frozen=True)
class Result:
    """What a count tells: the cells, and with `totals` the sum of them all."""

    voters: int
    cells: tuple[Cell, ...]

    @property
    def totals(self) -> Totals:
        """Item -> option -> votes of everybody."""
        first = self.cells[0].totals
        return {
            item: {option: sum(cell.totals[item][option] for cell in self.cells) for option in options}
            for item, options in first.items()
        }


def count(box: Sealed, printed: str) -> Result:
    """Count a sealed box; again, as often as the 监票人 wants, with the same result.

    `printed` is the hash on the paper from before counting. Raises BoxError when it is another one, when fewer than
    the minimum voted, and after the payload was erased. 依据: domain 6.7.
    """
    if box.votes is None:
        raise BoxError("选票已按规定清除，不能重新计票，以计票时的结果为准。")
    if "".join(printed.lower().split()) != box.hash:
        raise BoxError("票箱校验码与封箱时打印的不一致：票箱被改过，或者拿错了票箱。请停止计票，由监票人核对。")
    voters, minimum = len(box.codes["polled"]), box.frozen.minimum
    if voters < minimum:
        raise BoxError(f"投票{voters}人，少于最低人数{minimum}人，为免认出个人，结果不显示。请改用纸质投票。")
    cells = _cells(box.votes, box.frozen.items, divided(_voters(box), minimum))
    return Result(voters, cells)


def divided(voters: Mapping[str, int], minimum: int) -> list[tuple[str, ...]]:
    """The groups whose votes are told together: each alone if as many voted as the minimum, small ones joined.

    What is joined and still too small takes in the smallest of the others, by name where two are alike.
    """
    large = sorted((group for group in voters if voters[group] >= minimum), key=lambda group: (voters[group], group))
    small = [group for group in voters if voters[group] < minimum]
    while small and large and sum(voters[group] for group in small) < minimum:
        small.append(large.pop(0))
    joined = [(group,) for group in large] + ([tuple(small)] if small else [])
    order = list(voters)
    return sorted((tuple(sorted(cell, key=order.index)) for cell in joined), key=lambda cell: order.index(cell[0]))


def _voters(box: Sealed) -> dict[str, int]:
    """How many of each group voted: everybody answered every item, so one item tells."""
    item = box.frozen.items[0].key
    counted = Counter(vote.voters for vote in box.votes or [] if vote.item == item)
    return {group: counted[group] for group in box.frozen.groups}


def _cells(votes: list[Vote], items: tuple[Item, ...], division: list[tuple[str, ...]]) -> tuple[Cell, ...]:
    counted = Counter((vote.voters, vote.item, vote.choice) for vote in votes)
    return tuple(_cell(counted, items, groups) for groups in division)


def _cell(counted: Counter[tuple[str, str, int]], items: tuple[Item, ...], groups: tuple[str, ...]) -> Cell:
    totals = {
        item.key: {
            option: sum(counted[group, item.key, choice] for group in groups)
            for choice, option in enumerate(item.options)
        }
        for item in items
    }
    return Cell(groups, sum(totals[items[0].key].values()), totals)
