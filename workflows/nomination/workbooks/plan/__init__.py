"""A plan as a workbook: written to be edited in the office, read back with a sentence for each wrong cell."""

from workflows.nomination.workbooks.plan.reading import read
from workflows.nomination.workbooks.plan.writing import write

__all__ = ["read", "write"]
