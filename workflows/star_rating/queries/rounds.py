"""A round as a whole: units and stages, stars, what is late; only of what the person may see."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.utils import timezone

from permissions import access, routing
from permissions.models import OrgClosure, OrgUnit, User
from permissions.roles import Right, UnitKind
from workflows.engine.models import Round, Task
from workflows.engine.opening import last_job
from workflows.engine.pages import visible
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries.histories import taking_part
from workflows.star_rating.queries.stars import ChangedStar, changed_stars
from workflows.star_rating.states import RatingState

ENDED = (RatingState.PUBLISHED, RatingState.REJECTED, RatingState.CALLED_OFF)
EARLY = (RatingState.SELF_ASSESSING, RatingState.GENERAL_REVIEWING, RatingState.SCORING)
LISTED = tuple(state for state in RatingState if state not in (*EARLY, RatingState.REJECTED, RatingState.CALLED_OFF))
KEY = "star_rating"
Spread = dict[int, int]
"""By star: how many."""
OPENING = "workflows.star_rating.actions.rounds.open_round_job"
"""The job that opens a round, by the name under which it is queued."""


def ratings(user: User) -> QuerySet[Rating]:
    """The ratings that a person may see."""
    return visible(Rating.objects.all(), user)


def seen(user: User) -> QuerySet[Round]:
    """Rounds in which the person sees some rating; drafts too for who looks after the whole."""
    found = Q(pk__in=ratings(user).values("round")) | Q(unit__in=supervised(user))
    return Round.objects.filter(found, process_key=KEY).select_related("unit")


def rounds(user: User) -> list[Round]:
    """The same, the newest first. One statement."""
    return list(seen(user))


def supervised(user: User) -> QuerySet[OrgUnit]:
    """Units for which the person may open rounds: 督办; a post limited to other processes brings none."""
    own = access.grants_in(user, KEY).filter(right=Right.SUPERVISE)
    return OrgUnit.objects.filter(pk__in=own.values("content_object"))


def branches(round_: Round) -> QuerySet[OrgUnit]:
    """The living branches that a round is for."""
    return branches_under(round_, round_.scope)


def branches_under(round_: Round, units: Collection[int]) -> QuerySet[OrgUnit]:
    """The living branches among these units and all below them; without units, all under the round's own."""
    kinds = (UnitKind.BRANCH, UnitKind.DIRECT_BRANCH)
    inside = OrgClosure.objects.filter(ancestor=round_.unit_id).values("descendant")
    rows = taking_part(round_, OrgUnit.objects.filter(pk__in=inside, kind__in=kinds, dissolved_on__isnull=True))
    return rows.filter(pk__in=OrgClosure.objects.filter(ancestor__in=units).values("descendant")) if units else rows


def unopened(round_: Round, units: Collection[int] = ()) -> QuerySet[OrgUnit]:
    """Those among them that have no rating in it: not opened yet, or founded since; of these units alone, if told."""
    found = branches_under(round_, units or round_.scope)
    return found.exclude(pk__in=Rating.objects.filter(round=round_).values("unit"))


def chosen(round_: Round) -> list[int]:
    """The units that the last job was to open it for; none: all that it is for. One statement."""
    return list(last_job(OPENING, round_).units)


def to_open(round_: Round) -> QuerySet[OrgUnit]:
    """The branches that the last job was to open it for and that have no rating yet. One statement before its own."""
    return unopened(round_, chosen(round_))


def opening(round_: Round) -> bool:
    """Whether a job that opens this round waits or runs; one that failed counts no more. One statement."""
    return last_job(OPENING, round_).under_way


def stopped(round_: Round) -> bool:
    """Whether its opening failed before every branch had its rating, and may go on. Two statements."""
    job = last_job(OPENING, round_)
    return job.failed and not round_.ended_why and unopened(round_, job.units).exists()


def fully_opened(round_: Round) -> bool:
    """Whether its opening is over: the job ended well, every branch has its rating, or the round was ended by hand.

    A branch that was founded after that takes no part. Two statements.
    """
    job = last_job(OPENING, round_)
    return job.done or bool(round_.ended_why) or not unopened(round_, job.units).exists()


def counts(user: User, of: Sequence[Round]) -> dict[int, dict[str, int]]:
    """By round: how many ratings the person sees, how many ended. One statement."""
    rows = ratings(user).filter(round__in=of).values("round")
    ended = Count("pk", filter=Q(state__in=ENDED))
    found = rows.annotate(total=Count("pk"), done=ended).order_by()
    return {row["round"]: {"total": row["total"], "done": row["done"]} for row in found}


