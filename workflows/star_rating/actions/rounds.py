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
from workflows.engine import gates, handling, round_notices, running
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Round
from workflows.engine.transitions import open_many
from workflows.star_rating import queries
from workflows.star_rating.actions.overlaps import check_apart, lock_year
from workflows.star_rating.actions.quotas import check_quotas, open_quotas
from workflows.star_rating.models import Rating, RatingList, Scheme
from workflows.star_rating.queries import drafts
from workflows.star_rating.queries.checkups import checkup
from workflows.star_rating.rules import Scheme as RatingScheme

CHUNK = 500


@transaction.atomic
def draft_round(
    unit: OrgUnit, scheme: Scheme, *, by: Actor, year: int, title: str, basis: str, resume: str,
    stages: Mapping[str, Any], scope: Sequence[int] = (), like: Round | None = None,
) -> Round:  # fmt: skip
    """Prepare a round with a copy of the scheme; nobody sees it until it is started.

    `scope`: the units it is for, with all below them; none: everybody. `like`: the round whose notice is taken over.
    Raises NotAllowed, and Refused when the scheme has a quota for a unit that does not exist, or when branches take
    part in another round of the year.
    """
    check_supervises(by, unit)
    check_quotas(RatingScheme.from_data(scheme.document))
    made = Round.objects.create(
        process_key=queries.KEY,
        year=year,
        title=title,
        unit=unit,
        resume=resume,
        stages=dict(stages),
        scheme=scheme.document,
        scheme_version=scheme.version,
        basis=basis,
        scope=list(scope),
    )
    check_apart(made)
    if like is not None:
        round_notices.take_over(like, made, by=by)
        handling.take_over(like, made)
    return made


@transaction.atomic
def redraft_round(
    round_: Round, scheme: Scheme, *, by: Actor, year: int, title: str, basis: str, resume: str,
    stages: Mapping[str, Any], scope: Sequence[int] = (),
) -> None:  # fmt: skip
    """Change a round that is being prepared, old and new into the ledger; its 减负体检 has to be seen again.

    Raises NotAllowed, and Refused when it was started, or as `draft_round` does.
    """
    check_supervises(by, round_.unit)
    check_quotas(RatingScheme.from_data(scheme.document))
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    check_prepared(locked)
    before = _words(locked)
    locked.scheme, locked.scheme_version = scheme.document, scheme.version
    locked.year, locked.title, locked.basis, locked.resume = year, title, basis, resume
    locked.stages, locked.scope = dict(stages), list(scope)
    locked.checkup, locked.opened_at = {}, None
    locked.save()
    check_apart(locked)
    if fields := drafts.changed(before, _words(locked)):
        running.enter("round_redraft", "修改筹备中的批次", locked, by, fields=fields)


def check_prepared(round_: Round) -> None:
    """Raises Refused unless a round is being prepared and nobody has started it; a start that failed counts not."""
    starting = round_.status == Round.Status.DRAFT and queries.opening(round_)
    if starting or round_.status != Round.Status.DRAFT:
        word = "正在启动" if starting else round_.get_status_display()
        raise Refused(f"批次“{round_.title}”{word}，不能再修改。")


def _words(round_: Round) -> dict[str, str]:
    return {"批次名称": round_.title, "评定年度": str(round_.year)} | drafts.settled(round_)


@transaction.atomic
def start_round(round_: Round, answer: CheckupAnswer | None = None, *, by: Actor) -> None:
    """Hand the opening of a drafted round to the worker; again only when that failed, before it began or halfway.

    `answer` says which 减负体检 was shown (goals U4); a second start needs none. Raises NotAllowed, Refused.
    """
    check_supervises(by, round_.unit)
    lock_year(round_)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if not _may_start(locked) or by.appointment is None:
        raise Refused("该批次已经启动，不需要再次启动。")
    units = queries.chosen(locked)
    check_apart(locked, units)
    if locked.status == Round.Status.DRAFT and not locked.checkup:
        gates.confirm(locked, checkup(locked), answer or CheckupAnswer(""), by=by)
    locked.opened_at = locked.opened_at or timezone.now()
    locked.save(update_fields=["opened_at"])
    open_round_job.enqueue(locked.pk, by.appointment.pk, units)


