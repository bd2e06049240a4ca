"""Rows of star rating, one noun a file, and the arrows: what may happen to a rating and to a list."""

from workflows.star_rating.models.change import StarChange
from workflows.star_rating.models.clearance import Clearance
from workflows.star_rating.models.evaluation import Evaluated, Evaluation, Pairing, Reviewer, ReviewLine, ReviewSheet
from workflows.star_rating.models.filing import Filing
from workflows.star_rating.models.list import RatingList
from workflows.star_rating.models.rating import Rating
from workflows.star_rating.models.scheme import Scheme
from workflows.star_rating.models.sheet import SheetLine, VetoFinding
from workflows.star_rating.models.spot_check import SpotCheck, SpotPick
from workflows.star_rating.models.trial import TrialScores

__all__ = [
    "Clearance",
    "Evaluated",
    "Evaluation",
    "Filing",
    "Pairing",
    "Rating",
    "RatingList",
    "ReviewLine",
    "ReviewSheet",
    "Reviewer",
    "Scheme",
    "SheetLine",
    "SpotCheck",
    "SpotPick",
    "StarChange",
    "TrialScores",
    "VetoFinding",
]
