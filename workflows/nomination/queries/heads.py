"""How many members there are: in a branch, under a unit that reports, over all, as of a day. 依据: domain 3.3, 3.9."""

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from permissions import routing
from permissions.models import OrgClosure, OrgUnit, Person
from workflows.engine.models import Round
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.rounds import BRANCHES, taking_part
from workflows.nomination.rules import Base, Cap, Per


class Heads(NamedTuple):
    """Members of one place: full ones, all with 预备党员, and of how many of these no day is registered."""

    formal: int = 0
    members: int = 0
    formal_undated: int = 0
    members_undated: int = 0

    def of(self, base: Base) -> int:
        """How many a share is taken of."""
        return self.formal if base is Base.FORMAL else self.members

    def undated(self, base: Base) -> int:
        """How many of them are counted as registered today, because their day is not known."""
        return self.formal_undated if base is Base.FORMAL else self.members_undated

    def more(self, other: "Heads") -> "Heads":
        """Both together."""
        return Heads(*(mine + theirs for mine, theirs in zip(self, other, strict=True)))


Where = tuple[Per, int]
"""A branch, a unit that reports, or the host for all, by its key."""
Counted = Mapping[date, Mapping[Where, Heads]]
"""What was counted, by the day and the place."""


def is_share(cap: Cap) -> bool:
    """Whether a limit is a share of members, which have to be counted."""
    return cap.percent is not None and cap.base is not Base.LISTED


def day_of(cap: Cap, round_: Round) -> date:
    """The day on which the members are counted that a limit is a share of: its own, or the cut-off day."""
    return cap.as_of or award_of(round_).cut_off or timezone.localdate()


def branches_of(round_: Round, joining: Collection[int] = ()) -> QuerySet[OrgUnit]:
    """The living branches that a round is for, with those below the units (keys) that are about to join."""
    rows = taking_part(round_).filter(kind__in=BRANCHES)
    if not joining:
        return rows
    more = OrgClosure.objects.filter(ancestor__in=joining).values("descendant")
    added = OrgUnit.objects.filter(pk__in=more, kind__in=BRANCHES, dissolved_on__isnull=True)
    return OrgUnit.objects.filter(Q(pk__in=rows.values("pk")) | Q(pk__in=added.values("pk")))


def reporting_of(round_: Round, branches: Collection[int]) -> dict[int, int]:
    """The unit that reports for each branch. One statement."""
    found = {}
    for branch, path in routing.paths(branches).items():
        place = routing.reporting_unit(routing.within(path, round_.unit_id))
        found[branch] = place.id if place else round_.unit_id
    return found


def count(round_: Round, reporting: Mapping[int, int], caps: Collection[Cap]) -> Counted:
    """Count members for the shares among these limits: by branch, by the unit that reports, and over all.

    `reporting`: the branches, each with the unit that reports for it. One statement a day; none without a share.
    """
    days = {day_of(cap, round_) for cap in caps if is_share(cap)}
    return {day: _placed(round_, reporting, _by_branch(reporting, day)) for day in sorted(days)}


def _placed(round_: Round, reporting: Mapping[int, int], branches: Mapping[int, Heads]) -> dict[Where, Heads]:
    found: defaultdict[Where, Heads] = defaultdict(Heads)
    for branch, heads in branches.items():
        for place in ((Per.BRANCH, branch), (Per.UNIT, reporting[branch]), (Per.WHOLE, round_.unit_id)):
            found[place] = found[place].more(heads)
    return found


def _by_branch(branches: Collection[int], day: date) -> dict[int, Heads]:
    """Whoever was a member on that day; of whom no day is registered, by what the register says today."""
    joined = Q(joined_on__isnull=True) | Q(joined_on__lte=day)
    full = Q(roll=Person.Roll.FORMAL)
    formal = full & (Q(formal_on__isnull=True) | Q(formal_on__lte=day))
    rows = Person.objects.filter(branch__in=list(branches), status=Person.Status.LISTED).exclude(roll=Person.Roll.NONE)
    found = rows.values("branch").annotate(
        a=Count("pk", filter=formal),
        b=Count("pk", filter=joined),
        c=Count("pk", filter=full & Q(formal_on__isnull=True)),
        d=Count("pk", filter=Q(joined_on__isnull=True)),
    )
    return {row["branch"]: Heads(row["a"], row["b"], row["c"], row["d"]) for row in found.order_by()}
