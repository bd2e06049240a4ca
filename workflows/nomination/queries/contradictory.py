"""Rules of a round that contradict each other at some place, and whether somebody has ruled. 依据: domain 3.3."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

from workflows.engine.models import Quota, Round
from workflows.nomination.models import PlaceRuling
from workflows.nomination.queries.awards import award_of
from workflows.nomination.queries.limits import PLACES, Kept, kept, limit_of
from workflows.nomination.queries.places import where_of
from workflows.nomination.rules import Base, Contradiction, Per, contradictions


class Open(NamedTuple):
    """A contradiction that nobody has ruled on, and the quota whose number a ruling sets."""

    quota: Quota
    found: Contradiction


def unruled(round_: Round, rows: Sequence[Kept]) -> list[Open]:
    """The contradictions among these quotas that wait for a ruling. One statement when there are any.

    A ruling settles what it was shown: when a number changes afterwards, the sum that is shown now waits for another.
    `rows`: all quotas of the places that are asked about.
    """
    found = [each for place, there in _by_place(rows).items() for each in _at(round_, place[0], there)]
    if not found:
        return []
    quotas = [each.quota.pk for each in found]
    rulings = PlaceRuling.objects.filter(quota__in=quotas).order_by("pk")
    ruled = {each.quota_id: each.sums.split("\n") for each in rulings}  # the last one holds
    return [each for each in found if each.found.text not in ruled.get(each.quota.pk, [])]


def at_place(quota: Quota) -> list[Open]:
    """What contradicts at one quota, ruled on or not. One statement."""
    near = Quota.objects.filter(round=quota.round_id, unit=quota.unit_id).select_related("unit").order_by("pk")
    rows = kept(award_of(quota.round), [quota if each.pk == quota.pk else each for each in near])
    per = next((row.per for row in rows if row.quota.pk == quota.pk), None)
    there = [row for row in rows if row.per is per]
    return [each for each in _at(quota.round, per, there) if each.quota.pk == quota.pk] if per else []


def _by_place(rows: Sequence[Kept]) -> dict[tuple[Per, int], list[Kept]]:
    found = defaultdict(list)
    for row in rows:
        found[row.per, row.quota.unit_id].append(row)
    return found


def _at(round_: Round, per: Per, there: Sequence[Kept]) -> list[Open]:
    """The rules that one place cannot keep both of, with the numbers that are stored for it."""
    places = {row.cap.categories[0]: row.quota.limit for row in there if row.cap.code.startswith(PLACES)}
    others = {row.cap.code: row for row in there if not row.cap.code.startswith(PLACES)}
    listed = {row.cap.code for row in others.values() if row.cap.base is Base.LISTED}
    counted = {
        code: limit_of(row.cap, row.quota.base) for code, row in others.items() if code not in listed
    }  # fmt: skip
    where = where_of(there[0])
    found = contradictions(award_of(round_), per, where, {}, places, counted)
    return [Open(others[each.cap].quota, each) for each in found if each.cap in others]
