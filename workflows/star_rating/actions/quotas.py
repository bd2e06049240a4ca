"""Quotas 名额: counted when a round opens, taken when lists are reported, given another limit by the 工委."""

from collections.abc import Collection, Sequence

from django.db import transaction

from permissions import access
from permissions.actor import Actor
from permissions.roles import Right
from workflows.engine import ledger
from workflows.engine.errors import Incomplete, NotAllowed, Refused
from workflows.engine.models import Quota, Reservation, Round
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList
from workflows.star_rating.queries import quota_bases, quotas
from workflows.star_rating.queries.quota_lines import whose
from workflows.star_rating.queries.quota_reach import takers
from workflows.star_rating.rules import Direction, QuotaNode, Scheme, keyed_quotas, places_for, quota_limit

LONGEST = 120
"""Characters of a formula."""


def check_quotas(scheme: Scheme) -> None:
    """Refuse a scheme that limits a unit or a field which does not exist. Raises Refused."""
    if unknown := quota_bases.unknown_units(scheme):
        raise Refused(f"名额规则所指的单位编码{'、'.join(unknown)}不存在，请核对评定方案。")
    if unknown := quota_bases.unknown_fields(scheme):
        raise Refused(f"名额规则所指的领域{'、'.join(unknown)}不存在，请核对评定方案。")


@transaction.atomic
def open_quotas(round_: Round, joining: Collection[int] = ()) -> None:
    """Count what every quota is of, and set its limit (2.3: 五星 ≤ 30 %, 向下取整).

    `joining`: branches that are about to get their rating. Safe to repeat when more of them join: a base only grows,
    because places that were given out stay, and a limit that the 工委 adjusted stays too.
    """
    if not queries.scheme_of(round_).quotas:
        return
    counted = {(row.unit_id, row.key): row for row in _counted(round_, joining)}
    held = Quota.objects.select_for_update().filter(round=round_).order_by("pk")
    have = {(row.unit_id, row.key): row for row in held}
    grown = [_grown(have[at], row) for at, row in counted.items() if at in have and row.base > have[at].base]
    Quota.objects.bulk_update(grown, ["base", "limit", "formula"])
    Quota.objects.bulk_create(counted.values(), ignore_conflicts=True)


def open_missing_quotas(rating: Rating, unit: int) -> None:
    """Places for a unit that had no branch, or none of this one's field, when the round opened.

    They are counted on those that it has in the round now. One statement where nothing is missing.
    """
    scheme, round_ = queries.scheme_of(rating.round), rating.round
    own = {key: rule for key, rule in keyed_quotas(scheme).items() if rule.node is QuotaNode.SUBMITTING_UNIT}
    wanted = {places_for(scheme.quotas, key, rule, rating.field) for key, rule in own.items()} - {None}
    if wanted and wanted - set(Quota.objects.filter(round=round_, unit=unit).values_list("key", flat=True)):
        Quota.objects.bulk_create(_counted(round_), ignore_conflicts=True)


def _counted(round_: Round, joining: Collection[int] = ()) -> list[Quota]:
    """Every quota of the round as it is counted now, not saved."""
    rows = []
    for key, rule, unit, count in quota_bases.bases(round_, joining):
        limit, formula = quota_limit(rule, count, round_.year)
        rows.append(Quota(round=round_, unit_id=unit, key=key, base=count, limit=limit, formula=formula))
    return rows


def _grown(quota: Quota, counted: Quota) -> Quota:
    quota.base = counted.base
    if not quota.adjusted:
        quota.limit, quota.formula = counted.limit, counted.formula
    return quota


def reserve(submission: RatingList, rows: Sequence[Rating], excuse: str = "") -> None:
    """Take the places that these members of a list want, at its unit and above.

    A member is of the field that its rating opened with; that its unit has places for this field is checked anew.
    Under the locks of the quotas, by key, so that no two lists take the last place both. Raises Refused when places
    were not counted, Incomplete with the sum when a hard limit is exceeded, or a soft one without a reason.
    """
    units = quotas.units_over(submission, rows)
    held = Quota.objects.select_for_update().filter(round=submission.round_id, unit__in=units).order_by("pk")
    _check_counted(submission, rows, list(held))
    lines = queries.quota_lines(submission, rows)
    if problems := [line.text for line in lines if line.refuses and line.binds_at_report]:
        raise Incomplete(problems)
    if not excuse.strip() and (beyond := [line.text for line in lines if line.needs_reason and line.binds_at_report]):
        raise Incomplete(beyond)
    Reservation.objects.bulk_create(
        (Reservation(quota=line.quota, process_id=row.process_id) for line in lines for row in line.takers),
        ignore_conflicts=True,
    )


def _check_counted(submission: RatingList, rows: Sequence[Rating], held: Sequence[Quota]) -> None:
    """Every rule that is counted for the reporting unit or for all must have places, also in each member's field."""
    if quotas.lacks_places(submission, rows, held):
        raise Refused("本单位的星级名额还没有核定，不能报送，请联系工委。")
    if uncounted := quotas.beyond_fields(submission, rows, held):
        raise Refused(
            f"{'、'.join(uncounted)}所属的领域没有核定名额，可能是开启批次之后调整过组织，不能报送，请联系工委核对。"
        )


def release(rows: Sequence[Rating]) -> None:
    """Free the places that these ratings hold."""
    Reservation.objects.filter(process__in=[row.process_id for row in rows]).delete()


@transaction.atomic
def quota_set(quota: Quota, limit: int, *, by: Actor, reason: str, beyond: bool = False) -> Quota:
    """Give a quota another limit, with a reason that goes into the ledger; no later count changes it.

    `beyond`: the most may be more than there are branches, said on purpose. Raises NotAllowed, and Refused when the
    most would be less than what is taken already, or when there are not so many branches.
    """
    locked = Quota.objects.select_for_update(of=("self",)).select_related("round__unit", "unit").get(pk=quota.pk)
    if not access.may(by, Right.SUPERVISE, locked.round.unit, queries.KEY):
        raise NotAllowed("名额由工委组织部调整，您现在的身份不能办理。")
    rule = quotas.rule_of(locked)
    taken = locked.reservations.count()
    if rule.direction is Direction.MAX and limit < taken:
        raise Refused(f"已有{taken}个支部占用这项名额，不能低于{taken}个。需要减少的，请先退回已报的名单。")
    if (why := rule.beyond(limit, takers(locked, rule))) and (rule.least or not beyond):
        raise Refused(why if rule.least else f"{why}请核对，确需这样的请勾选。")
    before = locked.limit
    locked.limit, locked.adjusted = limit, True
    locked.formula = f"工委调整为{limit}个，原{before}个"[:LONGEST]
    locked.save(update_fields=["limit", "adjusted", "formula"])
    _enter(locked, f"{whose(locked, rule)}{rule.stars}", before, by, reason)
    return locked


def _enter(quota: Quota, stars: str, before: int, by: Actor, reason: str) -> None:
    name = f"{quota.round.title}：{stars}名额"
    fields = {"名额": [str(before), str(quota.limit)]}
    change = ledger.Change("quota_set", "调整名额", ledger.subject_of(quota), name, reason, fields)
    ledger.enter([change], by=by)
