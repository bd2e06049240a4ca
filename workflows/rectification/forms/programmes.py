"""What an office sends to keep a programme of its own: whose it is, and the document that was shown."""

import json
from typing import Any

from django import forms

from permissions.models import OrgUnit
from workflows.rectification.rules import Programme, ProgrammeError


class KeepForm(forms.Form):
    """The programme of a preview on its way back, read again as if it had never been seen."""

    unit = forms.ModelChoiceField(
        label="哪个单位的办法", queryset=OrgUnit.objects.none(), empty_label=None,
        widget=forms.Select({"class": "dj-select"}),
    )  # fmt: skip
    document = forms.CharField(max_length=500_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def clean_document(self) -> Programme:
        """The programme. Raises a validation error with the sentence of the rules."""
        try:
            return Programme.read(json.loads(self.cleaned_data["document"]))
        except ProgrammeError as wrong:
            raise forms.ValidationError(str(wrong)) from None
        except (ValueError, RecursionError):
            raise forms.ValidationError("办法的内容不完整，请重新上传工作簿。") from None
