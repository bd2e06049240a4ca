"""What somebody types while reviewers score: another last day, why a branch is taken out."""

from datetime import date
from typing import Any

from django import forms

from forms.fields import DayInput
from workflows.star_rating.forms.evaluations import BEFORE_IT, to_come


class DueForm(forms.Form):
    """The last day for the sheets."""

    until = forms.DateField(label="评分截止", widget=DayInput())

    def __init__(self, *args: Any, held_on: date, **more: Any) -> None:
        super().__init__(*args, **more)
        self.held_on = held_on

    def clean_until(self) -> date:
        """A day to come, within a year, not before the evaluation itself."""
        day = to_come(self.cleaned_data["until"])
        if day < self.held_on:
            raise forms.ValidationError(BEFORE_IT)
        return day


class StrikeForm(forms.Form):
    """Taking one branch out of an evaluation, with the reason."""

    comment = forms.CharField(
        label="原因",
        max_length=300,
        help_text="记入评审的办理记录，评委会看到。",
        widget=forms.Textarea({"class": "dj-textarea", "rows": 3}),
        error_messages={"required": "请写明划出该支部的原因。"},
    )


class RestoreForm(forms.Form):
    """Having a branch that was taken out scored again, with the reason."""

    comment = forms.CharField(
        label="原因",
        max_length=300,
        help_text="记入评审的办理记录，评委会看到。",
        widget=forms.Textarea({"class": "dj-textarea", "rows": 3}),
        error_messages={"required": "请写明恢复该支部的原因。"},
    )
