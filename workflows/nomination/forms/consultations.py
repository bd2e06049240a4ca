"""What is typed about 会审: by when to answer, the answer itself, a ruling."""

from typing import Any

from django import forms
from django.utils import timezone

from forms.fields import BOX, TEXT, DayInput
from workflows.engine import calendar
from workflows.nomination.queries.consultations import lines_of

USUAL_DAYS = 5
"""Working days within which an opinion is asked, unless somebody says otherwise."""
LONGEST = 500


class AskForm(forms.Form):
    """By when the bodies are asked to answer."""

    reply_by = forms.DateField(label="回复期限", widget=DayInput())

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        today = timezone.localdate()
        self.fields["reply_by"].initial = calendar.around(today).after(today, USUAL_DAYS)


class ClearForm(forms.Form):
    """The number of the letter in which a body says that nothing stands against anybody."""

    number = forms.CharField(label="来函文号", max_length=60, required=False, widget=BOX)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if not self.initial["record"].by_letter:
            del self.fields["number"]


class ObjectForm(ClearForm):
    """The same where something stands against some: for each of them what."""

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.lines = lines_of(self.initial["record"])
        for line in self.lines:
            self.fields[f"line_{line.pk}"] = forms.CharField(
                label=f"对{line.nomination.candidate}的意见",
                max_length=LONGEST,
                required=False,
                help_text="没有不同意见的不填。",
                widget=forms.Textarea(TEXT | {"rows": 2}),
            )

    def clean(self) -> dict[str, Any]:
        """The words by the key of their line, as the action takes them."""
        given: dict[str, Any] = super().clean() or {}
        against = {line.pk: given.pop(f"line_{line.pk}", "") for line in self.lines}
        return given | {"against": against}


class ReasonForm(forms.Form):
    """Why a person rules so."""

    comment = forms.CharField(label="裁定理由", max_length=LONGEST, widget=forms.Textarea(TEXT))
