"""The rules of 问题整改: pure functions over plain values, dates and `Decimal`, no database and no library.

Read in this order: what a programme says (sources, closing, conditions, lights, escalation, ladder, look_back, all in a
programme), until when (due), what lights up (lighting, escalation), what closes (closing, conditions), what the figures
say (standing, figures, buckets, scoring, satisfaction), how sheets from outside are
read (sheet_columns, written, repeats, doubles).
"""

from .assessing import Asks, Entry, Judged, entries, judged
from .buckets import Age, Bucket, MonthFigures, age_of, bucket_of, trend
from .closing import Closing, Level, checks_for, closes_at
from .conditions import ClosingFacts, Condition, Evidence, lacks_to_close
from .dates import WorkDays
from .document import ProgrammeError
from .due import (
    ExtensionRule,
    Precision,
    extension_refused,
    impossible_days,
    last_day,
    next_review,
    not_found_yet,
    overdue,
    reminder_now,
    reminder_reach,
    usual_due,
)
from .escalation import Step, steps_reached
from .figures import ClosureRate, Counted, Rate, Spread, UnitFigures, by_lead, closure_rate, latest, spread
from .ladder import Draft, LetterKind, Part, Rung, lacks_in_letter, letter_number, next_letter
from .lighting import Given, LightFacts, Outlook, behind, light_of
from .lights import Light, Tone, When
from .look_back import Closed, Draw, LookBackRule, drawn, how_many
from .programme import Programme
from .ready import DEFAULT, ready, ready_codes
from .relighting import relit
from .repeats import likely_repeats, likeness, row_key
from .satisfaction import Survey, satisfaction
from .score_forms import Deduction, FormGrade, FormPart, Method, ScoreForm
from .scoring import (
    Cut,
    PartScore,
    Score,
    by_deductions,
    by_points,
    grade_of,
    lacks_to_score,
)
from .sources import Limit, LimitKind, Severity, Source
from .standing import Standing

__all__ = [
    "DEFAULT",
    "Age",
    "Asks",
    "Bucket",
    "Closed",
    "Closing",
    "ClosingFacts",
    "ClosureRate",
    "Condition",
    "Counted",
    "Cut",
    "Deduction",
    "Draft",
    "Draw",
    "Entry",
    "Evidence",
    "ExtensionRule",
    "FormGrade",
    "FormPart",
    "Given",
    "Judged",
    "LetterKind",
    "Level",
    "Light",
    "LightFacts",
    "Limit",
    "LimitKind",
    "LookBackRule",
    "Method",
    "MonthFigures",
    "Outlook",
    "Part",
    "PartScore",
    "Precision",
    "Programme",
    "ProgrammeError",
    "Rate",
    "Rung",
    "Score",
    "ScoreForm",
    "Severity",
    "Source",
    "Spread",
    "Standing",
    "Step",
    "Survey",
    "Tone",
    "UnitFigures",
    "When",
    "WorkDays",
    "age_of",
    "behind",
    "bucket_of",
    "by_deductions",
    "by_lead",
    "by_points",
    "checks_for",
    "closes_at",
    "closure_rate",
    "drawn",
    "entries",
    "extension_refused",
    "grade_of",
    "how_many",
    "impossible_days",
    "judged",
    "lacks_in_letter",
    "lacks_to_close",
    "lacks_to_score",
    "last_day",
    "latest",
    "letter_number",
    "light_of",
    "likely_repeats",
    "likeness",
    "next_letter",
    "next_review",
    "not_found_yet",
    "overdue",
    "ready",
    "ready_codes",
    "relit",
    "reminder_now",
    "reminder_reach",
    "row_key",
    "satisfaction",
    "spread",
    "steps_reached",
    "trend",
    "usual_due",
]  # fmt: skip