def late_counts(user: User, of: Sequence[Round]) -> dict[int, int]:
    """By round: how many open desks of ratings the person sees are past their day. One statement."""
    late = Task.objects.filter(finished__isnull=True, due_on__lt=timezone.localdate()).exclude(right="")
    rows = ratings(user).filter(round__in=of, process__in=late.values("process")).values("round")
    return dict(rows.annotate(n=Count("pk")).order_by().values_list("round", "n"))


def own(user: User, of: Sequence[Round]) -> dict[int, Rating]:
    """By round: the rating of a branch that the person has a post in. One statement."""
    units = access.grants_in(user, KEY).values("content_object")
    rows = Rating.objects.filter(round__in=of, unit__in=units).select_related("process", "unit")
    return {row.round_id: row for row in rows}


@dataclass(frozen=True)
class Reporting:
    """A unit that sends lists: its name, and its last list's number where the person may see it."""

    name: str
    number: str


def reporting_units(user: User, round_: Round) -> dict[int, Reporting]:
    """The units that send lists in a round. One statement."""
    rows = RatingList.objects.filter(round=round_).annotate(seen=access.unit_seen(user, process=KEY))
    rows = rows.order_by("unit__position", "unit__code", "batch")
    found = rows.values_list("unit_id", "unit__short_name", "process__number", "seen")
    return {unit: Reporting(name, number if seen else "") for unit, name, number, seen in found}


@dataclass(frozen=True)
class Standing:
    """How many of the ratings that the person sees are in each state, by reporting unit; and their stars.

    `tiers`: the stars of each unit's ratings that 初评 is over for.
    """

    cells: dict[int, dict[str, int]]
    stars: dict[int, int]
    tiers: dict[int, dict[int, int]]


def standing(user: User, round_: Round, units: Collection[int]) -> Standing:
    """A round in figures, with the stars that stand now. Two statements, and one more where stars were changed.

    The 工委 itself reports for the branches directly below it.
    """
    seen = ratings(user).filter(round=round_)
    below = [unit for unit in units if unit != round_.unit_id]
    above = OrgClosure.objects.filter(descendant=OuterRef("unit"), ancestor__in=below).values("ancestor")[:1]
    rows = seen.annotate(reports=Subquery(above)).order_by().values_list("reports", "state", "tier")
    cells: dict[int, dict[str, int]] = {unit: defaultdict(int) for unit in (*units, round_.unit_id)}
    tiers: dict[int, dict[int, int]] = {unit: defaultdict(int) for unit in (*units, round_.unit_id)}
    stars = defaultdict[int, int](int)
    for unit, state, tier, n in rows.annotate(n=Count("pk")):
        cells[unit or round_.unit_id][state] += n
        _add(tiers[unit or round_.unit_id], state, tier, n)
        _add(stars, state, tier, n)
    _change(changed_stars(seen, round_), stars, tiers, below)
    for tier, n in stars.items():
        tiers[round_.unit_id][tier] = n - sum(tiers[unit].get(tier, 0) for unit in below)
    return Standing({unit: states for unit, states in cells.items() if any(states.values())}, stars, tiers)


def _add(stars: dict[int, int], state: str, tier: int | None, n: int) -> None:
    """Count a star once 初评 is over."""
    if tier is not None and state in LISTED:
        stars[tier] += n


def _change(now: Mapping[int, ChangedStar], stars: Spread, tiers: Mapping[int, Spread], below: Collection[int]) -> None:
    """Count a changed star as what it is now, in the whole and at the unit that reports for the branch."""
    paths = routing.paths(now) if now else {}
    for unit, star in now.items():
        places = (tiers[place.id] for place in paths[unit] if place.id in below)
        for spread in (stars, *places):
            if star.was is not None:
                spread[star.was] -= 1
            if star.tier is not None:
                spread[star.tier] = spread.get(star.tier, 0) + 1


def late(user: User, round_: Round) -> list[Task]:
    """Open desks in a round that are past their day, the longest first, with whom they wait for. One statement."""
    lists = visible(RatingList.objects.all(), user).filter(round=round_).values("process")
    own = ratings(user).filter(round=round_).values("process")
    rows = Task.objects.filter(finished__isnull=True, due_on__lt=timezone.localdate()).exclude(right="")
    rows = rows.filter(Q(process__in=own) | Q(process__in=lists))
    return list(rows.select_related("process__unit", "unit").order_by("due_on", "pk"))
