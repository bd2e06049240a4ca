"""The rows of 民主评议, one noun a file: the meeting, its roll, each member's appraisal, the counts, what follows."""

from .after import Appeal, CorrectionReport, Talk
from .appraisal import Appraisal
from .correction import Correction
from .counts import Count, Entry
from .disposal import Disposal
from .meeting import Meeting
from .notes import Finding, PeerNote
from .plan import OwnPlan
from .roll import RollEntry

__all__ = [
    "Appeal", "Appraisal", "Correction", "CorrectionReport", "Count", "Disposal", "Entry", "Finding", "Meeting",
    "OwnPlan", "PeerNote", "RollEntry", "Talk",
]  # fmt: skip
