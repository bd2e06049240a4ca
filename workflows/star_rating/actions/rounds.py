"""Rounds 批次: drafting one, and opening it for every branch."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from permissions import access, routing
from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit
from permissions.roles import Right
from workflows.engine import facts
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import Quota, Round
from workflows.engine.transitions import open_many
from workflows.star_rating import queries
from workflows.star_rating.models import Rating, RatingList, Scheme
from workflows.star_rating.rules import Scheme as RatingScheme
from workflows.star_rating.rules import is_supported, quota_limit, star_name

CHUNK = 500


def draft_round(
    unit: OrgUnit, scheme: Scheme, *, by: Actor, year: int, title: str, basis: str, resume: str,
    stages: Mapping[str, Any],
) -> Round:  # fmt: skip
    """Prepare a round with a copy of the scheme; nobody sees it until it is started.

    Raises NotAllowed, and Refused when the scheme has a quota that is not supported yet.
    """
    _check_supervises(by, unit)
    check_quotas(RatingScheme.from_data(scheme.document))
    return Round.objects.create(
        process_key=queries.KEY,
        year=year,
        title=title,
        unit=unit,
        resume=resume,
        stages=dict(stages),
        scheme=scheme.document,
        scheme_version=scheme.version,
        basis=basis,
    )


def check_quotas(scheme: RatingScheme) -> None:
    """Refuse a scheme with a quota that nothing here would keep. Raises Refused."""
    beyond = [star_name(rule.tier) for rule in scheme.quotas if not is_supported(rule)]
    if beyond:
        raise Refused(f"{'、'.join(beyond)}的名额规则还不支持：名额只能是呈报单位的硬性上限。请修改评定方案。")


@transaction.atomic
def start_round(round_: Round, *, by: Actor) -> None:
    """Hand the opening of a drafted round to the worker; again only when that failed, before it began or halfway.

    Raises NotAllowed, Refused.
    """
    _check_supervises(by, round_.unit)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if not _may_start(locked) or by.appointment is None:
        raise Refused("该批次已经启动，不需要再次启动。")
    locked.opened_at = locked.opened_at or timezone.now()
    locked.save(update_fields=["opened_at"])
    open_round_job.enqueue(locked.pk, by.appointment.pk)


def _may_start(round_: Round) -> bool:
    if round_.status == Round.Status.DRAFT:
        return not queries.opening(round_)
    return round_.status == Round.Status.OPEN and queries.stopped(round_)


def _check_supervises(by: Actor, unit: OrgUnit) -> None:
    if not access.may(by, Right.SUPERVISE, unit, queries.KEY):
        raise NotAllowed("批次由工委组织部启动，您现在的身份不能办理。")


@task()
def open_round_job(round_id: int, appointment_id: int) -> int:
    """Open a round in the background, in the name of whoever started it. Safe to repeat. Returns ratings opened."""
    post = Appointment.objects.select_related("user__person", "unit").get(pk=appointment_id)
    return open_round(Round.objects.get(pk=round_id), by=Actor(post.user, post))


def open_round(round_: Round, *, by: Actor) -> int:
    """Open a drafted round for every living branch under its unit: quotas, lists, ratings. Returns ratings opened.

    Works in chunks and may be repeated: a branch that already has its rating is left alone.
    """
    check_quotas(queries.scheme_of(round_))
    branches = list(queries.unopened(round_).order_by("pk"))
    paths = routing.paths(branch.pk for branch in branches)
    reporting = {branch.pk: routing.reporting_unit(paths[branch.pk]) for branch in branches}
    by_unit: dict[int, int] = {}
    for place in reporting.values():
        if place is not None:
            by_unit[place.id] = by_unit.get(place.id, 0) + 1
    with transaction.atomic():
        _freeze(round_)
        open_quotas(round_, by_unit)
        _open_lists(round_, list(by_unit), by)
    return sum(_open_ratings(round_, branches[at : at + CHUNK], by) for at in range(0, len(branches), CHUNK))


def _freeze(round_: Round) -> None:
    round_.status = Round.Status.OPEN
    round_.opened_at = round_.opened_at or timezone.now()
    round_.save(update_fields=["status", "opened_at"])


def open_quotas(round_: Round, by_unit: Mapping[int, int]) -> None:
    """Each reporting unit's places, counted on the branches it has in this round (2.3: 五星 ≤ 30 %, 向下取整)."""
    rows = []
    for rule in queries.scheme_of(round_).quotas:
        for unit, base in by_unit.items():
            limit = quota_limit(rule, base)
            rows.append(
                Quota(
                    round=round_, unit_id=unit, key=str(rule.tier), base=base, limit=limit.limit, formula=limit.formula
                )
            )
    Quota.objects.bulk_create(rows, ignore_conflicts=True)


def _open_lists(round_: Round, units: Sequence[int], by: Actor) -> None:
    have = set(RatingList.objects.filter(round=round_).values_list("unit_id", flat=True))
    found = OrgUnit.objects.in_bulk([unit for unit in units if unit not in have])
    open_many([RatingList(round=round_, unit=unit) for unit in found.values()], by=by)


def _open_ratings(round_: Round, branches: Sequence[OrgUnit], by: Actor) -> int:
    last = facts.of_units(queries.STAR_FACT, round_.year - 1, [branch.pk for branch in branches])
    ratings = [Rating(round=round_, unit=branch, history=_history(last.get(branch.pk))) for branch in branches]
    return len(open_many(ratings, by=by))


def _history(fact: Any) -> dict[str, Any]:
    """Last year's star as copied into the rating with its source; empty when there is none."""
    if fact is None:
        return {}
    return {"tier": fact.value["tier"], "words": fact.words, "source": fact.source, "fact": fact.pk}
