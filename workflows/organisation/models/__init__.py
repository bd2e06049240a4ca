"""Rows of keeping the organisation."""

from workflows.organisation.models.imports import Import
from workflows.organisation.models.term import TermReminder, TermRule

__all__ = ["Import", "TermReminder", "TermRule"]
