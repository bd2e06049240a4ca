"""The leaders' board: a programme's problems by unit, source, category, light, time left and month, counted by SQL.

Each problem counts once, for the unit that leads; how often a unit takes part stands apart and adds up to nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import CharField, Count, Q, QuerySet, Value
from django.db.models.functions import Cast, TruncMonth
from django.utils import timezone

from permissions.models import OrgClosure, OrgUnit
from workflows.engine.models import Round
from workflows.rectification.models import Participation, Problem
from workflows.rectification.models.problem_back import ENDED
from workflows.rectification.queries.ledger import NONE, Tally, aged, how_many, left_within
from workflows.rectification.rules import Age, Bucket
from workflows.rectification.states import ProblemState as S

NOWHERE = (S.VOID, S.CALLED_OFF)
MONTHS = 12
LONGEST = 10


@dataclass
class Group:
    """One line of a breakdown: what it is of, and how its problems stand. `joint`: problems it takes part in."""

    key: str
    tally: Tally
    joint: int = 0


@dataclass(frozen=True)
class Month:
    """How many problems were handed over and how many closed in a month."""

    first: date
    assigned: int
    closed: int


@dataclass
class _Sum:
    by_state: dict[str, int] = field(default_factory=dict)
    late: int = 0
    again: int = 0

    def add(self, state: str, number: int, late: int, again: int) -> None:
        self.by_state[state] = self.by_state.get(state, 0) + number
        self.late += late
        self.again += again

    def take(self, tally: Tally) -> None:
        for state, number in tally.by_state.items():
            self.add(state, number, 0, 0)
        self.late += tally.late
        self.again += tally.again

    def tally(self) -> Tally:
        return Tally(self.by_state, self.late, self.again)


def by(rows: QuerySet[Problem], *names: str) -> dict[str, list[Group]]:
    """The problems by each of these columns, those with most first. One statement."""
    sums: dict[str, dict[str, _Sum]] = {name: {} for name in names}
    first, *others = (_by_one(rows, name) for name in names)
    for name, key, *counted in first.union(*others, all=True) if others else first:
        sums[name].setdefault(key, _Sum()).add(*counted)
    return {name: _sorted(Group(key, each.tally()) for key, each in found.items()) for name, found in sums.items()}


def _by_one(rows: QuerySet[Problem], name: str) -> QuerySet[Problem, tuple[Any, ...]]:
    """Name of the column, value, state, and how many of them there are, are overdue, came back."""
    late = how_many(Q(due_on__lt=timezone.localdate()) & ~Q(state__in=ENDED))
    named = _counted(rows).annotate(column=Value(name, CharField()), value=Cast(name, CharField()))
    found = named.values_list("column", "value", "state")
    return found.annotate(number=Count("*"), overdue=late, again=how_many(Q(turn__gt=1)))


def _sorted(groups: Iterable[Group]) -> list[Group]:
    return sorted(groups, key=lambda group: (-group.tally.total, group.key))


def altogether(groups: Iterable[Group]) -> Tally:
    """All problems of a breakdown, each of which stands in one line. No statement."""
    found = _Sum()
    for group in groups:
        found.take(group.tally)
    return found.tally()


def by_unit(rows: QuerySet[Problem], round_: Round, groups: Sequence[Group]) -> list[tuple[OrgUnit, Group]]:
    """The problems by the units right below the host, each with all below it; the host's own by itself.

    `groups`: the problems by the unit that leads. Three statements, whatever the number of units.
    """
    units = _reporting(round_)
    above = _above(units)
    sums: dict[int, _Sum] = {}
    for group in groups:
        unit = above.get(int(group.key), round_.unit_id)
        sums.setdefault(unit, _Sum()).take(group.tally)
    joint = _joint(rows, above, round_.unit_id)
    return [
        (units[key], Group(str(key), sums.get(key, _Sum()).tally(), joint.get(key, 0)))
        for key in units
        if key in sums or key in joint
    ]


def _reporting(round_: Round) -> dict[int, OrgUnit]:
    """The host and the units right below it, in the order of the tree."""
    below = OrgUnit.objects.filter(above__ancestor=round_.unit_id, above__depth__lte=1)
    return {unit.pk: unit for unit in below.order_by("position", "code")}


def _above(units: Mapping[int, OrgUnit]) -> dict[int, int]:
    """For each unit below one of these the one it belongs to; the host itself belongs to nobody else."""
    rows = OrgClosure.objects.filter(ancestor__in=units).order_by("-depth").values_list("descendant_id", "ancestor_id")
    return dict(rows)


def _joint(rows: QuerySet[Problem], above: Mapping[int, int], host: int) -> dict[int, int]:
    """How many problems each unit, or one below it, takes part in; a problem counts once for each such unit."""
    pairs = Participation.objects.filter(problem__in=_counted(rows).values("pk")).values_list("problem_id", "unit_id")
    found: dict[int, set[int]] = {}
    for problem, unit in pairs:
        found.setdefault(above.get(unit, host), set()).add(problem)
    return {unit: len(problems) for unit, problems in found.items()}


def left(rows: QuerySet[Problem]) -> dict[str, int]:
    """What is open by the days that are left: 逾期, 0-10, 11-20, more than 20, without a day. One statement.

    The buckets do not overlap and add up to what is open; what is closed is in none.
    """
    return _open(rows, _buckets(timezone.localdate()))[0]


def left_and_ages(rows: QuerySet[Problem]) -> tuple[dict[str, int], dict[str, int]]:
    """What is open by the days that are left, and by those since it was handed over. One statement.

    The ages, 0-30, 31-90, 91-180, more, not yet, do not overlap and add up to what is open.
    """
    today = timezone.localdate()
    ages = {age.value: how_many(aged(age, today)) for age in Age} | {NONE: how_many(aged(NONE, today))}
    found = _open(rows, _buckets(today), ages)
    return found[0], found[1]


def _buckets(today: date) -> dict[str, Count]:
    parts = {bucket.value: how_many(left_within(bucket, today)) for bucket in Bucket}
    return parts | {NONE: how_many(left_within(NONE, today))}


def _open(rows: QuerySet[Problem], *breakdowns: Mapping[str, Count]) -> list[dict[str, int]]:
    """How many of what is open is in each part of each breakdown. One statement."""
    named = [{f"n{n}_{m}": part for m, part in enumerate(parts.values())} for n, parts in enumerate(breakdowns)]
    every = {name: part for parts in named for name, part in parts.items()}
    found = _counted(rows).exclude(state=S.CLOSED).aggregate(**every)
    return [{key: found[f"n{n}_{m}"] for m, key in enumerate(parts)} for n, parts in enumerate(breakdowns)]


def trend(rows: QuerySet[Problem], today: date) -> list[Month]:
    """The last twelve months: problems handed over and closed in each. One statement."""
    months = [_back(today, n) for n in range(MONTHS - 1, -1, -1)]
    counted = _monthly(rows, "assigned_on", months[0]).union(_monthly(rows, "closed_on", months[0]), all=True)
    found = {(name, month): number for name, month, number in counted}
    return [Month(each, found.get(("assigned_on", each), 0), found.get(("closed_on", each), 0)) for each in months]


def _back(today: date, months: int) -> date:
    """The first of the month so many months ago."""
    number = today.year * 12 + today.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def _monthly(rows: QuerySet[Problem], name: str, first: date) -> QuerySet[Problem, tuple[Any, ...]]:
    """Name of the column, month, and how many problems."""
    since = _counted(rows).filter(**{f"{name}__gte": first})
    found = since.annotate(column=Value(name, CharField()), month=TruncMonth(name))
    return found.values_list("column", "month").annotate(number=Count("*"))


def longest_overdue(rows: QuerySet[Problem]) -> list[Problem]:
    """The ten that are overdue longest. One statement."""
    late = _counted(rows).exclude(state=S.CLOSED).filter(due_on__lt=timezone.localdate())
    return list(late.select_related("unit", "process").order_by("due_on", "pk")[:LONGEST])


def _counted(rows: QuerySet[Problem]) -> QuerySet[Problem]:
    """Those that count, in no order."""
    return rows.exclude(state__in=NOWHERE).order_by()
