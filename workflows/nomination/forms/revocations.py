"""What is typed to take an honour back: why, by whose decision, and when the plaque came back. 依据: domain 3.7."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput

PAST = "日期不能晚于今天。"


class RevocationForm(forms.Form):
    """Why an honour is to be taken back."""

    reason = forms.CharField(label="撤销原因", max_length=1000, widget=forms.Textarea(TEXT))


class RevokeForm(forms.Form):
    """Who decided it, under which document."""

    approved_by = forms.CharField(label="批准机关", max_length=80, widget=BOX)
    document = forms.CharField(label="撤销文号", max_length=60, widget=BOX)
    revoked_on = forms.DateField(label="荣誉撤销日期", widget=DayInput())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["approved_by"].initial = self.initial["record"].round.unit.short_name

    def clean_revoked_on(self) -> Any:
        """A decision that is entered has been taken."""
        return _past(self.cleaned_data["revoked_on"])


class TakeBackForm(forms.Form):
    """When plaque and certificate came back."""

    plaque_back_on = forms.DateField(label="收回日期", widget=DayInput())

    def clean_plaque_back_on(self) -> Any:
        """What came back came back before today."""
        return _past(self.cleaned_data["plaque_back_on"])


def _past(day: Any) -> Any:
    if day > timezone.localdate():
        raise forms.ValidationError(PAST)
    return day
