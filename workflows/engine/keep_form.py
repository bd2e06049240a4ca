"""What an office sends to keep a document of its own: whose it is, and the document that was shown."""

import json
from typing import Any

from django import forms

from permissions.models import OrgUnit


class KeepForm(forms.Form):
    """The document of a preview on its way back, read again as if it had never been seen."""

    unit = forms.ModelChoiceField(
        label="哪个单位的办法", queryset=OrgUnit.objects.none(), empty_label=None,
        widget=forms.Select({"class": "dj-select"}),
    )  # fmt: skip
    document = forms.CharField(max_length=500_000, widget=forms.HiddenInput)

    def __init__(self, *args: Any, units: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["unit"].queryset = units  # type: ignore[attr-defined]

    def read(self, data: Any) -> Any:
        """The document as the rules have it. Raises ValueError with their sentence."""
        raise NotImplementedError

    def clean_document(self) -> Any:
        """The document. Raises a validation error with the sentence of the rules."""
        try:
            data = json.loads(self.cleaned_data["document"])
        except (ValueError, RecursionError):
            raise forms.ValidationError("办法的内容不完整，请重新上传工作簿。") from None
        try:
            return self.read(data)
        except ValueError as wrong:
            raise forms.ValidationError(str(wrong)) from None
