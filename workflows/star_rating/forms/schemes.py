"""What the 工委 sends to keep a scheme: the document that was shown, and a version for a copy."""

import json
from typing import Any

from django import forms

from forms.fields import BOX
from workflows.star_rating.rules import Scheme, SchemeError


class DocumentForm(forms.Form):
    """The scheme of a preview on its way back; read again as if it had never been seen."""

    document = forms.CharField(max_length=500_000, widget=forms.HiddenInput)

    def clean_document(self) -> Scheme:
        """The rules. Raises a validation error with the sentence of the rules."""
        try:
            return Scheme.from_data(json.loads(self.cleaned_data["document"]))
        except SchemeError as wrong:
            raise forms.ValidationError(str(wrong)) from None
        except (ValueError, RecursionError):
            raise forms.ValidationError("方案的内容不完整，请重新上传工作簿。") from None


class CopyForm(forms.Form):
    """A new version with the same content, to be edited as a workbook."""

    version = forms.CharField(label="新版本", max_length=40, widget=BOX)

    def __init__(self, *args: Any, taken: list[str], **more: Any) -> None:
        super().__init__(*args, **more)
        self.taken = taken

    def clean_version(self) -> str:
        """A version that the scheme does not have yet."""
        version: str = self.cleaned_data["version"]
        if version in self.taken:
            raise forms.ValidationError(f"已有版本“{version}”，请换一个。")
        return version
