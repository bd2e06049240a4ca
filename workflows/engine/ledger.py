"""The ledger: what was done to units, people, posts and accounts, as one chain of the audit trail."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import models, transaction
from django.db.models import QuerySet
from django.utils import timezone

from permissions.actor import Actor
from workflows.engine.audit import digest
from workflows.engine.models import AuditEntry, Counter

SERIES = "LEDGER"


@dataclass(frozen=True)
class Change:
    """One thing done to one row: the verb and its words, the row as `subject_of` names it, and what differs.

    `fields` holds, by the words of a field, what it was and what it is: {"简称": ["甲局", "甲委"]}.
    """

    verb: str
    label: str
    subject: str
    name: str
    comment: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)


def subject_of(row: models.Model) -> str:
    """How the trail names a row: `orgunit:12`, `person:7`, `user:3`, `appointment:9`."""
    return f"{row._meta.model_name}:{row.pk}"


@transaction.atomic
def enter(changes: Sequence[Change], *, by: Actor) -> list[AuditEntry]:
    """Put changes at the end of the ledger, in the transaction that makes them. Constant statements."""
    if not changes:
        return []
    Counter.objects.get_or_create(prefix=SERIES, year=0)
    counter = Counter.objects.select_for_update().get(prefix=SERIES, year=0)
    last = AuditEntry.objects.filter(process__isnull=True, seq=counter.last).first()
    link = last.hash if last else ""
    entries = []
    for seq, change in enumerate(changes, counter.last + 1):
        entry = _entry(change, by, seq, link)
        link = entry.hash
        entries.append(entry)
    counter.last += len(entries)
    counter.save(update_fields=["last"])
    return AuditEntry.objects.bulk_create(entries, batch_size=1000)


def _entry(change: Change, by: Actor, seq: int, link: str) -> AuditEntry:
    entry = AuditEntry(
        subject=change.subject,
        seq=seq,
        at=timezone.now(),
        actor=by.user,
        appointment=by.appointment,
        actor_name=by.name,
        post=by.post,
        verb=change.verb,
        label=change.label,
        comment=change.comment.strip(),
        data={"name": change.name, "fields": change.fields} | change.more,
        prev_hash=link,
    )
    entry.hash = digest(entry.content(), link)
    return entry


def of(row: models.Model) -> QuerySet[AuditEntry]:
    """What was done to one row, the latest first."""
    return AuditEntry.objects.filter(subject=subject_of(row)).order_by("-seq")


def entries() -> QuerySet[AuditEntry]:
    """The whole ledger, the latest first."""
    return AuditEntry.objects.filter(process__isnull=True).order_by("-seq")
