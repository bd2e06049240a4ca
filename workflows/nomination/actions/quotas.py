"""Quotas 名额: counted when a round opens, taken by branches and by lists, judged once more when a body decides."""

from collections.abc import Collection, Sequence

from django.db import transaction
from django.db.models import QuerySet

from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Quota, Reservation, Round
from workflows.nomination import queries
from workflows.nomination.models import Nomination, NominationList, PlaceTable
from workflows.nomination.queries.allocation import Table, newcomers
from workflows.nomination.queries.limits import all_rows, kept, key_of, too_long
from workflows.nomination.queries.lists import decides_itself
from workflows.nomination.queries.places import branch_of
from workflows.nomination.queries.quotas import (
    Quotas,
    Step,
    decided_quotas,
    holding_list,
    over_branch,
    over_list,
)
from workflows.nomination.rules import AwardRound, Per, limits_for, place_caps
from workflows.nomination.states import NominationState

COUNTED = ["base", "limit", "formula"]


def check_quotas(award: AwardRound) -> None:
    """Refuse a round whose places cannot be kept. Raises Refused."""
    if codes := too_long(award):
        raise Refused(f"类别或限额的编号“{'、'.join(codes)}”太长，请改短后再用。")


@transaction.atomic
def open_quotas(round_: Round, joining: Collection[int] = ()) -> None:
    """Count every limit of a round for each branch, each unit that reports, and over all. 依据: domain 3.3 to 3.5.

    `joining`: units (keys) about to join, with all below them. Safe to repeat when more of them join: a base only
    grows, because places that were given out stay; what was ruled, shifted or typed into a table stays too. Members
    are counted as of the cut-off day, or the day a limit names; number, sum, day and rounding stand on each quota.
    Raises Refused for codes that are too long.
    """
    check_quotas(queries.award_of(round_))
    counted = {(row.unit_id, row.key): row for row in all_rows(round_, joining)}
    held = Quota.objects.select_for_update().filter(round=round_, adjusted=False).order_by("pk")
    have = {(row.unit_id, row.key): row for row in held}
    grown = [_as_counted(have[at], row) for at, row in counted.items() if at in have and row.base > have[at].base]
    Quota.objects.bulk_update(grown, COUNTED)
    Quota.objects.bulk_create([*counted.values(), *newcomers(round_)], ignore_conflicts=True)


def freeze_table(round_: Round) -> None:
    """Keep for whom the places of a round that starts were given out by its table; nothing where it has none."""
    table = Table.of(round_)
    if table.stored():
        PlaceTable.objects.get_or_create(round=round_, defaults={"per": table.per})


def _as_counted(quota: Quota, counted: Quota) -> Quota:
    quota.base, quota.limit, quota.formula = counted.base, counted.limit, counted.formula
    return quota


def reserve_branch(nomination: Nomination, excuse: str = "") -> None:
    """Take the places of its branch that a nomination wants, as it is handed in; nothing outside any branch.

    Under the locks of the quotas, by key, after the nomination's own. Raises Refused when the branch was given no
    places, Incomplete with both sums while two rules contradict, or with the sum when a limit is exceeded; a limit
    that is one in principle, or that nobody can compute, needs an `excuse`.
    """
    branch = branch_of(nomination)
    if branch is None:
        return
    if not over_branch(nomination).exists():
        _open_missing(nomination.round, [branch])
    held = list(_locked(over_branch(nomination)))
    _check_given(nomination.round, Per.BRANCH, branch, [nomination], held)
    rows = kept(queries.award_of(nomination.round), held)
    places = Quotas(nomination.round, rows, [nomination], Step.SUBMIT)
    _take(places, excuse)


def reserve_list(submission: NominationList, members: Sequence[Nomination], excuse: str = "") -> None:
    """Take the places that a list wants of its unit and over all, as it is reported.

    Judged anew on the members that there are now: a share of fewer than were counted is smaller. Where the unit decides
    its list itself, its places are taken by that decision and not before. Raises as `reserve_branch`.
    """
    places = _places(submission, members, Step.REPORT)
    if decides_itself(submission.round):
        _refuse(places, excuse)
    else:
        _take(places, excuse)


def check_decided(submission: NominationList, members: Sequence[Nomination], excuse: str = "") -> None:
    """See that what a body decides ends within the places, without 差额, and take those that were not taken before.

    Counted with what other lists decided so far; what was asked for in principle rests on the `excuse` that came with
    the list, or on this one. Raises as `reserve_branch`.
    """
    _take(_places(submission, members, Step.DECIDE), excuse or submission.excuse)


