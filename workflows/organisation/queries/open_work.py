"""Open records of units by stage and desk, and what becomes of them when a unit moves or goes."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, QuerySet
from django.urls import reverse

from permissions.models import OrgUnit
from workflows.engine import registry
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import Task

SHOWN = 20
"""Open records listed one by one; more are counted."""


@dataclass(frozen=True)
class Place:
    """Where an open record lies; without a right it travels in a list and waits for nobody by itself."""

    unit: int | None
    right: str


@dataclass(frozen=True)
class Work:
    """Open records of one process at one stage on one unit's desk, and what becomes of them."""

    process: str
    stage: str
    desk: str
    count: int
    becomes: str


@dataclass(frozen=True)
class Obstacle:
    """What must be settled first, and where."""

    text: str
    url: str = ""


def of_units(units: Collection[int]) -> QuerySet[Task]:
    """The open desks of the records of these units."""
    found: QuerySet[Task] = Task.objects.filter(finished__isnull=True, process__unit__in=units)
    return found


def on_desks_of(unit: OrgUnit) -> QuerySet[Task]:
    """The open desks at a unit with records of other units."""
    found: QuerySet[Task] = Task.objects.filter(finished__isnull=True, unit=unit).exclude(process__unit=unit)
    return found


def counted(tasks: QuerySet[Task], becomes: Callable[[Place], str]) -> tuple[Work, ...]:
    """Open desks by stage and unit, each line with its consequence. One statement."""
    rows = tasks.values_list("flow_task", "unit_id", "unit__short_name", "right").annotate(count=Count("pk"))
    rows = rows.order_by("flow_task", "unit__code", "right")
    return tuple(_work(node, name, count, becomes(Place(unit, right))) for node, unit, name, right, count in rows)


def by_unit(units: Collection[int], becomes: Callable[[int, Place], str]) -> dict[int, list[Work]]:
    """The open desks of the records of each of many units, by stage, each line with its consequence. One statement."""
    rows = of_units(units).values_list("process__unit", "flow_task", "unit_id", "unit__short_name", "right")
    found: dict[int, list[Work]] = {}
    ordered = rows.annotate(count=Count("pk")).order_by("process__unit__code", "flow_task", "unit__code", "right")
    for whose, node, unit, name, right, count in ordered:
        work = _work(node, name, count, becomes(whose, Place(unit, right)))
        found.setdefault(whose, []).append(work)
    return found


def _work(node: Any, desk: str | None, count: int, becomes: str) -> Work:
    flow = node.flow_class
    return Work(flow.short, flow.labels()[node.state], desk or "", count, becomes)


def own_open(units: Collection[int]) -> tuple[Obstacle, ...]:
    """The open records of the units themselves, each with its address; what units may not see is only counted."""
    tasks = of_units(units).select_related("process").order_by("process__number")
    seen = tasks.exclude(process__flow_class__in=_secret())[:SHOWN]
    found = [
        Obstacle(
            f"{task.process.title}（{task.process.number}）正在“{_stage(task)}”环节，请先办结。",
            reverse("record", args=[task.process.number]),
        )
        for task in seen
    ]
    more = tasks.count() - len(found)
    return (*found, Obstacle(f"另有{more}项在办，也须办结。")) if more > 0 else tuple(found)


def _secret() -> list[type[ProcessFlow]]:
    """The flows of records that the unit they concern may not see, so neither may who reshapes the tree."""
    return [flow for flow in registry.flows() if not flow.model.UNIT_SEES]


def _stage(task: Task) -> str:
    labels: dict[str, str] = task.flow_task.flow_class.labels()
    return labels[task.flow_task.state]
