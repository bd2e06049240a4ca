"""Rounds 批次: preparing one from a plan, and opening it for every unit that reports."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit
from workflows.engine import gates, handling, round_notices, running
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Round
from workflows.engine.transitions import open_many
from workflows.nomination import queries
from workflows.nomination.actions.quotas import check_quotas, freeze_table, open_quotas
from workflows.nomination.models import NominationList
from workflows.nomination.queries import rounds
from workflows.nomination.queries.allocation import allocation_problems
from workflows.nomination.queries.checkups import checkup
from workflows.nomination.queries.stages import stages_of
from workflows.nomination.rules import AwardRound, RoundError, lacks_to_open

CHUNK = 200


def draft_round(
    unit: OrgUnit, document: Mapping[str, Any], *, by: Actor, title: str, resume: str = Round.Resume.DIRECT,
    stages: Mapping[str, Mapping[str, Any]] | None = None, scope: Sequence[int] = (), like: Round | None = None,
) -> Round:  # fmt: skip
    """Prepare a round that `unit` holds with a copy of a plan's document; nobody sees it until it is started.

    `stages`: last days and hours by stage; which stages there are follows from the document. `scope`: the units it is
    for, with all below them; none: everybody. `like`: the round whose notice is taken over. Raises NotAllowed, and
    Refused when the document cannot be used.
    """
    running.check_runs(by, unit, queries.KEY)
    award = checked(document)
    made = Round.objects.create(
        process_key=queries.KEY,
        year=award.year,
        title=title,
        unit=unit,
        resume=resume,
        stages=_joined(stages_of(award), stages or {}),
        scheme=dict(document),
        scheme_version=award.version,
        basis="　".join(filter(None, (award.approval.body, award.approval.document))),
        scope=list(scope),
    )
    if like is not None:
        round_notices.take_over(like, made, by=by)
        handling.take_over(like, made)
    return made


def checked(document: Mapping[str, Any]) -> AwardRound:
    """The award round of a document. Raises Refused with the sentence of the rules."""
    try:
        award = AwardRound.from_data(dict(document))
    except RoundError as wrong:
        raise Refused(str(wrong)) from None
    check_quotas(award)
    return award


def _joined(off: Mapping[str, Mapping[str, Any]], dates: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    """Which stages are off, and the last days of the others."""
    return {state: dict(off.get(state) or dates[state]) for state in dict.fromkeys((*off, *dates))}


@transaction.atomic
def start_round(round_: Round, answer: CheckupAnswer | None = None, *, by: Actor) -> None:
    """Hand the opening of a prepared round to the worker; again only when that failed, before it began or halfway.

    `answer` says which 减负体检 was shown (goals U4), and why the round goes on despite what its approval lacks; a
    second start needs none. Raises NotAllowed, Incomplete with what the notice left open, and Refused.
    """
    running.check_runs(by, round_.unit, queries.KEY)
    locked = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=round_.pk)
    if not _may_start(locked) or by.appointment is None:
        raise Refused("该批次已经启动，不需要再次启动。")
    if lacks := [*lacks_to_open(queries.award_of(locked)), *allocation_problems(locked)]:
        raise Incomplete(lacks)
    if locked.status == Round.Status.DRAFT and not locked.checkup:
        gates.confirm(locked, checkup(locked), answer or CheckupAnswer(""), by=by)
    locked.opened_at = locked.opened_at or timezone.now()
    locked.save(update_fields=["opened_at"])
    open_round_job.enqueue(locked.pk, by.appointment.pk, list(rounds.job_of(locked).units))


def _may_start(round_: Round) -> bool:
    if round_.status == Round.Status.DRAFT:
        return not rounds.opening(round_)
    return round_.status == Round.Status.OPEN and rounds.stopped(round_)


@task()
def open_round_job(round_id: int, appointment_id: int, units: Sequence[int] = ()) -> int:
    """Open a round in the background, in the name of whoever started it. Safe to repeat. Returns lists opened.

    `units`: as for `open_round`. Raises Refused for a prepared round whose 减负体检 nobody was shown (goals U4).
    """
    post = Appointment.every.select_related("user__person", "unit").get(pk=appointment_id)
    round_ = Round.objects.select_related("unit").get(pk=round_id)
    if round_.status == Round.Status.DRAFT and not round_.checkup:
        raise Refused("启动批次以前须看过减负体检，没有启动。")
    return open_round(round_, units, by=Actor(post.user, post))


def open_round(round_: Round, units: Sequence[int] = (), *, by: Actor) -> int:
    """Open a round: its places, a list for every unit that reports, its notice. Returns lists opened.

    `units`: only those among these (keys), above and below them; none: all. Works in chunks and may be repeated, also
    beside itself: a unit that already has its list is left alone. Nominations are made by the units themselves.
    """
    waiting = list(rounds.unopened(round_, units).values_list("pk", flat=True))
    with transaction.atomic():
        if not _freeze(round_):
            return 0
        open_quotas(round_, units)
    opened = sum(_open_lists(round_, waiting[at : at + CHUNK], by) for at in range(0, len(waiting), CHUNK))
    round_notices.send(round_)
    return opened


def _freeze(round_: Round) -> bool:
    """Open the round, unless it ended before the worker came to it."""
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if locked.status not in (Round.Status.DRAFT, Round.Status.OPEN):
        return False
    if locked.status == Round.Status.DRAFT:
        freeze_table(round_)
    round_.status = Round.Status.OPEN
    round_.opened_at = round_.opened_at or timezone.now()
    round_.save(update_fields=["status", "opened_at"])
    return True


@transaction.atomic
def _open_lists(round_: Round, units: Sequence[int], by: Actor) -> int:
    """Open some of the lists: those that no other worker opened meanwhile, none when the round ended."""
    if not running.goes_on(round_):
        return 0
    left = rounds.unopened(round_, units).filter(pk__in=units)
    lists = open_many([NominationList(round=round_, unit=unit) for unit in left], by=by)
    round_notices.tell_joined(round_, lists)
    return len(lists)
