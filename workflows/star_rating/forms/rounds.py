"""What the 工委 types to prepare a round."""

from typing import Any

from django import forms
from django.utils import timezone

from workflows.engine.calendar import within_a_year
from workflows.engine.models import Round
from workflows.star_rating.forms.lists import BOX, DayInput
from workflows.star_rating.models import Scheme
from workflows.star_rating.states import ListState, RatingState

OPTIONAL = (RatingState.GENERAL_REVIEWING, ListState.VERIFYING)
"""Stages that a round may do without; one that decides may never be left out."""
DATED = (
    RatingState.SELF_ASSESSING,
    RatingState.GENERAL_REVIEWING,
    RatingState.SCORING,
    ListState.COMPILING,
    ListState.VERIFYING,
    ListState.DECIDING,
)


class RoundForm(forms.Form):
    """A round: scheme, year, basis, how returns come back, which stages, until when."""

    scheme = forms.ModelChoiceField(
        label="评定方案",
        queryset=Scheme.objects.order_by("-pk"),
        empty_label=None,
        widget=forms.Select({"class": "dj-select"}),
    )
    year = forms.IntegerField(
        label="评定年度", min_value=2000, max_value=2100, widget=forms.NumberInput({"class": "dj-input"})
    )
    title = forms.CharField(label="批次名称", max_length=120, widget=BOX)
    basis = forms.CharField(
        label="批准依据",
        max_length=200,
        required=False,
        help_text="批准机关、文号。创建示范、命名类活动须有批准依据。",
        widget=BOX,
    )
    resume = forms.ChoiceField(
        label="退回后怎样重报",
        choices=Round.Resume.choices,
        initial=Round.Resume.DIRECT,
        widget=forms.Select({"class": "dj-select"}),
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        year = timezone.localdate().year
        self.fields["year"].initial = year
        self.fields["title"].initial = f"{year}年度党支部星级评定"
        for state in OPTIONAL:
            self.fields[f"use_{state}"] = forms.BooleanField(
                label=f"设“{state.label}”环节",
                required=False,
                initial=True,
                widget=forms.CheckboxInput({"class": "dj-box"}),
            )
        for state in DATED:
            self.fields[f"due_{state}"] = forms.DateField(label=f"{state.label}截止", required=False, widget=DayInput())

    def clean(self) -> dict[str, Any]:
        """No last day that has passed or is more than a year off, and none before that of an earlier stage."""
        cleaned: dict[str, Any] = super().clean() or {}
        latest = None
        for state in DATED:
            day = cleaned.get(f"due_{state}")
            if day and day < timezone.localdate():
                self.add_error(f"due_{state}", "截止日期已过，请改为今天以后的日期。")
            elif day and not within_a_year(day):
                self.add_error(f"due_{state}", "截止日期须在一年之内，请核对年份。")
            elif day and latest and day < latest[0]:
                self.add_error(f"due_{state}", f"不能早于“{latest[1]}”的截止日期。")
            latest = (day, state.label) if day else latest
        return cleaned

    def stages(self) -> dict[str, dict[str, Any]]:
        """The stages as a round stores them."""
        found: dict[str, dict[str, Any]] = {}
        for state in DATED:
            if day := self.cleaned_data[f"due_{state}"]:
                found.setdefault(state, {})["due_on"] = day.isoformat()
        for state in OPTIONAL:
            if not self.cleaned_data[f"use_{state}"]:
                found.setdefault(state, {})["off"] = True
        return found