def check_over_all(submission: NominationList, advice: str, excuse: str = "") -> None:
    """See once more that everybody decided so far keeps the limits over all, when no other list is to be decided.

    Lists that came to nothing, and members struck off since, change what a share or a least number asks for. What
    holds in principle rests on the `excuse`, or on one that a list of the round came with. Raises Incomplete, with
    `advice`.
    """
    places = decided_quotas(submission)
    if places.problems(excuse):
        said = NominationList.objects.filter(round=submission.round_id).exclude(excuse="").first()
        if problems := places.problems(excuse or (said.excuse if said else "")):
            raise Incomplete([*problems, advice])


def _places(submission: NominationList, members: Sequence[Nomination], step: Step) -> Quotas:
    round_, found = submission.round, over_list(submission, members)
    if _lacks(submission, found):
        _open_missing(round_, [submission.unit_id, round_.unit_id])
    held = list(_locked(found))
    _check_given(round_, Per.UNIT, submission.unit_id, members, held)
    return Quotas(round_, holding_list(submission, held, members), members, step, submission)


def _locked(found: QuerySet[Quota]) -> QuerySet[Quota]:
    """By key, so that no two lists take the last place both and none waits for the other."""
    return found.select_for_update(of=("self",))


def _take(places: Quotas, excuse: str) -> None:
    _refuse(places, excuse)
    Quota.objects.bulk_update([row.quota for row, _ in places.shrunk], COUNTED)
    Reservation.objects.bulk_create(
        (Reservation(quota=line.quota, process_id=row.process_id) for line in places.lines for row in line.takers),
        ignore_conflicts=True,
    )


def _refuse(places: Quotas, excuse: str) -> None:
    if problems := places.problems(excuse):
        raise Incomplete(problems)


def _lacks(submission: NominationList, found: QuerySet[Quota]) -> bool:
    """Whether a limit of the round has no places counted at the list's unit or over all: it joined since."""
    award, have = queries.award_of(submission.round), {(row.unit_id, row.key) for row in found}
    at = {Per.UNIT: submission.unit_id, Per.WHOLE: submission.round.unit_id}
    return any((unit, key_of(per, cap.code)) not in have for per, unit in at.items() for cap in limits_for(award, per))


def _open_missing(round_: Round, units: Sequence[int]) -> None:
    """Places of branches and units that came after the round was opened, counted on whom they have now."""
    missing = [row for row in all_rows(round_) if row.unit_id in units]
    Quota.objects.bulk_create(missing, ignore_conflicts=True)


def _check_given(round_: Round, per: Per, unit: int, rows: Sequence[Nomination], held: Sequence[Quota]) -> None:
    """Where places were given out by a table, who stands in no row of it has none to take."""
    categories = {row.category for row in rows}
    have = {quota.key for quota in held if quota.unit_id == unit}
    every = place_caps(queries.award_of(round_), per, dict.fromkeys(categories, 0))
    lacking = {key_of(per, cap.code): cap for cap in every if cap.categories[0] in categories}
    lacking = {key: cap for key, cap in lacking.items() if key not in have}
    if lacking and (given := set(Quota.objects.filter(round=round_, key__in=lacking).values_list("key", flat=True))):
        names = "、".join(lacking[key].name for key in sorted(given))
        raise Refused(f"本单位还没有核定{names}，不能报送，请联系{round_.unit.short_name}。")


def release(rows: Sequence[Nomination]) -> None:
    """Free every place that these nominations hold: they ended, or went back to whoever proposes them."""
    Reservation.objects.filter(process__in=[row.process_id for row in rows]).delete()


def release_list(rows: Sequence[Nomination]) -> None:
    """Free the places that these nominations hold in a list; what they hold in their branch stays."""
    held = Reservation.objects.filter(process__in=[row.process_id for row in rows])
    held.exclude(quota__key__startswith=f"{Per.BRANCH}:").delete()


def release_called_off(round_: Round) -> None:
    """Free the places of nominations that ended with their round. Safe to repeat."""
    ended = Nomination.objects.filter(round=round_, state=NominationState.CALLED_OFF).values("process")
    Reservation.objects.filter(quota__round=round_, process__in=ended).delete()
