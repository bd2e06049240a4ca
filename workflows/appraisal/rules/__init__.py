"""The rules of 民主评议: pure functions over plain values, dates and `Decimal`, no database and no library.

Read in this order: what a plan says (grades, cap, quorum, forms, all in a plan; checking), who counts (roll, freezing),
what the ballots say (totals, result, satisfaction), what is decided (grading) and what follows (following, correction,
grounds, disposal).
"""

from .bodies import COMMITTEE_FROM, Body, Ticketing
from .cap import Base, Cap, CapAnswer, judge_cap
from .checking import cautions
from .correction import CorrectionRule, Outcome, Reassessment, due_refused, length_refused, outcome_refused
from .disposal import (
    Case,
    DisposalRule,
    Step,
    order_refused,
    proposal_refused,
    talk_refused,
)
from .document import PlanError
from .following import consequence, judge_limit, submission_words
from .forms import (
    POINTS,
    RATERS,
    Asks,
    BallotForm,
    Dimension,
    Kind,
    Option,
    Question,
    Situation,
    Subject,
)
from .freezing import group_mistakes, lacks_to_freeze, roll_changes
from .grades import After, Files, Grade
from .grading import Decision, lacks_to_grade, still_ungraded
from .grounds import GROUND_BY_CODE, GROUNDS, Ground, Method
from .plan import Plan
from .quorum import USUAL, Counted, PassOf, Purpose, Quorum, judge_passing, judge_quorum
from .ready import DEFAULT, ready, ready_codes
from .result import Line, Result, beside_the_vote, result_of, weighted
from .roll import (
    Excuse,
    Member,
    Presence,
    Roll,
    Standing,
)
from .satisfaction import Satisfaction, satisfaction
from .totals import Totals, abstained, differences, mistakes

__all__ = [
    "COMMITTEE_FROM", "DEFAULT", "GROUNDS", "GROUND_BY_CODE", "POINTS", "RATERS", "USUAL", "After", "Asks",
    "BallotForm", "Base", "Body", "Cap", "CapAnswer", "Case", "CorrectionRule", "Counted", "Decision",
    "Dimension", "DisposalRule", "Excuse", "Files", "Grade", "Ground", "Kind", "Line", "Member", "Method",
    "Option", "Outcome", "PassOf", "Plan", "PlanError", "Presence", "Purpose", "Question", "Quorum",
    "Reassessment", "Result", "Roll", "Satisfaction", "Situation", "Standing", "Step", "Subject", "Ticketing",
    "Totals", "abstained", "beside_the_vote", "cautions", "consequence", "differences", "due_refused", "group_mistakes",
    "judge_cap", "judge_limit", "judge_passing", "judge_quorum", "lacks_to_freeze", "lacks_to_grade",
    "length_refused", "mistakes", "order_refused", "outcome_refused", "proposal_refused", "ready", "ready_codes",
    "result_of", "roll_changes", "satisfaction", "still_ungraded", "submission_words", "talk_refused", "weighted",
]  # fmt: skip
