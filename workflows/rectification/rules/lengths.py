"""How long the words of a problem may be, whether typed or read from a sheet."""

from .sheet_columns import FIELDS, TEXT

LONGEST: dict[str, int] = {
    TEXT: 2000, "category": 80, "inspection": 80, "requirement": 2000, "leader": 80, "department": 80, "owner": 80,
    "cause": 2000, "goal": 2000, "progress": 500, "remark": 500, "reference": 60,
}  # fmt: skip
"""Characters that fields of plain text can hold."""
LONGEST_MEASURE = 1000


def too_long(name: str, text: str) -> str:
    """A sentence where a field of plain text cannot hold these words; empty where it can."""
    longest = LONGEST[name]
    return f"{FIELDS[name]}有{len(text)}字，最多{longest}字。请删减。" if len(text) > longest else ""
