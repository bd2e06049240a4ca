"""The rows of 先进推荐, one noun a file: the plan, a nomination, its list, 会审, 文件, 撤销, and places."""

from .consultation import Consultation, ConsultationLine
from .document import AwardDocument
from .list import NominationList
from .nomination import Nomination
from .places import PlaceContest, PlaceContestant, PlaceRuling, PlaceShift, PlaceTable
from .plan import AwardPlan
from .revocation import Revocation

__all__ = [
    "AwardDocument", "AwardPlan", "Consultation", "ConsultationLine", "Nomination", "NominationList", "PlaceContest",
    "PlaceContestant", "PlaceRuling", "PlaceShift", "PlaceTable", "Revocation",
]  # fmt: skip
