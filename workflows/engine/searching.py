"""One search over records, people and units, within what the person may see. Reads only."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse

from permissions import access
from permissions.actor import Actor
from permissions.models import OrgUnit, User
from workflows.engine import pages, registry
from workflows.engine.models import Process, Task
from workflows.engine.registry import Hit, Hits

SHOWN = 10
"""Rows of each group; more are found with more words."""
SHORTEST = 2
"""Characters that a search needs."""


def search(by: Actor, words: str) -> list[Hits]:
    """What is found, group by group, none of them empty. Four statements, and those of the processes' own groups."""
    user = by.user
    if not isinstance(user, User):
        return []
    groups = [_records(user, words), _units(user, words)]
    groups += [spec.search(by, words) for spec in registry.every() if spec.search]
    return [group for group in groups if group.rows]


def _records(user: User, words: str) -> Hits:
    """The newest records with these words in number, title or unit; all kinds in one statement."""
    named = Q(process__number__icontains=words) | Q(process__title__icontains=words)
    named |= Q(unit__name__icontains=words) | Q(unit__short_name__icontains=words)
    kinds = [_newest(pages.visible(flow.model._default_manager.filter(named), user)) for flow in registry.flows()]
    keys = list(kinds[0].union(*kinds[1:]).order_by("-pk")[: SHOWN + 1])
    rows = Process.objects.select_related("unit").in_bulk([key for (key,) in keys[:SHOWN]])
    last = {task.process_id: task for task in Task.objects.filter(process__in=rows).order_by("pk")}
    return Hits("事项", [_record(rows[key], last[key]) for (key,) in keys[:SHOWN]], more=len(keys) > SHOWN)


def _newest(rows: QuerySet[Any]) -> QuerySet[Any, Any]:
    """The processes of the newest of one kind, as many as can be shown: who may see the others is not asked at all."""
    newest = rows.order_by("-process").values("process")[: SHOWN + 1]
    found: QuerySet[Any, Any] = Process.objects.filter(pk__in=newest).order_by().values_list("pk")
    return found


def _record(process: Process, task: Task) -> Hit:
    flow = process.flow_class
    note = f"{flow.short}　{process.unit.short_name}　{flow.labels()[task.flow_task.state]}"
    return Hit(process.title, process.number, note, reverse("record", args=[process.number]))


def _units(user: User, words: str) -> Hits:
    """Units with these words in name or code, with the pages that the processes have about each."""
    named = Q(name__icontains=words) | Q(short_name__icontains=words) | Q(code__icontains=words)
    found = list(access.units(user).filter(named, dissolved_on__isnull=True).order_by("code")[: SHOWN + 1])
    return Hits("组织", [_unit(unit) for unit in found[:SHOWN]], more=len(found) > SHOWN)


def _unit(unit: OrgUnit) -> Hit:
    links = tuple((item.label, reverse(item.url_name, args=[unit.pk])) for item in registry.unit_pages())
    return Hit(unit.short_name, unit.code, unit.name, links=links)
