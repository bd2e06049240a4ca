"""What a person types about star ratings."""

from workflows.star_rating.forms.lists import MeetingForm, MemberForm, PlacingForm, PublicityForm, ReportForm
from workflows.star_rating.forms.rounds import RoundForm
from workflows.star_rating.forms.schemes import CopyForm, DocumentForm
from workflows.star_rating.forms.sheet import ReviewSheetForm, SelfSheetForm, SheetForm, sheet_form, stored

__all__ = [
    "CopyForm",
    "DocumentForm",
    "MeetingForm",
    "MemberForm",
    "PlacingForm",
    "PublicityForm",
    "ReportForm",
    "ReviewSheetForm",
    "RoundForm",
    "SelfSheetForm",
    "SheetForm",
    "sheet_form",
    "stored",
]
