"""Whether live rows agree: what a record's state, its desk, its process and its trail say must be the same."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from viewflow.workflow.status import PROCESS

from permissions.roles import Right
from workflows.engine import attachments, registry
from workflows.engine.flow import Desk, ProcessFlow
from workflows.engine.models import AuditEntry, Member, Process, Task

CHUNK = 500


@dataclass
class Around:
    """What lies around the records of one chunk: open desks, number of entries and last entry, by process."""

    desks: dict[int, list[Task]] = field(default_factory=dict)
    entries: dict[int | None, int] = field(default_factory=dict)
    last: dict[int | None, AuditEntry] = field(default_factory=dict)


def disagreements() -> Iterator[str]:
    """One sentence, with the number of the record, for everything that does not agree; nothing when all is well."""
    for flow in registry.flows():
        yield from _of_flow(flow)
    for spec in registry.every():
        for check in spec.agrees:
            yield from check()
    yield from attachments.damaged()


def _of_flow(flow: type[ProcessFlow]) -> Iterator[str]:
    model: Any = flow.model
    keys = list(model.objects.order_by("pk").values_list("pk", flat=True))
    for at in range(0, len(keys), CHUNK):
        records = list(model.objects.filter(pk__in=keys[at : at + CHUNK]).select_related("process"))
        around = _around([record.process_id for record in records])
        for record in records:
            for problem in (*_at_its_desk(flow, record, around), *_with_its_trail(record, around)):
                yield f"{record.process.number}（{flow.labels()[record.state]}）：{problem}"
    for lost in Process.objects.filter(flow_class=flow).exclude(pk__in=model.objects.values("process")):
        yield f"{lost.number}：流程没有对应的事项。"


def _around(processes: list[int]) -> Around:
    found = Around()
    for task in Task.objects.filter(process__in=processes, finished__isnull=True):
        found.desks.setdefault(task.process_id, []).append(task)
    for entry in AuditEntry.objects.filter(process__in=processes).order_by("process_id", "seq").defer("data"):
        found.entries[entry.process_id] = found.entries.get(entry.process_id, 0) + 1
        found.last[entry.process_id] = entry
    return found


def _at_its_desk(flow: type[ProcessFlow], record: Any, around: Around) -> Iterator[str]:
    node = flow.node_of(record.state)
    desks = around.desks.get(record.process_id, [])
    is_open = isinstance(node, Desk)
    if (record.process.status == PROCESS.DONE) == is_open or (record.process.finished is None) != is_open:
        yield "流程的办结状态与事项不符。"
    if len(desks) != is_open:
        yield f"应有{int(is_open)}个待办，现有{len(desks)}个。"
    elif isinstance(node, Desk):
        yield from _desk_is_right(node, desks[0], record)


def _desk_is_right(desk: Desk, task: Task, record: Any) -> Iterator[str]:
    if task.flow_task != desk:
        yield "待办不在事项所处的环节。"
    if task.right != desk.right and not (task.right == Right.STAND_IN and desk.filled_in_by_its_unit):
        yield f"待办要求的权限是“{task.right}”，应为“{desk.right}”。"
    if task.owner_id not in _may_own(desk, task, record):
        yield "待办指定的办理人与事项不符。"
    if desk.right and task.unit_id is None:
        yield "待办没有办理单位。"
    if isinstance(record, Member) and not desk.right and record.submission_id is None:  # type: ignore[attr-defined]
        yield "事项应在呈报批中，却不属于任何呈报批。"


def _may_own(desk: Desk, task: Task, record: Any) -> tuple[int | None, ...]:
    """Who may own a desk: the one whom the record names; of others nobody, or the one to whom it was handed over."""
    if not desk.right:
        return (None,)
    return (record.named(),) if record.NAMED else (None, task.owner_id)


def _with_its_trail(record: Any, around: Around) -> Iterator[str]:
    last = around.last.get(record.process_id)
    if last is None:
        yield "没有办理记录。"
        return
    if not last.seq == record.audit_seq == around.entries[record.process_id]:
        yield f"应有{record.audit_seq}条办理记录，现有{around.entries[record.process_id]}条。"
    if last.hash != record.audit_head:
        yield "最后一条办理记录不是事项所记的那一条。"
    if last.target != record.state:
        yield f"最后一条办理记录到达的环节是“{last.target}”。"
