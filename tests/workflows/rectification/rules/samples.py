"""Ready programmes, the autumn holidays of 2026 (domain 6.6) and small documents to break."""

from datetime import date
from typing import Any

from workflows.engine.calendar import WorkCalendar
from workflows.rectification.rules import Programme, ready

OFF = {date(2026, 10, day): False for day in range(1, 8)} | {date(2026, 9, day): False for day in (25, 26, 27)}
CALENDAR = WorkCalendar(OFF | {date(2026, 9, 20): True, date(2026, 10, 10): True})
FEEDBACK = ready()
INSPECTION = ready("inspection")
AUDIT = ready("audit")
SUPERVISION = ready("supervision")
ENVIRONMENT = ready("environment")
PROTECTION = ready("protection")


def changed(**fields: Any) -> dict[str, Any]:
    """The document of the default programme with other fields."""
    return FEEDBACK.to_data() | fields


def first(part: str, **fields: Any) -> dict[str, Any]:
    """The document with the first object of a list changed."""
    head, *rest = FEEDBACK.to_data()[part]
    return changed(**{part: [head | fields, *rest]})


def read(data: Any) -> Programme:
    return Programme.read(data)
