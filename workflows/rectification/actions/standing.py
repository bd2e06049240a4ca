"""What the other processes are told of a unit: how many problems it leads that are open, and how many are overdue."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Count, F, Q

from permissions.models import OrgUnit
from workflows.engine import facts
from workflows.engine.facts import NewFact
from workflows.engine.models import Fact, Round
from workflows.rectification.models import Problem
from workflows.rectification.models.problem_back import CHECKING, ENDED
from workflows.rectification.queries import KEY
from workflows.rectification.queries.ledger import how_many
from workflows.rectification.states import ProblemState as S

OPEN, OVERDUE = "rectification.open", "rectification.overdue"
SOURCE = "问题整改台账"
WORDS = {OPEN: ("没有未销号的问题", "有{}个未销号的问题"), OVERDUE: ("没有逾期的问题", "有{}个逾期的问题")}
IN_TIME = Q(state__in=CHECKING, applied_on__isnull=False, applied_on__lte=F("due_on"))
"""Said to be done by its day: how long the checking takes is not the unit's, whose star this fact may cost."""
STATUSES = (Round.Status.OPEN, Round.Status.CLOSED)


def publish_due(today: date) -> int:
    """Tell, for every unit that a programme of this year covers, how it stands; only what changed is written.

    A unit that no programme covers is told nothing of: a missing fact is never a pass. What was told of a unit that has
    dropped out since is taken back. Returns how many changed.
    """
    hosts = Round.objects.filter(process_key=KEY, status__in=STATUSES, year=today.year).values("unit")
    units = set(OrgUnit.objects.filter(above__ancestor__in=hosts).values_list("pk", flat=True))
    late = how_many(Q(due_on__lt=today) & ~IN_TIME)
    rows = Problem.objects.exclude(state__in=(*ENDED, S.REGISTERING)).order_by().values_list("unit")
    counted = {unit: (all_, overdue) for unit, all_, overdue in rows.annotate(number=Count("*"), overdue=late)}
    units |= counted.keys() | _told_of(today.year)
    new = [
        fact
        for place, key in enumerate((OPEN, OVERDUE))
        for fact in _changed(key, today, units, {unit: pair[place] for unit, pair in counted.items()})
    ]
    return len(facts.record(new)) if new else 0


def _told_of(year: int) -> set[int]:
    """The units of which something but none is told. One statement."""
    rows = Fact.objects.filter(key__in=WORDS, year=year, unit__isnull=False, superseded_by__isnull=True)
    return set(rows.exclude(value__count=0).values_list("unit_id", flat=True))


def _changed(key: str, today: date, units: Iterable[int], counts: dict[int, int]) -> list[NewFact]:
    """The facts of one key that are not as they were told. One statement."""
    told = {unit: fact.value["count"] for unit, fact in facts.of_units(key, today.year, units).items()}
    return [
        NewFact(
            key=key, year=today.year, value={"count": counts.get(unit, 0)}, words=_words(key, counts.get(unit, 0)),
            source=SOURCE, valid_from=today, unit_id=unit,
        )
        for unit in units
        if told.get(unit) != counts.get(unit, 0)
    ]  # fmt: skip


def _words(key: str, number: int) -> str:
    none, some = WORDS[key]
    return some.format(number) if number else none
