"""What 审批单 say of records of any kind: who did what, in which words, in order. Reads only. 依据: domain 6.2, 6.5."""

from collections.abc import Sequence
from typing import Any

from django.utils import timezone

from workflows.engine.flow import Desk, ProcessFlow
from workflows.engine.models import AuditEntry, Record
from workflows.engine.opinions import day_words
from workflows.engine.writing import NOTES, SIGN


def values(records: Sequence[Record]) -> dict[str, Any]:
    """What fills the template, in this order; units, rounds and processes are loaded. One statement."""
    entries: dict[int, list[AuditEntry]] = {record.process_id: [] for record in records}
    rows = AuditEntry.objects.filter(process__in=entries, actor__isnull=False).exclude(verb__in=NOTES - {SIGN})
    for row in rows.defer("data").order_by("seq"):
        entries[row.process_id or 0].append(row)
    return {
        "各单": [_sheet(record, entries[record.process_id]) for record in records],
        "日期": day_words(timezone.localdate()),
    }


def _sheet(record: Any, entries: Sequence[AuditEntry]) -> dict[str, Any]:
    flow: type[ProcessFlow] = record.process.flow_class
    labels = flow.labels()
    return {
        "业务": flow.label,
        "事项": record.title(),
        "编号": record.process.number,
        "单位": record.unit.name,
        "批次": record.round.title,
        "状态": labels[record.state],
        "经过": [*(_step(entry, labels) for entry in entries), *_to_sign(flow, record, labels)],
    }


def _to_sign(flow: type[ProcessFlow], record: Any, labels: dict[str, str]) -> list[dict[str, str]]:
    """A row without words for the desk where it stands, to be signed on paper; none when it waits for nobody."""
    node = flow.node_of(record.state)
    if not (isinstance(node, Desk) and node.right):
        return []
    return [{"环节": labels[record.state]} | dict.fromkeys(("办理", "意见", "办理人", "职务", "时间"), "")]


def _step(entry: AuditEntry, labels: dict[str, str]) -> dict[str, str]:
    at = timezone.localtime(entry.at)
    return {
        "环节": labels.get(entry.source, "发起"),
        "办理": entry.label,
        "意见": entry.comment,
        "办理人": entry.actor_name,
        "职务": entry.post,
        "时间": f"{day_words(at.date())} {at:%H:%M}",
    }
