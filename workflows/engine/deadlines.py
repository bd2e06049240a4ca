"""What is handed in must be in time, and what was in time is not taken back after the hour."""

from collections.abc import Sequence
from typing import Any

from permissions.roles import UnitKind
from workflows.engine import running
from workflows.engine.models import AuditEntry
from workflows.engine.registry import flow_of
from workflows.engine.writing import NOTES


def in_time(records: Sequence[Any]) -> dict[int, str]:
    """A sentence for each of the records, of one kind, that is handed in too late; no statement before the hour."""
    first = flow_of(type(records[0])).first_state()
    waiting = [record for record in records if record.state == first]
    return {record.pk: _too_late(record, first) for record in running.late(waiting, first)}


def _too_late(record: Any, state: str) -> str:
    moment, host = record.round.due_moment(state), record.round.unit
    who = "工委组织部" if host.kind == UnitKind.WORK_COMMITTEE else host.short_name
    return (
        f"本批次“{record.get_state_display()}”已于{running.words_of(moment)}截止，不再接收。"
        f"确需补报的，请说明情况，由{who}办理补报或延期。"
    )


def stays_in(records: Sequence[Any]) -> dict[int, str]:
    """A sentence for each of the records that could not be handed in again if its last step were taken back."""
    first = flow_of(type(records[0])).first_state()
    shut = [record for record in records if record.state != first and running.is_shut(record.round, first)]
    back = [record for record in running.late(shut, first) if _last_source(record) == first]
    sentence = "截止时间已过，撤回后不能再报送，因此不能撤回；需要修改的，请上级退回。"
    return {record.pk: sentence for record in back}


def _last_source(record: Any) -> str:
    entries = AuditEntry.objects.filter(process=record.process_id, actor__isnull=False).exclude(verb__in=NOTES)
    return entries.order_by("-seq").values_list("source", flat=True).first() or ""
