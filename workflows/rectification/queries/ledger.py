"""The ledger 整改台账: whose problems a person sees in a programme, narrowed, counted and shown a page at a time.

A programme may hold 100,000 problems: the keys of a page are read off an index, then its rows by key.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Case, Count, Exists, F, OrderBy, Q, QuerySet, When
from django.utils import timezone

from permissions import access
from permissions.models import OrgClosure, User
from workflows.engine.models import Round
from workflows.rectification.models import Participation, Problem
from workflows.rectification.models.problem_back import CHECKING, ENDED
from workflows.rectification.queries import KEY
from workflows.rectification.rules import Age, Bucket, Standing
from workflows.rectification.states import ProblemState as S

PER_PAGE = 25
NONE = "none"
"""In the place of a code: those that have none."""
COUNTED = 1000
"""Counting stops here; more is shown as 999+."""
FIGURED = 5_000
"""The ledger's page tells its figures up to so many problems; those of more are told by the board."""
OPEN, CHECKED, CLOSED, ALL = "open", "checking", "closed", "all"
NEAREST = (F("due_on").asc(nulls_last=True), F("pk").asc())
NEWEST = (F("pk").desc(),)


@dataclass(frozen=True)
class Wanted:
    """What the ledger is narrowed to; empty: everything. `unit`: a unit with all below it; `joint`: as participant.

    `alone`: without what is below it.
    """

    box: str = OPEN
    source: str = ""
    category: str = ""
    severity: str = ""
    limit: str = ""
    light: str = ""
    left: str = ""
    age: str = ""
    state: str = ""
    unit: int | None = None
    alone: bool = False
    joint: bool = False
    again: bool = False
    text: str = ""

    @property
    def plain(self) -> bool:
        """Whether nothing but the box is chosen, so that the tally already holds the number."""
        return self == Wanted(box=self.box)


@dataclass(frozen=True)
class Tally:
    """How the problems of a programme stand, each counted once, for the unit that leads. Void ones are in none."""

    by_state: dict[str, int] = field(default_factory=dict)
    late: int = 0
    again: int = 0

    def of(self, *states: str) -> int:
        """How many are in one of these states."""
        return sum(self.by_state.get(state, 0) for state in states)

    @property
    def total(self) -> int:
        """All that count."""
        return sum(number for state, number in self.by_state.items() if state not in (S.VOID, S.CALLED_OFF))

    @property
    def open(self) -> int:
        """Those not closed."""
        return self.total - self.of(S.CLOSED)

    def standings(self) -> dict[Standing, int]:
        """All that count, each in one standing."""
        closed, sustaining, checking = self.of(S.CLOSED), self.of(S.SUSTAINING), self.of(*CHECKING)
        return {
            Standing.CLOSED: closed,
            Standing.SUSTAINING: sustaining,
            Standing.CHECKING: checking,
            Standing.WORKING: self.total - closed - sustaining - checking,
        }

    def in_box(self, box: str) -> int:
        """How many a tab of the ledger holds."""
        known = {OPEN: self.open, CHECKED: self.of(*CHECKING), CLOSED: self.of(S.CLOSED), ALL: self.total}
        return known[box]


@dataclass(frozen=True)
class Page:
    """Up to 25 problems with unit and number, and whether there are more; `total` is exact below 1000.

    It is None where nothing but the box is chosen: the tally holds the number.
    `beside`: the one that is opened beside them, wherever it stands.
    """

    rows: list[Problem]
    total: int | None
    number: int
    has_next: bool
    beside: Problem | None = None


def sees_whole(user: User, round_: Round) -> bool:
    """Whether a person sees all of a programme: any right on its host, or above. One statement."""
    above = OrgClosure.objects.filter(descendant=round_.unit_id).values("ancestor")
    return bool(access.grants_in(user, KEY).filter(content_object__in=above).exists())


def seen(user: User, round_: Round) -> QuerySet[Problem]:
    """The problems of a programme that a person sees: all, or those led by his units, once they were handed over.

    Of a problem that came back its latest turn alone: each counts once.
    """
    rows = Problem.objects.filter(round=round_, superseded=False)
    if sees_whole(user, round_):
        return rows
    return rows.filter(unit__in=access.units(user, KEY).values("pk")).exclude(state__in=(S.REGISTERING, S.VOID))


def tallies(user: User, rounds: Sequence[Round]) -> dict[int, Tally]:
    """How the problems of several programmes stand that a person sees, by programme. Two statements."""
    hosts = OrgClosure.objects.filter(ancestor__in=access.grants_in(user, KEY).values("content_object"))
    whole = set(hosts.values_list("descendant_id", flat=True)) if rounds else set()
    rows = Problem.objects.filter(round__in=rounds, superseded=False)
    given = Q(unit__in=access.units(user, KEY).values("pk")) & ~Q(state__in=(S.REGISTERING, S.VOID))
    mine = rows.filter(Q(round__in=[each for each in rounds if each.unit_id in whole]) | given)
    sums: dict[int, dict[str, int]] = {}
    late: dict[int, int] = {}
    for key, state, number, overdue in (
        mine.order_by().values_list("round", "state").annotate(number=Count("*"), overdue=_late())
    ):
        sums.setdefault(key, {})[state] = number
        late[key] = late.get(key, 0) + overdue
    return {key: Tally(found, late[key]) for key, found in sums.items()}


