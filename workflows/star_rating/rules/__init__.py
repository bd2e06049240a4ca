"""The rules of rating stars: pure functions over plain values, `Decimal` for scores, no database and no library.

Read in this order: what a city decides (components, tiers, indicators and items, circumstances, standing, quotas,
timing, all in a scheme), scoring (the table), grading (the star, by the steps that it names), capping (quotas).
"""

from workflows.engine.shares import Rounding, plain

from .bodies import alternatives, names_body
from .capping import limit_on, with_quota
from .circumstances import OUTCOME_WORDS, Merit, MeritKind, Veto, VetoOutcome
from .compare import Difference, differences
from .components import FIGURE_SOURCES, Average, Component, Dimension, FigureOf, base_and_appraisal
from .document import SchemeError
from .grading import RULES_VERSION, grade
from .indicators import Group, Indicator
from .items import MODE_WORDS, Item, Mode, Option, Slope
from .line import Line
from .places import NO_FIELD, Use, keyed_quotas, own_fields, places_for, split_key
from .quotas import (
    Direction,
    QuotaBase,
    QuotaLimit,
    QuotaNode,
    QuotaRule,
    Ranking,
    Span,
    quota_limit,
)
from .ranking import give_places
from .results import Reason, ReasonKind, Result, Tone, Used
from .scheme import Scheme
from .scoring import (
    BaseScore,
    Deduction,
    Deductions,
    GroupScore,
    IndicatorScore,
    ScoreError,
    base_score,
    changed_items,
    missing_difference_reasons,
    missing_figures,
    missing_reasons,
    validate_component,
    validate_figure,
)
from .standing import (
    NEW,
    Newcomers,
    Past,
    Precondition,
    PreconditionKind,
    first_day_too_young,
    months_at_end,
)
from .summing import divisor
from .threshold import Placed
from .tiers import Decider, Tier
from .timing import STAGES, PublicityRule, Window
from .warnings import warnings_of
from .wording import mark, read_star, star_name

__all__ = [
    "FIGURE_SOURCES",
    "MODE_WORDS",
    "NEW",
    "NO_FIELD",
    "OUTCOME_WORDS",
    "RULES_VERSION",
    "STAGES",
    "Average",
    "BaseScore",
    "Component",
    "Decider",
    "Deduction",
    "Deductions",
    "Difference",
    "Dimension",
    "Direction",
    "FigureOf",
    "Group",
    "GroupScore",
    "Indicator",
    "IndicatorScore",
    "Item",
    "Line",
    "Merit",
    "MeritKind",
    "Mode",
    "Newcomers",
    "Option",
    "Past",
    "Placed",
    "Precondition",
    "PreconditionKind",
    "PublicityRule",
    "QuotaBase",
    "QuotaLimit",
    "QuotaNode",
    "QuotaRule",
    "Ranking",
    "Reason",
    "ReasonKind",
    "Result",
    "Rounding",
    "Scheme",
    "SchemeError",
    "ScoreError",
    "Slope",
    "Span",
    "Tier",
    "Tone",
    "Use",
    "Used",
    "Veto",
    "VetoOutcome",
    "Window",
    "alternatives",
    "base_and_appraisal",
    "base_score",
    "changed_items",
    "differences",
    "divisor",
    "first_day_too_young",
    "give_places",
    "grade",
    "keyed_quotas",
    "limit_on",
    "mark",
    "missing_difference_reasons",
    "missing_figures",
    "missing_reasons",
    "months_at_end",
    "names_body",
    "own_fields",
    "places_for",
    "plain",
    "quota_limit",
    "read_star",
    "split_key",
    "star_name",
    "validate_component",
    "validate_figure",
    "warnings_of",
    "with_quota",
]
