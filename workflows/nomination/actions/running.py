"""While a round runs: further units, its cancellation, its close by hand, and its end when all is done."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django_tasks import task

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine import running
from workflows.engine.errors import Refused
from workflows.engine.models import Round
from workflows.nomination import queries
from workflows.nomination.actions.quotas import release_called_off
from workflows.nomination.actions.rounds import open_round_job
from workflows.nomination.models import Consultation, Nomination, NominationList
from workflows.nomination.queries import rounds, standing
from workflows.nomination.states import ListState as L
from workflows.nomination.states import NominationState as S

OVERDUE = "逾期未报。"
FORFEITED = "逾期未报，按通知视为不推荐。"
EXTENDED: dict[Any, Any] = {
    S.DRAFTING: Nomination,
    S.GENERAL_REVIEWING: Nomination,
    S.COMMITTEE_REVIEWING: Nomination,
    L.COMPILING: NominationList,
    L.STUDYING: NominationList,
}
"""The stages that may be given more time, and whose they are."""


# --- more units ----------------------------------------------------------------------------------------------------


@transaction.atomic
def round_open_more(round_: Round, units: Sequence[OrgUnit], *, by: Actor) -> int:
    """Let further units take part in a running round. Returns how many may nominate that could not. 依据: 补报.

    `units`: branches, or units with all below them. Raises NotAllowed, Refused.
    """
    running.check_runs(by, round_.unit, queries.KEY)
    running.locked_open(round_)
    locked = Round.objects.select_related("unit").get(pk=round_.pk)
    _check_more(locked)
    keys = [unit.pk for unit in units]
    before = set(rounds.taking_part(locked).values_list("pk", flat=True)) if locked.scope else None
    locked.scope = sorted({*locked.scope, *keys}) if locked.scope else []
    wanted = _joined(locked, before, keys)
    if not wanted or by.appointment is None:
        raise Refused("所选单位都已参加，不需要增加。")
    locked.save(update_fields=["scope"])
    names = "、".join(unit.short_name for unit in units)
    running.enter("round_open_more", "增加参加单位", locked, by, comment=f"{names}，共{wanted}个")
    open_round_job.enqueue(locked.pk, by.appointment.pk, keys)
    return wanted


def _joined(round_: Round, before: set[int] | None, keys: Sequence[int]) -> int:
    """How many units come in; where all may nominate already, those that have no list yet."""
    if before is None:
        return rounds.unopened(round_, keys).count()
    return rounds.taking_part(round_).exclude(pk__in=before).count()


def _check_more(round_: Round) -> None:
    if round_.ended_why:
        raise Refused("批次已结束填报，不能再增加单位。")
    if rounds.opening(round_):
        raise Refused("正在为各单位开启，请等它完成后再增加单位。")
    if rounds.stopped(round_):
        raise Refused("上一次开启中途停下了，请先在批次页面再次启动，完成后再增加单位。")


# --- its end -------------------------------------------------------------------------------------------------------


@transaction.atomic
def round_cancel(round_: Round, *, reason: str, by: Actor) -> None:
    """Cancel a round in which nothing was given or recommended: at once for everybody, its records end later.

    Raises NotAllowed, Refused.
    """
    running.check_runs(by, round_.unit, queries.KEY)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if locked.status not in (Round.Status.DRAFT, Round.Status.OPEN):
        raise Refused(f"批次{locked.get_status_display()}，不能取消。")
    given = Nomination.objects.filter(round=locked, state__in=standing.GIVEN).count()
    if given:
        raise Refused(f"本批次已有{given}个对象授予或上报，不能取消；没有报送的可以用“结束批次”了结。")
    locked.status, locked.ended_why = Round.Status.CANCELLED, reason
    locked.save(update_fields=["status", "ended_why"])
    running.enter("round_cancel", "取消批次", locked, by, comment=reason)
    cancel_round_job.enqueue(locked.pk)


@task()
def cancel_round_job(round_id: int) -> int:
    """End all that is under way in a cancelled round, lists first. Safe to repeat. Returns records ended."""
    return _end(Round.objects.get(pk=round_id))


def cancel_due(_today: date) -> int:
    """End what a job that failed left under way in cancelled rounds. Returns records ended."""
    return sum(_end(round_) for round_ in Round.objects.filter(process_key=queries.KEY, status=Round.Status.CANCELLED))


def _end(round_: Round) -> int:
    comment = f"批次取消：{round_.ended_why}"
    ended = running.call_off(running.under_way(Consultation, round_), comment, "drop")
    for model in (NominationList, Nomination):
        ended += running.call_off(running.under_way(model, round_), comment)
    release_called_off(round_)
    return ended


@transaction.atomic
def round_close(round_: Round, *, reason: str, by: Actor) -> int:
    """Close a round by hand: drafts and lists that were not handed in end, the rest goes its way.

    The round is over as soon as that is. Returns how many units had nothing on its way. Raises NotAllowed, Refused.
    """
    running.check_runs(by, round_.unit, queries.KEY)
    locked = running.locked_open(round_)
    if rounds.opening(locked):
        raise Refused("正在为各单位开启，请等它完成后再结束批次。")
    silent, drafts = standing.silent_lists(locked).count(), standing.not_handed_in(locked).count()
    waiting = standing.unreported_lists(locked).count() - silent
    if not silent and not drafts:
        others = f"未报的{waiting}个单位都有提名在办" if waiting else "没有未报送的单位和提名"
        raise Refused(f"{others}；其余事项办结后，批次自动结束。")
    locked.ended_why = reason
    locked.save(update_fields=["ended_why"])
    others = f"，另有{waiting}个单位未报但有提名在办" if waiting else ""
    comment = f"{reason}（{silent}个单位未报送{others}，{drafts}件提名没有提交）"
    running.enter("round_close", "结束批次", locked, by, comment=comment)
    close_round_job.enqueue(locked.pk)
    return silent


@task()
def close_round_job(round_id: int) -> int:
    """End what was not handed in in a round that was closed by hand. Safe to repeat. Returns how many."""
    return _end_silent(Round.objects.get(pk=round_id))


def _end_silent(round_: Round) -> int:
    """Drafts first, then the lists on which nothing is left to wait for."""
    comment = FORFEITED if queries.award_of(round_).late_forfeits else OVERDUE
    ended = running.call_off(standing.not_handed_in(round_), comment)
    return ended + running.call_off(standing.silent_lists(round_), comment)


def close_due(_today: date) -> int:
    """Close each open round in which nothing is under way any more. Returns rounds closed.

    In a round that was closed by hand, lists end too once the last nomination on its way to them was refused.
    """
    open_ = Round.objects.filter(process_key=queries.KEY, status=Round.Status.OPEN)
    for round_ in open_.exclude(ended_why=""):
        _end_silent(round_)
    return sum(_close(pk) for pk in open_.values_list("pk", flat=True))


@transaction.atomic
def _close(pk: int) -> int:
    rows = Round.objects.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("unit")
    round_ = rows.filter(pk=pk, status=Round.Status.OPEN).first()
    if round_ is None or not _is_over(round_):
        return 0
    round_.status = Round.Status.CLOSED
    round_.save(update_fields=["status"])
    return 1


def _is_over(round_: Round) -> bool:
    """Whether all lists and nominations have ended, there is a list, and no more are being opened."""
    if any(running.under_way(model, round_).exists() for model in (NominationList, Nomination)):
        return False
    return NominationList.objects.filter(round=round_).exists() and rounds.fully_opened(round_)
