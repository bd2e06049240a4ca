"""Rounds of 民主评议: prepared from a plan, opened for every branch, cancelled, closed."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django_tasks import task

from permissions.actor import Actor
from permissions.models import Appointment, OrgUnit
from workflows.appraisal.actions.ballots_erasing import boxes_clear
from workflows.appraisal.actions.roll import open_meetings
from workflows.appraisal.models import Appraisal, Correction, Disposal, Meeting
from workflows.appraisal.queries import KEY
from workflows.appraisal.queries.burden import checkup
from workflows.appraisal.queries.disposals import off_stages
from workflows.appraisal.queries.rounds import OPENING, unopened
from workflows.appraisal.rules import Files, Plan
from workflows.appraisal.states import MeetingState as M
from workflows.engine import gates, handling, round_notices, running
from workflows.engine.errors import Refused
from workflows.engine.gates import CheckupAnswer
from workflows.engine.models import Record, Round
from workflows.engine.opening import last_job

CHUNK = 50
EXTENDED: dict[Any, type[Record]] = {M.PREPARING: Meeting, M.GRADING: Meeting}
"""The stages that may be given more time for everybody."""


def draft_round(
    unit: OrgUnit, plan: Plan, *, by: Actor, year: int, title: str, basis: str | None = None,
    stages: Mapping[str, Mapping[str, Any]] | None = None, scope: Sequence[int] = (), like: Round | None = None,
) -> Round:  # fmt: skip
    """Prepare a round that `unit` holds with a copy of a plan; nobody sees it until it is started.

    Where no grade of the plan goes to the superior, that stage is off; so are those of a 处置 that the plan lacks.
    `scope`: the units it is for, with all below them; none: everybody below `unit`. `basis`: the papers it rests on;
    None: those of the plan. Raises NotAllowed.
    """
    running.check_runs(by, unit, KEY)
    files = any(grade.files is not Files.NOT for grade in plan.grades)
    made = Round.objects.create(
        process_key=KEY,
        year=year,
        title=title,
        unit=unit,
        stages=dict(stages or {}) | ({} if files else {str(M.REVIEWING): {"off": True}}) | off_stages(plan),
        scheme=plan.to_data(),
        scheme_version=plan.version,
        basis=(plan.basis if basis is None else basis)[:200],
        scope=list(scope),
    )
    if like is not None:
        round_notices.take_over(like, made, by=by)
        handling.take_over(like, made)
    return made


@transaction.atomic
def start_round(round_: Round, answer: CheckupAnswer | None = None, *, by: Actor) -> None:
    """Open a prepared round and hand its meetings to the worker.

    `answer` says which 减负体检 was shown (goals U4). Raises NotAllowed, Stale, Incomplete, Refused.
    """
    running.check_runs(by, round_.unit, KEY)
    locked = Round.objects.select_for_update(no_key=True, of=("self",)).select_related("unit").get(pk=round_.pk)
    if locked.status != Round.Status.DRAFT or by.appointment is None:
        raise Refused("该批次已经启动，不需要再次启动。")
    gates.confirm(locked, checkup(locked), answer or CheckupAnswer(""), by=by)
    locked.status, locked.opened_at = Round.Status.OPEN, timezone.now()
    locked.save(update_fields=["status", "opened_at"])
    open_round_job.enqueue(locked.pk, by.appointment.pk, [])


@task()
def open_round_job(round_id: int, appointment_id: int, units: Sequence[int] = ()) -> int:
    """Open the meetings of a round in the name of whoever started it. Safe to repeat. Returns meetings opened."""
    post = Appointment.every.select_related("user__person", "unit").get(pk=appointment_id)
    return open_round(Round.objects.get(pk=round_id), units, by=Actor(post.user, post))


def open_round(round_: Round, units: Sequence[int] = (), *, by: Actor) -> int:
    """Open a meeting for each living branch that the round is for and has none, roll and members with it.

    `units`: only the branches among these (keys) and below them; none: all. Works in chunks. Returns meetings opened.
    """
    found = list(unopened(round_, units).order_by("pk"))
    opened = sum(_open_some(round_, found[at : at + CHUNK], by) for at in range(0, len(found), CHUNK))
    round_notices.send(round_)
    return opened


@transaction.atomic
def _open_some(round_: Round, branches: Sequence[OrgUnit], by: Actor) -> int:
    """Open some of the branches: those that no other worker opened meanwhile, none when the round ended."""
    if not running.goes_on(round_):
        return 0
    have = set(Meeting.objects.filter(round=round_, unit__in=branches).values_list("unit_id", flat=True))
    made = open_meetings(round_, [branch for branch in branches if branch.pk not in have], by=by)
    round_notices.tell_joined(round_, made)
    return len(made)


def open_due(_today: date) -> int:
    """Go on with an opening that failed halfway. Returns meetings opened."""
    stopped = [each for each in Round.objects.filter(process_key=KEY, status=Round.Status.OPEN) if _failed(each)]
    return sum(open_round(each, last_job(OPENING, each).units, by=_starter(each)) for each in stopped)


def _failed(round_: Round) -> bool:
    return last_job(OPENING, round_).failed and unopened(round_, last_job(OPENING, round_).units).exists()


def _starter(round_: Round) -> Actor:
    """Nobody presses a button now: the system opens what is left."""
    return Actor(None, None)


@transaction.atomic
def round_open_more(round_: Round, units: Sequence[OrgUnit], *, by: Actor) -> int:
    """Let further units take part in a running round. Returns how many branches. Raises NotAllowed, Refused."""
    running.check_runs(by, round_.unit, KEY)
    locked = running.locked_open(round_)
    keys = [unit.pk for unit in units]
    joined = unopened(locked, keys).count()
    if not joined or by.appointment is None:
        raise Refused("所选单位的支部都已参加，不需要增加。")
    locked.scope = sorted({*locked.scope, *keys}) if locked.scope else []
    locked.save(update_fields=["scope"])
    names = "、".join(unit.short_name for unit in units)
    running.enter("round_open_more", "增加参加单位", locked, by, comment=f"{names}，共{joined}个支部")
    open_round_job.enqueue(locked.pk, by.appointment.pk, keys)
    return joined


@transaction.atomic
def round_cancel(round_: Round, *, reason: str, by: Actor) -> None:
    """Cancel a round of which no meeting is closed yet: its meetings end later. Raises NotAllowed, Refused."""
    running.check_runs(by, round_.unit, KEY)
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    if locked.status not in (Round.Status.DRAFT, Round.Status.OPEN):
        raise Refused(f"批次{locked.get_status_display()}，不能取消。")
    if closed := Meeting.objects.filter(round=locked, state=M.CLOSED).count():
        raise Refused(f"本批次已有{closed}个支部办结，不能取消。")
    locked.status, locked.ended_why = Round.Status.CANCELLED, reason
    locked.save(update_fields=["status", "ended_why"])
    running.enter("round_cancel", "取消批次", locked, by, comment=reason)
    cancel_round_job.enqueue(locked.pk)


@task()
def cancel_round_job(round_id: int) -> int:
    """End all that is under way in a cancelled round, open boxes too. Safe to repeat. Returns records ended."""
    ended = _end(Round.objects.get(pk=round_id))
    boxes_clear(timezone.localdate())
    return ended


def cancel_due(_today: date) -> int:
    """End what a job that failed left under way in cancelled rounds. Returns records ended."""
    return sum(_end(round_) for round_ in Round.objects.filter(process_key=KEY, status=Round.Status.CANCELLED))


def _end(round_: Round) -> int:
    """The meeting ends before its members, as the order of locks asks; what hangs on them after."""
    comment = f"批次取消：{round_.ended_why}"
    kinds: tuple[type[Record], ...] = (Meeting, Appraisal, Disposal)
    ended = sum(running.call_off(running.under_way(model, round_), comment) for model in kinds)
    return ended + running.call_off(running.under_way(Correction, round_), comment, "drop")


@transaction.atomic
def round_close(round_: Round, *, reason: str, by: Actor) -> None:
    """Close a round in which every meeting has ended. Raises NotAllowed, Refused while some are open."""
    running.check_runs(by, round_.unit, KEY)
    locked = running.locked_open(round_)
    if left := running.under_way(Meeting, locked).count():
        raise Refused(f"本批次还有{left}个支部没有办结，不能结束。")
    locked.status, locked.ended_why = Round.Status.CLOSED, reason
    locked.save(update_fields=["status", "ended_why"])
    running.enter("round_close", "结束批次", locked, by, comment=reason)
