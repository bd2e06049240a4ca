"""A rating scheme as a workbook: as it ships, as the office edits it, and taken back whole or not at all."""

from workflows.star_rating.workbooks.scheme.reading import read_scheme
from workflows.star_rating.workbooks.scheme.writing import scheme_book

__all__ = ["read_scheme", "scheme_book"]
