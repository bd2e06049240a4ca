"""Rows that every process shares, one noun a file."""

from workflows.engine.models.archive import Archive
from workflows.engine.models.audit import AuditEntry, Seal
from workflows.engine.models.circulation import Circulation, Copy
from workflows.engine.models.event import Event
from workflows.engine.models.material import Attachment, Citation
from workflows.engine.models.notice import Receipt, RoundNotice
from workflows.engine.models.office import DayOff, Fact, MailMuted, Notice, Suggestion
from workflows.engine.models.phrase import Phrase
from workflows.engine.models.publicity import Objection, Publicity
from workflows.engine.models.record import Record
from workflows.engine.models.reminder import Reminder
from workflows.engine.models.round import Extension, Round
from workflows.engine.models.signing import Signature, Signing
from workflows.engine.models.submission import Meeting, Member, Quota, Reservation, Submission
from workflows.engine.models.template import OfficeTemplate
from workflows.engine.models.work import Counter, Look, Process, Task

__all__ = [
    "Archive",
    "Attachment",
    "AuditEntry",
    "Circulation",
    "Citation",
    "Copy",
    "Counter",
    "DayOff",
    "Event",
    "Extension",
    "Fact",
    "Look",
    "MailMuted",
    "Meeting",
    "Member",
    "Notice",
    "Objection",
    "OfficeTemplate",
    "Phrase",
    "Process",
    "Publicity",
    "Quota",
    "Receipt",
    "Record",
    "Reminder",
    "Reservation",
    "Round",
    "RoundNotice",
    "Seal",
    "Signature",
    "Signing",
    "Submission",
    "Suggestion",
    "Task",
]
