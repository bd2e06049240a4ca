"""The last thing that a person did to a record: who may take it back, and what a person who came too late is told."""

from typing import TypeVar

from django.utils import timezone

from permissions import access
from permissions.actor import Actor
from workflows.engine import writing
from workflows.engine.asked import Seen
from workflows.engine.errors import NotAllowed
from workflows.engine.flow import ProcessFlow
from workflows.engine.models import AuditEntry, Record

R = TypeVar("R", bound=Record)


def check_sender(flow: type[ProcessFlow], record: Record, by: Actor) -> None:
    """Only a step forward is taken back, by whoever took it, in the post it was taken in and still holds.

    What a delegate did, the one whose post it is takes back too.
    """
    entry = sender_entry(record)
    backward = entry.source in flow.targets(record.state, "withdraw")
    if not backward or not _his(entry, by):
        raise NotAllowed("只有最后一步的办理人可以撤回，且须在下一环节办理之前。")
    if not access.in_force(by):
        raise NotAllowed(f"{by.post or by.name}的任职已结束，不能撤回。")


def _his(entry: AuditEntry, by: Actor) -> bool:
    if (entry.actor_id, entry.appointment_id) == by.keys:
        return True
    post = entry.appointment
    return post is not None and by.appointment is not None and post.giver_id == by.appointment.pk


def last_step(record: Record) -> AuditEntry | None:
    """The last thing that a person did to a record."""
    rows = AuditEntry.objects.filter(process=record.process_id, actor__isnull=False).exclude(verb__in=writing.NOTES)
    return rows.order_by("-seq").first()


def sender_entry(record: Record) -> AuditEntry:
    """The last entry of a person: the one who may withdraw it."""
    found = last_step(record)
    if found is None:
        raise NotAllowed("没有可以撤回的办理。")
    return found


def already_done(record: R, verb: str, by: Actor, seen: Seen) -> R | None:
    """The record, when the last thing that a person did to it is this very click."""
    last = last_step(record)
    if last is None or (last.task_id, last.verb, last.actor_id) != (seen.task, verb, by.user_id):
        return None
    return type(record)._default_manager.get(pk=record.pk)


def last_words(record: Record) -> str:
    """Why the system took its last step of a record, as the trail says."""
    rows = AuditEntry.objects.filter(process=record.process_id, actor__isnull=True).order_by("-seq")
    return rows.values_list("comment", flat=True)[0]


def what_happened(record: Record) -> str:
    """Who did what a moment ago, for a person who came too late."""
    last = last_step(record)
    if last is None:
        return "材料已更新，请重新查看。"
    at = timezone.localtime(last.at)
    return f"该事项已由{last.actor_name}于{at:%m月%d日 %H:%M}办理（{last.label}），或材料已更新，请重新查看。"
