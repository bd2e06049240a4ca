"""The rules of rating stars: pure functions over plain values, `Decimal` for scores, no database and no library.

Read in this order: parts and scheme (what a city decides), scoring (deductions), grading (the star), lists (quotas).
"""

from .capping import with_quota
from .compare import Difference, differences
from .document import SchemeError
from .grading import RULES_VERSION, grade
from .items import MODE_WORDS, Item, Mode, Option, Slope
from .lists import QuotaLimit, is_supported, quota_limit
from .parts import (
    Direction,
    Indicator,
    QuotaBase,
    QuotaNode,
    QuotaRule,
    Rounding,
    Tier,
    Veto,
    VetoOutcome,
)
from .results import Reason, ReasonKind, Result, Tone, Used
from .scheme import Line, Scheme
from .scoring import (
    BaseScore,
    Deduction,
    Deductions,
    IndicatorScore,
    ScoreError,
    base_score,
    changed_items,
    missing_difference_reasons,
    missing_figures,
    missing_reasons,
    validate_appraisal,
    validate_figure,
)
from .wording import mark, plain, read_star, star_name

__all__ = [
    "MODE_WORDS",
    "RULES_VERSION",
    "BaseScore",
    "Deduction",
    "Deductions",
    "Difference",
    "Direction",
    "Indicator",
    "IndicatorScore",
    "Item",
    "Line",
    "Mode",
    "Option",
    "QuotaBase",
    "QuotaLimit",
    "QuotaNode",
    "QuotaRule",
    "Reason",
    "ReasonKind",
    "Result",
    "Rounding",
    "Scheme",
    "SchemeError",
    "ScoreError",
    "Slope",
    "Tier",
    "Tone",
    "Used",
    "Veto",
    "VetoOutcome",
    "base_score",
    "changed_items",
    "differences",
    "grade",
    "is_supported",
    "mark",
    "missing_difference_reasons",
    "missing_figures",
    "missing_reasons",
    "plain",
    "quota_limit",
    "read_star",
    "star_name",
    "validate_appraisal",
    "validate_figure",
    "with_quota",
]
