"""Running a round: hours that close a stage, more time, the notice and who signed for it, calling it off.

Each process says in its own actions who may do this and which of its records it concerns.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Max, Q, QuerySet
from django.utils import timezone
from django_fsm import Transition

from permissions import access
from permissions.actor import SYSTEM, Actor
from permissions.models import OrgClosure, OrgUnit
from workflows.engine import ledger, notices, registry
from workflows.engine.arrows import Doer, arrow_of
from workflows.engine.errors import NotAllowed, Refused
from workflows.engine.models import (
    Extension,
    Member,
    Notice,
    Process,
    Record,
    Reservation,
    Round,
    Submission,
    Task,
)
from workflows.engine.registry import flow_of
from workflows.engine.transitions import fire_many

CHUNK = 200


# --- who ------------------------------------------------------------------------------------------------------------


def may_run(by: Actor, unit: OrgUnit, key: str) -> bool:
    """Whether the capacity in which somebody acts lets him run the rounds of a process that a unit holds."""
    return any(access.may(by, right, unit, key) for right in registry.office(key).rights(unit.kind))


def check_runs(by: Actor, unit: OrgUnit, key: str) -> None:
    """Only who may prepares rounds of this unit and runs them. Raises NotAllowed."""
    if not may_run(by, unit, key):
        raise NotAllowed(registry.office(key).not_yours)


# --- hours ---------------------------------------------------------------------------------------------------------


def is_shut(round_: Round, state: str) -> bool:
    """Whether a stage takes nothing in any more: its last moment has passed and the round says that this closes it."""
    moment = round_.due_moment(state)
    return bool(round_.stage(state).get("closes")) and moment is not None and moment < timezone.now()


def late(records: Sequence[Record], state: str) -> list[Record]:
    """Those of the records, all on the desk of `state`, that come too late; no statement while the stage is open.

    What a superior sent back may come in again, and so may what has more time. Two statements otherwise.
    """
    shut = [record for record in records if is_shut(record.round, state)]
    if not shut:
        return []
    returned = Task.objects.filter(process__in=[r.process_id for r in shut], finished__isnull=True, returned=True)
    free = set(returned.values_list("process_id", flat=True))
    rounds = {record.round_id for record in shut}
    longer = Extension.objects.filter(round__in=rounds, stage=state, until__gte=timezone.now(), unit__isnull=False)
    below = OrgClosure.objects.filter(descendant__in=[r.unit_id for r in shut], ancestor__in=longer.values("unit"))
    given = set(below.values_list("descendant_id", flat=True))
    return [record for record in shut if record.process_id not in free and record.unit_id not in given]


def extend_stage(
    round_: Round, stage: str, *, unit: OrgUnit | None, until: datetime, reason: str, by: Actor
) -> Extension:
    """Give a stage more time, for all or for one unit that takes part (补报). Raises NotAllowed, Refused."""
    check_runs(by, round_.unit, round_.process_key)
    stages = {str(state): model for state, model in registry.office(round_.process_key).extended.items()}
    if unit is not None and not _concerns(round_, stages[stage], unit):
        raise Refused(f"{unit.short_name}在本批次的这一环节没有要办的事项，请核对单位。")
    return extend(round_, stages[stage], stage, unit=unit, until=until, reason=reason, by=by)


def _concerns(round_: Round, model: type[Record], unit: OrgUnit) -> bool:
    """Whether a unit, or one below it, has such a record in the round or may still come to have one."""
    if model._default_manager.filter(round=round_, unit__above__ancestor=unit).exists():
        return True
    joining = registry.office(round_.process_key).joining(round_).filter(above__ancestor=unit)
    return issubclass(model, Member) and joining.exists()


@transaction.atomic
def extend(
    round_: Round, model: type[Record], stage: str, *, unit: OrgUnit | None, until: datetime, reason: str, by: Actor
) -> Extension:
    """Give a stage more time: 延期 for everybody (no unit), 补报 for one unit and all below it. In the ledger.

    Open desks of that stage get the new day, save those that have longer. Whoever holds one is told, save where his
    unit was given longer (补报). Raises Refused when the round is over, or when it would be no more time than there is.
    """
    locked = locked_open(round_)
    if by.user is None:
        raise NotAllowed("延长时间须以本人账号办理。")
    moment = _last_moment(locked, stage, unit)
    if until <= timezone.now():
        raise Refused("延长后的截止时间已过，请改为现在以后的时间。")
    if moment is not None and until <= moment:
        raise Refused(f"延长后的截止时间须晚于现在的截止时间（{words_of(moment)}）。")
    if unit is None:
        _move_day(locked, stage, until)
    desks = _open_desks(locked, model, stage, unit).exclude(process__in=_longer(locked, model, stage, until))
    held = list(desks.values_list("pk", flat=True))
    made = Extension.objects.create(
        round=locked, unit=unit, stage=stage, until=until, reason=reason, by=by.user, at=timezone.now()
    )
    day = timezone.localdate(until)
    sooner = Q(due_on__isnull=True) | Q(due_on__lt=day)
    Task.objects.filter(sooner, pk__in=held).update(due_on=day)
    label = flow_of(model).labels()[stage]
    was = words_of(moment) if moment else "没有规定"
    fields = {f"{unit.short_name if unit else '全部单位'}{label}截止": [was, words_of(until)]}
    word = "补报" if unit else "延期"
    enter("round_extend", word, locked, by, comment=reason, fields=fields)
    _tell_of_more_time(
        locked, Task.objects.filter(pk__in=held), f"“{locked.title}”{label}{word}：可以办理到{words_of(until)}。"
    )
    return made


def _tell_of_more_time(round_: Round, desks: QuerySet[Task], text: str) -> None:
    """One message to each person on whose desk something of that stage lies, leading to the first of it."""
    rows = list(desks.exclude(right="").select_related("process").order_by("pk"))
    held = access.holders({(task.unit_id, task.right) for task in rows if task.unit_id}, round_.process_key)
    first: dict[int, Process] = {}
    for task in rows:
        for user in held.get((task.unit_id or 0, task.right), ()):
            first.setdefault(user, task.process)
    made = [notice for user, process in first.items() for notice in notices.tell([user], process, text)]
    Notice.objects.bulk_create(made, batch_size=CHUNK)


def _last_moment(round_: Round, stage: str, unit: OrgUnit | None) -> datetime | None:
    """Until when a stage takes something in now: for everybody, or for one unit with what it was given beyond that."""
    moment = round_.due_moment(stage)
    if unit is None:
        return moment
    above = OrgClosure.objects.filter(descendant=unit).values("ancestor")
    given = Extension.objects.filter(round=round_, stage=stage, unit__in=above).aggregate(last=Max("until"))["last"]
    return max((each for each in (moment, given) if each is not None), default=None)


def _move_day(locked: Round, stage: str, until: datetime) -> None:
    local = timezone.localtime(until)
    settings = locked.stage(stage) | {"due_on": local.date().isoformat(), "due_at": f"{local:%H:%M}"}
    locked.stages = locked.stages | {stage: settings}
    locked.save(update_fields=["stages"])


def _open_desks(round_: Round, model: type[Record], stage: str, unit: OrgUnit | None) -> QuerySet[Task]:
    rows: QuerySet[Any] = model._default_manager.filter(round=round_)
    records = rows.filter(state=stage)
    if unit is not None:
        records = records.filter(unit__above__ancestor=unit)
    found: QuerySet[Task] = Task.objects.filter(process__in=records.values("process"), finished__isnull=True)
    return found


def _longer(round_: Round, model: type[Record], stage: str, until: datetime) -> list[int]:
    """The processes of records whose unit, or one above it, was given time beyond a moment. One statement."""
    given = Extension.objects.filter(round=round_, stage=stage, unit__isnull=False, until__gte=until).values("unit")
    rows: QuerySet[Any] = model._default_manager.filter(round=round_, unit__above__ancestor__in=given)
    return list(rows.filter(state=stage).values_list("process", flat=True))


def words_of(moment: datetime) -> str:
    """A last moment as people write it: 1月15日16:00; the end of a day has no hour."""
    local = timezone.localtime(moment)
    day = f"{local.year}年{local.month}月{local.day}日"
    return day if (local.hour, local.minute) == (23, 59) else f"{day}{local:%H:%M}"


# --- its end -------------------------------------------------------------------------------------------------------


def check_open(round_: Round) -> None:
    """Raises Refused unless the round is under way."""
    if round_.status != Round.Status.OPEN:
        raise Refused(f"批次“{round_.title}”{round_.get_status_display()}，不能再办理这一项。")


def locked_open(round_: Round) -> Round:
    """The round, locked. Raises Refused unless it is under way."""
    locked = Round.objects.select_for_update(no_key=True).get(pk=round_.pk)
    check_open(locked)
    return locked


def goes_on(round_: Round) -> bool:
    """Whether a round is under way; it stays so until the transaction ends."""
    rows = Round.objects.select_for_update(no_key=True).filter(pk=round_.pk)
    return rows.values_list("status", flat=True).first() == Round.Status.OPEN


def under_way(model: type[Record], round_: Round) -> QuerySet[Any]:
    """The records of one kind in a round that have not ended."""
    return model._default_manager.filter(round=round_, process__finished__isnull=True).order_by("pk")


def call_off(rows: QuerySet[Any], comment: str, verb: str = "call_off") -> int:
    """End the records of a query by a system arrow of theirs, chunk by chunk; may be repeated. Returns how many."""
    ended = 0
    while keys := list(rows[:CHUNK].values_list("pk", flat=True)):
        ended += _call_off_some(rows, keys, comment, verb)
    return ended


@transaction.atomic
def _call_off_some(rows: QuerySet[Any], keys: Sequence[int], comment: str, verb: str) -> int:
    """End some of the records of a query, and free the places of a quota that they held.

    They are locked first and asked for again then: what a person moved on while this waited is left alone.
    """
    held = rows.model._default_manager.select_for_update(no_key=True).filter(pk__in=keys).order_by("pk")
    list(held.values_list("pk"))
    moved = fire_many(list(rows.filter(pk__in=keys)), verb, by=SYSTEM, comment=comment)
    Reservation.objects.filter(process__in=[row.process_id for row in moved]).delete()
    return len(moved)


def kinds(round_: Round) -> list[type[Record]]:
    """The kinds of record of a round's process that can be called off, lists before what travels in them."""
    flows = next(spec.flows for spec in registry.every() if spec.key == round_.process_key)
    able = [flow.model for flow in flows if any(map(_calls_off, flow.transitions()))]
    return sorted(able, key=lambda model: not issubclass(model, Submission))


def _calls_off(item: Transition) -> bool:
    return item.name == "call_off" and arrow_of(item).doer == Doer.SYSTEM


# --- the ledger ----------------------------------------------------------------------------------------------------


def enter(
    verb: str, label: str, round_: Round, by: Actor, *, comment: str = "", fields: dict[str, list[str]] | None = None
) -> None:
    """Put what was done to a round at the end of the ledger."""
    change = ledger.Change(verb, label, ledger.subject_of(round_), round_.title, comment, fields or {})
    ledger.enter([change], by=by)
