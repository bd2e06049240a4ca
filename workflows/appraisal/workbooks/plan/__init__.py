"""评议办法 as a workbook: written for the office to edit, read back with every mistake at once."""

from .reading import read_plan
from .writing import plan_book

__all__ = ["plan_book", "read_plan"]
