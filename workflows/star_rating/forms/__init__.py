"""What a person types about star ratings."""

from workflows.star_rating.forms.lists import MeetingForm, MemberForm, PlacingForm, PublicityForm
from workflows.star_rating.forms.rounds import RoundForm
from workflows.star_rating.forms.sheet import ReviewSheetForm, SelfSheetForm, SheetForm, sheet_form, stored

__all__ = [
    "MeetingForm",
    "MemberForm",
    "PlacingForm",
    "PublicityForm",
    "ReviewSheetForm",
    "RoundForm",
    "SelfSheetForm",
    "SheetForm",
    "sheet_form",
    "stored",
]
