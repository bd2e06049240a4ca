"""Desks that nobody can act on any more, because somebody left or a unit changed: sent upward or marked 无人可办."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from permissions import access
from permissions.roles import Right
from workflows.engine import notices, registry, routes, signing, transferring
from workflows.engine.flow import Desk, ProcessFlow
from workflows.engine.models import Notice, Task

Held = dict[tuple[int, str], list[int]]


def recheck() -> int:
    """Look after every open desk whose people may have gone, or come. Returns desks changed.

    A desk with somebody who may act stays where it is, even when its unit has moved under another superior. One that
    was handed over to somebody who is gone is everybody's again.
    """
    transferring.free_gone()
    return sum(_recheck(flow) for flow in _with_open_desks())


def _with_open_desks() -> list[type[ProcessFlow]]:
    """So that a process that has nothing open costs nothing. One statement."""
    rows = Task.objects.filter(finished__isnull=True).order_by().values_list("process__flow_class", flat=True)
    there = set(rows.distinct())
    return [flow for flow in registry.flows() if flow in there]


def rebuild() -> int:
    """Write unit, right and mark of every open desk anew, as if it were opened today. Returns desks changed."""
    return sum(_rewrite(flow, _open(flow), stay=False) for flow in registry.flows())


def _open(flow: type[ProcessFlow]) -> QuerySet[Task]:
    found: QuerySet[Task] = Task.objects.filter(process__flow_class=flow, finished__isnull=True)
    return found


def _recheck(flow: type[ProcessFlow]) -> int:
    places = set(_open(flow).exclude(right__in=("", Right.STAND_IN)).values_list("flow_task", "unit_id"))
    wanted = {(unit, right) for desk, unit in places for right in flow.rights_at(desk)}
    held = access.holders(wanted, flow.key, present=True) if wanted else {}
    doubtful = Q(unattended=True) | Q(right=Right.STAND_IN) | Q(owner__isnull=False)
    for desk in flow.desks():
        units = [unit for at, unit in places if at == desk and _thin(flow, desk, unit, held)]
        doubtful |= Q(flow_task=desk, unit__in=units)
    return _rewrite(flow, _open(flow).filter(doubtful), stay=True)


def _thin(flow: type[ProcessFlow], desk: Desk, unit: int, held: Held) -> bool:
    """Whether nobody is there who can sign in, or one who may be the submitter, or judged, and then may not act."""
    enough = 2 if flow.bars_submitter(desk) or flow.aside else 1
    return any(len(set(held.get((unit, right), ()))) < enough for right in flow.rights_at(desk))


@transaction.atomic
def _rewrite(flow: type[ProcessFlow], doubtful: QuerySet[Task], *, stay: bool) -> int:
    tasks = list(
        doubtful.select_for_update(no_key=True, skip_locked=True, of=("self",)).select_related("process").order_by("pk")
    )
    if not tasks:
        return 0
    model: Any = flow.model
    rows = model.objects.filter(process__in=[task.process_id for task in tasks]).select_related("round")
    records = {row.process_id: row for row in rows}
    known = routes.survey(flow, list(records.values()), tasks)
    changed = [task for task in tasks if _put(flow, task, records[task.process_id], known, stay=stay)]
    Task.objects.bulk_update(changed, ["unit", "right", "unattended"], batch_size=500)
    _tell(changed, known)
    return len(changed)


def _put(flow: type[ProcessFlow], task: Task, record: Any, known: routes.Map, *, stay: bool) -> bool:
    """Set where the desk now stands; whether that is a change. A desk that moves on this moment is left alone."""
    if flow.node_of(record.state) != task.flow_task:
        return False
    before = (task.unit_id, task.right, task.unattended)
    fresh = routes.opening(flow, record, known, sender=task.sender_id, returned=task.returned)
    if stay and routes.can_act(flow, task, record, known):
        task.unattended = False
    else:
        task.unit_id, task.right, task.unattended = fresh.unit_id, fresh.right, fresh.unattended
    return (task.unit_id, task.right, task.unattended) != before


def _tell(changed: Sequence[Task], known: routes.Map) -> None:
    made: list[Notice] = []
    for task in changed:
        if not task.unattended and task.unit_id is not None:
            users = [task.owner_id] if task.owner_id else known.standing.holders(task.unit_id, task.right)
            made += notices.tell(users, task.process, f"{task.process.title}现由您所在组织办理。", Notice.Kind.TODO)
    left = [task.process_id for task in changed if task.unattended]
    made += signing.stand_still(left, "现在不能签署，可以减去这一签，或者另请他人。")
    Notice.objects.bulk_create(made)
