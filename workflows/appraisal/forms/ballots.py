"""A ballot as a browser sends it and as a page shows it; no form object, whose reports would show what was typed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.http import QueryDict

from workflows.appraisal.ballots.answers import Ballot
from workflows.appraisal.ballots.frozen import Frozen, Item
from workflows.appraisal.queries.ballots import NOT_TICKED, TICKED

MOST_BUTTONS = 6
"""Options up to which each has a button of its own; more are chosen from a list."""
CAST = "cast"


@dataclass(frozen=True)
class Shown:
    """One option of one question on the page."""

    value: int
    label: str
    chosen: bool


@dataclass(frozen=True)
class Row:
    """One question on the page; `ticks`: the situations below it, each with its field."""

    name: str
    text: str
    options: list[Shown]
    missing: bool
    ticks: list["Tick"] = field(default_factory=list)

    @property
    def long(self) -> bool:
        """Whether the options are a list to choose from."""
        return len(self.options) > MOST_BUTTONS


@dataclass(frozen=True)
class Tick:
    """One box to tick."""

    name: str
    text: str
    chosen: bool


def ballot_of(sent: QueryDict, frozen: Frozen) -> Ballot:
    """What was typed and chosen; without choices while only the code was sent."""
    if CAST not in sent:
        return Ballot(sent.get("code", ""))
    return Ballot(sent.get("code", ""), {item.key: _choice(sent, n, item) for n, item in enumerate(frozen.items)})


def _choice(sent: QueryDict, number: int, item: Item) -> int:
    """The number of the option, -1 for none; what is to be ticked and is not is an answer too."""
    said = sent.get(f"i{number}", "0" if ticked(item) else "")
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 4 else -1


def ticked(item: Item) -> bool:
    """Whether an item is a box to tick."""
    return item.options == (NOT_TICKED, TICKED)


def rows_of(frozen: Frozen, choices: Mapping[str, int], *, checked: bool) -> list[Row]:
    """The ballot as the page shows it, with what was chosen. `checked`: what is missing is marked."""
    rows: list[Row] = []
    for n, item in enumerate(frozen.items):
        choice = choices.get(item.key, -1)
        if ticked(item) and rows:
            rows[-1].ticks.append(Tick(f"i{n}", item.text.partition("：")[2], choice == 1))
        else:
            options = [Shown(value, label, value == choice) for value, label in enumerate(item.options)]
            rows.append(Row(f"i{n}", item.text, options, checked and choice not in range(len(options))))
    return rows
