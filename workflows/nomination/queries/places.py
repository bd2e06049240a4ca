"""Who takes places: the nominations that hold one, as limits see them, and what a place is called."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from django.db.models import F

from workflows.nomination.models import Nomination
from workflows.nomination.queries.limits import Kept
from workflows.nomination.queries.rounds import BRANCHES
from workflows.nomination.rules import Entry, Per
from workflows.nomination.states import NominationState as S

DECIDED = (
    S.ANNOUNCING, S.PUBLICISING, S.CONFERRING, S.RECOMMENDED, S.AWARDED, S.NOT_AWARDED,
)  # fmt: skip
"""After the decision: the place is used."""

Holders = dict[int, list[Nomination]]
"""By quota: the nominations that hold its places."""


def where_of(row: Kept) -> str:
    """Whose places they are, in words."""
    return "全部单位合计" if row.per is Per.WHOLE else row.quota.unit.short_name


def entry_of(nomination: Nomination) -> Entry:
    """A nomination as limits see it; a branch or a unit is neither 领导干部 nor 一线."""
    person = nomination.person
    leader, frontline = (person.is_leader, person.is_frontline) if person else (False, False)
    return Entry(nomination.candidate, nomination.category, leader, frontline)


def branch_of(nomination: Nomination) -> int | None:
    """The branch whose places a nomination takes (its key): the one that nominates; else the candidate's own.

    So the limits of a branch hold for its people too where the unit above nominates them. None outside any branch.
    """
    if nomination.unit.kind in BRANCHES:
        return nomination.unit_id
    if nomination.person is not None:
        return nomination.person.branch_id
    honoured = nomination.honoured
    return honoured.pk if honoured is not None and honoured.kind in BRANCHES else None


def concerns(row: Kept, nomination: Nomination) -> bool:
    """Whether a nomination takes one of these places: its category, and its branch where a branch is meant."""
    return nomination.category in row.cap.categories and (
        row.per is not Per.BRANCH or row.quota.unit_id == branch_of(nomination)
    )


def holders(rows: Collection[Kept], without: Sequence[Nomination] = ()) -> Holders:
    """The nominations that hold places of these quotas, except these. One statement."""
    held = Nomination.objects.filter(process__reservations__quota__in=[row.quota.pk for row in rows])
    held = held.exclude(process__in=[each.process_id for each in without]).annotate(
        held=F("process__reservations__quota")
    )
    found: Holders = defaultdict(list)
    for each in held.select_related("person", "honoured").order_by("pk"):
        found[each.held].append(each)
    return found
