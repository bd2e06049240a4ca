"""What open desks would come to if some posts ended: told to whoever ends them, before anything is written."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from permissions import access
from permissions.models import Appointment
from permissions.standing import Standing
from workflows.engine import registry, routes
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Task


@dataclass(frozen=True)
class Fate:
    """An open desk that waits on posts: whether others stay who can act on it, else the unit it moves up to, by name.

    With nobody left and nowhere to go it would be 无人可办. Those `barred` submitted it and may not act on it.
    """

    task: Task
    label: str
    posts: frozenset[int]
    stays: bool
    moves_to: str = ""
    barred: frozenset[int] = frozenset()

    @property
    def unattended(self) -> bool:
        """Whether nobody could act on it any more."""
        return not self.stays and not self.moves_to

    @property
    def secret(self) -> bool:
        """Whether it is of a kind that the unit it concerns may not see: who keeps the posts reads no title either."""
        flow: type[ProcessFlow] = self.task.process.flow_class
        return not flow.model.UNIT_SEES


def fates(posts: Collection[Appointment]) -> list[Fate]:
    """The open desks that wait on posts in force, and what each would come to without them.

    The nearest deadline first. One statement, and three for each flow that has such desks.
    """
    units = {post.unit_id for post in posts}
    tasks = Task.objects.filter(finished__isnull=True, unit__in=units).exclude(right="").select_related("process")
    by_flow: dict[type[ProcessFlow], list[Task]] = {}
    for task in tasks.order_by("due_on", "pk") if units else ():
        by_flow.setdefault(task.process.flow_class, []).append(task)
    return [fate for flow, rows in by_flow.items() for fate in _of_flow(flow, rows, posts)]


def _of_flow(flow: type[ProcessFlow], tasks: list[Task], posts: Collection[Appointment]) -> list[Fate]:
    model: Any = flow.model
    rows = model.objects.filter(process__in=[task.process_id for task in tasks]).select_related("round")
    records = {row.process_id: row for row in rows}
    known = routes.survey(flow, list(records.values()), tasks)
    left = routes.Map(known.rounds, _without(known.standing, {post.pk for post in posts}))
    label = next(spec.label for spec in registry.every() if flow in spec.flows)
    found = []
    for task in tasks:
        waiting = frozenset(post.pk for post in posts if _waits(flow, task, post))
        if waiting:
            found.append(_fate(flow, task, records[task.process_id], left, label, waiting))
    return found


def _without(standing: Standing, gone: set[int]) -> Standing:
    held = {
        place: {post: user for post, user in holders.items() if post not in gone}
        for place, holders in standing.held.items()
    }
    return replace(standing, held=held)


def _waits(flow: type[ProcessFlow], task: Task, post: Appointment) -> bool:
    if task.owner_id not in (None, post.user_id):
        return False
    return post.unit_id == task.unit_id and any(access.brings(post, right, flow.key) for right in flow.rights_of(task))


def _fate(
    flow: type[ProcessFlow], task: Task, record: Any, left: routes.Map, label: str, waiting: frozenset[int]
) -> Fate:
    barred = routes.barred(flow, task.flow_task, record)
    if routes.can_act(flow, task, record, left):
        return Fate(task, label, waiting, stays=True, barred=barred)
    opening = routes.opening(flow, record, left, sender=task.sender_id, returned=task.returned)
    path = left.standing.paths[record.unit_id]
    above = next((place.name for place in path if place.id == opening.unit_id), "")
    return Fate(task, label, waiting, stays=False, moves_to="" if opening.unattended else above, barred=barred)
