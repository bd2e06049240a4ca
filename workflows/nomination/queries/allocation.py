"""The allocation table 分配表 of a round: who stands in it, the places that are stored, and what does not add up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from permissions.models import OrgUnit
from workflows.engine.models import Quota, Round
from workflows.nomination.models import PlaceTable
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.heads import branches_of
from workflows.nomination.queries.limits import PLACES, key_of
from workflows.nomination.queries.rounds import reporting
from workflows.nomination.rules import (
    Allocation,
    AwardRound,
    Category,
    Cell,
    Per,
    Total,
    allocation_errors,
    places_for,
    without_row,
)

JOINED = "后加入，待调剂"
Cells = Mapping[tuple[int, str], int]
"""Places by unit (key) and category."""


@dataclass
class Table:
    """The units × categories of a round: those that report, or the branches where the host alone reports."""

    round: Round
    per: Per
    units: Sequence[OrgUnit]

    @classmethod
    def of(cls, round_: Round) -> "Table":
        """Two statements, and one more once the round was started: who joined since does not change for whom it is."""
        units, frozen = list(reporting(round_)), frozen_per(round_)
        alone = [unit.pk for unit in units] == [round_.unit_id]
        if (frozen or (Per.BRANCH if alone else Per.UNIT)) is Per.UNIT:
            return cls(round_, Per.UNIT, units)
        return cls(round_, Per.BRANCH, list(branches_of(round_).order_by("position", "code")))

    @cached_property
    def award(self) -> AwardRound:
        """What the round says."""
        return award_of(self.round)

    @property
    def categories(self) -> Sequence[Category]:
        """The columns."""
        return self.award.categories

    @cached_property
    def names(self) -> dict[int, str]:
        """What each unit is called in a sentence: with its code where two have one name."""
        names = [unit.short_name for unit in self.units]
        return {
            unit.pk: unit.short_name if names.count(unit.short_name) == 1 else f"{unit.short_name}（{unit.code}）"
            for unit in self.units
        }

    def key(self, category: str) -> str:
        """The key of the quota that a figure is kept as."""
        return key_of(self.per, f"{PLACES}{category}")

    @property
    def keys(self) -> dict[str, str]:
        """The categories by the keys of their quotas."""
        return {self.key(category.code): category.code for category in self.categories}

    def stored(self) -> list[Quota]:
        """The figures that are kept, as quotas. One statement."""
        rows = Quota.objects.filter(round=self.round, key__in=self.keys).select_related("unit")
        return list(rows.order_by("unit__position", "unit__code", "pk"))

    def cells(self, rows: Sequence[Quota]) -> dict[tuple[int, str], int]:
        """The same as figures."""
        return {(row.unit_id, self.keys[row.key]): row.limit for row in rows}

    def problems(self, cells: Cells) -> list[str]:
        """Why figures cannot be the table of this round: units without a row, empty cells, sums that are not right."""
        names = self.names | self._strangers(cells)
        table = Allocation.of(Cell(names[unit], code, places) for (unit, code), places in cells.items())
        lacking = without_row(table, self.names.values())
        return [
            *([f"{'、'.join(lacking)}没有填写名额，没有名额的请填0。"] if lacking else []),
            *self._empty(cells, lacking),
            *allocation_errors(table, self._given_out(cells), list(self.names.values()), self._totals(cells)),
        ]

    def _given_out(self, cells: Cells) -> dict[str, Category]:
        """The categories, without the number of those that the table says nothing of: it stays with the whole."""
        used = {code for _, code in cells}
        found = self.award.by_code.items()
        return {code: category if code in used else replace(category, places=None) for code, category in found}

    def _totals(self, cells: Cells) -> list[Total]:
        used = {code for _, code in cells}
        return [total for total in self.award.totals if used & set(total.categories)]

    def _strangers(self, cells: Cells) -> dict[int, str]:
        """Units of the table that take no part any more, by name. One statement when there are any."""
        keys = {unit for unit, _ in cells if unit not in self.names}
        return dict(OrgUnit.objects.filter(pk__in=keys).values_list("pk", "short_name")) if keys else {}

    def _empty(self, cells: Cells, lacking: Sequence[str]) -> list[str]:
        """A category that was given out to somebody was given out to all; a typed 0 says that there is none."""
        used = {code for _, code in cells}
        return [
            f"{name}：{category.name}没有填，没有名额的请填0。"
            for unit, name in self.names.items()
            for category in self.categories
            if category.code in used and (unit, category.code) not in cells and name not in lacking
        ]


def frozen_per(round_: Round) -> Per | None:
    """For whom a started round gave out its places by a table; None before the start, and without a table."""
    if round_.status == Round.Status.DRAFT:
        return None
    found = PlaceTable.objects.filter(round=round_).values_list("per", flat=True).first()
    return Per(found) if found else None


def newcomers(round_: Round) -> list[Quota]:
    """Rows of 0, not saved, for units that joined after the places were given out by a table: to be given some by 调剂.

    What the notice gives everybody by rule they get by that rule, and have no such row.
    """
    if frozen_per(round_) is None:
        return []
    table = Table.of(round_)
    rows, by_rule = table.stored(), {table.key(code) for code in places_for(table.award, table.per)}
    have, given = {(row.unit_id, row.key) for row in rows}, {row.key for row in rows} - by_rule
    return [
        Quota(round=round_, unit=unit, key=key, base=0, limit=0, formula=JOINED)
        for unit in table.units
        for key in sorted(given)
        if (unit.pk, key) not in have
    ]


def seen_of(rows: Sequence[Quota]) -> str:
    """What a page that shows these figures has seen; another table has another one."""
    return str(max((row.pk for row in rows), default=0))


def allocation_problems(round_: Round) -> list[str]:
    """Why the table of a round does not hold: before its start, or changed since. Three statements.

    Nothing where there is none. Once a round is open, what its notice gives each unit by rule is no table.
    """
    table = Table.of(round_)
    cells = table.cells(table.stored())
    if round_.status != Round.Status.DRAFT:
        by_rule = places_for(table.award, table.per)
        cells = {(unit, code): places for (unit, code), places in cells.items() if code not in by_rule}
    return table.problems(cells) if cells else []