def _may_start(round_: Round) -> bool:
    if round_.status == Round.Status.DRAFT:
        return not queries.opening(round_)
    return round_.status == Round.Status.OPEN and queries.stopped(round_)


def check_supervises(by: Actor, unit: OrgUnit) -> None:
    """Only who looks after the whole prepares a round of this unit and runs it. Raises NotAllowed."""
    if not access.may(by, Right.SUPERVISE, unit, queries.KEY):
        raise NotAllowed("批次由工委组织部管理，您现在的身份不能办理。")


@task()
def open_round_job(round_id: int, appointment_id: int, units: Sequence[int] = ()) -> int:
    """Open a round in the background, in the name of whoever started it. Safe to repeat. Returns ratings opened.

    `units`: as for `open_round`.
    """
    post = Appointment.every.select_related("user__person", "unit").get(pk=appointment_id)
    return open_round(Round.objects.get(pk=round_id), units, by=Actor(post.user, post))


def open_round(round_: Round, units: Sequence[int] = (), *, by: Actor) -> int:
    """Open a round for the living branches it is for: quotas, lists, ratings. Returns ratings opened.

    `units`: only the branches among these (keys) and below them; none: all. Works in chunks and may be repeated, also
    beside itself: a branch that already has its rating is left alone. Raises Refused for a draft whose 减负体检 nobody
    was shown (goals U4), and where a branch came into the round that is in another one of the year.
    """
    check_quotas(queries.scheme_of(round_))
    branches = list(queries.unopened(round_, units).order_by("pk"))
    paths = routing.paths(branch.pk for branch in branches)
    reporting = {branch.pk: routing.reporting_unit(paths[branch.pk]) for branch in branches}
    by_unit: dict[int, int] = {}
    for place in reporting.values():
        if place is not None:
            by_unit[place.id] = by_unit.get(place.id, 0) + 1
    with transaction.atomic():
        lock_year(round_)
        if not _freeze(round_):
            return 0
        check_apart(round_, units)
        open_quotas(round_, [branch.pk for branch in branches])
        _open_lists(round_, list(by_unit), by)
    opened = sum(_open_ratings(round_, branches[at : at + CHUNK], by) for at in range(0, len(branches), CHUNK))
    round_notices.send(round_)
    return opened


def _freeze(round_: Round) -> bool:
    """Open the round, unless it ended before the worker came to it."""
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if locked.status not in (Round.Status.DRAFT, Round.Status.OPEN):
        return False
    if locked.status == Round.Status.DRAFT and not locked.checkup:
        raise Refused("启动批次以前须看过减负体检，没有启动。")
    round_.status = Round.Status.OPEN
    round_.opened_at = round_.opened_at or timezone.now()
    round_.save(update_fields=["status", "opened_at"])
    return True


def _open_lists(round_: Round, units: Sequence[int], by: Actor) -> None:
    have = set(RatingList.objects.filter(round=round_).values_list("unit_id", flat=True))
    found = OrgUnit.objects.in_bulk([unit for unit in units if unit not in have])
    lists = open_many([RatingList(round=round_, unit=unit) for unit in found.values()], by=by)
    round_notices.tell_joined(round_, lists)


@transaction.atomic
def _open_ratings(round_: Round, branches: Sequence[OrgUnit], by: Actor) -> int:
    """Open some of the branches: those that no other worker opened meanwhile, none when the round ended."""
    if not running.goes_on(round_):
        return 0
    have = set(Rating.objects.filter(round=round_, unit__in=branches).values_list("unit_id", flat=True))
    left = [branch for branch in branches if branch.pk not in have]
    past = queries.histories(round_, left)
    ratings = open_many([Rating(round=round_, unit=branch, history=past[branch.pk]) for branch in left], by=by)
    round_notices.tell_joined(round_, ratings)
    return len(ratings)
