"""What is typed of the documents that give honours, and of a higher sponsor's answer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.nomination.actions import Paper
from workflows.nomination.models import Nomination
from workflows.nomination.queries.quotas import judged_last
from workflows.nomination.rules import AwardRound

GIVEN, LEFT = "given", "left"
RESULTS = ((GIVEN, "授予"), (LEFT, "未授予"))


class DocumentForm(forms.Form):
    """The number and the day of a document."""

    number = forms.CharField(label="文号", max_length=60, help_text="例如：滨直工发〔2026〕9号。", widget=BOX)
    dated_on = forms.DateField(label="成文日期", widget=DayInput())

    def clean_dated_on(self) -> Any:
        """A document that is registered has been written."""
        day = self.cleaned_data["dated_on"]
        if day > timezone.localdate():
            raise forms.ValidationError("成文日期不能晚于今天。")
        return day

    def paper(self) -> Paper:
        """The document as the action takes it."""
        return Paper(self.cleaned_data["number"], self.cleaned_data["dated_on"])


class ConferForm(DocumentForm):
    """The document that gives honours or sends names up, and why a limit over all that may be exceeded is."""

    excuse = forms.CharField(
        label="名额的说明",
        max_length=300,
        required=False,
        help_text="全部单位合计原则上的要求没有达到，或者须核实时，写明依据和理由；没有的不填。",
        widget=forms.Textarea(TEXT),
    )

    def __init__(self, *args: Any, award: AwardRound, **more: Any) -> None:
        super().__init__(*args, **more)
        if not judged_last(award):
            del self.fields["excuse"]


class CorrectionForm(forms.Form):
    """The right number of a document, and why it is corrected."""

    number = forms.CharField(label="正确的文号", max_length=60, widget=BOX)
    reason = forms.CharField(label="更正原因", max_length=300, widget=forms.Textarea(TEXT))


class AnswerForm(DocumentForm):
    """A higher sponsor's document, and for each candidate what it says; who was left out needs a reason."""

    def __init__(self, *args: Any, rows: Sequence[Nomination], **more: Any) -> None:
        super().__init__(*args, **more)
        self.rows = rows
        for row in rows:
            number = row.process.number
            result = forms.ChoiceField(label=f"{row.candidate}的结果", choices=RESULTS, initial=GIVEN)
            result.widget = forms.Select({"class": "dj-select", "aria-label": result.label}, choices=RESULTS)
            reason = forms.CharField(label=f"{row.candidate}未授予的原因", max_length=200, required=False)
            attrs = {"class": "dj-input", "maxlength": 200, "aria-label": reason.label, "placeholder": "未授予的原因"}
            reason.widget = forms.TextInput(attrs)
            self.fields |= {f"result_{number}": result, f"reason_{number}": reason}

    def clean(self) -> dict[str, Any]:
        """A reason for everybody who was left out, and for nobody else."""
        cleaned: dict[str, Any] = super().clean() or {}
        for row in self.rows:
            number = row.process.number
            left, reason = cleaned.get(f"result_{number}") == LEFT, cleaned.get(f"reason_{number}")
            if left and not reason:
                self.add_error(f"reason_{number}", f"请填写{row.candidate}未授予的原因。")
            elif reason and not left:
                self.add_error(f"reason_{number}", f"{row.candidate}已授予，不填原因；未授予的请改选“未授予”。")
        return cleaned

    def passed_over(self) -> dict[str, str]:
        """The reasons by number."""
        numbers = [row.process.number for row in self.rows]
        data = self.cleaned_data
        return {each: data[f"reason_{each}"] for each in numbers if data[f"result_{each}"] == LEFT}

    def fields_of(self, row: Nomination) -> tuple[BoundField, BoundField]:
        """The two boxes of a candidate."""
        return self[f"result_{row.process.number}"], self[f"reason_{row.process.number}"]