def how_many(condition: Q) -> Count:
    """A count of the rows that meet a condition, which reads nothing but what the condition names."""
    return Count(Case(When(condition, then=1)))


def _late() -> Count:
    return how_many(Q(due_on__lt=timezone.localdate()) & ~Q(state__in=ENDED))


def _again() -> Count:
    return how_many(Q(turn__gt=1) & ~Q(state__in=(S.VOID, S.CALLED_OFF)))


def tally(rows: QuerySet[Problem]) -> Tally:
    """Count problems by state. One statement, read from the index alone where nothing but the programme is chosen."""
    found = list(rows.order_by().values_list("state").annotate(number=Count("*"), overdue=_late(), again=_again()))
    return Tally(
        {state: number for state, number, _, _ in found}, sum(row[2] for row in found), sum(row[3] for row in found)
    )


def tally_of_few(rows: QuerySet[Problem], *, some: bool) -> Tally | None:
    """Count as `tally`, but None for more than FIGURED problems: counting them would slow every page of the ledger.

    `some`: whether there are any for certain. One statement, which reads no more than FIGURED rows; a second one where
    it is not certain.
    """
    few = tally(rows.filter(~Exists(rows.order_by()[FIGURED:])))
    more = not few.by_state and (some or rows.exists())
    return None if more else few


def narrow(rows: QuerySet[Problem], wanted: Wanted) -> QuerySet[Problem]:
    """Apply what is chosen."""
    rows = rows.filter(_box(wanted.box))
    for name in ("source", "category", "severity", "limit", "light", "state"):
        if chosen := getattr(wanted, name):
            rows = rows.filter(**{name: "" if chosen == NONE else chosen})
    if wanted.left:
        rows = rows.filter(left_within(wanted.left, timezone.localdate())).exclude(state__in=ENDED)
    if wanted.age:
        rows = rows.filter(aged(wanted.age, timezone.localdate())).exclude(state__in=ENDED)
    if wanted.unit is not None:
        rows = rows.filter(_of_unit(wanted.unit, alone=wanted.alone, joint=wanted.joint))
    if wanted.again:
        rows = rows.filter(turn__gt=1)
    return _with_words(rows, wanted.text.strip())


def _box(box: str) -> Q:
    if box == CHECKED:
        return Q(state__in=CHECKING)
    if box == CLOSED:
        return Q(state=S.CLOSED)
    return ~Q(state__in=ENDED) if box == OPEN else ~Q(state__in=(S.VOID, S.CALLED_OFF))


def left_within(bucket: str, today: date) -> Q:
    """Problems with so many calendar days left, by the code of a bucket that overlaps no other; or without a day."""
    if bucket == NONE:
        return Q(due_on__isnull=True)
    first, last = Bucket(bucket).days(today)
    return (Q(due_on__gte=first) if first else Q()) & (Q(due_on__lte=last) if last else Q(due_on__isnull=False))


def aged(age: str, today: date) -> Q:
    """Problems handed over so many calendar days ago, by the code of an age that overlaps no other; or not yet."""
    if age == NONE:
        return Q(assigned_on__isnull=True)
    first, last = Age(age).days(today)
    return Q(assigned_on__lte=last) & (Q(assigned_on__gte=first) if first else Q())


def _of_unit(unit: int, *, alone: bool, joint: bool) -> Q:
    below = OrgClosure.objects.filter(ancestor=unit, **({"depth": 0} if alone else {})).values("descendant")
    if joint:
        return Q(pk__in=Participation.objects.filter(unit__in=below).values("problem"))
    return Q(unit__in=below)


def _with_words(rows: QuerySet[Problem], words: str) -> QuerySet[Problem]:
    if not words:
        return rows
    return rows.filter(
        Q(text__icontains=words) | Q(process__number__icontains=words) | Q(reference__icontains=words)
        | Q(owner__icontains=words) | Q(leader__icontains=words) | Q(unit__short_name__icontains=words)
    )  # fmt: skip


def page(rows: QuerySet[Problem], wanted: Wanted, number: int, beside: str = "") -> Page:
    """One page in the order of its tab: what is open by its day, the rest the newest first. Two statements or three.

    `beside`: the number of a problem that is opened beside the list, on whatever page it stands.
    """
    found = narrow(rows, wanted)
    start = (number - 1) * PER_PAGE
    keys = list(found.order_by(*order_of(wanted)).values_list("pk", flat=True)[start : start + PER_PAGE + 1])
    shown = Q(pk__in=keys[:PER_PAGE]) | (Q(process__number=beside) if beside else Q())
    by_key = {each.pk: each for each in rows.filter(shown).select_related("unit", "process")}
    opened = next((each for each in by_key.values() if each.process.number == beside), None)
    total = None if wanted.plain else found.order_by().values("pk")[:COUNTED].count()
    return Page([by_key[key] for key in keys[:PER_PAGE]], total, number, len(keys) > PER_PAGE, opened)


def order_of(wanted: Wanted) -> tuple[OrderBy, ...]:
    """The order of a tab."""
    return NEAREST if wanted.box in (OPEN, CHECKED) else NEWEST
