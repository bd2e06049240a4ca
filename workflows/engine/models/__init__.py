"""Rows that every process shares, one noun a file."""

from workflows.engine.models.audit import AuditEntry, Seal
from workflows.engine.models.material import Attachment, Citation
from workflows.engine.models.office import DayOff, Fact, Notice, Suggestion
from workflows.engine.models.publicity import Objection, Publicity
from workflows.engine.models.record import Record
from workflows.engine.models.round import Round
from workflows.engine.models.submission import Meeting, Member, Quota, Reservation, Submission
from workflows.engine.models.work import Counter, Process, Task

__all__ = [
    "Attachment",
    "AuditEntry",
    "Citation",
    "Counter",
    "DayOff",
    "Fact",
    "Meeting",
    "Member",
    "Notice",
    "Objection",
    "Process",
    "Publicity",
    "Quota",
    "Record",
    "Reservation",
    "Round",
    "Seal",
    "Submission",
    "Suggestion",
    "Task",
]
