"""What a person types about star ratings."""

from forms.fields import MeetingForm
from workflows.star_rating.forms.changing import ChangeForm, ChangeMeetingForm
from workflows.star_rating.forms.lists import (
    ClearanceForm,
    FilingForm,
    MemberForm,
    MinimaForm,
    PlacingForm,
    PublicityForm,
    QuotaForm,
    ReportForm,
)
from workflows.star_rating.forms.rounds import RoundForm
from workflows.star_rating.forms.schemes import CopyForm, DocumentForm
from workflows.star_rating.forms.sheet import ReviewSheetForm, SelfSheetForm, SheetForm, sheet_form, stored

__all__ = [
    "ChangeForm",
    "ChangeMeetingForm",
    "ClearanceForm",
    "CopyForm",
    "DocumentForm",
    "FilingForm",
    "MeetingForm",
    "MemberForm",
    "MinimaForm",
    "PlacingForm",
    "PublicityForm",
    "QuotaForm",
    "ReportForm",
    "ReviewSheetForm",
    "RoundForm",
    "SelfSheetForm",
    "SheetForm",
    "sheet_form",
    "stored",
]
