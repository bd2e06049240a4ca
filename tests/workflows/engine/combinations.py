"""Every way in which asking others to sign meets what else may happen to a record: the table."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product
from typing import Any

from tests.workflows.engine.reached_desks import deciding_desks
from workflows.engine.arrows import Doer, arrow_of, open_to
from workflows.engine.flow import Desk, ProcessFlow
from workflows.engine.signing_rules import Mode

ENDS = ("forward", "end", "back", "withdraw", "system", "chosen")
"""What takes a record from a desk: its first way forward, its 不同意, 退回, 撤回, an arrow of the system, and what its
holder chose before the others signed (后加签)."""
CHANGES = ("transfer", "delegate", "remove")
"""Who acts changes before its first way forward is taken: 转办, 委托, and 减签 of all who have not signed."""
KINDS = (*ENDS, *CHANGES)
MODES = ("none", Mode.ALL, Mode.ANY, Mode.HALF, Mode.TWO_THIRDS)
Factors = tuple[str, ...]


@dataclass(frozen=True)
class Row:
    """One line of the table. `heard`: how far the asking has come when the action is taken."""

    desk: str
    kind: str
    mode: str
    position: str
    heard: str
    resume: str
    again: bool

    def factors(self) -> Factors:
        """Its values, each with the name of its factor."""
        return tuple(f"{name}={value}" for name, value in vars(self).items())

    def makes_sense(self) -> bool:
        """Whether it can come about at all, and says something that no other row says."""
        if self.mode == "none" and (self.position, self.heard, self.kind == "remove") != ("before", "open", False):
            return False
        if self.kind == "remove" and (self.mode, self.heard) == (Mode.ANY, "agreed"):
            return False  # the first who agrees has ended it
        if (self.kind == "chosen") != (self.position == "after" and self.heard == "agreed"):
            return False
        return self.kind in ("back", "withdraw") or not (self.again or self.resume == "stepwise")

    def alone(self) -> "Row":
        """The same with nobody asked."""
        kind = "forward" if self.kind == "remove" else self.kind
        return replace(self, kind=kind, mode="none", position="before", heard="open")

    def asking(self) -> tuple[str, ...]:
        """What it has in common with others until they were heard."""
        return (self.desk, self.mode, self.position, self.heard, self.kind if self.kind == "remove" else "")

    def pairs(self) -> set[tuple[str, str]]:
        """Every two values that meet in it."""
        values = self.factors()
        return {(a, b) for n, a in enumerate(values) for b in values[n + 1 :]}


def table() -> list[Row]:
    """Every combination that makes sense: who asks nobody has no position, who goes on sends nothing again."""
    return [row for flow, desk in deciding_desks() for row in _at(flow, desk.state, f"{flow.__name__} {desk.state}")]


def _at(flow: type[ProcessFlow], state: str, desk: str) -> Iterator[Row]:
    for kind in KINDS:
        if verb_of(flow, state, kind) is None:
            continue
        for mode, position, heard, resume, again in product(
            MODES, ("before", "after"), ("open", "agreed", "refused"), ("direct", "stepwise"), (False, True)
        ):
            row = Row(desk, kind, mode, position, heard, resume, again)
            if row.makes_sense() and (position == "before" or verb_of(flow, state, "chosen")):
                yield row


def short(rows: list[Row]) -> list[Row]:
    """The fewest rows, taken in order, in which every two values meet that meet anywhere in the table."""
    met: set[tuple[str, str]] = set()
    found = []
    for row in rows:
        if row.pairs() - met:
            met |= row.pairs()
            found.append(row)
    return found


def verb_of(flow: type[ProcessFlow], state: str, kind: str, record: Any = None) -> str | None:
    """The verb of a desk that a kind of action stands for, or None where it has none; of those open to a record."""
    node = flow.node_of(state)
    right = node.right if isinstance(node, Desk) else ""
    for item in flow.transitions_from(state):
        arrow = arrow_of(item)
        if record is not None and not open_to(item, record):
            continue
        found = {
            "forward": arrow.waits and arrow.tone == "ok",
            "end": arrow.waits and arrow.tone == "no",
            "back": arrow.back and arrow.doer == Doer.HOLDER,
            "withdraw": arrow.doer == Doer.SENDER,
            "system": arrow.doer == Doer.SYSTEM and item.name != "pass_on",
            "chosen": arrow.waits and item.name not in flow.forms and arrow.needs(right) == right,
        }["forward" if kind in CHANGES else kind]
        if found:
            return str(item.name)
    return None
