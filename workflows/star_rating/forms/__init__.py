"""What a person types about star ratings."""

from workflows.star_rating.forms.changing import ChangeForm, ChangeMeetingForm
from workflows.star_rating.forms.lists import (
    ClearanceForm,
    FilingForm,
    MeetingForm,
    MemberForm,
    PlacingForm,
    PublicityForm,
    QuotaForm,
    ReportForm,
)
from workflows.star_rating.forms.rounds import RoundForm
from workflows.star_rating.forms.running import EndForm, ExtendForm, MoreUnitsForm, NoticeForm
from workflows.star_rating.forms.schemes import CopyForm, DocumentForm
from workflows.star_rating.forms.sheet import ReviewSheetForm, SelfSheetForm, SheetForm, sheet_form, stored

__all__ = [
    "ChangeForm",
    "ChangeMeetingForm",
    "ClearanceForm",
    "CopyForm",
    "DocumentForm",
    "EndForm",
    "ExtendForm",
    "FilingForm",
    "MeetingForm",
    "MemberForm",
    "MoreUnitsForm",
    "NoticeForm",
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
