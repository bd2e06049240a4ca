"""While a round runs: further branches, its cancellation and its close by hand."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django_tasks import task

from permissions.actor import Actor
from permissions.models import OrgUnit
from workflows.engine import running
from workflows.engine.errors import Incomplete, Refused
from workflows.engine.models import Round
from workflows.star_rating import queries
from workflows.star_rating.actions.minima import judged, refusals
from workflows.star_rating.actions.overlaps import check_apart, lock_year
from workflows.star_rating.actions.rounds import check_supervises, open_round_job
from workflows.star_rating.models import Clearance, Rating, RatingList
from workflows.star_rating.queries import rounds
from workflows.star_rating.states import ListState, RatingState

OVERDUE = "逾期未报。"
EXTENDED: dict[Any, Any] = {
    RatingState.SELF_ASSESSING: Rating,
    RatingState.GENERAL_REVIEWING: Rating,
    RatingState.SCORING: Rating,
    ListState.COMPILING: RatingList,
}
"""The stages that may be given more time, and whose they are."""


# --- more branches -------------------------------------------------------------------------------------------------


@transaction.atomic
def round_open_more(round_: Round, units: Sequence[OrgUnit], *, by: Actor) -> int:
    """Hand further branches of a running round to the worker. Returns how many. Raises NotAllowed, Refused.

    `units`: branches, or units with all branches below them; those that take part already are left alone.
    """
    check_supervises(by, round_.unit)
    lock_year(round_)
    locked = running.locked_open(round_)
    _check_more(locked)
    keys = [unit.pk for unit in units]
    wanted = rounds.unopened(locked, keys).count()
    if not wanted or by.appointment is None:
        raise Refused("所选单位的支部都已参加。")
    check_apart(locked, keys)
    if locked.scope:
        locked.scope = sorted({*locked.scope, *keys})
        locked.save(update_fields=["scope"])
    names = "、".join(unit.short_name for unit in units)
    running.enter("round_open_more", "增加参加单位", locked, by, comment=f"{names}，共{wanted}个支部")
    open_round_job.enqueue(locked.pk, by.appointment.pk, keys)
    return wanted


def _check_more(round_: Round) -> None:
    if round_.ended_why:
        raise Refused("批次已结束填报，不能再增加支部。")
    if rounds.opening(round_):
        raise Refused("正在为各支部开启，请等它完成后再增加支部。")
    if rounds.stopped(round_):
        raise Refused("上一次开启中途停下了，请先在批次页面再次启动，完成后再增加支部。")


# --- its end -------------------------------------------------------------------------------------------------------


@transaction.atomic
def round_cancel(round_: Round, *, reason: str, by: Actor) -> None:
    """Cancel a round that published nothing: at once for everybody, its records end in the background.

    Raises NotAllowed, Refused.
    """
    check_supervises(by, round_.unit)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    check_cancel(locked)
    locked.status, locked.ended_why = Round.Status.CANCELLED, reason
    locked.save(update_fields=["status", "ended_why"])
    running.enter("round_cancel", "取消批次", locked, by, comment=reason)
    cancel_round_job.enqueue(locked.pk)


def check_cancel(round_: Round) -> None:
    """Raises Refused when a round is over or has published a star. One statement."""
    if round_.status not in (Round.Status.DRAFT, Round.Status.OPEN):
        raise Refused(f"批次{round_.get_status_display()}，不能取消。")
    published = Rating.objects.filter(round=round_, state=RatingState.PUBLISHED).count()
    if published:
        raise Refused(f"本批次已公布{published}个支部的星级，不能取消；没有报送的可以用“结束批次”了结。")


@task()
def cancel_round_job(round_id: int) -> int:
    """End all that is under way in a cancelled round, lists first. Safe to repeat. Returns records ended."""
    return _end(Round.objects.get(pk=round_id))


def cancel_due(_today: date) -> int:
    """End what a job that failed left under way in cancelled rounds. Returns records ended."""
    return sum(_end(round_) for round_ in Round.objects.filter(process_key=queries.KEY, status=Round.Status.CANCELLED))


def _end(round_: Round) -> int:
    comment = f"批次取消：{round_.ended_why}"
    ended = sum(running.call_off(running.under_way(model, round_), comment) for model in running.kinds(round_))
    return ended + running.call_off(running.under_way(Clearance, round_), comment, "drop")


@transaction.atomic
def round_close(round_: Round, *, reason: str, by: Actor) -> int:
    """Close a round by hand: branches that have not handed in end as 逾期未报, the rest goes its way.

    The round is over as soon as that is. Returns how many branches end. Raises NotAllowed, Refused, and Incomplete
    with both sums where a hard least number can then be reached no more; a soft one stands in the ledger.
    """
    check_supervises(by, round_.unit)
    locked = running.locked_open(round_)
    if rounds.opening(locked):
        raise Refused("正在为各支部开启，请等它完成后再结束批次。")
    silent, count = queries.not_handed_in(locked), silent_in(locked)
    locked.ended_why = reason
    locked.save(update_fields=["ended_why"])
    missed = judged(locked, silent)
    if problems := refusals(missed, "结束"):
        raise Incomplete(problems)
    said = "".join(f"；{each.said}" for each in missed)
    running.enter("round_close", "结束批次", locked, by, comment=f"{reason}（{count}个支部逾期未报{said}）")
    close_round_job.enqueue(locked.pk)
    return count


def silent_in(round_: Round) -> int:
    """How many branches have not handed in. Raises Refused when all have. One statement."""
    if not (count := queries.not_handed_in(round_).count()):
        raise Refused("没有未报送的支部；其余事项办结后，批次自动结束。")
    return count


@task()
def close_round_job(round_id: int) -> int:
    """End the branches of a closed round that have not handed in. Safe to repeat. Returns how many."""
    return running.call_off(queries.not_handed_in(Round.objects.get(pk=round_id)), OVERDUE)
