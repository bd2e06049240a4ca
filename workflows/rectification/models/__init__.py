"""The rows of 问题整改, one noun a file: the problem, what hangs on it as records of its own, what offices keep."""

from .acceptance import Acceptance
from .assessment import Assessment
from .batch_run import BatchRun
from .ledger_export import LedgerExport
from .letter import Letter
from .look_back import LookBack
from .measure import Measure
from .office import OwnProgramme, SavedView, SheetTemplate
from .postponement import Postponement
from .problem import Problem
from .rows import LightEntry, Participation, Progress
from .sheet_import import SheetImport

__all__ = [
    "Acceptance", "Assessment", "BatchRun", "LedgerExport", "Letter", "LightEntry", "LookBack", "Measure",
    "OwnProgramme", "Participation", "Postponement", "Problem", "Progress", "SavedView", "SheetImport", "SheetTemplate",
]  # fmt: skip
