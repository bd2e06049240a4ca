"""The rules of 先进推荐: pure functions over plain values, dates and `Decimal`, no database and no library.

Read in this order: what is known of a candidate (candidate), what a condition answers (answers, conditions), what a
notice says (category, caps, award_round), whether somebody is eligible (eligibility), whether quotas hold (allocation,
limits, counting, contradictions, contest), what people must decide (selection, votes, outcome, opinions, publicity,
lists), on what a round rests and what it lacks (approval, sponsors, opening), what becomes of it (honours).
"""

from workflows.engine.shares import Rounding, Share

from .allocation import Allocation, Cell, Shift, Total, allocation_errors, without_row
from .answers import Answer, Judged, Overruling, Used, Verdict, judged, overall, together
from .approval import Approval, Caution, approval_warnings
from .award_round import AwardRound
from .candidate import (
    Candidate,
    Cleared,
    Discipline,
    Known,
    Overdue,
    Past,
    Place,
    Post,
    Ranks,
    Review,
    Roll,
    Subject,
)
from .caps import Among, Base, Cap, Direction, Limit, Per
from .category import Category, HonourKind
from .conditions import KINDS, Condition, Setting
from .contest import Contest
from .contradictions import Contradiction, Ruling, Sum, contradictions
from .counting import Entry, judge_cap
from .dates import Period
from .describing import category_facts, facts
from .document import RoundError
from .eligibility import Eligibility, answers_for, eligibility
from .honours import Honour, Revocation, honour_of, past_of, superseding
from .limits import TOTAL, limits_for, place_caps, places_for
from .lists import Named, Report, ReportState, candidates_again, report_state
from .materials import Material, TooLong, lacking, length, too_long
from .opening import lacks_to_open
from .opinions import AskedOf, Opinion, Reply, judge_replies
from .outcome import Attendance, Contestant, Outcome, outcome
from .publicity import PublicityRule
from .selection import Ranked, Selection, by_votes, select
from .sponsors import SponsorLevel, frequency_warning
from .stages import Stage
from .votes import Vote, VoteOf, VoteRule, judge_vote

__all__ = [
    "KINDS", "TOTAL", "Allocation", "Among", "Answer", "Approval", "AskedOf", "Attendance", "AwardRound", "Base",
    "Candidate", "Cap", "Category", "Caution", "Cell", "Cleared", "Condition", "Contest", "Contestant",
    "Contradiction", "Direction", "Discipline", "Eligibility", "Entry", "Honour", "HonourKind", "Judged", "Known",
    "Limit", "Material", "Named", "Opinion", "Outcome", "Overdue", "Overruling", "Past", "Per", "Period", "Place",
    "Post", "PublicityRule", "Ranked", "Ranks", "Reply", "Report", "ReportState", "Review", "Revocation", "Roll",
    "RoundError", "Rounding", "Ruling", "Selection", "Setting", "Share", "Shift", "SponsorLevel", "Stage", "Subject",
    "Sum", "TooLong", "Total", "Used", "Verdict", "Vote", "VoteOf", "VoteRule", "allocation_errors", "answers_for",
    "approval_warnings", "by_votes", "candidates_again", "category_facts", "contradictions", "eligibility", "facts",
    "frequency_warning", "honour_of", "judge_cap", "judge_replies", "judge_vote", "judged", "lacking",
    "lacks_to_open", "length", "limits_for", "outcome", "overall", "past_of", "place_caps", "places_for",
    "report_state", "select", "superseding", "together", "too_long", "without_row",
]  # fmt: skip
