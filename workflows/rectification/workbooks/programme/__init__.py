"""整改办法 as a workbook: written for the office to edit, read back with every mistake at once."""

from .reading import read_programme
from .writing import programme_book

__all__ = ["programme_book", "read_programme"]
